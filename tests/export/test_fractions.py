"""Moodle's fractions for multiple responses."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calcinosis_quiz.bank.items import MultipleResponse, Option
from calcinosis_quiz.export.fractions import EXACT, LISTED, add_up, weigh_options, write_percent
from calcinosis_quiz.quiz.answers import Chosen
from calcinosis_quiz.quiz.marking import Policy, mark

# What Moodle's importer accepts, as its manual lists it.
MOODLE_LIST = {100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667}
MOODLE_LIST |= {14.28571, 12.5, 11.11111, 10, 5, 0}


def item_with(correct: int, wrong: int) -> MultipleResponse:
    options = tuple(Option(text=f"option {i}", correct=i < correct) for i in range(correct + wrong))
    return MultipleResponse(id="item", stem="Which?", options=options)


def selections(count: int) -> list[frozenset[int]]:
    return [frozenset(chosen) for size in range(count + 1) for chosen in combinations(range(count), size)]


@pytest.mark.parametrize("correct", range(1, 7))
@pytest.mark.parametrize("wrong", range(2, 6))
def test_every_selection_earns_in_moodle_what_our_default_marking_says(correct: int, wrong: int) -> None:
    item = item_with(correct, wrong)
    weights = weigh_options(item)
    assert weights is not None
    for chosen in selections(correct + wrong):
        assert add_up(weights.percent, chosen) == pytest.approx(mark(item, Chosen(chosen)).fraction, abs=EXACT)
    assert weights.difference < EXACT


@settings(deadline=None)
@given(st.integers(1, 24), st.integers(2, 25))
def test_only_fractions_of_moodles_list_are_used_and_the_right_ones_make_100(correct: int, wrong: int) -> None:
    weights = weigh_options(item_with(correct, wrong))
    if weights is None:
        assert correct > 20
        return
    assert all(float(abs(percent)) in MOODLE_LIST for percent in weights.percent)
    assert float(sum(percent for percent in weights.percent if percent > 0)) == pytest.approx(100, abs=1e-3)
    assert add_up(weights.percent, frozenset(range(correct + wrong))) == pytest.approx(0, abs=1e-5)


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 6), st.integers(2, 4), st.sampled_from(["false2", "plus-minus", "all-or-nothing"]))
def test_the_reported_difference_is_the_largest_over_all_selections(correct: int, wrong: int, policy: Policy) -> None:
    item = item_with(correct, wrong)
    weights = weigh_options(item, [policy])
    assert weights is not None
    worst = max(
        abs(add_up(weights.percent, chosen) - mark(item, Chosen(chosen), [policy]).fraction)
        for chosen in selections(correct + wrong)
    )
    assert weights.difference == pytest.approx(worst, abs=1e-12)


def test_eleven_right_options_share_100_in_tens_and_fives_and_the_difference_is_told() -> None:
    weights = weigh_options(item_with(11, 2))
    assert weights is not None
    assert sorted(map(float, weights.percent)) == [-50, -50, 5, 5, *[10] * 9]
    assert weights.difference > EXACT


def test_fractions_are_written_without_idle_zeros() -> None:
    assert [write_percent(each) for each in LISTED[:4]] == ["100", "90", "83.33333", "80"]
