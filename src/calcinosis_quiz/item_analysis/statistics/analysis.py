"""All statistics of one round of answers, as values."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final, Literal

from msgspec import Struct, structs

from calcinosis_quiz.bank.items import Difficulty
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.item_analysis.statistics.distractors import OptionUse, describe_options
from calcinosis_quiz.item_analysis.statistics.intervals import (
    Estimate,
    estimate_share,
    estimate_spread,
    pool_correlations,
    unknown,
)
from calcinosis_quiz.item_analysis.statistics.item_figures import (
    find_confidence_gap,
    find_difficulty,
    find_discrimination_index,
    find_discriminative_efficiency,
    find_item_rest,
    find_point_biserial,
    find_time,
    find_upper_lower,
)
from calcinosis_quiz.item_analysis.statistics.learner_sets import everybody, group_learners, join, pick
from calcinosis_quiz.item_analysis.statistics.reliability import (
    Covariances,
    Reliability,
    covary,
    find_alpha_without,
    find_reliability,
)
from calcinosis_quiz.item_analysis.statistics.score_ranks import ScoreRanks
from calcinosis_quiz.item_analysis.statistics.scores import ItemScores, Scores, keep_present
from calcinosis_quiz.item_analysis.statistics.verdicts import Verdict, judge

MissingData = Literal["pairwise", "listwise"]
BINS: Final = 10


class ItemAnalysis(Struct, frozen=True, kw_only=True):
    """One item: the learners with a mark, those without, and every statistic with its interval.

    `blank` and `not_reached` count empty answers, `missing` the learners with neither answer nor mark.
    """

    item: str
    topic: str
    objective: str
    author_difficulty: Difficulty | None
    learners: int
    blank: int
    not_reached: int
    missing: int
    maximum: float
    mean: float
    spread: float | None
    difficulty: Estimate
    point_biserial: Estimate
    item_rest: Estimate
    upper_lower: Estimate
    alpha_without: Estimate
    moodle_discrimination: Estimate
    moodle_efficiency: Estimate
    seconds: Estimate | None
    confidence_gap: Estimate | None
    options: tuple[OptionUse, ...]
    verdict: Verdict


class TestAnalysis(Struct, frozen=True, kw_only=True):
    """The test as a whole; mean and spread are of the learners' shares of the points, from 0 to 1.

    `reliability` is unknown where learners sat different forms: each form has its own. `histogram` counts learners in
    ten equal bins of that share, the full share in the last.
    """

    __test__ = False  # the name is that of the field, not of a test of this program

    learners: int
    items: int
    maximum: float
    mean: Estimate
    spread: Estimate
    reliability: Reliability
    histogram: tuple[int, ...]
    shares: tuple[float, ...]


class FormAnalysis(Struct, frozen=True, kw_only=True):
    """One form in one round, among the learners who sat it; mean and spread are of the shares of the points."""

    form: str
    round: str
    learners: int
    items: int
    maximum: float
    mean: Estimate
    spread: Estimate
    reliability: Reliability


class GroupAnalysis(Struct, frozen=True, kw_only=True):
    """The items of one topic or objective together."""

    kind: Literal["topic", "objective"]
    name: str
    items: int
    mean: Estimate
    alpha: Estimate


class Analysis(Struct, frozen=True, kw_only=True):
    """Everything about one round; `forms` holds the figures that are only true of one form."""

    round: str
    missing_data: MissingData
    test: TestAnalysis
    forms: tuple[FormAnalysis, ...]
    items: tuple[ItemAnalysis, ...]
    groups: tuple[GroupAnalysis, ...]


def analyse(
    scores: Scores,
    library: Library,
    round_name: str = "",
    missing_data: MissingData = "pairwise",
    forms: Sequence[str] = (),
) -> Analysis:
    """Compute all statistics; items that are in no bank have no topic.

    `forms` names the form of each learner. Reliability and discrimination are those of one form among the learners who
    sat it; an item of several forms has its correlations pooled (`pool_correlations`).
    """
    parts = [_Part(name, part) for name, part in split_forms(scores, forms, missing_data)]
    whole = Scores(scores.learners, tuple(_join_item(item, parts) for item in scores.items))
    items = tuple(_analyse_everywhere(item, parts, whole, library) for item in whole.items)
    shares = find_shares(whole)
    described = tuple(_describe_form(part, round_name) for part in parts)
    test = TestAnalysis(
        learners=len(shares),
        items=len(whole.items),
        maximum=sum(item.maximum for item in whole.items),
        mean=estimate_share(shares, _most_items(whole)),
        spread=estimate_spread(shares),
        reliability=described[0].reliability if len(parts) == 1 else Reliability(0, unknown(0), unknown(0)),
        histogram=count_bins(shares),
        shares=tuple(shares),
    )
    return Analysis(
        round=round_name,
        missing_data=missing_data,
        test=test,
        forms=described,
        items=items,
        groups=_analyse_groups(whole, items),
    )


def describe_forms(
    scores: Scores, round_name: str, missing_data: MissingData = "pairwise", forms: Sequence[str] = ()
) -> tuple[FormAnalysis, ...]:
    """Compute what is said of each form of one round."""
    return tuple(
        _describe_form(_Part(name, part), round_name) for name, part in split_forms(scores, forms, missing_data)
    )


def split_forms(scores: Scores, forms: Sequence[str], missing_data: MissingData) -> list[tuple[str, Scores]]:
    """Split scores by form, each with the items that anybody on it was asked; listwise keeps complete learners."""
    groups = group_learners(forms) if forms else {"": everybody(len(scores.learners))}
    parts: list[tuple[str, Scores]] = []
    for name, learners in sorted(groups.items()):
        part = scores
        if len(groups) > 1:
            kept = tuple(item.keep(learners) for item in scores.items)
            asked = tuple(item for item in kept if item.marked | item.blank | item.not_reached)
            part = Scores(scores.learners, asked)
        if missing_data == "listwise":
            part = part.keep_complete()
        if part.present or len(groups) == 1:
            parts.append((name, part))
    return parts or [("", scores)]


class _Part:
    """One form with what all of its items are compared with."""

    def __init__(self, name: str, scores: Scores) -> None:
        self.name, self.scores = name, scores
        self.varying = scores.varying
        self.ranks = ScoreRanks(self.varying)
        self.covariances = covary(self.varying, self.ranks)
        self.places = {item.item: j for j, item in enumerate(self.varying.items)}
        self.items = {item.item: item for item in scores.items}

    @cached_property
    def reliability(self) -> Reliability:
        """The reliability among all learners, or among those present."""
        return find_reliability(keep_present(self.varying), self.covariances)


def _join_item(item: ItemScores, parts: Sequence[_Part]) -> ItemScores:
    """Keep the learners of all parts: listwise leaves some out."""
    if len(parts) == 1:
        return parts[0].items[item.item]
    learners = join(part.scores.present for part in parts)
    return item.keep(learners)


def _describe_form(part: _Part, round_name: str) -> FormAnalysis:
    shares = find_shares(part.scores)
    return FormAnalysis(
        form=part.name,
        round=round_name,
        learners=len(shares),
        items=len(part.scores.items),
        maximum=sum(item.maximum for item in part.scores.items),
        mean=estimate_share(shares, _most_items(part.scores)),
        spread=estimate_spread(shares),
        reliability=part.reliability,
    )


def _analyse_everywhere(item: ItemScores, parts: Sequence[_Part], whole: Scores, library: Library) -> ItemAnalysis:
    """Analyse an item on its form; on several, pool the correlations and take the counts of all."""
    on = [part for part in parts if item.item in part.items]
    if len(on) == 1:
        return _analyse_on(on[0], on[0].items[item.item], library)
    alone = [_analyse_on(part, part.items[item.item], library) for part in on]
    ranks = ScoreRanks(whole.varying)
    all_of_it = _analyse_item(item, present=whole.present, ranks=ranks, covariances=None, place=None, library=library)
    item_rest = pool_correlations([(each.item_rest.value, each.item_rest.n) for each in alone])
    options = tuple(_pool_option(option, alone) for option in all_of_it.options)
    return structs.replace(
        all_of_it,
        item_rest=item_rest,
        point_biserial=pool_correlations([(each.point_biserial.value, each.point_biserial.n) for each in alone]),
        moodle_discrimination=find_discrimination_index(item_rest),
        moodle_efficiency=unknown(item.count),
        upper_lower=unknown(item.count),
        options=options,
        verdict=judge(all_of_it.difficulty, item_rest, options),
    )


def _pool_option(option: OptionUse, alone: Sequence[ItemAnalysis]) -> OptionUse:
    same = [each.with_total for item in alone for each in item.options if each.label == option.label]
    pooled = pool_correlations([(each.value, each.n) for each in same])
    return structs.replace(option, with_total=pooled, by_third=(None, None, None))


def _analyse_on(part: _Part, item: ItemScores, library: Library) -> ItemAnalysis:
    return _analyse_item(
        item,
        present=part.scores.present,
        ranks=part.ranks,
        covariances=part.covariances,
        place=part.places.get(item.item),
        library=library,
    )


def _most_items(scores: Scores) -> int:
    return max(scores.answered, default=0)


def find_shares(scores: Scores) -> list[float]:
    """Return each present learner's share of the points of the items on which they have a mark."""
    possible = scores.possible
    pairs = zip(pick(scores.points, scores.present), pick(possible, scores.present), strict=True)
    return [points / most for points, most in pairs]


def count_bins(shares: Sequence[float]) -> tuple[int, ...]:
    """Count shares from 0 to 1 in ten equal bins."""
    counts = [0] * BINS
    for share in shares:
        counts[min(int(share * BINS + 1e-9), BINS - 1)] += 1
    return tuple(counts)


def rank_worst_first(items: Sequence[ItemAnalysis]) -> tuple[ItemAnalysis, ...]:
    """Order items for a teacher: to look at, waiting, to keep; in each the lowest interval first."""
    order = {"look at": 0, "wait for data": 1, "keep": 2}

    def badness(item: ItemAnalysis) -> tuple[int, float, float]:
        low = item.item_rest.low if item.item_rest.low is not None else 2.0
        return order[item.verdict.decision], low, item.difficulty.low or 0.0

    return tuple(sorted(items, key=badness))


def _analyse_item(
    item: ItemScores,
    *,
    present: int,
    ranks: ScoreRanks,
    covariances: Covariances | None,
    place: int | None,
    library: Library,
) -> ItemAnalysis:
    question = library.questions.get(item.item)
    item_rest = find_item_rest(covariances, place, item.count) if place is not None else unknown(item.count)
    options = describe_options(item, ranks)
    difficulty = find_difficulty(item)
    return ItemAnalysis(
        item=item.item,
        topic=question.topic if question else "",
        objective=(question.objective or "") if question else "",
        author_difficulty=question.difficulty if question else None,
        learners=item.count,
        blank=item.blank.bit_count(),
        not_reached=item.not_reached.bit_count(),
        missing=(present & ~item.marked & ~item.blank & ~item.not_reached).bit_count(),
        maximum=item.maximum,
        mean=item.mean,
        spread=item.variance**0.5 if item.variance is not None else None,
        difficulty=difficulty,
        point_biserial=find_point_biserial(item, ranks) if place is not None else unknown(item.count),
        item_rest=item_rest,
        upper_lower=find_upper_lower(item, ranks),
        alpha_without=find_alpha_without(covariances, place) if place is not None else unknown(item.count),
        moodle_discrimination=find_discrimination_index(item_rest),
        moodle_efficiency=find_discriminative_efficiency(item, ranks),
        seconds=find_time(item),
        confidence_gap=find_confidence_gap(item),
        options=options,
        verdict=judge(difficulty, item_rest, options),
    )


def _analyse_groups(scores: Scores, items: Sequence[ItemAnalysis]) -> tuple[GroupAnalysis, ...]:
    groups: list[GroupAnalysis] = []
    by_kind: Mapping[Literal["topic", "objective"], Sequence[str]] = {
        "topic": [item.topic for item in items],
        "objective": [item.objective for item in items],
    }
    for kind, names in by_kind.items():
        for name in sorted(set(names) - {""}):
            part = Scores(
                scores.learners,
                tuple(item for item, each in zip(scores.items, names, strict=True) if each == name),
            )
            varying = part.varying
            reliability = find_reliability(keep_present(varying), covary(varying, ScoreRanks(varying)))
            mean = estimate_share(find_shares(part), _most_items(part))
            groups.append(
                GroupAnalysis(kind=kind, name=name, items=len(part.items), mean=mean, alpha=reliability.alpha)
            )
    return tuple(groups)
