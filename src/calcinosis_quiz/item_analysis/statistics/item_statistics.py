"""All statistics of one item, on its form or pooled over several."""

from collections.abc import Sequence

from msgspec import Struct, structs

from calcinosis_quiz.bank.items import Difficulty
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.item_analysis.statistics.distractors import OptionUse, describe_options
from calcinosis_quiz.item_analysis.statistics.form_parts import FormPart
from calcinosis_quiz.item_analysis.statistics.intervals import (
    Estimate,
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
from calcinosis_quiz.item_analysis.statistics.reliability import (
    Covariances,
    find_alpha_without,
)
from calcinosis_quiz.item_analysis.statistics.score_ranks import ScoreRanks
from calcinosis_quiz.item_analysis.statistics.scores import ItemScores, Scores
from calcinosis_quiz.item_analysis.statistics.verdicts import Verdict, judge


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


def analyse_item(item: ItemScores, parts: Sequence[FormPart], whole: Scores, library: Library) -> ItemAnalysis:
    """Analyse an item on its form; on several, pool the correlations and take the counts of all."""
    on = [part for part in parts if item.item in part.items]
    if len(on) == 1:
        return _analyse_on(on[0], on[0].items[item.item], library)
    alone = [_analyse_on(part, part.items[item.item], library) for part in on]
    ranks = ScoreRanks(whole.varying)
    all_of_it = _describe(item, present=whole.present, ranks=ranks, covariances=None, place=None, library=library)
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


def _analyse_on(part: FormPart, item: ItemScores, library: Library) -> ItemAnalysis:
    return _describe(
        item,
        present=part.scores.present,
        ranks=part.ranks,
        covariances=part.covariances,
        place=part.places.get(item.item),
        library=library,
    )


def rank_worst_first(items: Sequence[ItemAnalysis]) -> tuple[ItemAnalysis, ...]:
    """Order items for a teacher: to look at, waiting, to keep; in each the lowest interval first."""
    order = {"look at": 0, "wait for data": 1, "keep": 2}

    def badness(item: ItemAnalysis) -> tuple[int, float, float]:
        low = item.item_rest.low if item.item_rest.low is not None else 2.0
        return order[item.verdict.decision], low, item.difficulty.low or 0.0

    return tuple(sorted(items, key=badness))


def _describe(
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
