"""How well the learner judges what is known: certainty stated against what happened. Pure."""

from collections.abc import Mapping
from typing import Final, get_args

from msgspec import Struct

from calcinosis_quiz.quiz.intervals import LEAST_ANSWERS, Proportion, proportion
from calcinosis_quiz.quiz.marking import Certainty
from calcinosis_quiz.study.item_records import CertaintyTotal

# A degree of certainty stands for the middle of the band of chances in which stating it earns most
# (Gardner-Medwin 1995: guess below 2/3, fairly up to 4/5, sure above).
STATED_CHANCES: Final[dict[Certainty, float]] = {"guess": 1 / 3, "fairly": 11 / 15, "sure": 0.9}


class Calibrated(Struct, frozen=True):
    """One degree of certainty: the chance it stands for, and how often it was right."""

    certainty: Certainty
    stated: float
    right: Proportion


class Score(Struct, frozen=True):
    """A mean over a number of answers; None under five: too few to tell."""

    value: float | None
    answers: int


def calibrate(certainties: Mapping[Certainty, CertaintyTotal]) -> tuple[Calibrated, ...]:
    """Compare each degree that was stated with what happened, the least certain first."""
    return tuple(
        Calibrated(name, STATED_CHANCES[name], proportion(certainties[name].correct, certainties[name].answers))
        for name in get_args(Certainty)
        if name in certainties
    )


def brier_score(certainties: Mapping[Certainty, CertaintyTotal]) -> Score:
    """Return the mean squared distance of stated chances from what happened (Brier 1950), 0 best."""
    answers = sum(stated.answers for stated in certainties.values())
    if answers < LEAST_ANSWERS:
        return Score(None, answers)
    distances = sum(
        stated.correct * (1 - STATED_CHANCES[name]) ** 2 + (stated.answers - stated.correct) * STATED_CHANCES[name] ** 2
        for name, stated in certainties.items()
    )
    return Score(distances / answers, answers)
