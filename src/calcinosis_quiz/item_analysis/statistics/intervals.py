"""Estimates with the interval that belongs to each: nothing is reported as a bare number."""

from collections.abc import Iterable, Sequence
from math import atanh, exp, isfinite, log, sqrt, tanh
from statistics import fmean, stdev
from typing import Final

from msgspec import Struct

from calcinosis_quiz.item_analysis.statistics.distributions import binomial_cdf, t_quantile
from calcinosis_quiz.quiz.intervals import CONFIDENCE, Z, score_interval

_UPPER: Final = 0.5 + CONFIDENCE / 2
_LUMPY: Final = 4
"""Items whose shares take so few values that few learners make no further difference."""


class Estimate(Struct, frozen=True):
    """A statistic, the number of learners behind it, and its 95 % interval; None where it is not defined."""

    value: float | None
    low: float | None
    high: float | None
    n: int

    @property
    def is_known(self) -> bool:
        """Return whether there is both a value and an interval."""
        return self.value is not None and self.low is not None and self.high is not None


def unknown(n: int) -> Estimate:
    """Return a statistic that is not defined for these learners."""
    return Estimate(None, None, None, n)


def estimate_proportion(share: float, n: int) -> Estimate:
    """Return a proportion, or a mean of marks from 0 to 1, with the score interval of Wilson (1927).

    For partial marks the interval is conservative: the variance of a mark m from 0 to 1 is at most m(1 - m).
    """
    if n == 0:
        return unknown(0)
    share = min(max(share, 0.0), 1.0)
    return Estimate(share, *score_interval(share, n), n)


def estimate_difference(one: Estimate, other: Estimate) -> Estimate:
    """Return the difference of two independent proportions: hybrid score interval, method 10 of Newcombe (1998)."""
    n = one.n + other.n
    if one.value is None or other.value is None or not (one.is_known and other.is_known):
        return unknown(n)
    difference = one.value - other.value
    below = sqrt((one.value - (one.low or 0)) ** 2 + ((other.high or 0) - other.value) ** 2)
    above = sqrt(((one.high or 0) - one.value) ** 2 + (other.value - (other.low or 0)) ** 2)
    return Estimate(difference, difference - below, difference + above, n)


def estimate_correlation(r: float | None, n: int) -> Estimate:
    """Return a correlation with the interval of Fisher (1921): tanh(atanh r +- 1.96/sqrt(n - 3)).

    Without an interval for three learners or fewer, and for a perfect correlation, where the formula has no width.
    """
    if r is None or not isfinite(r):
        return unknown(n)
    r = min(max(r, -1.0), 1.0)
    if n <= 3 or abs(r) > 1 - 1e-9:
        return Estimate(r, None, None, n)
    half = Z / sqrt(n - 3)
    return Estimate(r, tanh(atanh(r) - half), tanh(atanh(r) + half), n)


def estimate_mean(values: Sequence[float]) -> Estimate:
    """Return a mean with Student's t interval (Student 1908)."""
    n = len(values)
    if n < 2:
        return Estimate(values[0], None, None, n) if n else unknown(0)
    mean = fmean(values)
    half = t_quantile(_UPPER, n - 1) * stdev(values) / sqrt(n)
    return Estimate(mean, mean - half, mean + half, n)


def estimate_spread(values: Sequence[float]) -> Estimate:
    """Return a standard deviation (n - 1) with the interval of Bonett (2006), which holds for skewed scores too."""
    n = len(values)
    if n < 2:
        return unknown(n)
    spread = stdev(values)
    if n < 6 or spread == 0:
        return Estimate(spread, None, None, n)
    cut = int(n / (2 * sqrt(n - 4)))
    trimmed = fmean(sorted(values)[cut : n - cut] or values)
    mean = fmean(values)
    kurtosis = n * sum((v - trimmed) ** 4 for v in values) / sum((v - mean) ** 2 for v in values) ** 2
    factor = n / (n - Z)
    error = factor * sqrt(max(kurtosis - (n - 3) / n, 0.0) / (n - 1))
    centre = log(factor * spread * spread)
    return Estimate(spread, exp((centre - Z * error) / 2), exp((centre + Z * error) / 2), n)


def estimate_median(values: Sequence[float]) -> Estimate:
    """Return a median with the interval between two order statistics (Thompson 1936), from six values on."""
    n = len(values)
    if n == 0:
        return unknown(0)
    ordered = sorted(values)
    median = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    if n < 6:
        return Estimate(median, None, None, n)
    rank = 0
    while binomial_cdf(rank, n) <= (1 - CONFIDENCE) / 2:
        rank += 1
    return Estimate(median, ordered[rank - 1], ordered[n - rank], n)


def estimate_share(values: Sequence[float], items: int) -> Estimate:
    """Return the mean of shares from 0 to 1 of some number of items, with an interval inside 0 to 1.

    Wilson's score interval (1927) for the effective number of answers m(1 - m)/variance of the mean (Kish 1965),
    multiplied by (z/t)^2 for few learners (Korn and Graubard 1998); Franco and others (2019) compare it with others.
    Up to four items need no such factor: their shares are so lumpy that the score interval is wide enough already
    (benchmarks/coverage.py). Where all shares are equal the answers count as one a learner, which is safe.
    """
    n = len(values)
    mean = min(max(fmean(values), 0.0), 1.0) if n else 0.0
    if items == 1:
        return estimate_proportion(mean, n)
    return estimate_mean_share(mean, stdev(values) ** 2 / n if n > 1 else 0.0, n, n - 1, items)


def estimate_mean_share(mean: float, variance: float, n: int, freedom: int, items: int) -> Estimate:
    """Return a mean of shares with the interval of `estimate_share`, from the variance of the mean."""
    if n < 2 or freedom < 1:
        return Estimate(mean, None, None, n) if n else unknown(0)
    spread = mean * (1 - mean)
    answers = min(max(spread / variance, 1.0), n * items) if variance > 0 and spread > 0 else float(n)
    factor = 1.0 if items <= _LUMPY else (Z / t_quantile(_UPPER, freedom)) ** 2
    return Estimate(mean, *score_interval(mean, answers * factor), n)


def estimate_ratio(
    means: tuple[float, float], variances: tuple[float, float], covariance: float, n: int, freedom: int
) -> Estimate:
    """Return the ratio of two paired means with the interval of Fieller (1954); none where it has no bounds.

    `variances` and `covariance` are those of the means.
    """
    (above, below), (above_variance, below_variance) = means, variances
    if below <= 1e-12:
        return unknown(n)
    ratio = above / below
    if freedom < 1:
        return Estimate(ratio, None, None, n)
    squared_t = t_quantile(_UPPER, freedom) ** 2
    a = below**2 - squared_t * below_variance
    b = above * below - squared_t * covariance
    c = above**2 - squared_t * above_variance
    root = b * b - a * c
    if a <= 0 or root < 0:
        return Estimate(ratio, None, None, n)
    return Estimate(ratio, (b - sqrt(root)) / a, (b + sqrt(root)) / a, n)


def pool_correlations(estimates: Iterable[tuple[float | None, int]]) -> Estimate:
    """Return the mean of correlations, each with its number of learners, by inverse variance on Fisher's z.

    The weights are n - 3 (Hedges and Olkin 1985), so that a stronger group does not look like discrimination.
    """
    usable = [(r, n) for r, n in estimates if r is not None and n > 3 and abs(r) < 1 - 1e-9]
    total = sum(n for _, n in usable)
    weight = sum(n - 3 for _, n in usable)
    if not weight:
        return unknown(total)
    z = sum((n - 3) * atanh(r) for r, n in usable) / weight
    half = Z / sqrt(weight)
    return Estimate(tanh(z), tanh(z - half), tanh(z + half), total)


def estimate_alpha(alpha: float | None, n: int, items: int, jackknifed: float | None = None) -> Estimate:
    """Return a reliability with an interval on the scale of log(1 - alpha).

    The standard error is that of Bonett (2002), for equal covariances and normal scores, or that of the jackknife
    (Quenouille 1956; Tukey 1958), `jackknifed`, where it is larger: easy and hard items make it so.
    """
    if alpha is None or not isfinite(alpha):
        return unknown(n)
    if n < 3 or items < 2 or alpha >= 1 - 1e-12:
        return Estimate(alpha, None, None, n)
    error = max(sqrt(2 * items / ((items - 1) * (n - 2))), jackknifed or 0.0)
    centre = log(1 - alpha) - log(n / (n - 1))
    return Estimate(alpha, 1 - exp(centre + Z * error), 1 - exp(centre - Z * error), n)
