"""The rule on the interval."""

import pytest
from tests.item_analysis.statistics.reference import make_scores
from tests.item_analysis.statistics.test_properties import NO_BANK, draw_class

from calcinosis_quiz.item_analysis.statistics.analysis import analyse
from calcinosis_quiz.item_analysis.statistics.distractors import OptionUse
from calcinosis_quiz.item_analysis.statistics.intervals import Estimate, estimate_correlation, estimate_proportion
from calcinosis_quiz.item_analysis.statistics.item_statistics import rank_worst_first
from calcinosis_quiz.item_analysis.statistics.verdicts import Decision, judge


@pytest.mark.parametrize(
    ("p", "r", "n", "decision"),
    [
        (0.6, 0.9, 10, "wait for data"),  # a correlation of ten learners decides nothing
        (0.6, -0.9, 29, "wait for data"),
        (0.6, 0.5, 100, "keep"),
        (0.6, 0.30, 100, "wait for data"),  # .11 to .47
        (0.6, 0.0, 100, "wait for data"),
        (0.6, 0.0, 400, "look at"),
        (0.6, -0.3, 100, "look at"),
        (0.0, None, 10, "look at"),  # none of ten: at most 28 % of such learners would know it
        (0.1, 0.5, 10, "wait for data"),
        (1.0, None, 10, "wait for data"),
        (1.0, None, 100, "look at"),
    ],
)
def test_the_interval_decides_and_never_the_estimate(p: float, r: float | None, n: int, decision: Decision) -> None:
    assert judge(estimate_proportion(p, n), estimate_correlation(r, n)).decision == decision


def make_option(r: float, n: int) -> OptionUse:
    return OptionUse("B", False, 10, estimate_proportion(0.2, n), (0.1, 0.2, 0.3), estimate_correlation(r, n), True)


def test_a_wrong_option_that_draws_the_best_is_named_once_its_interval_says_so() -> None:
    p, r = estimate_proportion(0.5, 80), estimate_correlation(0.4, 80)
    found = judge(p, r, [make_option(0.4, 80)])
    assert found.decision == "look at"
    assert "wrong option B draws those who know more" in found.reason
    assert judge(p, r, [make_option(0.1, 80)]).decision == "keep"


@pytest.mark.parametrize("seed", range(20))
def test_no_class_of_ten_is_judged_by_a_correlation(seed: int) -> None:
    for item in analyse(make_scores(draw_class(seed, n=10)), NO_BANK).items:
        assert item.verdict.decision != "keep"
        assert "tell" not in item.verdict.reason
        assert "key right" not in item.verdict.reason


def test_the_worst_come_first() -> None:
    analysis = analyse(make_scores(draw_class(4, n=200)), NO_BANK)
    ranked = rank_worst_first(analysis.items)
    order: list[Decision] = ["look at", "wait for data", "keep"]
    places = [order.index(item.verdict.decision) for item in ranked]
    assert places == sorted(places)
    kept = [item.item_rest.low for item in ranked if item.verdict.decision == "keep"]
    assert kept == sorted(kept, key=lambda low: low or 0)


def test_an_estimate_without_an_interval_waits() -> None:
    perfect = Estimate(1.0, None, None, 50)
    assert judge(estimate_proportion(0.5, 50), perfect).decision == "wait for data"
