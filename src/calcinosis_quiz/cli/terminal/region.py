"""A few lines at the end of the screen that are drawn again in place; everything above stays in the scrollback."""

import re
import sys
from collections.abc import Sequence
from typing import Final, TextIO

from rich.cells import cell_len

_COLOURS: Final = re.compile(r"\x1b\[[\d;]*m")
_HIDE_CURSOR, _SHOW_CURSOR, _CLEAR_BELOW = "\x1b[?25l", "\x1b[?25h", "\x1b[J"


class Region:
    """The lines now on screen, and where in them the cursor stands."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """Draw on a stream, standard output if none is given."""
        self._stream = stream or sys.stdout
        self._cursor_row: int | None = None

    def draw(self, lines: Sequence[str], cursor: tuple[int, int] | None = None) -> None:
        """Put lines in the place of the last ones; `cursor` is the row and the cell to leave the cursor at."""
        self._stream.write(self._back_to_top() + "\n".join(line.rstrip(" ") for line in lines))
        row, column = cursor or (len(lines) - 1, cell_len(_COLOURS.sub("", lines[-1])))
        up = len(lines) - 1 - row
        self._stream.write((f"\x1b[{up}A" if up else "") + "\r" + (f"\x1b[{column}C" if column else ""))
        self._stream.write(_SHOW_CURSOR if cursor else _HIDE_CURSOR)
        self._stream.flush()
        self._cursor_row = row

    def clear(self) -> None:
        """Take the lines away; what is printed next stands in their place."""
        self._stream.write(self._back_to_top() + _SHOW_CURSOR)
        self._stream.flush()
        self._cursor_row = None

    def forget(self) -> None:
        """Leave the lines where they are, as after a resize has moved them about."""
        if self._cursor_row is not None:
            self._stream.write("\r\n" + _CLEAR_BELOW + _SHOW_CURSOR)
            self._stream.flush()
        self._cursor_row = None

    def _back_to_top(self) -> str:
        if self._cursor_row is None:
            return ""
        return (f"\x1b[{self._cursor_row}A" if self._cursor_row else "") + "\r" + _CLEAR_BELOW
