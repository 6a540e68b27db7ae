"""How well stated certainty fits what turned out: right or wrong by degree, and certainty-based marks."""

from collections.abc import Iterable
from typing import get_args

from msgspec import Struct

from calcinosis_quiz.quiz.marking import Certainty, mark_certainty


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
