"""The end of the screen at which a learner sits: what is drawn again at every key, and the keys that are waited for."""

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Final, TextIO, TypeVar

from rich.cells import cell_len

from calcinosis_quiz.cli.screens.console import Console, terminal_size
from calcinosis_quiz.cli.screens.screen import Screen
from calcinosis_quiz.cli.screens.text import Text
from calcinosis_quiz.cli.terminal.keys import EOF, RESIZE, Keys
from calcinosis_quiz.cli.terminal.view import Hint, View, say, write_hints
from calcinosis_quiz.cli.visible import unguarded
from calcinosis_quiz.quiz.key_entry import Key
from calcinosis_quiz.quiz.line_editor import Line, edit

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


Chosen = TypeVar("Chosen")
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

    @contextmanager
    def cleared_at_the_end(self) -> Iterator[None]:
        """Leave a clean line behind, whichever way the learner goes or a signal ends the program."""
        try:
            yield
        finally:
            with suppress(OSError):  # the terminal may be gone
                self._region.clear()

    def read(self, drawing: Drawing, hints: Sequence[Hint] = ()) -> Key:
        """Draw, and wait for a key; RESIZE when the window has changed and all must be drawn anew.

        Raises Leave when the learner goes, or the terminal is gone.
        """
        while True:
            self._draw(drawing(self.screen.console), hints)
            key = self.keys.read(self._tick)
            if key is None:
                continue
            if key == EOF or key.name in {"ctrl-c", "ctrl-d"}:
                raise Leave
            if key == RESIZE or key.name == "redraw":
                self._region.forget()
                self.screen.refresh()
                return RESIZE
            return key

    def say(self, text: str, style: str = "") -> None:
        """Write a line into the scrollback, below an empty one."""
        self.clear()
        self.screen.draw("", Text(text, style=style))

    @property
    def rows(self) -> int:
        """Give the lines that stay in sight above the hints."""
        return terminal_size()[1] - _HINT_ROWS

    def clear(self) -> None:
        """Take the view away; what is printed next stands in its place."""
        self._region.clear()

    def choose(self, question: str, answers: Mapping[str, Chosen], hints: Sequence[Hint] = ()) -> Chosen:
        """Ask until one of the keys is pressed."""
        while True:
            key = self.read(partial(say, text=question), hints)
            if key.text.lower() in answers:
                self.clear()
                return answers[key.text.lower()]

    def edit(self, prompt: str) -> str | None:
        """Read a line; None when the learner backs out with Escape."""
        line = Line()
        while True:
            key = self.read(partial(say, text=prompt, line=line), (("Enter", "done"), ("Esc", "back")))
            if key.name in {"enter", "escape"}:
                self.clear()
                return line.text.strip() if key.name == "enter" else None
            line = edit(line, key.name, key.text) or line

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
        self._region.draw([*above, *shown.lines[first : first + room], *footer], cursor)
