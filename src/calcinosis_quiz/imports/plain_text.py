"""Formatted text to the plain text of a bank: what it says stays, how it looks goes, and what was lost is named."""

import html
import re
from functools import lru_cache
from typing import Final

from calcinosis_quiz.imports.html_text import EMPHASIS_LOST, ImageReference, PlainText, clean, one_line, read_tree
from calcinosis_quiz.imports.tree import parse_html

__all__ = ["ImageReference", "PlainText", "clean", "from_html", "from_lines", "one_line"]

_SIMPLE: Final = re.compile(r"\s*<(p|div|span)(?: dir=\"ltr\")?>([^<]*)</\1>\s*")
_EMPHASIS: Final = re.compile(r"</?(?:b|i|em|strong|u)>")
_WRAPPED: Final = re.compile(r"\s*<(p|div|span)(?: dir=\"ltr\")?>(.*)</\1>\s*", re.DOTALL)
_PARAGRAPHS: Final = re.compile(r" *</p> *<p(?: dir=\"ltr\")?> *")
_BREAK: Final = re.compile(r" *<br ?/?> *")
_SPACE: Final = re.compile(r"[ \t\n\r\f]+")
_LINE_ENDS: Final = re.compile("\r\n?")
_BLANKS: Final = re.compile(r"[ \t\xa0]+")


@lru_cache(maxsize=4096)
def from_html(markup: str) -> PlainText:
    """Read HTML as a person would see it; a mark-up that is no HTML stays as text."""
    if "<" not in markup:
        return PlainText(_flat(html.unescape(markup) if "&" in markup else markup))
    if simple := _SIMPLE.fullmatch(markup):
        return PlainText(_tidy(_SPACE.sub(" ", html.unescape(simple.group(2)))))
    if (quick := _without_emphasis(markup)) is not None:
        return quick
    root = parse_html(markup)
    if root is None:
        return PlainText("")
    read = read_tree(root)
    return PlainText(_tidy(read.text), read.images, read.lost)


def _without_emphasis(markup: str) -> PlainText | None:
    """Read a text that has no elements but paragraphs, emphasis and line ends, as most; None for any other."""
    wrapped = _WRAPPED.fullmatch(markup)
    markup = wrapped.group(2) if wrapped else markup
    text = _EMPHASIS.sub("", markup)
    lost = (EMPHASIS_LOST,) if len(text) != len(markup) else ()
    if "<" not in text and "&" not in text:
        return PlainText(_flat(text), (), lost)
    text = _BREAK.sub("\n", _SPACE.sub(" ", text))
    if wrapped and wrapped.group(1) == "p" and "</p>" in text:
        text = _PARAGRAPHS.sub("\n\n", text)
    if "<" in text:
        return None
    return PlainText(_tidy(html.unescape(text) if "&" in text else text), (), lost)


def from_lines(text: str) -> PlainText:
    """Read HTML in which line ends are meant as such, as Moodle's own format does."""
    if "<" not in text:
        return PlainText(clean(html.unescape(text)) if "&" in text else clean(text))
    return from_html(_LINE_ENDS.sub("\n", text.strip()).replace("\n", "<br>"))


def _flat(text: str) -> str:
    """Put running text on one line."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _tidy(_SPACE.sub(" ", text))


def _tidy(text: str) -> str:
    """Trim lines and blanks; a no-break blank is a blank."""
    cleaned = clean(text)
    if "  " in cleaned and "\n" not in cleaned:
        cleaned = _BLANKS.sub(" ", cleaned)
    return cleaned
