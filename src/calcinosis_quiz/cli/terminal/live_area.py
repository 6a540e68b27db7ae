"""The lines at the end of the screen that are drawn again at every key, and the keys that are waited for."""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Final, TextIO

from calcinosis_quiz.cli.screens.cells import cell_len
from calcinosis_quiz.cli.screens.console import Console, terminal_size
from calcinosis_quiz.cli.screens.screen import Screen
from calcinosis_quiz.cli.screens.text import Text
from calcinosis_quiz.cli.terminal.keys import EOF, RESIZE, Keys
from calcinosis_quiz.cli.terminal.view import Hint, View, say, write_hints
from calcinosis_quiz.cli.visible import unguarded
from calcinosis_quiz.quiz.key_table import LEAVING, Action, Phase, find_row, rows_of, write_footer
from calcinosis_quiz.quiz.line_editor import Line, edit
from calcinosis_quiz.quiz.strokes import Gate, Key

_COLOURS: Final = re.compile(r"\x1b\[[\d;]*m")
_HIDE_CURSOR, _SHOW_CURSOR, _CLEAR_BELOW = "\x1b[?25l", "\x1b[?25h", "\x1b[J"


class Region:
    """The lines now on screen, and where in them the cursor stands."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """Draw on a stream, standard output if none is given."""
        self._stream = stream or unguarded(sys.stdout)
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


Drawing = Callable[[Console], View]
_FEWEST_ROWS: Final = 3  # of a view, however low the window is
_HINT_ROWS: Final = 2


class Leave(Exception):  # noqa: N818 - nothing went wrong
    """The learner leaves; what was answered is saved."""


class Stage:
    """Draws views in place at the end of the screen, and reads keys."""

    def __init__(
        self, screen: Screen, keys: Keys, status: Callable[[], Text | None] = lambda: None, tick: float | None = None
    ) -> None:
        """Draw below what a screen holds; `status` is a line above the hints, asked for anew every `tick` seconds."""
        self.screen, self.keys = screen, keys
        self._region, self._status, self._tick = Region(), status, tick
        self._gate, self._is_new = Gate(), True

    @contextmanager
    def cleared_at_the_end(self) -> Iterator[None]:
        """Leave a clean line behind, whichever way the learner goes or a signal ends the program."""
        try:
            yield
        finally:
            with suppress(OSError):  # the terminal may be gone
                self._region.clear()

    def begin(self) -> None:
        """Let what is drawn next be something else: keys meant for what stood there before are dropped."""
        self._is_new = True

    def read(self, drawing: Drawing, hints: Sequence[Hint] = ()) -> Key:
        """Draw, and wait for a key that may act; RESIZE when the window has changed and all must be drawn anew.

        Raises Leave when the learner goes, or the terminal is gone.
        """
        self._draw(drawing(self.screen.console), hints)
        if self._is_new:
            self._gate, self._is_new = self._gate.show(self.keys.now()), False
        while True:
            stroke = self.keys.read(self._tick)
            if stroke is None:
                self._draw(drawing(self.screen.console), hints)
                continue
            key = stroke.key
            if key == EOF or key.name in LEAVING:
                raise Leave
            if key == RESIZE or key.name == "redraw":
                self._region.forget()
                self.screen.refresh()
                return RESIZE
            self._gate, may_act = self._gate.take(stroke.at)
            if may_act:
                return key

    def say(self, text: str, style: str = "") -> None:
        """Write a line into the scrollback, below an empty one."""
        self.clear()
        self.screen.draw("", Text(text, style=style))

    @property
    def rows(self) -> int:
        """Return how many lines stay in sight above the footer."""
        return terminal_size()[1] - _HINT_ROWS

    def clear(self) -> None:
        """Take the view away; what is printed next stands in its place."""
        self._region.clear()

    def choose(self, question: str, phase: Phase) -> Action:
        """Ask until a key of the phase is pressed; return what it does."""
        rows, hints = rows_of(phase), write_footer(phase)
        self.begin()
        while True:
            row = find_row(rows, self.read(partial(say, text=question), hints))
            if row is not None:
                self.clear()
                self.begin()
                return row.action

    def edit(self, prompt: str) -> str | None:
        """Read a line; None when the learner backs out."""
        line, rows, hints = Line(), rows_of("reason"), write_footer("reason")
        self.begin()
        while True:
            key = self.read(partial(say, text=prompt, line=line), hints)
            row = find_row(rows, key)
            if row is not None and row.action in {"hand-in", "cancel"}:
                self.clear()
                self.begin()
                return line.text.strip() if row.action == "hand-in" else None
            line = (edit(line, row.action, key.text) if row is not None else None) or line

    def pause(self) -> None:
        """Wait until the learner reads on."""
        rows, hints = rows_of("reading"), write_footer("reading")
        self.begin()
        while True:
            row = find_row(rows, self.read(partial(say, text=""), hints))
            if row is not None and row.action == "go-on":
                self.clear()
                return

    def _draw(self, shown: View, hints: Sequence[Hint]) -> None:
        """Draw what fits on the screen, the active row in sight, below an empty line and above the hints."""
        console = self.screen.console
        status = self._status()
        footer = [*(console.write(status) if status else ()), *write_hints(console, hints)]
        footer = ["", *footer] if footer else []
        room = max(terminal_size()[1] - len(footer) - 2, _FEWEST_ROWS)
        first = max(0, min(shown.row - room // 2, len(shown.lines) - room))
        cursor = (shown.row - first + 1, shown.column) if shown.column is not None else None
        above = [""] if shown.lines else []
        lines = list(shown.lines[first : first + room])
        if first and shown.row > first:
            lines[0] = "  ..."
        if first + room < len(shown.lines) and shown.row < first + room - 1:
            lines[-1] = "  ..."
        self._region.draw([*above, *lines, *footer], cursor)
