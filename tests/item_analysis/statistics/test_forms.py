"""Figures of classes that sat two forms, against numpy form by form, and gains of crossovers."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.item_analysis.statistics import reference
from tests.item_analysis.statistics.reference import make_scores

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.item_analysis.statistics.analysis import analyse, describe_forms
from calcinosis_quiz.item_analysis.statistics.change import compare, find_design
from calcinosis_quiz.item_analysis.statistics.scores import Scores, keep_present

Matrix = NDArray[np.float64]
NO_BANK = Library(())


def draw(seed: int, n: int, k: int, centre: float = 0.0) -> Matrix:
    rng = np.random.default_rng(seed)
    chance = 1 / (1 + np.exp(-rng.normal(size=(n, 1)) * 1.3 + np.linspace(-1, 1, k) + centre))
    return (rng.random((n, k)) < chance).astype(np.float64)


def two_forms(one: Matrix, other: Matrix, common: int = 0) -> tuple[Matrix, list[str]]:
    """Put two forms side by side; the last `common` items of the first are the first of the other."""
    (n, k), (m, j) = one.shape, other.shape
    both = np.full((n + m, k + j - common), np.nan)
    both[:n, :k] = one
    both[n:, k - common :] = other
    return both, ["A"] * n + ["B"] * m


def jackknife(matrix: Matrix) -> tuple[float, float]:
    """Standard errors of log(1 - alpha) and of log SEM squared, each learner left out in turn."""
    logs = []
    for i in range(len(matrix)):
        covariance = np.cov(np.delete(matrix, i, 0).T)
        alpha = reference.alpha(covariance)
        logs.append((np.log(1 - alpha), np.log(covariance.sum() * (1 - alpha))))
    n = len(matrix)
    spread = np.array(logs).std(0)
    return tuple(np.sqrt(n - 1) * spread)


def test_two_forms_of_200_learners_have_alpha_item_rest_and_verdicts_of_their_own() -> None:
    one, other = draw(1, 200, 10), draw(2, 200, 12, 0.5)
    matrix, forms = two_forms(one, other)
    analysis = analyse(make_scores(matrix), NO_BANK, forms=forms)
    assert [(form.form, form.learners, form.items) for form in analysis.forms] == [("A", 200, 10), ("B", 200, 12)]
    for form, part in zip(analysis.forms, (one, other), strict=True):
        assert form.reliability.alpha.value == pytest.approx(reference.alpha(np.cov(part.T)))
        assert form.mean.value == pytest.approx(part.mean())
    rests = [reference.item_rest(np.cov(part.T), j) for part in (one, other) for j in range(part.shape[1])]
    assert [item.item_rest.value for item in analysis.items] == pytest.approx(rests)
    assert all(item.missing == 0 for item in analysis.items)
    assert {item.verdict.decision for item in analysis.items} <= {"keep", "look at"} | {"wait for data"}
    assert sum(item.verdict.decision == "keep" for item in analysis.items) > 15


def test_an_item_of_two_forms_has_its_correlations_pooled() -> None:
    one, other = draw(3, 60, 8), draw(4, 40, 8)
    matrix, forms = two_forms(one, other, common=1)
    item = analyse(make_scores(matrix), NO_BANK, forms=forms).items[7]
    r, s = reference.item_rest(np.cov(one.T), 7), reference.item_rest(np.cov(other.T), 0)
    z = (57 * np.arctanh(r) + 37 * np.arctanh(s)) / 94
    assert item.item_rest.value == pytest.approx(np.tanh(z))
    assert (item.learners, item.item_rest.n) == (100, 100)
    assert item.difficulty.value == pytest.approx((one[:, 7].sum() + other[:, 0].sum()) / 100)


def test_a_stronger_group_on_one_form_does_not_look_like_discrimination() -> None:
    rng = np.random.default_rng(5)
    weak, strong = (rng.random((100, 6)) < 0.3).astype(float), (rng.random((100, 6)) < 0.8).astype(float)
    matrix, forms = two_forms(weak, strong, common=6)
    rests = [item.item_rest.value or 0 for item in analyse(make_scores(matrix), NO_BANK, forms=forms).items]
    assert max(map(abs, rests)) < 0.2
    mixed = [item.item_rest.value or 0 for item in analyse(make_scores(matrix), NO_BANK).items]
    assert min(mixed) > 0.25


def test_intervals_rest_on_the_jackknife_where_it_is_wider() -> None:
    matrix = draw(6, 25, 9)
    matrix[:, 0] *= 0.5
    (form,) = describe_forms(make_scores(matrix, [1.0] * 9), "", forms=["A"] * 25)
    covariance = np.cov(matrix.T)
    alpha, (of_alpha, of_error) = reference.alpha(covariance), jackknife(matrix)
    error = max(of_alpha, np.sqrt(2 * 9 / (8 * 23)))
    centre = np.log(1 - alpha) - np.log(25 / 24)
    assert form.reliability.alpha.low == pytest.approx(1 - np.exp(centre + 1.959964 * error), abs=1e-6)
    assert form.reliability.alpha.high == pytest.approx(1 - np.exp(centre - 1.959964 * error), abs=1e-6)
    sem = np.sqrt(covariance.sum() * (1 - alpha))
    assert form.reliability.standard_error.low == pytest.approx(sem / np.exp(2.063899 * of_error / 2), rel=1e-6)


def test_learners_without_a_mark_are_left_out_and_the_others_stay_in_order() -> None:
    matrix = draw(7, 9, 4)
    matrix[[0, 4, 8]] = np.nan
    kept = keep_present(make_scores(matrix))
    assert kept.learners == ("r1", "r2", "r3", "r5", "r6", "r7")
    assert kept.points == tuple(np.nansum(matrix, axis=1)[[1, 2, 3, 5, 6, 7]])


def rename(scores: Scores, numbers: Any) -> Scores:  # noqa: ANN401 - any numbers
    return Scores(tuple(f"r{i}" for i in numbers), scores.items)


def test_in_a_crossover_the_difficulty_of_the_forms_cancels() -> None:
    # Form A has 0.8 right before and after, form B 0.4: nobody has learnt anything.
    easy, hard = np.array([[1.0, 1, 1, 1, 0]]), np.array([[1.0, 1, 0, 0, 0]])
    before, _ = two_forms(np.repeat(easy, 6, 0), np.repeat(hard, 2, 0))
    after, _ = two_forms(np.repeat(easy, 2, 0), np.repeat(hard, 6, 0))
    change = compare(
        rename(make_scores(before), range(8)),
        rename(make_scores(after), [6, 7, 0, 1, 2, 3, 4, 5]),
        forms=(["A"] * 6 + ["B"] * 2, ["A"] * 2 + ["B"] * 6),
    )
    assert change.design == "crossover"
    assert change.before.value == pytest.approx(0.6)
    assert change.after.value == pytest.approx(0.6)
    assert change.difference.value == pytest.approx(0)
    assert change.class_gain.value == pytest.approx(0)
    found = [(each.first_form, each.last_form, each.learners, each.before, each.after) for each in change.sequences]
    assert found == [("A", "B", 6, pytest.approx(0.8), pytest.approx(0.4)), ("B", "A", 2, 0.4, 0.8)]


def test_the_gain_of_a_crossover_is_that_of_the_two_sample_t() -> None:
    ab, ba = np.array([0.1, 0.3, 0.2, 0.5]), np.array([0.4, 0.6, 0.2])
    tenths = np.concatenate([ab, ba])
    before = make_scores(np.full((7, 1), 0.2))
    after = make_scores((0.2 + tenths).reshape(7, 1))
    forms = (["A"] * 4 + ["B"] * 3, ["B"] * 4 + ["A"] * 3)
    change = compare(before, after, forms=forms)
    gain = (ab.mean() + ba.mean()) / 2
    pooled = (((ab - ab.mean()) ** 2).sum() + ((ba - ba.mean()) ** 2).sum()) / 5
    half = 2.570582 * np.sqrt(pooled * (1 / 4 + 1 / 3)) / 2  # t of 5 degrees of freedom
    assert change.difference.value == pytest.approx(gain)
    assert change.difference.low == pytest.approx(gain - half, abs=1e-6)


@pytest.mark.parametrize(
    ("orders", "design"),
    [
        ([("A", "A")] * 5, "one form"),
        ([("", "")] * 5, "one form"),
        ([("A", "B")] * 3 + [("B", "A")] * 2, "crossover"),
        ([("A", "B"), ("B", "C"), ("C", "A")] * 2, "crossover"),
        ([("A", "B")] * 5, "different forms"),
        ([("A", "B")] * 3 + [("B", "A")], "different forms"),
        ([("A", "B")] * 3 + [("A", "A")] * 3, "different forms"),
    ],
)
def test_the_design_is_read_from_who_sat_what(orders: list[tuple[str, str]], design: str) -> None:
    assert find_design(orders) == design
