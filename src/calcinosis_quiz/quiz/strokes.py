"""Keys as they arrive, and which of them count: a key is heeded only once what it acts on could be read. Pure."""

from math import inf
from typing import Final

from msgspec import Struct

READABLE: Final = 0.15  # seconds that something must have been on screen before a key can act on it
BURST: Final = 0.05  # seconds: keys closer together come from one press that is held, from a paste or from a slip


class Key(Struct, frozen=True):
    """A key: `name` is "text" for a character, "paste" for a pasted text, else the key's name such as "up"."""

    name: str
    text: str = ""


class Stroke(Struct, frozen=True):
    """A key, and the second on the caller's clock at which it arrived."""

    key: Key
    at: float


class Gate(Struct, frozen=True):
    """Which keys may act on what has been on screen since `shown_at`; `last` is when any key arrived last.

    Closed until a key comes that was pressed after the screen could be read and is not part of a burst that began
    before: the key that closed the last screen, held down, or the rest of a paste. Open from that key on.
    """

    shown_at: float = -inf
    last: float = -inf
    is_open: bool = False

    def show(self, at: float) -> "Gate":
        """Return the gate of something else that has just been shown."""
        return Gate(at, self.last)

    def take(self, at: float) -> tuple["Gate", bool]:
        """Return the gate after a key that arrived then, and whether the key may act."""
        is_open = self.is_open or (at - self.shown_at >= READABLE and at - self.last >= BURST)
        return Gate(self.shown_at, at, is_open), is_open
