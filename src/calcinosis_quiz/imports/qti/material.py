"""Texts in QTI 1.2: material of all kinds, whatever it says of its own type."""

import html
import re
from typing import Final

from calcinosis_quiz.imports.html_text import ImageReference, PlainText, clean
from calcinosis_quiz.imports.plain_text import from_html
from calcinosis_quiz.imports.qti.scoring12 import children, descendants
from calcinosis_quiz.imports.reading import Record
from calcinosis_quiz.imports.tree import Element, inner_text, local_name

_TAG: Final = re.compile(r"<[a-zA-Z/!]|&(?:[a-zA-Z]+|#\d+|#x[0-9a-fA-F]+);")
_PAIR: Final = re.compile(
    r"<(p|div|span|b|i|u|em|strong|sub|sup|ul|ol|li|table|font|pre|code)\b[^<>]*>.*?</\1>|<(?:br|img)\b[^<>]*>",
    re.DOTALL,
)
_ESCAPED_PAIR: Final = re.compile(
    r"&lt;(p|div|span|b|i|u|em|strong|sub|sup|ul|ol|li|table|font)\b.*?&lt;/\1&gt;|&lt;(?:br|img)\b", re.DOTALL
)
_TEXTS: Final = ("mattext", "mat_formattedtext", "matimage")
_CONTAINERS: Final = ("material", "flow", "flow_mat", "flow_label", "mat_extension")


def read_material(record: Record, node: Element | None) -> PlainText:
    """Read all material in an element, but none in the answers inside of it; what is lost is noted."""
    texts: list[str] = []
    images: list[ImageReference] = []
    for each in _material(node):
        if local_name(each) == "matimage":
            images.append(ImageReference(each.get("uri") or "", each.get("label") or ""))
            continue
        read = _read(inner_text(each), (each.get("texttype") or "").casefold() == "text/plain")
        for what in read.lost:
            record.change(f"{what} is not kept")
        images += read.images
        if read.text:
            texts.append(read.text)
    return PlainText("\n\n".join(texts), tuple(images))


def _material(node: Element | None) -> list[Element]:
    found: list[Element] = []
    for child in children(node):
        name = local_name(child)
        if name in _TEXTS:
            found.append(child)
        elif name in _CONTAINERS:
            found += _material(child)
    return found


def _read(text: str, says_plain: bool) -> PlainText:
    """Read a text as HTML if it holds any; what says that it is plain must hold whole elements to be taken for more."""
    if says_plain and not (_PAIR.search(text) or _ESCAPED_PAIR.search(text)):
        return PlainText(clean(text))
    if "<" not in text and _ESCAPED_PAIR.search(text):
        text = html.unescape(text)
    return from_html(text) if _TAG.search(text) else PlainText(clean(text))


def line_of_text(record: Record, node: Element | None, where: str) -> str:
    """Read material where an image has no place."""
    read = read_material(record, node)
    for image in read.images:
        record.change(f"an image in {where} is left out", image.source)
    return read.text


def metadata(item: Element) -> dict[str, str]:
    """Read what an item says about itself: labels and entries, and Blackboard's own elements."""
    found = {
        inner_text(next(children(field, "fieldlabel"), None)).strip(): inner_text(
            next(children(field, "fieldentry"), None)
        ).strip()
        for field in descendants(item, "qtimetadatafield")
    }
    for each in descendants(item, "bbmd_questiontype", "qmd_itemtype"):
        found.setdefault(local_name(each), inner_text(each).strip())
    return found
