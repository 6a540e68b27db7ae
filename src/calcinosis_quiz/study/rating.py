"""From a mark to what the scheduler is told."""

from typing import Final, Literal

from calcinosis_quiz.quiz.marking import Certainty

Rating = Literal[1, 2, 3, 4]
AGAIN: Final[Rating] = 1
HARD: Final[Rating] = 2
GOOD: Final[Rating] = 3
EASY: Final[Rating] = 4


def rate(fraction: float, certainty: Certainty | None = None, easy: bool = False) -> Rating:
    """Turn a mark into a rating.

    Wrong or under half: Again. Partly right: Hard. Right: Good. A declared guess: Again, for a lucky guess is no
    memory. Easy only when the learner says so.
    """
    if fraction < 0.5 or certainty == "guess":
        return AGAIN
    if fraction < 1:
        return HARD
    return EASY if easy else GOOD


def is_misconception(fraction: float, certainty: Certainty | None) -> bool:
    """Tell whether an answer was wrong and given as sure."""
    return fraction < 0.5 and certainty == "sure"
