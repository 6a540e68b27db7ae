"""What a session came to: points, by topic, and what was missed."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, get_args

from msgspec import Struct

from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.quiz.marking import Certainty, Policy, choose_policy, mark_certainty
from calcinosis_quiz.quiz.presentation import Presented
from calcinosis_quiz.quiz.session import Outcome

SELF: Final[Policy] = "self-marked"


class Score(Struct, frozen=True):
    """Points out of the points possible, one a question."""

    points: float
    possible: int

    @property
    def share(self) -> float | None:
        """Return the points as a fraction, or None when nothing was marked."""
        return self.points / self.possible if self.possible else None


class Result(Struct, frozen=True):
    """The end of a session; what learners mark themselves is counted as answered and left out of the points."""

    answered: int
    total: Score
    by_topic: dict[str, Score]
    by_objective: dict[str, Score]
    missed: tuple[str, ...]
    unanswered: tuple[str, ...] = ()


def sum_up(outcomes: Sequence[Outcome], unanswered: Sequence[Presented] = ()) -> Result:
    """Add up the outcomes, topics in the order in which they came up.

    `unanswered` are the questions of an exam left without an answer: they count as wrong.
    """
    marks = [(o.presented.question, o.mark.fraction) for o in outcomes if o.mark.counts]
    empty = [(presented.question, 0.0) for presented in unanswered if choose_policy(presented.question.type) != SELF]
    rows = [*marks, *empty]
    return Result(
        answered=len(outcomes),
        total=_score(fraction for _, fraction in rows),
        by_topic=_group(rows, lambda question: question.topic),
        by_objective=_group(rows, lambda question: question.objective or ""),
        missed=tuple(dict.fromkeys(question.id for question, fraction in marks if fraction < 1)),
        unanswered=tuple(presented.question.id for presented in unanswered),
    )


def _group(rows: Sequence[tuple[Question, float]], name: Callable[[Question], str]) -> dict[str, Score]:
    groups = dict.fromkeys(name(question) for question, _ in rows)
    return {group: _score(fraction for question, fraction in rows if name(question) == group) for group in groups}


def _score(fractions: Iterable[float]) -> Score:
    earned = list(fractions)
    return Score(sum(earned), len(earned))


class Degree(Struct, frozen=True):
    """What was stated at one degree of certainty; `marks` are certainty-based (Gardner-Medwin 1995)."""

    certainty: Certainty
    right: int
    of: int
    marks: int


def calibrate(answers: Iterable[tuple[Certainty, float]]) -> tuple[Degree, ...]:
    """Count by degree of certainty; an answer is right when it earned full marks. Degrees never stated are left out."""
    given = list(answers)
    degrees = []
    for certainty in get_args(Certainty):
        results = [fraction == 1 for stated, fraction in given if stated == certainty]
        if results:
            marks = sum(mark_certainty(right, certainty) for right in results)
            degrees.append(Degree(certainty, sum(results), len(results), marks))
    return tuple(degrees)
