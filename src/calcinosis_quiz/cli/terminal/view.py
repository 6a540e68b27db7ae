"""Lines to draw at the end of the screen, and what they are made from."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from calcinosis_quiz.cli.screens.cells import cell_len, clip_cells, graphemes
from calcinosis_quiz.cli.screens.console import Console
from calcinosis_quiz.cli.screens.layout import Column, Grid
from calcinosis_quiz.cli.screens.text import Text
from calcinosis_quiz.quiz.line_editor import Line

Hint = tuple[str, str]  # a key, and what it does

_LONGEST_CHARACTER: Final = 40  # code points of one that is joined from many
_LEAST_ROOM: Final = 12  # cells to type in
_ARROWS: Final = {"\u2191": "up", "\u2193": "down", "\u2190": "left", "\u2192": "right"}
_GAP: Final = 3  # cells between two hints


class View(Struct, frozen=True):
    """Lines to draw, the row that must stay in sight, and the cell of the text cursor where something is typed."""

    lines: tuple[str, ...]
    row: int
    column: int | None = None

    def below(self, lines: Sequence[str]) -> "View":
        """Return this view with lines above it."""
        return View((*lines, *self.lines), self.row + len(lines), self.column)


def say(console: Console, text: str, line: Line | None = None) -> View:
    """Draw a message no wider than the screen, with a line being typed behind it."""
    lines = [each.plain.rstrip() for each in Text(text).wrap(console.width)]
    if line is None:
        return View(tuple(lines), len(lines) - 1)
    prompt = lines[-1] + " " if text.endswith(" ") else lines[-1]
    if cell_len(prompt) > console.width - _LEAST_ROOM:
        lines.append("")
        prompt = ""
    shown, cells = cut_line(line.text, line.cursor, console.width - cell_len(prompt) - 1)
    return View((*lines[:-1], prompt + shown), len(lines) - 1, cell_len(prompt) + cells)


def write_hints(console: Console, hints: Sequence[Hint]) -> list[str]:
    """Write keys and what they do, as many beside each other as fit; none is broken in two."""
    rows: list[Text] = []
    for named, what in hints:
        key = named if console.speaks_unicode else _in_words(named)
        hint = Text.assemble((key, "bold"), (f": {what}", "dim"))
        if rows and rows[-1].cells + _GAP + hint.cells <= console.width:
            rows[-1] = rows[-1] + Text(" " * _GAP) + hint
        else:
            rows.append(hint)
    return [line for row in rows for line in console.write(row)]


def _in_words(keys: str) -> str:
    return "/".join(_ARROWS.get(key, key) for key in keys.split("/")) if keys != "/" else keys


def draw_rows(
    console: Console, rows: Sequence[Sequence[str | Text]], active: int, *, bold: bool = True
) -> tuple[list[str], int]:
    """Draw rows one by one, so that it is known on which line the active one begins; long cells hang."""
    lines: list[str] = []
    row = 0
    for i, cells in enumerate(rows):
        if i == active:
            row = len(lines)
        columns = [Column(style="bold" if bold else "")] * (len(cells) - 1)
        lines += console.write(Grid([cells], columns, gap=1))
    return lines, row


def has_room_to_type(console: Console, prompt: str) -> bool:
    """Return whether enough of a line is left behind a prompt."""
    return cell_len(prompt) <= console.width - _LEAST_ROOM


def cut_line(text: str, cursor: int, room: int) -> tuple[str, int]:
    """Cut a line to what fits around the cursor; return that part, and the cells up to the cursor."""
    near = max(cursor - room - _LONGEST_CHARACTER, 0)  # a paste may be very long, and little of it is in sight
    before: list[str] = []
    cells = 0
    for each in reversed(list(graphemes(text[near:cursor]))):
        if cells + cell_len(each) > room:
            break
        before.append(each)
        cells += cell_len(each)
    after = clip_cells(text[cursor : cursor + room + _LONGEST_CHARACTER], room - cells)
    return "".join(reversed(before)) + after, cells
