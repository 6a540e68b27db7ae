"""Keys of a terminal that is held without echo and line editing."""

import atexit
import codecs
import os
import select
import signal
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from math import inf
from types import FrameType
from typing import Final

from calcinosis_quiz.cli.terminal.keys import EOF, ESCAPE, RESIZE, Keys, decode, join_pastes
from calcinosis_quiz.quiz.strokes import BURST, Stroke

if sys.platform != "win32":
    import termios
    import tty

    _ESCAPE_WAIT: Final = 0.05  # seconds until an escape sign alone is the Escape key
    _TAKE: Final = b"\x1b[?2004h"  # pasted text comes marked as such
    _LET_GO: Final = b"\r\n\x1b[J"  # of what is drawn in place: the shell's lines come below, not into it
    _GIVE_BACK: Final = b"\x1b[?2004l\x1b[?25h"  # and the cursor is in sight, whatever was being drawn

    class PosixKeys:
        """Keys of a terminal that is held without echo and line editing."""

        def __init__(self, fd: int) -> None:
            """Read from a file descriptor that is a terminal."""
            self._fd = fd
            self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
            self._pending = ""  # what may be the beginning of a key or a paste
            self._pasted_at = -inf  # when the last piece of a paste without marks arrived
            self._keys: deque[Stroke] = deque()
            self._wake_read, self._wake_write = os.pipe()
            os.set_blocking(self._wake_write, False)

        def wake(self) -> None:
            """Let a waiting read return with RESIZE; safe inside a signal handler."""
            with suppress(BlockingIOError):
                os.write(self._wake_write, b"!")

        def close(self) -> None:
            """Close the pipe that wakes a waiting read."""
            os.close(self._wake_read)
            os.close(self._wake_write)

        def read(self, seconds: float | None = None) -> Stroke | None:
            """Wait for a key; None when that many seconds have passed."""
            end = None if seconds is None else time.monotonic() + seconds
            while not self._keys:
                wait = None if end is None else max(end - time.monotonic(), 0)
                if self._pending == ESCAPE:
                    wait = _ESCAPE_WAIT if wait is None else min(_ESCAPE_WAIT, wait)
                ready, _, _ = select.select([self._fd, self._wake_read], [], [], wait)
                if self._wake_read in ready:
                    os.read(self._wake_read, 1024)
                    return Stroke(RESIZE, self.now())
                if self._fd in ready:
                    received = self._receive()
                    if received is None:
                        return Stroke(EOF, self.now())
                    self._pending += received
                keys, self._pending = decode(self._pending, complete=not ready)
                at = self.now()  # of what came in one piece, all at once
                keys, is_paste = join_pastes(keys, goes_on=at - self._pasted_at < BURST)
                self._pasted_at = at if is_paste else self._pasted_at
                self._keys.extend(Stroke(key, at) for key in keys)
                if not ready and not self._keys and end is not None and time.monotonic() >= end:
                    return None
            return self._keys.popleft()

        def _receive(self) -> str | None:
            try:
                data = os.read(self._fd, 4096)
            except OSError:  # the other side of the terminal is gone
                return None
            return self._decoder.decode(data) if data else None

        def now(self) -> float:
            """Return the time on the clock that strokes are dated by, in seconds."""
            return time.monotonic()

    def hold_posix() -> Iterator[Keys]:
        """Hold the terminal as `hold_terminal` says."""
        fd = sys.stdin.fileno()
        before = termios.tcgetattr(fd)
        keys = PosixKeys(fd)

        def hold() -> None:
            tty.setcbreak(fd, termios.TCSADRAIN)
            _write(_TAKE)

        def give_back() -> None:
            with suppress(termios.error, OSError, ValueError):
                _write(_GIVE_BACK)
                termios.tcsetattr(fd, termios.TCSADRAIN, before)

        def stop(_number: int, _frame: FrameType | None) -> None:
            _write(_LET_GO)
            give_back()
            signal.signal(signal.SIGTSTP, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGTSTP)
            signal.signal(signal.SIGTSTP, stop)
            hold()
            keys.wake()

        def leave(number: int, _frame: FrameType | None) -> None:
            raise SystemExit(128 + number)

        handlers = {
            signal.SIGTSTP: stop,
            signal.SIGTERM: leave,
            signal.SIGHUP: leave,
            signal.SIGWINCH: lambda _number, _frame: keys.wake(),
        }
        earlier = {number: signal.signal(number, handler) for number, handler in handlers.items()}
        atexit.register(give_back)
        try:
            hold()
            yield keys
        finally:
            give_back()
            atexit.unregister(give_back)
            for number, handler in earlier.items():
                signal.signal(number, handler)
            keys.close()

    def _write(sequence: bytes) -> None:
        """Write past the buffer of standard output, which a signal may have interrupted in the middle of a line."""
        with suppress(OSError):  # the terminal is gone
            os.write(sys.stdout.fileno(), sequence)
