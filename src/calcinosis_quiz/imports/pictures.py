"""Images of foreign questions: told by their content, never by their name, and named as a bank names them."""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Final
from urllib.parse import unquote

from calcinosis_quiz.bank.images import MAX_BYTES, MAX_PIXELS
from calcinosis_quiz.bank.picture_files import find_svg_danger, identify
from calcinosis_quiz.imports.identifiers import slug
from calcinosis_quiz.imports.plain_text import ImageReference
from calcinosis_quiz.imports.reading import Picture, Record

_DATA: Final = re.compile(r"data:[\w.+/-]*;base64,(.*)", re.DOTALL)


def image_kind(content: bytes) -> str:
    """Return the kind of an image, told by its content, as the ending of a name; empty where no bank can hold it."""
    found = identify(content)
    if found is None or found.width * found.height > MAX_PIXELS:
        return ""
    return "" if found.kind == "svg" and find_svg_danger(content) else found.kind


def take_picture(
    record: Record, images: Sequence[ImageReference], find: Callable[[str], bytes | None]
) -> Picture | None:
    """Get the one image that an item can have; what cannot be had, and every further image, is noted."""
    picture: Picture | None = None
    for image in images:
        content = _content_of(record, image, find)
        if content is None:
            continue
        if picture is not None:
            record.change("a question holds one image here; the others are left out", _short(image.source))
            continue
        kind = image_kind(content)
        if not kind:
            record.change("an image is of a kind that cannot be shown", _short(image.source))
        elif len(content) > MAX_BYTES:
            record.change(f"an image is larger than {MAX_BYTES // 2**20} MiB", _short(image.source))
        else:
            stem = (
                slug(unquote(image.source).rpartition("/")[2].rpartition(".")[0])
                if ";base64," not in image.source
                else ""
            )
            name = f"{stem or 'image-' + sha256(content).hexdigest()[:8]}.{kind}"
            if not image.alt:
                record.change("an image came without words for whoever cannot see it: write them under alt")
            picture = Picture(name, content, image.alt or "An image that belongs to this question")
    return picture


def drop_pictures(record: Record, images: Sequence[ImageReference], where: str) -> None:
    """Note images in a place where an item has none."""
    for image in images:
        record.change(f"an image in {where} is left out", _short(image.source))


def _content_of(record: Record, image: ImageReference, find: Callable[[str], bytes | None]) -> bytes | None:
    if data := _DATA.match(image.source):
        try:
            return b64decode(unquote(data.group(1)))
        except (Base64Error, ValueError):
            record.change("an image inside the text is damaged")
            return None
    name = image.source.partition("?")[0]
    content = find(name) or (find(unquote(name)) if "%" in name else None)
    if content is None:
        remote = re.match(r"(?:https?:)?//", image.source)
        what = (
            "an image stands on another computer; nothing is fetched, --media DIR supplies it"
            if remote
            else "an image is not in the file; --media DIR supplies it"
        )
        record.change(what, _short(image.source))
    return content


def _stem(source: str) -> str:
    """Name an image as its file was named, without the ending; empty for one inside a text."""
    return "" if ";base64," in source else slug(unquote(source).rpartition("/")[2].rpartition(".")[0])


def _short(source: str) -> str:
    return source if len(source) <= 100 else f"{source[:60]}..."
