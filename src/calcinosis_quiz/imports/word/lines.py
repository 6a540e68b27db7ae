"""What a word processor's file says, line by line: texts with the marks that set some of them apart."""

from collections.abc import Iterable, Iterator, Sequence
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


def join_cells(cells: Sequence[Line]) -> Line:
    """Put the lines of a table's row on one line, parted by tabs."""
    pieces: list[Piece] = []
    for i, line in enumerate(cells):
        pieces += [Piece("\t" if i else ""), Piece(f"{line.label} " if line.label and i else ""), *line.pieces]
    images = tuple(image for line in cells for image in line.images)
    return Line(cells[0].paragraph, cells[0].label, tuple(piece for piece in pieces if piece.text), images)


def split_line(
    number: int, label: str, pieces: list[Piece], images: tuple[str, ...], is_heading: bool
) -> Iterator[Line]:
    """Part a paragraph at its line ends; its label belongs to the first line."""
    line: list[Piece] = []
    lines: list[tuple[Piece, ...]] = []
    for piece in pieces:
        for i, part in enumerate(piece.text.split("\n")):
            if i:
                lines.append(tuple(line))
                line = []
            if part:
                line.append(Piece(part, piece.marks))
    lines.append(tuple(line))
    for i, each in enumerate(lines):
        if each or images or (label and i == 0):
            yield Line(number, label if i == 0 else "", each, images if i == 0 else (), is_heading)
