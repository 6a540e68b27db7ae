"""Before and after."""

import numpy as np
import pytest
from tests.item_analysis.statistics.reference import make_scores

from calcinosis_quiz.item_analysis.statistics.change import compare, estimate_paired_difference
from calcinosis_quiz.item_analysis.statistics.scores import Scores

BEFORE = np.array([[0, 0, 1], [1, 0, 0], [1, 1, 1], [0, 1, 0]], dtype=np.float64)
AFTER = np.array([[1, 1, 1], [1, 0, 1], [1, 1, 1], [0, 1, 1]], dtype=np.float64)


def rename(scores: Scores, *learners: str) -> Scores:
    return Scores(learners, scores.items)


def test_gains_are_those_of_hake() -> None:
    change = compare(make_scores(BEFORE), make_scores(AFTER))
    before, after = BEFORE.mean(1), AFTER.mean(1)
    assert change.class_gain.value == pytest.approx((after.mean() - before.mean()) / (1 - before.mean()))
    room = before < 1
    assert change.mean_gain.value == pytest.approx(((after - before)[room] / (1 - before[room])).mean())
    assert (change.at_top, change.mean_gain.n, change.learners) == (1, 3, 4)
    assert change.difference.value == pytest.approx((after - before).mean())


def test_only_learners_of_both_rounds_are_compared_by_code_and_not_by_row() -> None:
    before = rename(make_scores(BEFORE), "a1", "b2", "c3", "d4")
    after = rename(make_scores(AFTER[::-1]), "d4", "c3", "b2", "x9")
    change = compare(before, after)
    assert (change.learners, change.only_before, change.only_after) == (3, 1, 1)
    pairs = {(round(a, 3), round(b, 3)) for a, b in change.pairs}
    assert pairs == {(0.333, 0.667), (1.0, 1.0)}


def test_items_are_compared_by_who_changed() -> None:
    third = compare(make_scores(BEFORE), make_scores(AFTER)).items[2]
    assert (third.n, third.gained, third.lost, third.before, third.after) == (4, 2, 0, 0.5, 1.0)
    assert third.p_value == pytest.approx(0.5)
    assert third.chi_squared == pytest.approx((2 - 1) ** 2 / 2)


def test_the_interval_of_a_paired_difference_is_finite_where_nobody_changed() -> None:
    estimate = estimate_paired_difference(0, 0, 10)
    assert estimate.value == 0
    assert estimate.low == pytest.approx(-(estimate.high or 0))
    assert 0.1 < (estimate.high or 0) < 0.3


def test_rounds_without_common_learners_give_no_figures() -> None:
    change = compare(rename(make_scores(BEFORE), *"abcd"), rename(make_scores(AFTER), *"wxyz"))
    assert (change.learners, change.items, change.class_gain.value) == (0, (), None)
