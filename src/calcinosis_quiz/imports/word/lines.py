"""What a word processor's file says, line by line: texts with the marks that set some of them apart."""

from collections.abc import Iterable
from typing import Final, Literal

from msgspec import Struct

Mark = Literal["bold", "highlight", "colour", "underline"]
MARKS: Final[tuple[Mark, ...]] = ("highlight", "colour", "bold", "underline")


class Piece(Struct, frozen=True):
    """Text that is set in one way throughout."""

    text: str
    marks: frozenset[Mark] = frozenset()


class Line(Struct, frozen=True):
    """A line: the number of its paragraph, the label that the program counts up, its pieces and images.

    `label` is what stands before the text on paper, such as `1.` or `b)`; empty where the paragraph is in no list.
    """

    paragraph: int
    label: str
    pieces: tuple[Piece, ...]
    images: tuple[str, ...] = ()
    is_heading: bool = False

    @property
    def text(self) -> str:
        """Join the pieces."""
        return "".join(piece.text for piece in self.pieces)


def is_marked(pieces: Iterable[Piece], mark: Mark) -> bool:
    """Return whether most letters of a text are marked: people mark half an option, or its letter alone."""
    letters = marked = 0
    for piece in pieces:
        count = sum(sign.isalnum() for sign in piece.text)
        letters += count
        marked += count if mark in piece.marks else 0
    return letters > 0 and marked * 2 > letters


def cut(pieces: Iterable[Piece], begin: int, end: int | None = None) -> tuple[Piece, ...]:
    """Take what stands between two places of the text, with its marks."""
    found, place = [], 0
    for piece in pieces:
        text = piece.text[max(begin - place, 0) : None if end is None else max(end - place, 0)]
        if text:
            found.append(Piece(text, piece.marks))
        place += len(piece.text)
    return tuple(found)
