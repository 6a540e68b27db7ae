"""How far a proportion can be trusted."""

from math import sqrt
from typing import Final

CONFIDENCE: Final = 0.95
Z: Final = 1.959963984540054
"""The normal quantile of a two-sided 95 % interval."""


def score_interval(share: float, n: int) -> tuple[float, float]:
    """Give the 95 % interval of a proportion of `n` answers, or of a mean of marks from 0 to 1 (Wilson 1927).

    For partial marks it is conservative: the variance of a mark m from 0 to 1 is at most m(1 - m). Raises ValueError
    without answers.
    """
    if n < 1:
        raise ValueError("no answers, no interval")
    centre = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)
