"""Styled text for a terminal, measured and wrapped by the cells that it takes.

A drawing library takes longer to import than everything else that asks the first question.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from calcinosis_quiz.cli.screens.cells import cell_len, clip_cells, graphemes
from calcinosis_quiz.cli.visible import make_visible

_CODES: Final = {
    "bold": "1", "dim": "2", "italic": "3", "reverse": "7", "strike": "9",
    "red": "31", "green": "32", "yellow": "33", "magenta": "35", "cyan": "36",
}  # fmt: skip
_WORDS: Final = re.compile(r"\s*\S+|\s+$")
_ELLIPSIS: Final = "\u2026"

Part = tuple[str, str]  # a text and its style


class Text:
    """A text whose parts have styles: words such as `bold`, `dim` or `green`, joined by blanks."""

    __slots__ = ("parts",)

    def __init__(self, text: str = "", style: str = "") -> None:
        """Take a text in one style."""
        self.parts: tuple[Part, ...] = ((make_visible(text), style),) if text else ()

    @classmethod
    def assemble(cls, *parts: "str | Part | Text") -> "Text":
        """Put parts behind each other."""
        text = cls()
        text.parts = tuple(part for each in parts for part in _parts_of(each) if part[0])
        return text

    @property
    def plain(self) -> str:
        """Return the text without its styles."""
        return "".join(text for text, _ in self.parts)

    @property
    def cells(self) -> int:
        """Count the cells that it takes on one line."""
        return cell_len(self.plain)

    def __bool__(self) -> bool:
        """Return whether there is anything to see."""
        return bool(self.parts)

    def __eq__(self, other: object) -> bool:
        """Compare parts and styles."""
        return isinstance(other, Text) and self.parts == other.parts

    def __hash__(self) -> int:
        """Hash parts and styles."""
        return hash(self.parts)

    def __repr__(self) -> str:
        """Show the parts."""
        return f"Text.assemble{self.parts!r}"

    def __add__(self, other: "Text") -> "Text":
        """Put one text behind another."""
        return Text.assemble(self, other)

    def join(self, texts: Iterable["Text"]) -> "Text":
        """Put this text between others."""
        parts: list[Text] = []
        for text in texts:
            parts += [self, text] if parts else [text]
        return Text.assemble(*parts)

    def restyled(self, style: str) -> "Text":
        """Add a style to every part."""
        if not style:
            return self
        return Text.assemble(*((text, f"{style} {own}".strip()) for text, own in self.parts))

    def cut(self, width: int) -> "Text":
        """Keep what fits on one line, with an ellipsis where something was cut."""
        if self.cells <= width:
            return self
        kept = clip_cells(self.plain, max(width - 1, 0)).rstrip()
        return self.slice(0, len(kept)) + Text(_ELLIPSIS if width > 0 else "")

    def wrap(self, width: int) -> "list[Text]":
        """Break into lines no wider than `width` cells, between words, and inside those that are wider than a line."""
        whole, lines, start = self.plain, [], 0
        for paragraph in whole.split("\n"):
            lines += [self.slice(start + a, start + b) for a, b in _break(paragraph, max(width, 1))]
            start += len(paragraph) + 1
        return lines

    def slice(self, start: int, end: int) -> "Text":
        """Keep the characters from `start` to before `end`."""
        parts: list[Part] = []
        place = 0
        for text, style in self.parts:
            parts.append((text[max(start - place, 0) : max(end - place, 0)], style))
            place += len(text)
        return Text.assemble(*parts)

    def render(self, styled: bool) -> str:
        """Write with the codes of a terminal, or without any."""
        if not styled:
            return self.plain
        return "".join(_code(style, text) for text, style in self.parts)


def _parts_of(each: "str | Part | Text") -> tuple[Part, ...]:
    if isinstance(each, Text):
        return each.parts
    text, style = each if isinstance(each, tuple) else (each, "")
    return ((make_visible(text), style),)


def _break(paragraph: str, width: int) -> Iterator[tuple[int, int]]:
    """Return where each line begins and ends; blanks between lines belong to none."""
    start = end = used = 0
    for found in _WORDS.finditer(paragraph):
        word = found.group()
        cells = cell_len(word)
        if used + cells <= width or not word.strip():
            end, used = found.end() if word.strip() else end, used + cells
            continue
        if used:
            yield start, end
            start = found.end() - len(word.lstrip())
        end = start
        used = 0
        for character in graphemes(paragraph[start : found.end()]):  # a word wider than a line goes on below itself
            wide = cell_len(character)
            if used + wide > width and used:
                yield start, end
                start, used = end, 0
            end, used = end + len(character), used + wide
    yield start, end


def _code(style: str, text: str) -> str:
    codes = ";".join(_CODES[word] for word in style.split())
    return f"\x1b[{codes}m{text}\x1b[0m" if codes else text
