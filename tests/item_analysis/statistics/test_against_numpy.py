"""Every statistic against a second implementation, on random tests with partial marks and missing ones."""

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.item_analysis.statistics import reference

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.item_analysis.statistics.analysis import Analysis, analyse

Matrix = NDArray[np.float64]
NO_BANK = Library(())


@st.composite
def classes(draw: st.DrawFn, missing: float = 0.0) -> Matrix:
    """Draw a class: abilities, difficulties, some items with partial marks or two points, some marks missing."""
    seed, n, k = draw(st.integers(0, 2**32)), draw(st.integers(8, 40)), draw(st.integers(3, 9))
    rng = np.random.default_rng(seed)
    chance = 1 / (1 + np.exp(rng.normal(size=k) - rng.normal(size=(n, 1)) * 1.5))
    matrix: Matrix = (rng.random((n, k)) < chance).astype(np.float64)
    for j in range(k):
        style = draw(st.sampled_from(["whole", "whole", "thirds", "points"]))
        if style == "thirds":
            matrix[:, j] = rng.integers(0, 4, n) / 3
        elif style == "points":
            matrix[:, j] *= 2.5
    matrix[rng.random((n, k)) < missing] = np.nan
    present = ~np.isnan(matrix)
    assume(present.any(axis=1).all())
    assume((present.T.astype(int) @ present.astype(int)).min() >= 4)
    assume(all(np.nanvar(matrix[:, j]) > 0 for j in range(k)))
    covariance = reference.pairwise_covariance(matrix)
    rests = [np.delete(np.delete(covariance, j, 0), j, 1).sum() for j in range(k)]
    assume(covariance.sum() > 0.01 and min(rests) > 0.01)
    return matrix


def analyse_matrix(matrix: Matrix) -> Analysis:
    return analyse(reference.make_scores(matrix, np.nanmax(matrix, axis=0)), NO_BANK)


def is_close(value: float | None, wanted: float) -> bool:
    return value is not None and value == pytest.approx(wanted, abs=1e-9, rel=1e-9)


@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow], deadline=None, max_examples=40)
@given(classes())
def test_complete_tests_have_the_statistics_of_the_second_implementation(matrix: Matrix) -> None:
    analysis = analyse_matrix(matrix)
    covariance, total, k = np.cov(matrix.T), matrix.sum(1), matrix.shape[1]
    assert is_close(analysis.test.reliability.alpha.value, reference.alpha(covariance))
    sem = np.sqrt(total.var(ddof=1) * (1 - reference.alpha(covariance)))
    assert is_close(analysis.test.reliability.standard_error.value, sem)
    share = total / np.nanmax(matrix, axis=0).sum()
    assert is_close(analysis.test.mean.value, share.mean())
    assert is_close(analysis.test.spread.value, share.std(ddof=1))
    for j, item in enumerate(analysis.items):
        x, rest = matrix[:, j], total - matrix[:, j]
        assert is_close(item.difficulty.value, x.mean() / x.max())
        assert is_close(item.point_biserial.value, reference.correlate(x, total))
        assert is_close(item.item_rest.value, reference.correlate(x, rest))
        assert is_close(item.moodle_discrimination.value, 100 * reference.correlate(x, rest))
        assert is_close(item.moodle_efficiency.value, reference.efficiency(x, rest))
        assert is_close(item.upper_lower.value, reference.upper_lower(x / x.max(), total))
        without = np.delete(np.delete(covariance, j, 0), j, 1)
        assert is_close(item.alpha_without.value, reference.alpha(without) if k > 2 else np.nan)


@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow], deadline=None, max_examples=30)
@given(classes(missing=0.15))
def test_missing_marks_are_treated_pairwise_as_psych_does(matrix: Matrix) -> None:
    analysis = analyse_matrix(matrix)
    covariance, means = reference.pairwise_covariance(matrix), np.nanmean(matrix, axis=1)
    assert is_close(analysis.test.reliability.alpha.value, reference.alpha(covariance))
    for j, item in enumerate(analysis.items):
        rest = reference.item_rest(covariance, j)
        if abs(rest) <= 1:  # a pairwise matrix need not be one of real scores
            assert is_close(item.item_rest.value, rest)
        assert is_close(item.point_biserial.value, reference.correlate(matrix[:, j], means))
        marked = ~np.isnan(matrix[:, j])
        assert item.learners == marked.sum()
        x, score = matrix[marked, j], means[marked] * matrix.shape[1]
        assert is_close(item.moodle_efficiency.value, reference.efficiency(x, score - x))
        assert is_close(item.upper_lower.value, reference.upper_lower(x / np.nanmax(matrix[:, j]), score))
        for estimate in (item.moodle_efficiency, item.moodle_discrimination, item.upper_lower, item.point_biserial):
            if estimate.is_known:
                assert estimate.low <= estimate.value <= estimate.high  # type: ignore[operator]  # all three are known


@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow], deadline=None, max_examples=30)
@given(classes(missing=0.02))
def test_listwise_uses_only_learners_with_every_mark(matrix: Matrix) -> None:
    complete = matrix[~np.isnan(matrix).any(axis=1)]
    assume(len(complete) > 4 and (complete.std(axis=0) > 0).all() and np.cov(complete.T).sum() > 0.01)
    maxima = np.nanmax(matrix, axis=0)
    listwise = analyse(reference.make_scores(matrix, maxima), NO_BANK, missing_data="listwise")
    alone = analyse(reference.make_scores(complete, maxima), NO_BANK)
    assert listwise.test.learners == len(complete)
    wanted = alone.test.reliability.alpha.value
    assert wanted is not None
    assert is_close(listwise.test.reliability.alpha.value, wanted)
    for one, other in zip(listwise.items, alone.items, strict=True):
        assert (one.difficulty, one.upper_lower) == (other.difficulty, other.upper_lower)
