"""Contents laid out as lines: paragraphs, grids of columns, stacks, and what stands further right."""

from collections.abc import Iterator, Sequence
from typing import Final, Literal

from msgspec import Struct

from calcinosis_quiz.cli.screens.text import Text

_LEAST: Final = 8  # cells of a column that is wrapped, however narrow the screen

Overflow = Literal["fold", "cut"]


class Column(Struct, frozen=True):
    """How a column of a grid looks: its title and style, and what happens to a text that is too wide.

    All but the last column are as wide as their widest text.
    """

    title: str = ""
    style: str = ""
    overflow: Overflow = "fold"
    right: bool = False


class Grid(Struct, frozen=True):
    """Rows of cells under each other, with `gap` blanks between columns; titles above where columns have them."""

    rows: Sequence[Sequence["str | Text"]]
    columns: Sequence[Column] = ()
    gap: int = 2


class Stack(Struct, frozen=True):
    """Contents below each other."""

    contents: Sequence["Content"]


class Indented(Struct, frozen=True):
    """A content moved to the right."""

    content: "Content"
    by: int = 2


Content = str | Text | Grid | Stack | Indented


def lay_out(content: Content, width: int) -> list[Text]:
    """Give a content as lines no wider than `width` cells, without blanks at their ends."""
    match content:
        case str():
            return Text(content).wrap(width)
        case Text():
            return content.wrap(width)
        case Stack(contents):
            return [line for each in contents for line in lay_out(each, width)]
        case Indented(inner, by):
            return [Text(" " * by) + line if line else line for line in lay_out(inner, max(width - by, 1))]
        case Grid():
            return _lay_out_grid(content, width)


def _lay_out_grid(grid: Grid, width: int) -> list[Text]:
    count = max((len(row) for row in grid.rows), default=0)
    columns = [*grid.columns, *[Column()] * (count - len(grid.columns))]
    rows = [
        [Text.assemble(cell).restyled(column.style) for cell, column in zip(row, columns, strict=False)]
        for row in grid.rows
    ]
    if any(column.title for column in columns):
        rows.insert(0, [Text(column.title, "bold") for column in columns])
    widths = [max((row[i].cells for row in rows if i < len(row)), default=0) for i in range(count)]
    lines: list[Text] = []
    for row in rows:
        lines += _lay_out_row(row, columns, widths, grid.gap, width)
    return lines


def _lay_out_row(
    row: Sequence[Text], columns: Sequence[Column], widths: Sequence[int], gap: int, width: int
) -> Iterator[Text]:
    last = len(columns) - 1
    left = sum(widths[:last]) + gap * last
    room = [*widths[:last], max(min(width - left, widths[last]), min(_LEAST, widths[last]))]
    cells = [
        cell.wrap(room[i]) if columns[i].overflow == "fold" and i == last else [cell.cut(room[i])]
        for i, cell in enumerate(row)
    ]
    for number in range(max(map(len, cells), default=0)):
        line = Text()
        for i, lines in enumerate(cells):
            here = lines[number] if number < len(lines) else Text()
            blanks = Text(" " * (room[i] - here.cells)) if i < last or columns[i].right else Text()
            line = line + (blanks + here if columns[i].right else here + blanks)
            line = line + Text(" " * gap if i < last else "")
        yield _without_blanks(line)


def _without_blanks(line: Text) -> Text:
    return line.slice(0, len(line.plain.rstrip()))
