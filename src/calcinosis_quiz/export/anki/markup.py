"""Text to the HTML of a note's field: shown exactly as written, never as markup, template or sound."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

# Signs that Anki itself gives a meaning to: {{fields}} and clozes, [sound:...] and [latex].
_ANKI_SIGNS: Final = str.maketrans({"{": "&#123;", "}": "&#125;", "[": "&#91;", "]": "&#93;"})


def show(text: str) -> str:
    """Escape a text; line breaks stay."""
    return escape(text).translate(_ANKI_SIGNS).replace("\n", "<br>")


def gap(number: int, answer: str, hint: str | None) -> str:
    """Write a cloze deletion in Anki's own way."""
    parts = [show(answer), *([show(hint)] if hint else [])]
    content = "::".join(part.replace(":", "&#58;") for part in parts)
    return f"{{{{c{number}::{content}}}}}"


def letter_list(texts: Iterable[str]) -> str:
    """Write texts as a list that reads A, B, C."""
    return '<ol class="letters">' + "".join(f"<li>{show(text)}</li>" for text in texts) + "</ol>"


def number_list(texts: Iterable[str]) -> str:
    """Write texts as a list that reads 1, 2, 3."""
    return '<ol class="numbers">' + "".join(f"<li>{show(text)}</li>" for text in texts) + "</ol>"


def reason_list(rows: Sequence[tuple[str, str, str, str | None]]) -> str:
    """Write rows of sign, label, text and reason; the sign says in words and a class what the row is."""
    lines = []
    for kind, label, text, why in rows:
        word = f'<span class="verdict">{show(kind)}</span> ' if kind else ""
        name = f'<span class="label">{show(label)}</span> ' if label else ""
        reason = f'<div class="why">{show(why)}</div>' if why else ""
        lines.append(f'<li class="{kind or "other"}">{word}{name}<b>{show(text)}</b>{reason}</li>')
    return '<ul class="reasons">' + "".join(lines) + "</ul>" if lines else ""
