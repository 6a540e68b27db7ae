"""Contents laid out as lines: paragraphs, grids of columns, stacks, and what stands further right."""

from collections.abc import Iterator, Sequence
from typing import Final, Literal

from msgspec import Struct

from calcinosis_quiz.cli.screens.text import Text

_LEAST: Final = 3  # cells of a column that gives way, however narrow the screen

Overflow = Literal["keep", "fold", "cut"]


class Column(Struct, frozen=True):
    """How a column of a grid looks: title, style, its width where that is fixed, and what happens to wider texts.

    Where the screen is too narrow, columns that fold or cut give way, the widest first; those that keep do not.
    The last column folds unless it says otherwise, the others keep.
    """

    title: str = ""
    style: str = ""
    overflow: Overflow | None = None
    right: bool = False
    width: int | None = None


class Grid(Struct, frozen=True):
    """Rows of cells under each other, with `gap` blanks between columns; titles above where columns have them."""

    rows: Sequence[Sequence["Cell"]]
    columns: Sequence[Column] = ()
    gap: int = 2
    title_style: str = "bold"


class Stack(Struct, frozen=True):
    """Contents below each other."""

    contents: Sequence["Content"]


class Indented(Struct, frozen=True):
    """A content moved to the right."""

    content: "Content"
    by: int = 2


Cell = str | Text
Content = str | Text | Grid | Stack | Indented


def lay_out(content: Content, width: int) -> list[Text]:
    """Return a content as lines no wider than `width` cells, without blanks at their ends."""
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
    count = max((len(row) for row in grid.rows), default=len(grid.columns))
    columns = [*grid.columns, *[Column()] * (count - len(grid.columns))]
    rows = [[_style(cell, column.style) for cell, column in zip(row, columns, strict=False)] for row in grid.rows]
    if any(column.title for column in columns):
        rows.insert(0, [Text(column.title, grid.title_style) for column in columns])
    overflows: list[Overflow] = [column.overflow or "keep" for column in columns[:-1]]
    overflows += [column.overflow or "fold" for column in columns[-1:]]
    wishes = [
        column.width or max((row[i].cells for row in rows if i < len(row)), default=0)
        for i, column in enumerate(columns)
    ]
    widths = _give_way(wishes, overflows, width - grid.gap * (count - 1))
    lines: list[Text] = []
    for row in rows:
        cells = [
            cell.wrap(widths[i]) if overflows[i] == "fold" else [cell.cut(widths[i])] for i, cell in enumerate(row)
        ]
        lines += _lay_out_row(cells, [column.right for column in columns], widths, grid.gap)
    return lines


def _style(cell: Cell, style: str) -> Text:
    return cell.restyled(style) if isinstance(cell, Text) else Text(cell, style)


def _give_way(wishes: Sequence[int], overflows: Sequence[Overflow], room: int) -> list[int]:
    """Make columns narrower, the widest first, until all have room or none that may can give way any more."""
    widths = list(wishes)
    while sum(widths) > room:
        able = [i for i, width in enumerate(widths) if overflows[i] != "keep" and width > min(_LEAST, wishes[i])]
        if not able:
            break
        widest = max(able, key=lambda i: widths[i])
        widths[widest] -= 1
    return widths


def _lay_out_row(
    cells: Sequence[Sequence[Text]], right: Sequence[bool], widths: Sequence[int], gap: int
) -> Iterator[Text]:
    for number in range(max(map(len, cells), default=0)):
        parts: list[str | Text] = []
        for i, lines in enumerate(cells):
            here = lines[number] if number < len(lines) else Text()
            blanks = " " * (widths[i] - here.cells)
            parts += [blanks, here] if right[i] else [here, blanks]
            parts.append(" " * gap)
        yield _without_blanks(Text.assemble(*parts))


def _without_blanks(line: Text) -> Text:
    parts = list(line.parts)
    while parts and not parts[-1][0].rstrip():
        parts.pop()
    if parts:
        parts[-1] = (parts[-1][0].rstrip(), parts[-1][1])
    return Text.assemble(*parts)
