"""Markdown inside a text to plain text, and the images that stand in it."""

import re
from typing import Final

from calcinosis_quiz.imports.html_text import EMPHASIS_LOST, ImageReference, clean, one_line
from calcinosis_quiz.imports.reading import Record
from calcinosis_quiz.imports.text_cards import Markup

_IMAGE: Final = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)[^)]*\)(?:\{[^}]*\})?|!\[\[([^\]|]+)(?:\|[^\]]*)?\]\]")
_LINK: Final = re.compile(r"(?<!!)\[([^\[\]]+)\]\((https?://[^)\s]+)[^)]*\)")
_EMPHASIS: Final = re.compile(r"(?<!\w)(\*\*|__|\*|_)(?=\S)(.+?)(?<=\S)\1(?!\w)")
# Code, in which no sign means anything, and formulas.
_LITERAL: Final = re.compile(
    r"(?P<code>(?m:^)[ \t]*(?P<fence>```+|~~~+).*?(?:(?m:^)[ \t]*(?P=fence)|\Z)|(?P<tick>`+)(?!`).+?(?P=tick))"
    r"|(?<!\\)\$\$?(?P<tex>[^$]+?)(?<!\\)\$\$?(?!\d)",
    re.DOTALL,
)
_DOLLAR: Final = re.compile(r"\\\$")


def plain_markdown(record: Record, markdown: str) -> str:
    """Read Markdown as plain text: emphasis goes and is noted, formulas stay as TeX, images go to their item."""
    text = _IMAGE.sub("", markdown)
    parts, place, has_emphasis = [], 0, False
    for found in [*_LITERAL.finditer(text), None]:
        around = text[place : found.start() if found else None]
        bare = _EMPHASIS.sub(r"\2", around)
        has_emphasis |= bare != around
        parts.append(_DOLLAR.sub("$", _LINK.sub(r"\1 (\2)", bare)))
        if found:
            parts.append(found["code"] or rf"\({found['tex'].strip()}\)")
            place = found.end()
    if has_emphasis:
        record.change(f"{EMPHASIS_LOST} is not kept")
    return clean("".join(parts))


def images_in(markdown: str) -> list[ImageReference]:
    """List the images of a text, in Markdown's form and in that of Obsidian."""
    return [
        ImageReference((source or named).removeprefix("@/"), one_line(alt))
        for alt, source, named in _IMAGE.findall(markdown)
    ]


MARKDOWN: Final = Markup(plain_markdown, images_in)
