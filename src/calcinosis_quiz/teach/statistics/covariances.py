"""How items vary together: all that reliability and discrimination need, without the whole matrix."""

from itertools import combinations
from math import sqrt

from msgspec import Struct

from calcinosis_quiz.teach.statistics.scores import ItemScores, Scores
from calcinosis_quiz.teach.statistics.standing import Standing


class Covariances(Struct, frozen=True):
    """Sums over the covariance matrix C of the items (n - 1): C_jj, the row sums, and the sum of all of C.

    `learners` is the smallest number behind any entry.
    """

    variances: tuple[float, ...]
    with_total: tuple[float, ...]
    total: float
    learners: int

    def item_rest(self, j: int) -> float | None:
        """Give the correlation of item j with the sum of the others; None where either does not vary."""
        return _divide(self.with_total[j] - self.variances[j], self.variances[j], self.rest(j))

    def rest(self, j: int) -> float:
        """Give the variance of the sum of all items but j."""
        return self.total - 2 * self.with_total[j] + self.variances[j]


def covary(scores: Scores, standing: Standing) -> Covariances | None:
    """Sum up the covariances of items that all vary; None where a pair of items has fewer than two learners.

    With missing marks each covariance rests on the learners with marks on both items, as in R's `cov(x, use =
    "pairwise")` and thereby in psych's `alpha` (Revelle 2024).
    """
    if not scores.items or scores.present.bit_count() < 2:
        return None
    variances = tuple(item.variance or 0.0 for item in scores.items)
    if not scores.is_complete:
        return _from_pairs(scores, variances)
    with_total = tuple(covary_with(item, standing) for item in scores.items)
    return Covariances(variances, with_total, sum(with_total), scores.present.bit_count())


def covary_with(item: ItemScores, standing: Standing) -> float:
    """Give the covariance of an item's marks with the scores, over the learners with a mark."""
    centre = standing.sum_over(item.marked) / item.count
    parts = ((mark, standing.sum_over(learners), learners.bit_count()) for mark, learners in item.levels)
    return sum((mark - item.mean) * (total - count * centre) for mark, total, count in parts) / (item.count - 1)


def correlate_with(item: ItemScores, standing: Standing) -> float | None:
    """Correlate an item's marks with the scores (Pearson), over the learners with a mark; None for a constant."""
    if not item.variance:
        return None
    return _divide(covary_with(item, standing), item.variance, standing.variance_over(item.marked))


def _from_pairs(scores: Scores, variances: tuple[float, ...]) -> Covariances | None:
    # A mark of 0 adds nothing to a sum, so only the marks above it are looked up.
    above_zero = [[(mark, learners) for mark, learners in item.levels if mark and learners] for item in scores.items]
    rows = list(variances)
    fewest = min(item.count for item in scores.items)
    columns = [(j, item.marked, levels) for j, (item, levels) in enumerate(zip(scores.items, above_zero, strict=True))]
    for (i, marked_i, levels_i), (j, marked_j, levels_j) in combinations(columns, 2):
        n = (marked_i & marked_j).bit_count()
        if n < 2:
            return None
        fewest = min(n, fewest)
        if len(levels_i) == 1 and len(levels_j) == 1:
            (a, one), (b, other) = levels_i[0], levels_j[0]
            sum_i, sum_j = a * (one & marked_j).bit_count(), b * (other & marked_i).bit_count()
            product = a * b * (one & other).bit_count()
        else:
            sum_i = sum(a * (one & marked_j).bit_count() for a, one in levels_i)
            sum_j = sum(b * (other & marked_i).bit_count() for b, other in levels_j)
            product = sum(a * b * (one & other).bit_count() for a, one in levels_i for b, other in levels_j)
        covariance = (product - sum_i * sum_j / n) / (n - 1)
        rows[i] += covariance
        rows[j] += covariance
    return Covariances(variances, tuple(rows), sum(rows), fewest)


def _divide(covariance: float, one: float, other: float) -> float | None:
    # Rounding leaves a trace where a sum does not vary at all.
    if one <= 0 or other <= 1e-12 * one:
        return None
    return covariance / sqrt(one * other)
