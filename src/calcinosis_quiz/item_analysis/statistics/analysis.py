"""All statistics of one round of answers, as values."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.item_analysis.statistics.form_parts import (
    FormPart,
    MissingData,
    find_shares,
    most_items,
    split_forms,
)
from calcinosis_quiz.item_analysis.statistics.intervals import (
    Estimate,
    estimate_share,
    estimate_spread,
    unknown,
)
from calcinosis_quiz.item_analysis.statistics.item_statistics import ItemAnalysis, analyse_item
from calcinosis_quiz.item_analysis.statistics.learner_sets import join
from calcinosis_quiz.item_analysis.statistics.reliability import (
    Reliability,
    covary,
    find_reliability,
)
from calcinosis_quiz.item_analysis.statistics.score_ranks import ScoreRanks
from calcinosis_quiz.item_analysis.statistics.scores import ItemScores, Scores, keep_present

BINS: Final = 10


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
    parts = [FormPart(name, part) for name, part in split_forms(scores, forms, missing_data)]
    whole = Scores(scores.learners, tuple(_join_item(item, parts) for item in scores.items))
    items = tuple(analyse_item(item, parts, whole, library) for item in whole.items)
    shares = find_shares(whole)
    described = tuple(_describe_form(part, round_name) for part in parts)
    test = TestAnalysis(
        learners=len(shares),
        items=len(whole.items),
        maximum=sum(item.maximum for item in whole.items),
        mean=estimate_share(shares, most_items(whole)),
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
        _describe_form(FormPart(name, part), round_name) for name, part in split_forms(scores, forms, missing_data)
    )


def _join_item(item: ItemScores, parts: Sequence[FormPart]) -> ItemScores:
    """Keep the learners of all parts: listwise leaves some out."""
    if len(parts) == 1:
        return parts[0].items[item.item]
    learners = join(part.scores.present for part in parts)
    return item.keep(learners)


def _describe_form(part: FormPart, round_name: str) -> FormAnalysis:
    shares = find_shares(part.scores)
    return FormAnalysis(
        form=part.name,
        round=round_name,
        learners=len(shares),
        items=len(part.scores.items),
        maximum=sum(item.maximum for item in part.scores.items),
        mean=estimate_share(shares, most_items(part.scores)),
        spread=estimate_spread(shares),
        reliability=part.reliability,
    )


def count_bins(shares: Sequence[float]) -> tuple[int, ...]:
    """Count shares from 0 to 1 in ten equal bins."""
    counts = [0] * BINS
    for share in shares:
        counts[min(int(share * BINS + 1e-9), BINS - 1)] += 1
    return tuple(counts)


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
            mean = estimate_share(find_shares(part), most_items(part))
            groups.append(
                GroupAnalysis(kind=kind, name=name, items=len(part.items), mean=mean, alpha=reliability.alpha)
            )
    return tuple(groups)
