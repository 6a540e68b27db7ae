"""Discrimination: whether those who know more get an item right more often."""

from math import ceil
from typing import Final

from calcinosis_quiz.item_analysis.statistics.intervals import (
    Estimate,
    estimate_correlation,
    estimate_difference,
    estimate_proportion,
    unknown,
)
from calcinosis_quiz.item_analysis.statistics.reliability import Covariances, correlate_with
from calcinosis_quiz.item_analysis.statistics.score_ranks import Standing, Tail
from calcinosis_quiz.item_analysis.statistics.scores import ItemScores

TAIL: Final = 0.27
"""The share of learners in the upper and in the lower group (Kelley 1939)."""


def find_point_biserial(item: ItemScores, standing: Standing) -> Estimate:
    """Give the correlation of the marks with the learners' scores, the item itself included.

    The point-biserial of Pearson (1909) for marks of 0 and 1, `raw.r` of psych; interval by Fisher (1921).
    """
    return estimate_correlation(correlate_with(item, standing), item.count)


def find_item_rest(covariances: Covariances | None, j: int, n: int) -> Estimate:
    """Give the corrected item-rest correlation: of the marks with the sum of all other items.

    (sum_k C_jk - C_jj) / sqrt(C_jj x variance of the rest), the part-whole correction of Henrysson (1963); `r.drop` of
    psych. Interval by Fisher (1921).
    """
    return estimate_correlation(covariances.item_rest(j) if covariances else None, n)


def find_upper_lower(item: ItemScores, standing: Standing) -> Estimate:
    """Give the share of marks in the best 27 % of the learners minus that in the last 27 %.

    D of Kelley (1939), with groups of ceil(0.27 n) learners by score. Learners tied at the border of a group share
    its remaining places evenly, so that the order of the file does not matter. Interval by Newcombe (1998).
    """
    if item.count < 4:
        return unknown(item.count)
    size = ceil(TAIL * item.count)
    upper, lower = (
        estimate_proportion(_share_of(item, standing.find_tail(item.marked, size, best)), size)
        for best in (True, False)
    )
    difference = estimate_difference(upper, lower)
    return Estimate(difference.value, difference.low, difference.high, item.count)


def _share_of(item: ItemScores, tail: Tail) -> float:
    """Give the share of marks of a group, in which learners tied at its border count in part."""
    sure = sum(mark * (learners & tail.sure).bit_count() for mark, learners in item.levels)
    tied = sum(mark * (learners & tail.tied).bit_count() for mark, learners in item.levels)
    return (sure + tied * tail.part) / (tail.size * item.maximum)
