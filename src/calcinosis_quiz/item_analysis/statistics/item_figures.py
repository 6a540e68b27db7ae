"""Discrimination: whether those who know more get an item right more often."""

from bisect import bisect_left, bisect_right
from itertools import pairwise
from math import ceil, sqrt
from typing import Final

from calcinosis_quiz.item_analysis.statistics.intervals import (
    Estimate,
    estimate_correlation,
    estimate_difference,
    estimate_mean,
    estimate_median,
    estimate_proportion,
    unknown,
)
from calcinosis_quiz.item_analysis.statistics.learner_sets import pick
from calcinosis_quiz.item_analysis.statistics.reliability import Covariances, correlate, correlate_with, covary_with
from calcinosis_quiz.item_analysis.statistics.score_ranks import ScoreRanks, Tail
from calcinosis_quiz.item_analysis.statistics.scores import ItemScores

TAIL: Final = 0.27
"""The share of learners in the upper and in the lower group (Kelley 1939)."""


def find_point_biserial(item: ItemScores, ranks: ScoreRanks) -> Estimate:
    """Return the correlation of the marks with the learners' scores, the item itself included.

    The point-biserial of Pearson (1909) for marks of 0 and 1, `raw.r` of psych; interval by Fisher (1921).
    """
    return estimate_correlation(correlate_with(item, ranks), item.count)


def find_item_rest(covariances: Covariances | None, j: int, n: int) -> Estimate:
    """Return the corrected item-rest correlation: of the marks with the sum of all other items.

    (sum_k C_jk - C_jj) / sqrt(C_jj x variance of the rest), the part-whole correction of Henrysson (1963); `r.drop` of
    psych. Interval by Fisher (1921).
    """
    return estimate_correlation(covariances.item_rest(j) if covariances else None, n)


def find_upper_lower(item: ItemScores, ranks: ScoreRanks) -> Estimate:
    """Return the share of marks in the best 27 % of the learners minus that in the last 27 %.

    D of Kelley (1939), with groups of ceil(0.27 n) learners by score. Learners tied at the border of a group share
    its remaining places evenly, so that the order of the file does not matter. Interval by Newcombe (1998).
    """
    if item.count < 4:
        return unknown(item.count)
    size = ceil(TAIL * item.count)
    upper, lower = (
        estimate_proportion(_share_of(item, ranks.find_tail(item.marked, size, best)), size) for best in (True, False)
    )
    difference = estimate_difference(upper, lower)
    return Estimate(difference.value, difference.low, difference.high, item.count)


def _share_of(item: ItemScores, tail: Tail) -> float:
    """Return the share of marks of a group, in which learners tied at its border count in part."""
    sure = sum(mark * (learners & tail.sure).bit_count() for mark, learners in item.levels)
    tied = sum(mark * (learners & tail.tied).bit_count() for mark, learners in item.levels)
    return (sure + tied * tail.part) / (tail.size * item.maximum)


def find_difficulty(item: ItemScores) -> Estimate:
    """Return the difficulty p = sum of marks / (n x maximum), from 0 (nobody knows) to 1, with Wilson's interval.

    The classical difficulty index (Lord and Novick 1968); interval by Wilson (1927).
    """
    return estimate_proportion(item.mean / item.maximum, item.count)


def find_time(item: ItemScores) -> Estimate | None:
    """Return the median time in seconds, with an interval from order statistics (Thompson 1936); None without times."""
    seconds = [value for value in item.seconds if value is not None]
    return estimate_median(seconds) if seconds else None


def find_confidence_gap(item: ItemScores) -> Estimate | None:
    """Return the mean stated chance of being right minus the mean mark; above 0 learners are too sure.

    Over-confidence of Lichtenstein and Fischhoff (1977), over learners with both; Student's t interval of the paired
    differences. None without stated confidence.
    """
    if not item.confidences:
        return None
    gaps = []
    for mark, learners in item.levels:
        stated = pick(item.confidences, learners)
        gaps += [chance - mark / item.maximum for chance in stated if chance is not None]
    return estimate_mean(gaps) if gaps else None


_HAIR: Final = 5e-10  # scores are told apart to nine places


def find_discrimination_index(item_rest: Estimate) -> Estimate:
    """Return Moodle's discrimination index: 100 cov(x, X - x) / sqrt(var x var(X - x)), the item-rest correlation."""
    value, low, high = (
        None if each is None else 100 * each for each in (item_rest.value, item_rest.low, item_rest.high)
    )
    return Estimate(value, low, high, item_rest.n)


def find_discriminative_efficiency(item: ItemScores, ranks: ScoreRanks) -> Estimate:
    """Return Moodle's discriminative efficiency: the discrimination reached, of all that these marks could reach.

    100 cov(x, X - x) / cov(sorted x, sorted (X - x)), as Moodle's documentation of its quiz statistics has it. The
    interval is that of the correlation of x with X - x on this scale: the largest covariance is taken as given.
    """
    n = item.count
    if n < 2 or not item.variance:
        return unknown(n)
    rests = _Rests(item, ranks)
    spread = item.variance * (n - 1)
    reached = covary_with(item, ranks) * (n - 1) - spread
    largest = rests.pair_in_order() - item.mean * rests.total
    correlation = correlate(reached, spread, rests.spread)
    if largest <= 1e-12 or correlation is None:
        return unknown(n)
    estimate = estimate_correlation(correlation, n)
    scale = 100 * sqrt(spread * rests.spread) / largest
    low, high = (None if bound is None else scale * bound for bound in (estimate.low, estimate.high))
    return Estimate(100 * reached / largest, low, high, n)


class _Rests:
    """What the learners with a mark on an item have as their score on the others.

    `total` is the sum, `spread` the sum of squared deviations from the mean.
    """

    def __init__(self, item: ItemScores, ranks: ScoreRanks) -> None:
        self._standing = ranks
        self._levels = sorted((mark, learners) for mark, learners in item.levels if learners)
        self._values = ranks.subtract(tuple(mark for mark, _ in self._levels))
        sums = [(mark, learners.bit_count(), ranks.sum_over(learners)) for mark, learners in self._levels]
        self.total = sum(score - mark * count for mark, count, score in sums)
        less = sum(mark * (mark * count - 2 * score) for mark, count, score in sums)
        self.spread = ranks.sum_squares_over(item.marked) + less - self.total**2 / item.count

    def pair_in_order(self) -> float:
        """Sum mark times rest when the lowest mark goes with the lowest rest, and so on.

        Each step from one mark to the next is earned by those with the best rests.
        """
        lowest, _ = self._levels[0]
        product, better = lowest * self.total, sum(learners.bit_count() for _, learners in self._levels)
        for (below, learners), (mark, _) in pairwise(self._levels):
            better -= learners.bit_count()
            product += (mark - below) * self._sum_best(better)
        return product

    def _sum_best(self, count: int) -> float:
        """Add up the best rests: all above a border, and of those at the border as many as are still missing."""
        places = range(len(self._values))
        border = bisect_right(places, -count, key=lambda i: -self._count(self._values[i])) - 1
        above = self._find(self._values[border + 1]) if border + 1 < len(places) else []
        found = sum(learners.bit_count() for _, learners in above)
        sums = (self._standing.sum_over(learners) - mark * learners.bit_count() for mark, learners in above)
        return sum(sums) + (count - found) * self._values[border]

    def _count(self, rest: float) -> int:
        return sum(learners.bit_count() for _, learners in self._find(rest))

    def _find(self, rest: float) -> list[tuple[float, int]]:
        """Return those with this rest or a better one, by mark."""
        at_least = self._standing.at_least
        return [
            (mark, learners & at_least[bisect_left(self._standing.scores, rest + mark - _HAIR)])
            for mark, learners in self._levels
        ]
