"""Numbers printed in the literature and by R's packages."""

import pytest
from tests.item_analysis.statistics.published import lsat

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.item_analysis.statistics.analysis import analyse
from calcinosis_quiz.item_analysis.statistics.change import find_mcnemar_p
from calcinosis_quiz.item_analysis.statistics.intervals import (
    Estimate,
    estimate_alpha,
    estimate_correlation,
    estimate_difference,
    estimate_mean,
    estimate_median,
    estimate_proportion,
    estimate_ratio,
    estimate_share,
    pool_correlations,
)
from calcinosis_quiz.item_analysis.statistics.item_response import fit_response_model


def rounded(estimate: Estimate, digits: int) -> tuple[float, float]:
    assert estimate.low is not None
    assert estimate.high is not None
    return round(estimate.low, digits), round(estimate.high, digits)


def test_the_lsat_items_have_the_statistics_that_ltm_prints() -> None:
    # Rizopoulos (2006), Journal of Statistical Software 17(5): descript(LSAT).
    analysis = analyse(lsat(), Library(()))
    assert [item.difficulty.value for item in analysis.items] == [0.924, 0.709, 0.553, 0.763, 0.87]
    assert analysis.test.reliability.alpha.value == pytest.approx(0.2950, abs=5e-5)
    without = [item.alpha_without.value for item in analysis.items]
    assert without == pytest.approx([0.2754, 0.2376, 0.2168, 0.2459, 0.2663], abs=5e-5)
    included = [item.point_biserial.value for item in analysis.items]
    assert included == pytest.approx([0.3620, 0.5668, 0.6184, 0.5344, 0.4354], abs=4e-4)
    excluded = [item.item_rest.value for item in analysis.items]
    assert excluded == pytest.approx([0.1128, 0.1532, 0.1728, 0.1444, 0.1216], abs=4e-4)


def test_the_rasch_model_of_the_lsat_items_is_that_of_ltm() -> None:
    # Rizopoulos (2006): rasch(LSAT), log-likelihood -2466.938.
    model = fit_response_model(lsat(), "rasch")
    assert model.log_likelihood == pytest.approx(-2466.938, abs=5e-4)
    locations = [item.location.value for item in model.items]
    assert locations == pytest.approx([-3.6153, -1.3224, -0.3176, -1.7301, -2.7802], abs=2e-4)
    assert {round(item.slope.value or 0, 4) for item in model.items} == {0.7551}


def test_the_two_parameter_model_of_the_lsat_items_is_that_of_ltm() -> None:
    # Rizopoulos (2006): ltm(LSAT ~ z1), log-likelihood -2466.653; its quadrature is coarser than ours.
    model = fit_response_model(lsat(), "2pl")
    assert model.log_likelihood == pytest.approx(-2466.653, abs=1e-3)
    slopes = [item.slope.value for item in model.items]
    assert slopes == pytest.approx([0.8254, 0.7229, 0.8905, 0.6886, 0.6575], abs=2e-3)
    locations = [item.location.value for item in model.items]
    assert locations == pytest.approx([-3.3597, -1.3696, -0.2799, -1.8659, -3.1236], abs=4e-3)


@pytest.mark.parametrize(
    ("successes", "n", "interval"),
    [(81, 263, (0.2553, 0.3662)), (15, 148, (0.0624, 0.1605)), (0, 20, (0, 0.1611)), (1, 29, (0.0061, 0.1718))],
)
def test_wilson_intervals_are_those_of_newcombe(successes: int, n: int, interval: tuple[float, float]) -> None:
    # Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3.
    assert rounded(estimate_proportion(successes / n, n), 4) == interval


def test_the_difference_of_proportions_is_that_of_newcombe() -> None:
    # Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10: 56/70 - 48/80.
    difference = estimate_difference(estimate_proportion(56 / 70, 70), estimate_proportion(48 / 80, 80))
    assert rounded(difference, 4) == (0.0524, 0.3339)


@pytest.mark.parametrize(("n", "interval"), [(12, (-0.33, 0.75)), (30, (-0.07, 0.60)), (100, (0.11, 0.47))])
def test_fisher_intervals_show_how_little_a_small_class_says(n: int, interval: tuple[float, float]) -> None:
    assert rounded(estimate_correlation(0.3, n), 2) == interval


def test_the_interval_of_alpha_is_that_of_bonett() -> None:
    # By hand: log(0.2) - log(10/9) = -1.7148, error sqrt(22/80) = 0.5244; 1 - exp(-1.7148 +- 1.96 x 0.5244).
    assert rounded(estimate_alpha(0.8, 10, 11), 3) == (0.497, 0.936)
    assert rounded(estimate_alpha(0.8, 10, 11, jackknifed=0.6), 3) == (0.417, 0.944)
    assert estimate_alpha(0.8, 10, 11, jackknifed=0.1) == estimate_alpha(0.8, 10, 11)


def test_the_interval_of_a_ratio_holds_every_ratio_that_students_test_does_not_refuse() -> None:
    # Fieller (1954): at either bound r the mean of above - r below is exactly t standard errors from 0.
    estimate = estimate_ratio((0.3, 0.6), (0.004, 0.003), 0.001, 20, 19)
    assert estimate.value == pytest.approx(0.5)
    for bound in (estimate.low, estimate.high):
        assert bound is not None
        error = (0.004 - 2 * bound * 0.001 + bound**2 * 0.003) ** 0.5
        assert abs(0.3 - bound * 0.6) / error == pytest.approx(2.093024, abs=1e-6)  # t of 19 degrees of freedom
    assert not estimate_ratio((0.3, 0.1), (0.004, 0.05), 0.001, 20, 19).is_known


def test_a_mean_of_shares_never_leaves_0_to_1() -> None:
    easy = estimate_share([1.0, 1.0, 0.9, 1.0, 1.0, 1.0, 1.0, 0.8], 10)
    assert easy.low is not None
    assert easy.high is not None
    assert 0.8 < easy.low < 0.96 < easy.high < 1
    assert rounded(estimate_share([1.0] * 8, 1), 4) == (0.6756, 1.0)  # Wilson for 8 of 8


def test_pooled_correlations_weigh_by_fishers_z() -> None:
    # z of 0.5 and 0.3 are 0.5493 and 0.3095, weights 97 and 47: (53.28 + 14.55)/144 = 0.4711, error 1/12 x 1.96.
    pooled = pool_correlations([(0.5, 100), (0.3, 50), (None, 40)])
    assert (round(pooled.value or 0, 4), pooled.n) == (0.439, 150)
    assert rounded(pooled, 4) == (0.2984, 0.5611)


def test_the_interval_of_a_mean_is_students() -> None:
    # Student (1908), the additional hours of sleep of ten patients: mean 1.58, t = 4.06; R prints 0.700 to 2.460.
    sleep = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]
    estimate = estimate_mean(sleep)
    assert estimate.value == pytest.approx(1.58)
    assert rounded(estimate, 3) == (0.700, 2.460)


def test_the_interval_of_a_median_lies_between_order_statistics() -> None:
    # For ten values the second and the ninth enclose the median with 97.9 % (Conover 1999, table A3).
    estimate = estimate_median([float(value) for value in range(1, 11)])
    assert (estimate.value, estimate.low, estimate.high) == (5.5, 2.0, 9.0)


def test_mcnemars_exact_p_is_that_of_the_binomial() -> None:
    assert find_mcnemar_p(5, 0) == pytest.approx(2 / 32)
    assert find_mcnemar_p(0, 0) == 1
    # Agresti (1990), approval of the prime minister: 86 against 150 changed; R's binom.test prints 3.715e-05.
    assert find_mcnemar_p(86, 150) == pytest.approx(3.716e-05, rel=1e-3)
