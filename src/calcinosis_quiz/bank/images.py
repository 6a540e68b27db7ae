"""The pictures of a bank: files beside it, whole and small enough to travel."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from calcinosis_quiz.bank.items import AuthoredItem, ExtendedMatching, Image
from calcinosis_quiz.bank.problems import Finding, PathStep, quote
from calcinosis_quiz.errors import QuizError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable  # takes 6 ms, and stands in annotations alone

MAX_BYTES: Final = 8 * 1024 * 1024


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
        size = len(file.read_bytes()) if file.is_file() else -1
    except OSError as error:
        got = (error.strerror or str(error)).lower()
        yield Finding(steps, "unreadable-image", f"expected a picture that can be read, got: {got}.")
        return
    if size < 0:
        message = f"expected a picture file beside the bank, got nothing at {quote(image.file)}. Check the path."
        yield Finding(steps, "no-such-image", message)
    elif size == 0:
        yield Finding(
            steps, "empty-image", f"expected a picture, got the empty file {quote(image.file)}. Save it again."
        )
    elif size > MAX_BYTES:
        message = f"expected at most {MAX_BYTES // 2**20} MiB, got {size / 2**20:.1f} MiB. Make the picture smaller."
        yield Finding(steps, "image-too-large", message)
