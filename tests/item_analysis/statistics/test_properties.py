"""What must hold for any test."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.item_analysis.statistics.reference import make_scores

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.item_analysis.statistics.analysis import analyse
from calcinosis_quiz.item_analysis.statistics.distributions import f_quantile, incomplete_beta, t_quantile
from calcinosis_quiz.item_analysis.statistics.form_parts import find_shares
from calcinosis_quiz.item_analysis.statistics.intervals import estimate_proportion, estimate_spread
from calcinosis_quiz.item_analysis.statistics.learner_sets import Amounts, count_memberships, group_learners, pick
from calcinosis_quiz.item_analysis.statistics.score_ranks import ScoreRanks

NO_BANK = Library(())


def draw_class(seed: int, n: int = 40, k: int = 8, missing: float = 0.0) -> NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    chance = 1 / (1 + np.exp(-rng.normal(size=(n, 1)) * 1.5 + np.linspace(-1, 1, k)))
    matrix = (rng.random((n, k)) < chance).astype(np.float64)
    matrix[rng.random((n, k)) < missing] = np.nan
    return matrix


def test_parallel_items_are_perfectly_reliable() -> None:
    column = np.array([[1.0], [0.0], [1.0], [1.0], [0.0], [0.0]])
    alpha = analyse(make_scores(np.repeat(column, 5, axis=1)), NO_BANK).test.reliability.alpha
    assert alpha.value == pytest.approx(1)


def test_alpha_of_marks_of_0_and_1_is_kr_20() -> None:
    matrix = draw_class(1)
    p, k = matrix.mean(0), matrix.shape[1]
    kr20 = k / (k - 1) * (1 - (p * (1 - p)).sum() / matrix.sum(1).var())
    assert analyse(make_scores(matrix), NO_BANK).test.reliability.alpha.value == pytest.approx(kr20)


@pytest.mark.parametrize("missing", [0.0, 0.1])
def test_the_order_of_items_and_learners_changes_nothing(missing: float) -> None:
    matrix = draw_class(2, missing=missing)
    rng = random.Random(1)  # noqa: S311 - a test, not a secret
    columns, rows = list(range(matrix.shape[1])), list(range(len(matrix)))
    rng.shuffle(columns)
    rng.shuffle(rows)
    before = analyse(make_scores(matrix), NO_BANK)
    after = analyse(make_scores(matrix[rows][:, columns]), NO_BANK)
    assert after.test.reliability.alpha.value == pytest.approx(before.test.reliability.alpha.value)
    for place, j in enumerate(columns):
        one, other = before.items[j], after.items[place]
        for name in ("difficulty", "point_biserial", "item_rest", "upper_lower", "moodle_efficiency"):
            assert getattr(other, name).value == pytest.approx(getattr(one, name).value), name


@pytest.mark.parametrize("missing", [0.0, 0.1])
def test_adding_an_item_that_everybody_gets_right_changes_no_other_figure(missing: float) -> None:
    matrix = draw_class(3, missing=missing)
    before = analyse(make_scores(matrix), NO_BANK)
    after = analyse(make_scores(np.hstack([matrix, np.ones((len(matrix), 1))])), NO_BANK)
    assert after.test.reliability.alpha == before.test.reliability.alpha
    for one, other in zip(before.items, after.items, strict=False):
        assert (one.item_rest, one.point_biserial, one.upper_lower) == (
            other.item_rest,
            other.point_biserial,
            other.upper_lower,
        )
    added = after.items[-1]
    assert (added.difficulty.value, added.item_rest.value, added.verdict.decision) == (1, None, "wait for data")


@pytest.mark.parametrize("rows", [[], [[np.nan, np.nan]], [[1.0, 0.0]], [[1.0, 0.0], [np.nan, 1.0]]])
def test_next_to_nothing_gives_no_figure_and_no_crash(rows: list[list[float]]) -> None:
    analysis = analyse(make_scores(np.array(rows).reshape(-1, 2)), NO_BANK)
    assert analysis.test.reliability.alpha.value is None
    assert all(item.item_rest.value is None for item in analysis.items)


def test_learners_tied_at_the_border_share_the_places_of_the_group() -> None:
    # Ten learners, groups of three; on the first item four share the highest score, two of them right.
    total = np.array([[1, 1, 1], [1, 1, 1], [0, 1, 1], [0, 1, 1], *[[0, 0, 0]] * 6], dtype=np.float64)
    total[2:4, 0], total[0:2, 1] = 0, 0
    item = analyse(make_scores(total), NO_BANK).items[0]
    assert item.upper_lower.value == pytest.approx(0.5)


@given(st.lists(st.sampled_from("ABCDE"), max_size=80))
def test_groups_hold_every_learner_once(values: list[str]) -> None:
    groups = group_learners(values)
    found = sorted((place, value) for value, group in groups.items() for place in pick(range(len(values)), group))
    assert found == list(enumerate(values))


def test_groups_work_for_more_values_than_a_byte_holds() -> None:
    values = [i % 700 for i in range(2000)]
    assert pick(values, group_learners(values)[699]) == [699, 699]


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=60), st.integers(0, 2**60))
def test_sums_over_sets_are_those_of_plain_adding(values: list[float], mask: int) -> None:
    members = mask % (1 << len(values))
    assert Amounts(values).sum_over(members) == pytest.approx(sum(pick(values, members)), rel=1e-12, abs=1e-9)


@given(st.lists(st.integers(0, 2**20 - 1), max_size=40))
def test_memberships_are_counted_for_all_learners_at_once(groups: list[int]) -> None:
    expected = [sum(group >> (19 - place) & 1 for group in groups) for place in range(20)]
    assert count_memberships(groups, 20) == expected


def test_learners_with_equal_scores_are_in_the_same_third() -> None:
    scores = make_scores(draw_class(5, n=50))
    ranks = ScoreRanks(scores)
    low, middle, high = (set(pick(scores.points, third)) for third in ranks.thirds)
    assert not (low & middle or middle & high)
    assert max(low) < min(middle)
    assert max(middle) < min(high)


@settings(max_examples=50)
@given(st.floats(0.05, 0.95), st.floats(1, 400), st.floats(1, 400))
def test_quantiles_of_f_are_inverse_to_its_distribution(chance: float, a: float, b: float) -> None:
    f = f_quantile(chance, a, b)
    assert incomplete_beta(a * f / (a * f + b), a / 2, b / 2) == pytest.approx(chance, abs=1e-9)


def test_quantiles_of_t_are_those_of_the_tables() -> None:
    assert [round(t_quantile(0.975, freedom), 3) for freedom in (1, 4, 11, 29)] == [12.706, 2.776, 2.201, 2.045]


@given(st.floats(0, 1), st.integers(1, 500))
def test_intervals_hold_their_estimate_and_stay_in_range(share: float, n: int) -> None:
    estimate = estimate_proportion(share, n)
    assert estimate.low is not None
    assert estimate.high is not None
    assert 0 <= estimate.low <= share + 1e-9
    assert share - 1e-9 <= estimate.high <= 1


def test_the_interval_of_a_spread_covers_the_truth_about_as_often_as_it_says() -> None:
    rng = random.Random(7)  # noqa: S311 - a test, not a secret
    hits = 0
    for _ in range(300):
        estimate = estimate_spread([rng.gauss(0, 2) for _ in range(30)])
        assert estimate.low is not None
        assert estimate.high is not None
        hits += estimate.low <= 2 <= estimate.high
    assert 0.91 <= hits / 300 <= 0.99


def test_shares_count_only_what_a_learner_was_asked() -> None:
    matrix = np.array([[1.0, np.nan], [0.0, 1.0]])
    assert find_shares(make_scores(matrix)) == [1.0, 0.5]
