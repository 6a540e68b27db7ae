"""Keys: where they come from, and how what a terminal sends is cut into them. Pure: bytes are read elsewhere."""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Final, Protocol

from calcinosis_quiz.quiz.strokes import Key, Stroke

RESIZE, EOF = Key("resize"), Key("eof")


class Keys(Protocol):
    """Where keys come from."""

    def read(self, seconds: float | None = None) -> Stroke | None:
        """Wait for a key; None when that many seconds have passed."""

    def now(self) -> float:
        """Return the time on the clock that strokes are dated by, in seconds."""


ESCAPE: Final = "\x1b"
_PASTE_BEGINS, _PASTE_ENDS = "\x1b[200~", "\x1b[201~"
_LONGEST: Final = 64  # signs: what goes on longer than that without an end is no sequence
# The Linux console sends F1 to F5 as ESC [ [ and a letter.
_SEQUENCE: Final = re.compile(r"\x1b(?:\[([0-?]*)([ -/]*(?:\[[ -~]|[@-Z\\-~]))|O([ -~]))")
_BROKEN: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*\[?|O)?")
_FINAL_BYTES: Final = {"A": "up", "B": "down", "C": "right", "D": "left", "H": "home", "F": "end", "Z": "back-tab"}
_NUMBERED: Final = {"1": "home", "3": "delete", "4": "end", "7": "home", "8": "end"}
_CONTROLS: Final = {
    "\r": "enter",
    "\n": "enter",
    "\t": "tab",
    "\x7f": "backspace",
    "\x08": "backspace",
    "\x01": "home",
    "\x03": "ctrl-c",
    "\x04": "ctrl-d",
    "\x05": "end",
    "\x0c": "redraw",
    "\x15": "ctrl-u",
    "\x17": "ctrl-w",
}


_LINE_ENDS: Final = frozenset({"enter", "tab"})
_TYPED_AT_ONCE: Final = 3  # characters: fewer in one read are fast fingers, or a line that lags


def join_pastes(keys: Sequence[Key], goes_on: bool = False) -> tuple[list[Key], bool]:
    """Make one paste of each run of keys that arrived in one piece and that no fingers pressed one by one.

    Many terminals send a paste without marks. A run is one from three characters on, or from one with a line's end
    after it; `goes_on` says that the piece before ended in a paste, and so does what is returned beside the keys.
    """
    joined: list[Key] = []
    is_paste = goes_on
    for is_text, run in groupby(keys, lambda key: key.name == "text" or key.name in _LINE_ENDS):
        signs = list(run)
        text = "".join(key.text if key.name == "text" else "\t" if key.name == "tab" else "\n" for key in signs)
        begins = len(text.strip()) >= _TYPED_AT_ONCE or (text[:1].strip() != "" and "\n" in text)
        is_paste = is_text and (begins or (is_paste and not joined))
        text = re.sub(
            r"\n+", "\n", text if is_paste and goes_on else text.strip("\n")
        )  # two signs end a line on Windows
        joined += [Key("paste", text)] if is_paste else signs
    return joined, is_paste


def decode(pending: str, complete: bool) -> tuple[list[Key], str]:
    """Cut what has arrived into keys; return them and what may still be the beginning of one.

    `complete` says that nothing more is on its way, so that an escape sign alone is the Escape key.
    Sequences that stand for nothing we know are dropped whole: none of their signs may count as an answer.
    """
    keys: list[Key] = []
    while pending:
        if pending.startswith(_PASTE_BEGINS):
            text, end, rest = pending[len(_PASTE_BEGINS) :].partition(_PASTE_ENDS)
            if not end:
                break
            keys.append(Key("paste", text.strip("\r\n")))
            pending = rest
        elif pending[0] == ESCAPE:
            key, length = _decode_escape(pending, complete)
            if length == 0:
                break
            pending = pending[length:]
            if key is not None:
                keys.append(key)
        else:
            sign, pending = pending[0], pending[1:]
            if sign in _CONTROLS:
                keys.append(Key(_CONTROLS[sign]))
            elif sign.isprintable() or ord(sign) > 0x9F:
                keys.append(Key("text", sign))
    return keys, pending


def _decode_escape(pending: str, complete: bool) -> tuple[Key | None, int]:
    """Read the sequence at the start; length 0 means that more of it may come, however long it takes."""
    found = _SEQUENCE.match(pending)
    if found:
        numbers, final, application = found.groups()
        if application is not None:
            name = _FINAL_BYTES.get(application, "enter" if application == "M" else None)
        else:
            name = _NUMBERED.get(numbers.partition(";")[0]) if final == "~" else _FINAL_BYTES.get(final)
        return (Key(name) if name else None), found.end()
    if pending == ESCAPE:
        return (Key("escape"), 1) if complete else (None, 0)
    broken = _BROKEN.match(pending)
    begun = broken.end() if broken else 1
    if begun == len(pending) and begun < _LONGEST:
        return None, 0
    return (Key("escape"), 1) if begun == 1 else (None, begun)
