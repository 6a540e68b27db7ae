"""What a picture file is by its content, kind and size, read without decoding it; and what an SVG may hold."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_SVG: Final = "http://www.w3.org/2000/svg"
# Drawing, and nothing that runs, loads or embeds: no script, foreignObject, animation, image or anchor.
_ELEMENTS: Final = frozenset(
    (
        *("svg", "g", "defs", "symbol", "use", "title", "desc", "metadata", "style", "switch"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "textPath"),
        *("linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern", "marker", "filter"),
        *("feGaussianBlur", "feOffset", "feBlend", "feFlood", "feComposite", "feMerge", "feMergeNode", "feColorMatrix"),
    )
)
_INERT: Final = (  # what drawing programs write beside the drawing
    "http://www.inkscape.org/namespaces/inkscape",
    "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://creativecommons.org/ns#",
    "http://web.resource.org/cc/",
    "http://purl.org/dc/elements/1.1/",
)
_SIZES_IN_JPEG: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


class Picture(Struct, frozen=True):
    """The kind of a picture by its content, with its size in pixels; an SVG has none."""

    kind: str
    width: int = 0
    height: int = 0


def identify(content: bytes) -> Picture | None:
    """Return what a picture file is; None where it is none that every way out can show."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return Picture("png", _big(content[16:20]), _big(content[20:24]))
    if content.startswith((b"GIF87a", b"GIF89a")):
        return Picture("gif", _little(content[6:8]), _little(content[8:10]))
    if content.startswith(b"\xff\xd8\xff"):
        return _identify_jpeg(content)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return _identify_webp(content)
    if content[4:8] == b"ftyp" and b"avif" in content[8:64]:
        size = content.find(b"ispe", 0, 4096)  # the box that gives the size (ISO/IEC 23008-12, 6.5.3)
        return (
            Picture("avif", _big(content[size + 8 : size + 12]), _big(content[size + 12 : size + 16]))
            if size > 0
            else None
        )
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    return Picture("svg") if start.startswith(b"<") and b"<svg" in content else None


def find_svg_danger(content: bytes) -> str | None:
    """Return what an SVG holds beyond drawing, in a few words; None where it holds nothing else."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        return "a document type"
    from xml.etree import ElementTree  # noqa: PLC0415 - takes 5 ms, and few banks have an SVG

    try:
        root = ElementTree.fromstring(content)  # noqa: S314 - without a document type there are no entities to grow
    except (ElementTree.ParseError, ValueError, LookupError):
        return "something that is no XML"
    return next(_dangers(root), None)


def _dangers(root: "Element") -> Iterator[str]:
    for element in root.iter():
        if not isinstance(element.tag, str):  # a comment or a processing instruction
            continue
        namespace, _, name = element.tag.rpartition("}")
        if namespace.removeprefix("{") not in _INERT and (
            namespace.removeprefix("{") not in {_SVG, ""} or name not in _ELEMENTS
        ):
            yield f"the element {name[:40]}"
        if name == "style" and _reaches_out(element.text or ""):
            yield "a style that loads something"
        for attribute, value in element.attrib.items():
            plain = attribute.rpartition("}")[2].lower()
            if plain.startswith("on"):
                yield f"the attribute {plain[:40]}"
            elif plain in {"href", "src"} and not value.strip().startswith("#"):
                yield f"a reference to {value[:40]!r}"
            elif _reaches_out(value):
                yield f"a reference in {plain[:40]}"


def _reaches_out(style: str) -> bool:
    """Return whether a style or an attribute names anything outside the drawing; escapes could hide a name."""
    text = "".join(style.lower().split())
    return any(sign in text for sign in ("@import", "javascript:", "expression(", "\\")) or any(
        not part.lstrip("'\"").startswith("#") for part in text.split("url(")[1:]
    )


def _identify_jpeg(content: bytes) -> Picture | None:
    """Walk over the segments up to the one that gives the size (ITU-T T.81, B.2)."""
    place = 2
    while place + 9 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker in _SIZES_IN_JPEG:
            return Picture("jpeg", _big(content[place + 7 : place + 9]), _big(content[place + 5 : place + 7]))
        place += 1 if marker == 0xFF else 2 + max(_big(content[place + 2 : place + 4]), 2)
    return None


def _identify_webp(content: bytes) -> Picture | None:
    match content[12:16]:
        case b"VP8 ":
            width, height = _little(content[26:28]) & 0x3FFF, _little(content[28:30]) & 0x3FFF
        case b"VP8L":
            bits = _little(content[21:25])
            width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8X":
            width, height = _little(content[24:27]) + 1, _little(content[27:30]) + 1
        case _:
            return None
    return Picture("webp", width, height)


def _big(number: bytes) -> int:
    return int.from_bytes(number, "big")


def _little(number: bytes) -> int:
    return int.from_bytes(number, "little")
