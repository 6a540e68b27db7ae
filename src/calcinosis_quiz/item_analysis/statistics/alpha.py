"""Reliability: how far the order of the learners would hold on another test like this one."""

from math import sqrt

from msgspec import Struct

from calcinosis_quiz.item_analysis.statistics.intervals import Estimate, estimate_alpha, unknown
from calcinosis_quiz.item_analysis.statistics.reliability import Covariances


class Reliability(Struct, frozen=True):
    """Alpha, and the standard error of measurement in points; `items` counts those with different marks."""

    items: int
    alpha: Estimate
    standard_error: Estimate


def find_reliability(covariances: Covariances | None) -> Reliability:
    """Give Cronbach's alpha and the standard error of measurement.

    alpha = k/(k - 1) (1 - sum C_jj / sum C) (Cronbach 1951), for marks of 0 and 1 the same number as KR-20 (Kuder and
    Richardson 1937); items on which all marks are equal are left out, as psych's `alpha` does. Interval by Feldt
    (1965). SEM = sd x sqrt(1 - alpha) (Lord and Novick 1968), its interval that of alpha at this spread.
    """
    if covariances is None:
        return Reliability(0, unknown(0), unknown(0))
    k = len(covariances.variances)
    alpha = estimate_alpha(_alpha(k, sum(covariances.variances), covariances.total), covariances.learners, k)
    if alpha.value is None:
        return Reliability(k, alpha, unknown(alpha.n))
    error = [
        None if bound is None else sqrt(covariances.total * max(1 - bound, 0.0))
        for bound in (alpha.value, alpha.high, alpha.low)
    ]
    return Reliability(k, alpha, Estimate(error[0], error[1], error[2], alpha.n))


def find_alpha_without(covariances: Covariances | None, j: int) -> Estimate:
    """Give alpha of the other items; None where fewer than two are left."""
    if covariances is None:
        return unknown(0)
    k = len(covariances.variances) - 1
    alpha = _alpha(k, sum(covariances.variances) - covariances.variances[j], covariances.rest(j))
    return estimate_alpha(alpha, covariances.learners, k)


def _alpha(items: int, sum_of_variances: float, total: float) -> float | None:
    if items < 2 or total <= 1e-12 * sum_of_variances:
        return None
    return items / (items - 1) * (1 - sum_of_variances / total)
