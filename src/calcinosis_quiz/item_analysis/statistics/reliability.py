"""How items vary together: all that reliability and discrimination need, without the whole matrix."""

from collections.abc import Sequence
from itertools import zip_longest
from math import exp, log, sqrt
from operator import add
from statistics import fmean, stdev
from typing import Final

from msgspec import Struct

from calcinosis_quiz.item_analysis.statistics.distributions import t_quantile
from calcinosis_quiz.item_analysis.statistics.intervals import Estimate, estimate_alpha, unknown
from calcinosis_quiz.item_analysis.statistics.learner_sets import count_memberships, everybody, weigh_memberships
from calcinosis_quiz.item_analysis.statistics.score_ranks import ScoreRanks
from calcinosis_quiz.item_analysis.statistics.scores import ItemScores, Scores


class Covariances(Struct, frozen=True):
    """Sums over the covariance matrix C of the items (n - 1): C_jj, the row sums, and the sum of all of C.

    `learners` is the smallest number behind any entry.
    """

    variances: tuple[float, ...]
    with_total: tuple[float, ...]
    total: float
    learners: int

    def item_rest(self, j: int) -> float | None:
        """Return the correlation of item j with the sum of the others; None where either does not vary."""
        return correlate(self.with_total[j] - self.variances[j], self.variances[j], self.rest(j))

    def rest(self, j: int) -> float:
        """Return the variance of the sum of all items but j."""
        return self.total - 2 * self.with_total[j] + self.variances[j]


def covary(scores: Scores, ranks: ScoreRanks) -> Covariances | None:
    """Sum up the covariances of items that all vary; None where a pair of items has fewer than two learners.

    With missing marks each covariance rests on the learners with marks on both items, as in R's `cov(x, use =
    "pairwise")` and thereby in psych's `alpha` (Revelle 2024).
    """
    if not scores.items or scores.present.bit_count() < 2:
        return None
    variances = tuple(item.variance or 0.0 for item in scores.items)
    if not scores.is_complete:
        return _from_pairs(scores, variances)
    with_total = tuple(covary_with(item, ranks) for item in scores.items)
    return Covariances(variances, with_total, sum(with_total), scores.present.bit_count())


def covary_with(item: ItemScores, ranks: ScoreRanks) -> float:
    """Return the covariance of an item's marks with the scores, over the learners with a mark."""
    centre = ranks.sum_over(item.marked) / item.count
    parts = ((mark, ranks.sum_over(learners), learners.bit_count()) for mark, learners in item.levels)
    return sum((mark - item.mean) * (total - count * centre) for mark, total, count in parts) / (item.count - 1)


def correlate_with(item: ItemScores, ranks: ScoreRanks) -> float | None:
    """Correlate an item's marks with the scores (Pearson), over the learners with a mark; None for a constant."""
    if not item.variance:
        return None
    return correlate(covary_with(item, ranks), item.variance, ranks.variance_over(item.marked))


def _from_pairs(scores: Scores, variances: tuple[float, ...]) -> Covariances | None:
    # Half a million pairs are common, so each line works on one item and all the items after it.
    marked = [item.marked for item in scores.items]
    # A mark of 0 adds nothing to a sum, so only the marks above it are looked up: each slot holds one of every item.
    levels = [[(mark, learners) for mark, learners in item.levels if mark and learners] for item in scores.items]
    slots = list(zip_longest(*levels, fillvalue=(0.0, 0)))
    rows = list(variances)
    fewest = min(item.count for item in scores.items)
    for i in range(len(rows) - 1):
        after = slice(i + 1, None)
        ns = [(marked[i] & other).bit_count() for other in marked[after]]
        fewest = min(fewest, *ns)
        if fewest < 2:
            return None
        sums = [0.0] * len(ns)
        products = sums
        for mark, learners in levels[i]:
            counts = ((learners & other).bit_count() for other in marked[after])
            sums = [total + mark * count for total, count in zip(sums, counts, strict=True)]
            with_other = _sum_marks(learners, slots, after)
            products = [total + mark * each for total, each in zip(products, with_other, strict=True)]
        each_other = zip(products, sums, _sum_marks(marked[i], slots, after), ns, strict=True)
        covariances = [(product - one * other / n) / (n - 1) for product, one, other, n in each_other]
        rows[i] += sum(covariances)
        rows[after] = map(add, rows[after], covariances)
    return Covariances(variances, tuple(rows), sum(rows), fewest)


def _sum_marks(learners: int, slots: Sequence[Sequence[tuple[float, int]]], after: slice) -> list[float]:
    """Add up the marks of a set of learners, item by item."""
    first, *more = slots
    sums = [mark * (learners & each).bit_count() for mark, each in first[after]]
    for slot in more:
        sums = [
            total + mark * (learners & each).bit_count() for total, (mark, each) in zip(sums, slot[after], strict=True)
        ]
    return sums


def correlate(covariance: float, one: float, other: float) -> float | None:
    """Return a correlation from a covariance and two variances; None where either is nothing."""
    # Rounding leaves a trace where a sum does not vary at all.
    if one <= 0 or other <= 1e-12 * one:
        return None
    return covariance / sqrt(one * other)


class Reliability(Struct, frozen=True):
    """Alpha, and the standard error of measurement in points; `items` counts those with different marks."""

    items: int
    alpha: Estimate
    standard_error: Estimate


def find_reliability(scores: Scores, covariances: Covariances | None) -> Reliability:
    """Return Cronbach's alpha and the standard error of measurement of items that all vary.

    alpha = k/(k - 1) (1 - sum C_jj / sum C) (Cronbach 1951), for marks of 0 and 1 the same number as KR-20 (Kuder and
    Richardson 1937); items on which all marks are equal are left out, as psych's `alpha` does.
    SEM = sd x sqrt(1 - alpha) (Lord and Novick 1968); its square is a mean over learners, so that its interval is
    Student's t on the log scale with the standard error of the jackknife (Tukey 1958). Where marks are missing it has
    no interval.
    """
    if covariances is None:
        return Reliability(0, unknown(0), unknown(0))
    k, n = len(covariances.variances), covariances.learners
    value = _alpha(k, sum(covariances.variances), covariances.total)
    errors = _jackknife(scores, covariances) if value is not None and n > 2 else None
    alpha = estimate_alpha(value, n, k, errors.alpha if errors else None)
    if alpha.value is None:
        return Reliability(k, alpha, unknown(alpha.n))
    error = sqrt(covariances.total * max(1 - alpha.value, 0.0))
    if errors is None:
        return Reliability(k, alpha, Estimate(error, None, None, n))
    factor = exp(t_quantile(0.975, n - 1) * errors.squared_error / 2)
    return Reliability(k, alpha, Estimate(error, error / factor, error * factor, n))


class _JackknifeErrors(Struct, frozen=True):
    """Standard errors of log(1 - alpha) and of the log of the squared error of measurement."""

    alpha: float
    squared_error: float


def _jackknife(scores: Scores, covariances: Covariances) -> _JackknifeErrors | None:
    """Leave out each learner in turn; None where marks are missing or the answers form a perfect scale."""
    if not scores.is_complete or scores.present != everybody(len(scores.learners)):
        return None
    k, n = len(covariances.variances), covariances.learners
    total_mean = fmean(scores.points)
    sum_of_variances, total = sum(covariances.variances), covariances.total
    part = n / (n - 1)
    logs_of_total, logs_of_error = [], []
    for points, distance in zip(scores.points, _find_distances(scores), strict=True):
        spread = ((n - 1) * total - part * (points - total_mean) ** 2) / (n - 2)
        within = ((n - 1) * sum_of_variances - part * distance) / (n - 2)
        squared_error = (k * within - spread) / (k - 1)
        if spread <= 0 or squared_error <= 1e-12 * spread:
            return None
        logs_of_total.append(log(spread))
        logs_of_error.append(log(squared_error))
    ratios = [error - spread for error, spread in zip(logs_of_error, logs_of_total, strict=True)]
    return _JackknifeErrors(_spread_of_jackknife(ratios), _spread_of_jackknife(logs_of_error))


def _spread_of_jackknife(values: Sequence[float]) -> float:
    n = len(values)
    return sqrt((n - 1) ** 2 / n) * stdev(values)


_UNIT: Final = 2.0**-30
"""Means of items are kept to thirty binary digits in the weights of a learner's distance; it only widens intervals."""


def _find_distances(scores: Scores) -> list[float]:
    """Return for each learner the sum over items of the squared difference from the item's mean."""
    count = len(scores.learners)
    fixed = sum(item.mean**2 for item in scores.items)
    crossed: list[tuple[int, int]] = []
    for item in scores.items:
        # (x - m)^2 = m^2 - x (2m - x), and x (2m - x) + x^2 = 2mx is never negative
        crossed += [(round(2 * item.mean * mark / _UNIT), learners) for mark, learners in item.levels if mark]
    squares: dict[float, list[int]] = {}
    for item in scores.items:
        for mark, learners in item.levels:
            if mark:
                squares.setdefault(mark * mark, []).append(learners)
    distances = [fixed - _UNIT * weight for weight in weigh_memberships(crossed, count)]
    for square, sets in squares.items():
        counts = count_memberships(sets, count)
        distances = [distance + square * number for distance, number in zip(distances, counts, strict=True)]
    return distances


def find_alpha_without(covariances: Covariances | None, j: int) -> Estimate:
    """Return alpha of the other items; None where fewer than two are left."""
    if covariances is None:
        return unknown(0)
    k = len(covariances.variances) - 1
    alpha = _alpha(k, sum(covariances.variances) - covariances.variances[j], covariances.rest(j))
    return estimate_alpha(alpha, covariances.learners, k)


def _alpha(items: int, sum_of_variances: float, total: float) -> float | None:
    if items < 2 or total <= 1e-12 * sum_of_variances:
        return None
    return items / (items - 1) * (1 - sum_of_variances / total)
