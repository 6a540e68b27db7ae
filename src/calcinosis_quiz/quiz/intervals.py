"""Proportions, and how far each can be trusted."""

from math import sqrt
from typing import Final

from msgspec import Struct

CONFIDENCE: Final = 0.95
Z: Final = 1.959963984540054
"""The normal quantile of a two-sided 95 % interval."""
LEAST_ANSWERS: Final = 5  # a proportion of fewer is too few to tell


class Proportion(Struct, frozen=True):
    """A sum out of a number of answers, the share from 0 to 1, and its 95 % interval (Wilson 1927).

    The last three are None under five answers: too few to tell.
    """

    earned: float
    answers: int
    share: float | None
    low: float | None = None
    high: float | None = None


def proportion(earned: float, answers: int) -> Proportion:
    """Divide, where there are answers enough to tell."""
    if answers < LEAST_ANSWERS:
        return Proportion(earned, answers, None)
    share = min(max(earned / answers, 0.0), 1.0)  # a sum of marks may miss by a rounding
    return Proportion(earned, answers, share, *score_interval(share, answers))


def score_interval(share: float, n: float) -> tuple[float, float]:
    """Return the 95 % interval of a proportion of `n` answers, or of a mean of marks from 0 to 1 (Wilson 1927).

    For partial marks it is conservative: the variance of a mark m from 0 to 1 is at most m(1 - m). Raises ValueError
    without answers; `n` need not be whole where it is an effective number.
    """
    if n <= 0:
        raise ValueError("no answers, no interval")
    centre = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)
