"""The few distributions that intervals need: normal, Student's t, F, and the binomial."""

from collections.abc import Callable
from functools import lru_cache
from math import comb, exp, lgamma, log, log1p, sqrt
from typing import Final

_TINY: Final = 1e-300
_PRECISION: Final = 1e-15


def incomplete_beta(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b), 0 <= x <= 1.

    Continued fraction 26.5.8 of Abramowitz and Stegun (1964), evaluated by the method of Lentz (1976).
    """
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(1 - x, b, a)
    front = exp(a * log(x) + b * log1p(-x) - _log_beta(a, b)) / a
    c, d = 1.0, 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    fraction = d
    for m in range(1, 100_000):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _away_from_zero(1 + step * d)
            c = _away_from_zero(1 + step / c)
            fraction *= c * d
        if abs(c * d - 1) < _PRECISION:
            break
    return front * fraction


@lru_cache(maxsize=256)
def f_quantile(probability: float, numerator: float, denominator: float) -> float:
    """Return the value that an F variate with these degrees of freedom stays below with a probability."""
    a, b = numerator / 2, denominator / 2
    x = _solve(lambda t: incomplete_beta(t, a, b), probability)
    return denominator * x / (numerator * (1 - x))


@lru_cache(maxsize=256)
def t_quantile(probability: float, freedom: float) -> float:
    """Return the quantile of Student's t for a probability of at least one half."""
    return sqrt(f_quantile(2 * probability - 1, 1, freedom))


def t_tail(t: float, freedom: float) -> float:
    """Return the two-sided p-value of Student's t."""
    return incomplete_beta(freedom / (freedom + t * t), freedom / 2, 0.5)


def binomial_cdf(successes: int, trials: int, chance: float = 0.5) -> float:
    """Return the probability of at most so many successes."""
    if trials <= 60:
        terms = (comb(trials, k) * chance**k * (1 - chance) ** (trials - k) for k in range(successes + 1))
        return min(1.0, sum(terms))
    return incomplete_beta(1 - chance, trials - successes, successes + 1) if successes < trials else 1.0


def _solve(rising: Callable[[float], float], wanted: float) -> float:
    """Find where a rising function on 0..1 takes a value, by regula falsi with the Illinois step (Dowell 1971)."""
    low, high, below, above = 0.0, 1.0, -wanted, 1 - wanted
    x, side = 0.5, 0
    for i in range(300):
        # Every third step halves, so that a flat stretch cannot hold the search up.
        x = (low + high) / 2 if i % 3 == 0 else (low * above - high * below) / (above - below)
        error = rising(x) - wanted
        if abs(error) < _PRECISION or high - low < 1e-16:
            break
        if error < 0:
            low, below = x, error
            above, side = (above / 2 if side < 0 else above), -1
        else:
            high, above = x, error
            below, side = (below / 2 if side > 0 else below), 1
    return x


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
