"""Before and after: what the same learners gained."""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean
from typing import Literal

from msgspec import Struct

from calcinosis_quiz.item_analysis.statistics.distributions import binomial_cdf, t_quantile, t_tail
from calcinosis_quiz.item_analysis.statistics.intervals import (
    Estimate,
    estimate_mean_share,
    estimate_ratio,
    unknown,
)
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


Design = Literal["one form", "crossover", "different forms"]
"""Everybody sat the same form twice; each form was sat first by some and last by others; anything else."""


class SequenceGain(Struct, frozen=True):
    """The learners who sat two forms in one order, and what they gained."""

    first_form: str
    last_form: str
    learners: int
    before: float
    after: float


class Change(Struct, frozen=True, kw_only=True):
    """The learners who sat both rounds; scores are shares of the points of the items with a mark.

    In a crossover means and gains are the means of the sequences, so that the difficulty of the forms cancels.
    `class_gain` is Hake's gain of the means, `mean_gain` the mean of individual gains, which those at the top before
    (`at_top`) have none of.
    """

    before_round: str
    after_round: str
    design: Design
    sequences: tuple[SequenceGain, ...]
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


def compare(
    before: Scores,
    after: Scores,
    before_round: str = "pre",
    after_round: str = "post",
    forms: tuple[Sequence[str], Sequence[str]] = ((), ()),
) -> Change:
    """Compare two rounds over the learners who sat both; `forms` names the form of each learner in each round.

    Class gain (mean after - mean before)/(1 - mean before) with the interval of Fieller (1954), and the mean of
    individual gains (Hake 1998; the two differ). Its intervals cover too seldom in small classes, so it has none.
    Paired difference with Student's t; in a crossover that of the mean of the sequence means with their pooled
    variance (Hills and Armitage 1979). McNemar's test (1947) for each item that both rounds hold.
    """
    first, second = _shares(before), _shares(after)
    both = [learner for learner in first if learner in second]
    pairs = tuple((first[learner], second[learner]) for learner in both)
    gains = [(b - a) / (1 - a) for a, b in pairs if a < 1 - 1e-12]
    was, now = (
        dict(zip(scores.learners, named, strict=False)) for scores, named in zip((before, after), forms, strict=True)
    )
    orders = [(was.get(learner, ""), now.get(learner, "")) for learner in both]
    design = find_design(orders)
    groups = _group_pairs(pairs, orders) if design != "one form" else {("", ""): list(pairs)}
    moments = _Moments(list(groups.values()) if design == "crossover" else [list(pairs)])
    items = max((*before.answered, *after.answered), default=1)
    t = moments.difference / moments.error if moments.freedom > 0 and moments.error > 0 else None
    afterwards = {item.item: item for item in after.items}
    changes = (
        _compare_item(before, item, after, afterwards[item.item]) for item in before.items if item.item in afterwards
    )
    return Change(
        before_round=before_round,
        after_round=after_round,
        design=design,
        sequences=tuple(_describe_sequence(order, group) for order, group in groups.items() if order != ("", "")),
        learners=len(pairs),
        only_before=len(first) - len(both),
        only_after=len(second) - len(both),
        pairs=pairs,
        before=moments.share(0, items),
        after=moments.share(1, items),
        difference=moments.gain(),
        p_value=t_tail(t, moments.freedom) if t is not None else None,
        effect_size=moments.difference / moments.spread if moments.spread else None,
        class_gain=moments.class_gain(),
        mean_gain=Estimate(fmean(gains) if gains else None, None, None, len(gains)),
        at_top=len(pairs) - len(gains),
        items=tuple(change for change in changes if change is not None),
    )


def find_design(orders: Sequence[tuple[str, str]]) -> Design:
    """Return how forms were sat: a crossover has each form once first and once last, by two learners or more each."""
    counts: dict[tuple[str, str], int] = {}
    for order in orders:
        counts[order] = counts.get(order, 0) + 1
    if all(first == last for first, last in counts):
        return "one form"
    firsts, lasts = sorted(first for first, _ in counts), sorted(last for _, last in counts)
    balanced = firsts == lasts and len(set(firsts)) == len(firsts)
    return "crossover" if balanced and min(counts.values()) > 1 else "different forms"


def _group_pairs(
    pairs: Sequence[tuple[float, float]], orders: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], list[tuple[float, float]]]:
    groups: dict[tuple[str, str], list[tuple[float, float]]] = {order: [] for order in sorted(set(orders))}
    for pair, order in zip(pairs, orders, strict=True):
        groups[order].append(pair)
    return groups


def _describe_sequence(order: tuple[str, str], group: Sequence[tuple[float, float]]) -> SequenceGain:
    return SequenceGain(*order, len(group), fmean(a for a, _ in group), fmean(b for _, b in group))


class _Moments:
    """Means over groups of learners, each group with the same weight, and their variances pooled over the groups."""

    def __init__(self, groups: Sequence[Sequence[tuple[float, float]]]) -> None:
        self.n = sum(map(len, groups))
        self.freedom = self.n - len(groups)
        self._known = all(groups)
        self.means = tuple(
            fmean(fmean(pair[side] for pair in group) for group in groups) if self._known else 0.0 for side in (0, 1)
        )
        self.difference = self.means[1] - self.means[0]
        weight = sum(1 / len(group) for group in groups) / len(groups) ** 2 if self._known else 0.0
        pooled = self._pool(groups)
        self.variances = pooled[0] * weight, pooled[1] * weight
        self.covariance = pooled[2] * weight
        spread = max(pooled[0] + pooled[1] - 2 * pooled[2], 0.0)
        self.spread, self.error = sqrt(spread), sqrt(spread * weight)

    def _pool(self, groups: Sequence[Sequence[tuple[float, float]]]) -> tuple[float, float, float]:
        squares = [0.0, 0.0, 0.0]
        for group in filter(None, groups):
            a, b = fmean(pair[0] for pair in group), fmean(pair[1] for pair in group)
            squares[0] += sum((pair[0] - a) ** 2 for pair in group)
            squares[1] += sum((pair[1] - b) ** 2 for pair in group)
            squares[2] += sum((pair[0] - a) * (pair[1] - b) for pair in group)
        one, other, both = (each / self.freedom if self.freedom > 0 else 0.0 for each in squares)
        return one, other, both

    def share(self, side: int, items: int) -> Estimate:
        """Return the mean of one round with an interval inside 0 to 1."""
        if not self._known or not self.n:
            return unknown(self.n)
        return estimate_mean_share(self.means[side], self.variances[side], self.n, self.freedom, items)

    def gain(self) -> Estimate:
        """Return the difference of the rounds with Student's t."""
        if not self.n:
            return unknown(0)
        if self.freedom < 1:
            return Estimate(self.difference, None, None, self.n)
        half = t_quantile(0.975, self.freedom) * self.error
        return Estimate(self.difference, max(-1.0, self.difference - half), min(1.0, self.difference + half), self.n)

    def class_gain(self) -> Estimate:
        """Return 1 minus the ratio of what is missing after to what was missing before."""
        if not self.n:
            return unknown(0)
        missing = (1 - self.means[1], 1 - self.means[0])
        ratio = estimate_ratio(missing, (self.variances[1], self.variances[0]), self.covariance, self.n, self.freedom)
        if ratio.value is None:
            return ratio
        bounds = [None if bound is None else 1 - bound for bound in (ratio.high, ratio.low)]
        return Estimate(1 - ratio.value, bounds[0], bounds[1], ratio.n)


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
