"""The program in a terminal: what is sent to it goes through an emulator, and tests wait for what that shows."""

import os
import re
import signal
import sqlite3
import termios
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import pexpect
import pyte
from tests.cli.running import EVERY_TYPE, PROGRAM, heed_ctrl_c, surroundings

PATIENCE: Final = 60.0  # seconds, on a busy machine
READING: Final = 0.25  # seconds of quiet until a key is pressed: earlier ones are dropped


class Emulator(pyte.HistoryScreen):
    """A terminal that knows faint text as well; it shows as blinking, which nothing here does."""

    def select_graphic_rendition(self, *attributes: int, **private: bool) -> None:
        """Set colours and weights of what follows."""
        super().select_graphic_rendition(*(5 if attribute == 2 else attribute for attribute in attributes), **private)


class Terminal:
    """One program in one terminal."""

    def __init__(
        self, command: Sequence[str], columns: int = 80, rows: int = 24, home: Path | None = None, **environment: str
    ) -> None:
        """Start a program; `home` is the folder of its answer log."""
        variables = surroundings(**environment, **({"CALCINOSIS_QUIZ_HOME": str(home)} if home else {}))
        for name in ("COLUMNS", "LINES"):
            variables.pop(name, None)
        self.screen = Emulator(columns, rows, history=100_000, ratio=0.5)
        self._emulator = pyte.ByteStream(self.screen)
        self.raw = b""
        self._last = 0.0  # when something was received last
        self._is_gone = False
        self.process: pexpect.spawn[bytes] = pexpect.spawn(
            command[0],
            list(command[1:]),
            dimensions=(rows, columns),
            env=variables,
            use_poll=True,
            timeout=PATIENCE,
            preexec_fn=heed_ctrl_c,
        )
        self.process.delaybeforesend = None
        self._before = self._after = termios.tcgetattr(self.process.child_fd)

    def send(self, keys: str) -> None:
        """Press keys, once what is shown could be read; Enter by itself, for with text before it, it is a paste."""
        for number, piece in enumerate(re.findall(r"\r|[^\r]+", keys)):
            if number:
                self.receive(5)
            while (left := self._last + READING - time.monotonic()) > 0:
                self.receive(left)
            self.send_at_once(piece)

    def send_at_once(self, keys: str) -> None:
        """Have keys arrive in one piece, whatever is shown."""
        self.process.send(keys.encode())
        self._last = time.monotonic()

    def lines(self) -> list[str]:
        """List everything shown so far, what has scrolled away included."""
        kept = [self._line(row) for row in self.screen.history.top]
        return [*kept, *(line.rstrip() for line in self.screen.display)]

    def text(self) -> str:
        """Give everything shown so far."""
        return "\n".join(self.lines()).rstrip("\n")

    def wait(self, pattern: str, after: int = 0) -> "re.Match[str]":
        """Read until what is shown, from a place in its text on, matches a pattern."""
        end = time.monotonic() + PATIENCE
        while True:
            found = re.compile(pattern, re.MULTILINE).search(self.text(), after)
            if found:
                return found
            if time.monotonic() > end or not self.receive():
                raise AssertionError(f"never came: {pattern}\n{self.text()}")

    def wait_for(self, test: str, count: int) -> None:
        """Read until a text has been shown so many times."""
        end = time.monotonic() + PATIENCE
        while self.text().count(test) < count:
            if time.monotonic() > end or not self.receive():
                raise AssertionError(f"{test!r} came {self.text().count(test)} times\n{self.text()}")

    def settle(self) -> None:
        """Read until what is drawn in place is drawn to its end, where the cursor is shown or hidden."""
        while not self.raw.endswith((b"\x1b[?25l", b"\x1b[?25h")):
            if not self.receive():
                raise AssertionError(f"the drawing has no end\n{self.text()}")

    def end(self) -> int:
        """Read to the end of the program; give its exit code, negative for a signal."""
        while self.receive():
            pass
        self._after = termios.tcgetattr(self.process.child_fd)
        self.process.close()
        if self.process.signalstatus is not None:
            return -int(self.process.signalstatus)
        return int(self.process.exitstatus or 0)

    def kill(self, number: signal.Signals) -> None:
        """Send a signal."""
        self.process.kill(number)

    def resize(self, columns: int, rows: int = 24) -> None:
        """Change the size of the window."""
        self.screen.resize(rows, columns)
        self.process.setwinsize(rows, columns)

    def is_restored(self) -> bool:
        """Tell whether, at the end, all was as before: line editing, echo, pasted text without marks, the cursor."""
        paste = self.raw.rfind(b"\x1b[?2004l") > self.raw.rfind(b"\x1b[?2004h")
        return self._after == self._before and paste and not self.screen.cursor.hidden

    def hang_up(self) -> None:
        """Close the window under the program, and wait until that has ended by itself."""
        assert self.process.pid is not None
        pty = self.process.ptyproc  # type: ignore[attr-defined]  # left out of the stubs
        pty.fileobj.close()
        os.waitpid(self.process.pid, 0)
        self.process.closed = pty.closed = True
        self._is_gone = True

    def close(self) -> None:
        """End the program, whatever it does."""
        if not self._is_gone:
            self.process.close(force=True)

    def receive(self, seconds: float = PATIENCE) -> bool:
        """Read what has come, or comes within so many seconds; return whether there was anything."""
        try:
            data = self.process.read_nonblocking(65536, timeout=seconds)
        except (pexpect.EOF, pexpect.TIMEOUT):
            return False
        self.raw += data
        self._last = time.monotonic()
        self._emulator.feed(data)
        return True

    def _line(self, row: dict[int, pyte.screens.Char]) -> str:
        return "".join(row[column].data for column in range(self.screen.columns)).rstrip()


def quiz_command(*arguments: str) -> list[str]:
    """Give the command for a quiz over one item of every type."""
    return [*PROGRAM, "quiz", "--bank", EVERY_TYPE, *arguments]


def answers_in(home: Path) -> list[tuple[str, float]]:
    """List the items answered and their marks, as they count now."""
    with closing(sqlite3.connect(home / "history.db")) as log:
        assert log.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return log.execute("SELECT item, current_fraction FROM current_answer ORDER BY answer_id").fetchall()


def orders_in(home: Path) -> list[str]:
    """List the papers of the sessions, as they were written down."""
    with closing(sqlite3.connect(home / "history.db")) as log:
        return [paper for (paper,) in log.execute("SELECT paper FROM session ORDER BY session_id")]
