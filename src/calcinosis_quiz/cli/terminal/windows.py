"""Keys of a Windows console, behind the same small interface."""

import sys
import time
from collections import deque
from math import inf
from typing import Final

from calcinosis_quiz.cli.terminal.keys import join_pastes
from calcinosis_quiz.quiz.strokes import BURST, Key, Stroke

_SPECIAL: Final = {"H": "up", "P": "down", "K": "left", "M": "right", "G": "home", "O": "end", "S": "delete"}
_CONTROLS: Final = {
    "\r": "enter",
    "\n": "enter",
    "\t": "tab",
    "\x08": "backspace",
    "\x1b": "escape",
    "\x04": "ctrl-d",
    "\x0c": "redraw",
    "\x1a": "eof",
    "\x15": "ctrl-u",
    "\x17": "ctrl-w",
}
_PAUSE: Final = 0.01  # seconds between two looks at the keyboard

if sys.platform == "win32":
    import ctypes
    import msvcrt

    _STANDARD_OUTPUT: Final = -11
    _ESCAPE_SEQUENCES: Final = 0x0004  # ENABLE_VIRTUAL_TERMINAL_PROCESSING

    def take_escape_sequences() -> None:
        """Let the console obey the sequences that move the cursor; newer ones do so by themselves."""
        kernel = ctypes.windll.kernel32
        console, mode = kernel.GetStdHandle(_STANDARD_OUTPUT), ctypes.c_uint32()
        if kernel.GetConsoleMode(console, ctypes.byref(mode)):
            kernel.SetConsoleMode(console, mode.value | _ESCAPE_SEQUENCES)

    def _is_waiting() -> bool:
        return msvcrt.kbhit()

    def _next() -> str:
        return msvcrt.getwch()

else:  # nobody comes here; type checkers and tests of the import do

    def take_escape_sequences() -> None:
        """Do nothing: only Windows has to be asked."""

    def _is_waiting() -> bool:
        raise OSError("keys of a Windows console, away from Windows")

    def _next() -> str:
        raise OSError("keys of a Windows console, away from Windows")


class WindowsKeys:
    """Keys of the console, one by one."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._keys: deque[Stroke] = deque()
        self._pasted_at = -inf  # when the last piece of a paste arrived, which no console marks

    def read(self, seconds: float | None = None) -> Stroke | None:
        """Wait for a key; None when that many seconds have passed."""
        if not self._keys:
            key = self._read(seconds)
            if key is None:
                return None
            piece = [key]
            while _is_waiting() and (key := self._read(0)) is not None:
                piece.append(key)
            at = self.now()
            keys, is_paste = join_pastes(piece, goes_on=at - self._pasted_at < BURST)
            self._pasted_at = at if is_paste else self._pasted_at
            self._keys.extend(Stroke(key, at) for key in keys)
        return self._keys.popleft()

    def now(self) -> float:
        """Return the time on the clock that strokes are dated by, in seconds."""
        return time.monotonic()

    def _read(self, seconds: float | None) -> Key | None:
        end = None if seconds is None else time.monotonic() + seconds
        while not _is_waiting():
            if end is not None and time.monotonic() >= end:
                return None
            time.sleep(_PAUSE)
        sign = _next()
        if sign in {"\x00", "\xe0"} and _is_waiting():  # a special key; alone it is an a with a grave
            return Key(_SPECIAL.get(_next(), "unknown"))
        if sign == "\x03":
            raise KeyboardInterrupt
        if "\ud800" <= sign <= "\udbff":  # the first half of a sign beyond 16 bits
            sign = (sign + _next()).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        if sign in _CONTROLS:
            return Key(_CONTROLS[sign])
        return Key("text", sign) if sign.isprintable() else Key("unknown")
