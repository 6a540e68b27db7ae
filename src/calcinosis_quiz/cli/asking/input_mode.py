"""How answers come in: single keys at a terminal, typed lines, or JSON."""

import os
import sys
from collections.abc import Iterator
from typing import Final, Literal

from calcinosis_quiz.errors import QuizError

_LONGEST: Final = 1024**2
"""Characters of a line: an answer has far fewer, and what sends it may not end it."""

InputMode = Literal["keys", "lines", "json"]


def choose_input_mode(plain: bool, as_json: bool) -> InputMode:
    """Choose by what was asked for, and by what the terminal can do."""
    if as_json:
        return "json"
    return "keys" if not plain and _is_terminal() else "lines"


def _is_terminal() -> bool:
    """Return whether keys can be read and lines drawn again in place."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def can_be_asked() -> bool:
    """Return whether someone at a terminal can answer a question about how to go on."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def read_lines() -> Iterator[str]:
    """Yield the lines of the input; none where it is closed. Raises QuizError for one that is far too long."""
    while sys.stdin is not None and (line := sys.stdin.readline(_LONGEST + 1)):
        if len(line) > _LONGEST:
            raise QuizError(
                f"A line of the input is longer than {_LONGEST} characters. The answers before it are saved."
            )
        yield line
