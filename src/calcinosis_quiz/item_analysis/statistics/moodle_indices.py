"""The two indices of Moodle's quiz statistics, in percent as Moodle shows them."""

from bisect import bisect_left, bisect_right
from itertools import pairwise
from math import sqrt
from typing import Final

from calcinosis_quiz.item_analysis.statistics.intervals import Estimate, estimate_correlation, unknown
from calcinosis_quiz.item_analysis.statistics.reliability import correlate, covary_with
from calcinosis_quiz.item_analysis.statistics.score_ranks import Standing
from calcinosis_quiz.item_analysis.statistics.scores import ItemScores

_HAIR: Final = 5e-10  # scores are told apart to nine places


def find_discrimination_index(item_rest: Estimate) -> Estimate:
    """Give Moodle's discrimination index: 100 cov(x, X - x) / sqrt(var x var(X - x)), the item-rest correlation."""
    value, low, high = (
        None if each is None else 100 * each for each in (item_rest.value, item_rest.low, item_rest.high)
    )
    return Estimate(value, low, high, item_rest.n)


def find_discriminative_efficiency(item: ItemScores, standing: Standing) -> Estimate:
    """Give Moodle's discriminative efficiency: the discrimination reached, of all that these marks could reach.

    100 cov(x, X - x) / cov(sorted x, sorted (X - x)), as Moodle's documentation of its quiz statistics has it. The
    interval is that of the correlation of x with X - x on this scale: the largest covariance is taken as given.
    """
    n = item.count
    if n < 2 or not item.variance:
        return unknown(n)
    rests = _Rests(item, standing)
    spread = item.variance * (n - 1)
    reached = covary_with(item, standing) * (n - 1) - spread
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

    def __init__(self, item: ItemScores, standing: Standing) -> None:
        self._standing = standing
        self._levels = sorted((mark, learners) for mark, learners in item.levels if learners)
        self._values = standing.subtract(tuple(mark for mark, _ in self._levels))
        sums = [(mark, learners.bit_count(), standing.sum_over(learners)) for mark, learners in self._levels]
        self.total = sum(score - mark * count for mark, count, score in sums)
        less = sum(mark * (mark * count - 2 * score) for mark, count, score in sums)
        self.spread = standing.sum_squares_over(item.marked) + less - self.total**2 / item.count

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
        """Give those with this rest or a better one, by mark."""
        at_least = self._standing.at_least
        return [
            (mark, learners & at_least[bisect_left(self._standing.scores, rest + mark - _HAIR)])
            for mark, learners in self._levels
        ]
