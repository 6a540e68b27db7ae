"""All statistics of one round of answers, as values."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct

from calcinosis_quiz.bank.items import Difficulty
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.item_analysis.statistics.distractors import OptionUse, describe_options
from calcinosis_quiz.item_analysis.statistics.intervals import Estimate, estimate_mean, estimate_spread, unknown
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
from calcinosis_quiz.item_analysis.statistics.learner_sets import pick
from calcinosis_quiz.item_analysis.statistics.reliability import (
    Covariances,
    Reliability,
    covary,
    find_alpha_without,
    find_reliability,
)
from calcinosis_quiz.item_analysis.statistics.score_ranks import ScoreRanks
from calcinosis_quiz.item_analysis.statistics.scores import ItemScores, Scores
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

    `histogram` counts learners in ten equal bins of that share, the full share in the last.
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


class GroupAnalysis(Struct, frozen=True, kw_only=True):
    """The items of one topic or objective together."""

    kind: Literal["topic", "objective"]
    name: str
    items: int
    mean: Estimate
    alpha: Estimate


class Analysis(Struct, frozen=True, kw_only=True):
    """Everything about one round."""

    round: str
    missing_data: MissingData
    test: TestAnalysis
    items: tuple[ItemAnalysis, ...]
    groups: tuple[GroupAnalysis, ...]


def analyse(scores: Scores, library: Library, round_name: str = "", missing_data: MissingData = "pairwise") -> Analysis:
    """Compute all statistics; items that are in no bank have no topic."""
    if missing_data == "listwise":
        scores = scores.keep_complete()
    varying = scores.varying
    ranks = ScoreRanks(varying)
    covariances = covary(varying, ranks)
    places = {item.item: j for j, item in enumerate(varying.items)}
    items = tuple(
        _analyse_item(
            item,
            present=scores.present,
            ranks=ranks,
            covariances=covariances,
            place=places.get(item.item),
            library=library,
        )
        for item in scores.items
    )
    shares = find_shares(scores)
    test = TestAnalysis(
        learners=len(shares),
        items=len(scores.items),
        maximum=sum(item.maximum for item in scores.items),
        mean=estimate_mean(shares),
        spread=estimate_spread(shares),
        reliability=find_reliability(covariances),
        histogram=count_bins(shares),
        shares=tuple(shares),
    )
    return Analysis(
        round=round_name,
        missing_data=missing_data,
        test=test,
        items=items,
        groups=_analyse_groups(scores, items),
    )


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
            reliability = find_reliability(covary(part.varying, ScoreRanks(part.varying)))
            mean = estimate_mean(find_shares(part))
            groups.append(
                GroupAnalysis(kind=kind, name=name, items=len(part.items), mean=mean, alpha=reliability.alpha)
            )
    return tuple(groups)
