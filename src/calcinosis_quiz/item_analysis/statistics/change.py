"""Before and after: what the same learners gained."""

from math import sqrt
from statistics import fmean, stdev

from msgspec import Struct

from calcinosis_quiz.item_analysis.statistics.distributions import binomial_cdf, t_quantile, t_tail
from calcinosis_quiz.item_analysis.statistics.intervals import Estimate, estimate_mean, unknown
from calcinosis_quiz.item_analysis.statistics.learner_sets import pick
from calcinosis_quiz.item_analysis.statistics.scores import ItemScores, Scores
from calcinosis_quiz.quiz.intervals import Z


class ItemChange(Struct, frozen=True):
    """One item before and after; `gained` got it right only after, `lost` only before.

    `p_value` is exact, `chi_squared` has the continuity correction, `difference` is after minus before.
    """

    item: str
    n: int
    before: float
    after: float
    gained: int
    lost: int
    p_value: float
    chi_squared: float | None
    difference: Estimate


class Change(Struct, frozen=True):
    """The learners who sat both rounds; scores are shares of the points of the items with a mark.

    `class_gain` is Hake's gain of the means, `mean_gain` the mean of individual gains, which those at the top before
    (`at_top`) have none of.
    """

    before_round: str
    after_round: str
    learners: int
    only_before: int
    only_after: int
    pairs: tuple[tuple[float, float], ...]
    before: Estimate
    after: Estimate
    difference: Estimate
    p_value: float | None
    effect_size: float | None
    class_gain: Estimate
    mean_gain: Estimate
    at_top: int
    items: tuple[ItemChange, ...]


def compare(before: Scores, after: Scores, before_round: str = "pre", after_round: str = "post") -> Change:
    """Compare two rounds over the learners who sat both.

    Class gain (mean after - mean before)/(1 - mean before) and the mean of individual gains (Hake 1998; the two
    differ); paired difference with Student's t interval; McNemar's test (1947) for each item that both rounds hold.
    """
    first, second = _shares(before), _shares(after)
    both = [learner for learner in first if learner in second]
    pairs = tuple((first[learner], second[learner]) for learner in both)
    gains = [(b - a) / (1 - a) for a, b in pairs if a < 1 - 1e-12]
    differences = [b - a for a, b in pairs]
    difference = estimate_mean(differences)
    spread = stdev(differences) if len(pairs) > 1 else 0.0
    t = (difference.value or 0.0) / (spread / sqrt(len(pairs))) if spread else None
    afterwards = {item.item: item for item in after.items}
    changes = (
        _compare_item(before, item, after, afterwards[item.item]) for item in before.items if item.item in afterwards
    )
    return Change(
        before_round,
        after_round,
        len(pairs),
        len(first) - len(both),
        len(second) - len(both),
        pairs,
        estimate_mean([a for a, _ in pairs]),
        estimate_mean([b for _, b in pairs]),
        difference,
        t_tail(t, len(pairs) - 1) if t is not None else None,
        (difference.value or 0.0) / spread if spread else None,
        find_class_gain(pairs),
        estimate_mean(gains),
        len(pairs) - len(gains),
        tuple(change for change in changes if change is not None),
    )


def find_class_gain(pairs: tuple[tuple[float, float], ...]) -> Estimate:
    """Return the gain of the means g = (after - before)/(1 - before) (Hake 1998).

    Interval by the delta method for a ratio of paired means (Cochran 1977), with Student's t.
    """
    n = len(pairs)
    if n == 0:
        return unknown(0)
    room = 1 - fmean(a for a, _ in pairs)
    if room <= 1e-12:
        return unknown(n)
    gain = 1 - fmean(1 - b for _, b in pairs) / room
    if n < 2:
        return Estimate(gain, None, None, n)
    residuals = [(1 - b) - (1 - gain) * (1 - a) for a, b in pairs]
    half = t_quantile(0.975, n - 1) * stdev(residuals) / (room * sqrt(n))
    return Estimate(gain, gain - half, gain + half, n)


def _shares(scores: Scores) -> dict[str, float]:
    """Return each learner's share of the points of the items on which they have a mark."""
    return {
        learner: points / most
        for learner, points, most in zip(scores.learners, scores.points, scores.possible, strict=True)
        if most
    }


def _compare_item(before: Scores, first: ItemScores, after: Scores, second: ItemScores) -> ItemChange | None:
    was = _outcomes(before, first)
    now = _outcomes(after, second)
    pairs = [(was[learner], now[learner]) for learner in was if learner in now]
    n = len(pairs)
    if n == 0:
        return None
    gained = sum(not a and b for a, b in pairs)
    lost = sum(a and not b for a, b in pairs)
    return ItemChange(
        first.item,
        n,
        sum(a for a, _ in pairs) / n,
        sum(b for _, b in pairs) / n,
        gained,
        lost,
        find_mcnemar_p(gained, lost),
        (max(abs(gained - lost) - 1, 0)) ** 2 / (gained + lost) if gained + lost else None,
        estimate_paired_difference(gained, lost, n),
    )


def find_mcnemar_p(gained: int, lost: int) -> float:
    """Return the exact two-sided p-value of McNemar's test (1947), from the binomial; 1 where nobody changed."""
    return min(1.0, 2 * binomial_cdf(min(gained, lost), gained + lost)) if gained + lost else 1.0


def estimate_paired_difference(gained: int, lost: int, n: int) -> Estimate:
    """Return the difference of two paired proportions with the interval of Agresti and Min (2005).

    Wald's interval after half an observation is added to each of the four cells; the value itself is unadjusted.
    """
    b, c, total = gained + 0.5, lost + 0.5, n + 2
    centre = (b - c) / total
    half = Z * sqrt(b + c - (b - c) ** 2 / total) / total
    return Estimate((gained - lost) / n, max(-1.0, centre - half), min(1.0, centre + half), n)


def _outcomes(scores: Scores, item: ItemScores) -> dict[str, bool]:
    full = set(pick(range(len(scores.learners)), item.full))
    return {scores.learners[place]: place in full for place in pick(range(len(scores.learners)), item.marked)}
