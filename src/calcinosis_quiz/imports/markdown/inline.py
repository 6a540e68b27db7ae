"""Markdown inside a text to plain text, and the images that stand in it."""

import re
from typing import Final

from calcinosis_quiz.imports.html_text import EMPHASIS_LOST, ImageReference, clean, one_line
from calcinosis_quiz.imports.reading import Record

_IMAGE: Final = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)[^)]*\)(?:\{[^}]*\})?|!\[\[([^\]|]+)(?:\|[^\]]*)?\]\]")
_EMPHASIS: Final = re.compile(r"(?<!\w)(\*\*|__|\*|_)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_MATHS: Final = re.compile(r"\$\$?([^$]+?)\$\$?(?!\d)")


def plain_markdown(record: Record, markdown: str) -> str:
    """Read Markdown as plain text: emphasis goes and is noted, formulas stay as TeX, images go to their item."""
    parts = _MATHS.split(_IMAGE.sub("", markdown))
    bare = [rf"\({part.strip()}\)" if i % 2 else _EMPHASIS.sub(r"\2", part) for i, part in enumerate(parts)]
    if bare[::2] != parts[::2]:
        record.change(f"{EMPHASIS_LOST} is not kept")
    return clean("".join(bare))


def images_in(markdown: str) -> list[ImageReference]:
    """List the images of a text, in Markdown's form and in that of Obsidian."""
    return [
        ImageReference((source or named).removeprefix("@/"), one_line(alt))
        for alt, source, named in _IMAGE.findall(markdown)
    ]
