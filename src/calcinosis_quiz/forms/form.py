"""A form: what stands on one paper, in which order, and under which name and code."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Final

from msgspec import Struct

from calcinosis_quiz.bank.fingerprint import fingerprint
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.quiz.presentation import Presented

_DIGITS: Final = 8


class Part(Struct, frozen=True):
    """So many questions in a row under one heading, and the minutes that they may take (0: no limit).

    `stepwise`: stem, options and reasons are shown one after the other, with a fold between them.
    """

    title: str
    count: int
    minutes: int = 0
    stepwise: bool = False


class Form(Struct, frozen=True, kw_only=True):
    """One form. `id` is a letter, `fingerprint` stands for its questions, their order and the order of their options.

    Form id and fingerprint stand on paper, answer sheet and key alike, so that no two can be mixed up.
    """

    id: str
    title: str
    recipe: str
    seed: int
    fingerprint: str
    parts: tuple[Part, ...]
    paper: tuple[Presented, ...]

    def numbered_parts(self) -> Iterator[tuple[Part, int, tuple[Presented, ...]]]:
        """Yield each part with the number of its first question and its questions."""
        first = 0
        for part in self.parts:
            yield part, first + 1, self.paper[first : first + part.count]
            first += part.count


def fingerprint_form(library: Library, paper: Sequence[Presented]) -> str:
    """Return 8 hex digits that change with any question of a form, with their order, and with that of their options."""
    lines = (f"{fingerprint(library, each.question)} {' '.join(map(str, each.order))}" for each in paper)
    return sha256("\n".join(lines).encode()).hexdigest()[:_DIGITS]
