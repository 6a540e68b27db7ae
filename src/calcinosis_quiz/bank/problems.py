"""Problems in a user's files: values, all collected, each with its place and what to do."""

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct

from calcinosis_quiz.errors import QuizError

Severity = Literal["error", "warning"]
PathStep = str | int


class Problem(Struct, frozen=True):
    """One thing that is wrong in one place of one file; `line` counts from 1, 0 is the file as a whole."""

    file: str
    line: int
    path: str
    rule: str
    severity: Severity
    message: str

    def __str__(self) -> str:
        """Write the problem as `file:line: path: message`."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (place, self.path, self.message) if part)


class Finding(Struct, frozen=True):
    """A problem inside one item, before it is known where in a file the item stands."""

    steps: tuple[PathStep, ...]
    rule: str
    message: str
    severity: Severity = "error"


class BankError(QuizError):
    """Banks that cannot be used as they are, with every problem found in them."""

    def __init__(self, problems: Sequence[Problem], where: str = "in the question banks") -> None:
        """Take the problems, errors first in the message, and say where they are."""
        self.problems = tuple(problems)
        count = f"{len(self.problems)} problem{'s' if len(self.problems) > 1 else ''} {where}"
        super().__init__("\n".join([f"{count}:", *map(str, self.problems)]))


def write_path(steps: Iterable[PathStep]) -> str:
    """Write a path as `items[3].options[1].correct`, counting from 0 as the file's own lists do in YAML tools."""
    text = ""
    for step in steps:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            word = step if re.fullmatch(r"[\w-]{1,80}", step) else quote(step)  # a stray key may be any text
            text += f".{word}" if text else word
    return text


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """End a message with the nearest known word, or with nothing."""
    from difflib import get_close_matches  # noqa: PLC0415 - takes 3 ms, and only a misspelt word needs it

    names = list(known)
    close = [name for name in names if name.casefold() == word.casefold()]
    close = close or get_close_matches(word, names, n=1, cutoff=0.6)
    return f" Did you mean {quote(close[0])}?" if close else ""


def quote(text: str, limit: int = 60) -> str:
    """Put a text in quotes on one line, shortened, with unprintable characters written out."""
    flat = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in " ".join(text.split(" ")))
    return '"' + (flat if len(flat) <= limit else flat[: limit - 3] + "...") + '"'
