"""What is drawn on: a terminal, a pipe or a file, how wide it is, and whether it wants colour."""

import os
import sys
from typing import TextIO

from msgspec import Struct

from calcinosis_quiz.cli.screens.layout import Content, lay_out
from calcinosis_quiz.cli.settings import read_settings

_USUAL = (80, 24)  # columns and rows where nothing is said about them


class Console(Struct):
    """Something to draw on. `styled` stands for colour, bold and the like."""

    width: int
    is_terminal: bool = False
    styled: bool = False
    speaks_unicode: bool = False

    def write(self, content: Content) -> list[str]:
        """Return a content as lines that fit."""
        return [line.render(self.styled) for line in lay_out(content, self.width)]


def make_console(measure: int, plain: bool = False) -> Console:
    """Make a console of standard output no wider than a measure; styled only on a terminal that wants it."""
    forced = bool(os.environ.get("FORCE_COLOR"))
    is_terminal = sys.stdout.isatty() or forced
    colourless = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") in {"dumb", "unknown"}
    bare = plain or colourless or not read_settings().colour
    return Console(
        width=min(terminal_size()[0], measure),
        is_terminal=is_terminal,
        styled=is_terminal and not bare,
        speaks_unicode=(sys.stdout.encoding or "").lower().startswith("utf"),
    )


def terminal_size() -> tuple[int, int]:
    """Return columns and rows: of COLUMNS and LINES, else of the terminal, else the usual ones."""
    given = tuple(int(word) if (word := os.environ.get(name, "")).isdecimal() else 0 for name in ("COLUMNS", "LINES"))
    found = next(filter(None, map(_size_of, (sys.__stdout__, sys.__stdin__, sys.__stderr__))), (0, 0))
    columns, rows = (a or b or c for a, b, c in zip(given, found, _USUAL, strict=True))
    return columns, rows


def _size_of(stream: TextIO | None) -> tuple[int, int] | None:
    try:
        return os.get_terminal_size(stream.fileno()) if stream is not None else None
    except (OSError, ValueError):  # no terminal, or closed
        return None
