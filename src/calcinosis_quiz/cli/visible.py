"""What a text from outside may do on a terminal: be read, and nothing else.

Control characters, the sequences that begin with them (colours, links, the clipboard, the title of the window), signs
that turn the direction of writing round, and halves of characters are shown as marks such as \\u001b. Inside a string
of JSON the marks are the very characters, so that JSON means the same.
"""

import re
from typing import Any, Final, TextIO

_UNSAFE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, but for tab and line feed
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # the direction of writing
    "\u2028\u2029\ufff9-\ufffb"  # ends of lines that are none on a terminal; annotations
    "\ud800-\udfff"  # halves of characters, such as bytes of a file name that are no text
    "\U000e0000-\U000e007f]"  # tags, which nobody sees
)


def make_visible(text: str) -> str:
    """Return a text that does nothing on a terminal but show."""
    return _UNSAFE.sub(_mark, text)


def _mark(found: "re.Match[str]") -> str:
    raw = found.group().encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{raw[i]:02x}{raw[i + 1]:02x}" for i in range(0, len(raw), 2))


class GuardedStream:
    """Standard output or error: whatever is written is made visible. What draws with codes writes to `unguarded`."""

    def __init__(self, stream: TextIO) -> None:
        """Guard a stream."""
        self.unguarded = stream

    def write(self, text: str | bytes) -> int:
        """Write a text, made visible; click gives some of its own, such as completions, as UTF-8."""
        return self.unguarded.write(make_visible(text if isinstance(text, str) else text.decode()))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the stream has
        """Leave everything else to the stream, but for its buffer, through which texts would get round."""
        if name == "buffer":
            raise AttributeError(name)
        return getattr(self.unguarded, name)


def unguarded(stream: TextIO) -> TextIO:
    """Return the stream to draw on with codes of our own."""
    return stream.unguarded if isinstance(stream, GuardedStream) else stream
