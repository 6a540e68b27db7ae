"""The pictures of a bank: files beside it, whole and small enough to travel."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from calcinosis_quiz.bank.items import AuthoredItem, ExtendedMatching, Image
from calcinosis_quiz.bank.picture_files import find_svg_danger, identify
from calcinosis_quiz.bank.problems import Finding, PathStep, quote
from calcinosis_quiz.errors import QuizError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable  # takes 6 ms, and stands in annotations alone

MAX_BYTES: Final = 8 * 1024 * 1024
MAX_PIXELS: Final = 50_000_000
"""What a photograph may have; whoever shows it needs four bytes for each."""


def check_images(item: AuthoredItem, folder: "Traversable | None") -> Iterator[Finding]:
    """Find pictures that an item names and that are not there, or cannot be used."""
    named: list[tuple[tuple[PathStep, ...], Image | None]]
    if isinstance(item, ExtendedMatching):
        named = [(("cases", i, "image", "file"), case.image) for i, case in enumerate(item.cases)]
    else:
        named = [(("image", "file"), item.image)]
    for steps, image in named:
        if image is not None:
            yield from _check_file(image, folder, steps)


def read_image(folder: "Traversable | None", image: Image) -> bytes:
    """Read a picture; raises QuizError when it has gone since the bank was checked."""
    try:
        if folder is not None:
            return folder.joinpath(image.file).read_bytes()
    except OSError as error:
        raise QuizError(f"Could not read {image.file}: {error.strerror or error}. Check the path.") from error
    raise QuizError(f"{image.file} cannot be found: it is not known which folder its bank stands in.")


def _check_file(image: Image, folder: "Traversable | None", steps: tuple[PathStep, ...]) -> Iterator[Finding]:
    if folder is None:
        return
    file = folder.joinpath(image.file)
    try:
        content = file.read_bytes() if file.is_file() else None
    except OSError as error:
        got = (error.strerror or str(error)).lower()
        yield Finding(steps, "unreadable-image", f"expected a picture that can be read, got: {got}.")
        return
    if content is None:
        message = f"expected a picture file beside the bank, got nothing at {quote(image.file)}. Check the path."
        yield Finding(steps, "no-such-image", message)
    elif not _is_below(file, folder):
        message = (
            f"expected a picture below the folder of the bank, got a link out of it: {quote(image.file)}. Copy it."
        )
        yield Finding(steps, "image-elsewhere", message)
    else:
        yield from _check_content(content, image, steps)


def _check_content(content: bytes, image: Image, steps: tuple[PathStep, ...]) -> Iterator[Finding]:
    picture = identify(content)
    if not content:
        yield Finding(
            steps, "empty-image", f"expected a picture, got the empty file {quote(image.file)}. Save it again."
        )
    elif len(content) > MAX_BYTES:
        size = f"{len(content) / 2**20:.1f} MiB"
        message = f"expected at most {MAX_BYTES // 2**20} MiB, got {size}. Make the picture smaller."
        yield Finding(steps, "image-too-large", message)
    elif picture is None:
        message = f"expected a picture (PNG, JPEG, GIF, WebP, AVIF or SVG), got something else in {quote(image.file)}."
        yield Finding(steps, "no-image", f"{message} Save it again as one of them.")
    elif picture.width * picture.height > MAX_PIXELS:
        size = f"{picture.width} x {picture.height}"
        message = f"expected at most {MAX_PIXELS // 10**6} million pixels, got {size}. Make the picture smaller."
        yield Finding(steps, "image-too-large", message)
    elif picture.kind == "svg" and (danger := find_svg_danger(content)):
        message = (
            f"expected a drawing and nothing else, got {danger} in {quote(image.file)}. Save it as plain SVG or PNG."
        )
        yield Finding(steps, "unsafe-image", message)


def _is_below(file: "Traversable", folder: "Traversable") -> bool:
    """Return whether a file stands below a folder once links are followed; inside an archive there are none."""
    if not isinstance(file, Path) or not isinstance(folder, Path):
        return True
    return file.resolve().is_relative_to(folder.resolve())
