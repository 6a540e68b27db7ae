"""Text to the HTML of a note's field: shown exactly as written, never as markup, template, formula or sound."""

from collections.abc import Iterable
from html import escape
from typing import Final, Literal
from unicodedata import normalize

from msgspec import Struct

# Signs that Anki itself gives a meaning to: {{fields}} and clozes, [sound:...], [latex] and [$].
_ANKI_SIGNS: Final = str.maketrans({"{": "&#123;", "}": "&#125;", "[": "&#91;", "]": "&#93;", "\\": "&#92;"})
# MathJax reads the page, not the field. An element between the two signs that open a formula keeps it out.
_FORMULAS: Final = (("&#92;(", "&#92;<span></span>("), ("&#92;&#91;", "&#92;<span></span>&#91;"))

Side = Literal["right", "wrong", "plain"]
_WORDS: Final[dict[Side, str]] = {"right": "\u2713 Correct", "wrong": "\u2717 Not correct", "plain": ""}


class Row(Struct, frozen=True):
    """One line of the back: what it says, which side it is on, the reason, and whether it stays in the last place.

    `also`: other wordings of it.
    """

    text: str
    side: Side = "plain"
    why: str | None = None
    fixed: bool = False
    label: str = ""
    also: tuple[str, ...] = ()


def show(text: str) -> str:
    """Escape a text for the page; line breaks stay. Composed (NFC), as Anki stores it."""
    shown = attribute(text).replace("\n", "<br>")
    for opening, apart in _FORMULAS:
        shown = shown.replace(opening, apart)
    return shown


def attribute(text: str) -> str:
    """Escape a text for use between the quotes of an attribute."""
    return escape(normalize("NFC", text)).translate(_ANKI_SIGNS)


def gap(number: int, answer: str, hint: str | None) -> str:
    """Write a cloze deletion as Anki does."""
    parts = [show(answer), *([show(hint)] if hint else [])]
    content = "::".join(part.replace(":", "&#58;") for part in parts)
    return f"{{{{c{number}::{content}}}}}"


def picture(name: str, alt: str) -> str:
    """Write a picture with what it shows in words."""
    return f'<img src="{attribute(name)}" alt="{attribute(alt)}">'


def entries(kind: str, rows: Iterable[tuple[str, dict[str, str]]], **about: str) -> str:
    """Write texts as a list, numbered by the page, with data for the page's script on the list and on each entry."""
    lines = "".join(f'<li dir="auto"{_data(data)}>{show(text)}</li>' for text, data in rows)
    return f'<ol class="{kind}"{_data(about)}>{lines}</ol>'


def reasons(kind: str, rows: Iterable[Row], **about: str) -> str:
    """Write the lines of the back; the sign and the words say what a line is, and so does its class."""
    lines = "".join(_reason(row) for row in rows)
    return f'<ol class="reasons {kind}"{_data(about)}>{lines}</ol>' if lines else ""


def _reason(row: Row) -> str:
    word = f'<span class="verdict">{_WORDS[row.side]}</span> ' if _WORDS[row.side] else ""
    label = f'<span class="label">{show(row.label)}</span> ' if row.label else ""
    why = f'<div class="why" dir="auto">{show(row.why)}</div>' if row.why else ""
    others = "; ".join(f'<span class="text">{show(text)}</span>' for text in row.also)
    also = f'<div class="also" dir="auto">Also right: {others}</div>' if others else ""
    fixed = _data({"fixed": "last"} if row.fixed else {})
    text = f'<span class="text">{show(row.text)}</span>'
    return f'<li class="{row.side}" dir="auto"{fixed}>{word}{label}{text}{also}{why}</li>'


def _data(values: dict[str, str]) -> str:
    return "".join(f' data-{name}="{attribute(value)}"' for name, value in values.items())
