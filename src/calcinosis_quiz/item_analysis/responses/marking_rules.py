"""How answers become marks, and what a corrected key changed."""

from typing import Literal

from msgspec import Struct

from calcinosis_quiz.item_analysis.responses.key_files import KeyFile
from calcinosis_quiz.quiz.marking import Policy

Blank = Literal["wrong", "missing"]
TwoTicks = Literal["wrong", "error"]


class Rules(Struct, frozen=True, kw_only=True):
    """How answers become marks.

    `blank`: what a question left empty or not reached counts as, where the file gives it no mark. By default it is
    wrong where a key marks the answers, and missing in a table of marks.
    `two_ticks`: whether two options where one was asked for earn nothing, or are a problem.
    `maximum`: the points that stand for full marks in a table of points.
    """

    keys: KeyFile = KeyFile()
    blank: Blank | None = None
    two_ticks: TwoTicks = "wrong"
    maximum: float = 1.0
    policies: tuple[Policy, ...] = ()


class Audit(Struct, frozen=True):
    """What a corrected key changed in one item; means are fractions from 0 to 1."""

    item: str
    old_key: str
    new_key: str
    answers: int
    raised: int
    lowered: int
    mean_before: float | None
    mean_after: float | None
    place: str

    def __str__(self) -> str:
        """Write one line for the record."""
        if self.mean_before is None or self.mean_after is None:
            return f"{self.item}: left out by {self.place}, {self.answers} answers"
        return (
            f"{self.item}: key {self.old_key or 'of the file'} -> {self.new_key} by {self.place}; "
            f"{self.answers} answers marked again, {self.raised} up, {self.lowered} down, "
            f"mean {self.mean_before:.3f} -> {self.mean_after:.3f}"
        )
