"""Distractors: who chooses which option."""

from msgspec import Struct

from calcinosis_quiz.item_analysis.statistics.intervals import Estimate, estimate_correlation, estimate_proportion
from calcinosis_quiz.item_analysis.statistics.reliability import correlate_with
from calcinosis_quiz.item_analysis.statistics.score_ranks import ScoreRanks
from calcinosis_quiz.item_analysis.statistics.scores import ItemScores

FUNCTIONAL = 0.05
"""A distractor that fewer choose does no work (Haladyna and Downing 1993)."""


class OptionUse(Struct, frozen=True):
    """How one option was chosen.

    `share` is of all who answered; `by_third` the shares among the lowest, middle and highest third by score, None
    for an empty third; `with_total` the correlation of choosing it with the score; `is_functional` is None for a key.
    """

    label: str
    is_key: bool
    count: int
    share: Estimate
    by_third: tuple[float | None, float | None, float | None]
    with_total: Estimate
    is_functional: bool | None


def describe_options(item: ItemScores, ranks: ScoreRanks) -> tuple[OptionUse, ...]:
    """Count each option overall and by score third.

    The option-total correlation is the point-biserial of choosing the option (Attali and Fraenkel 2000); for a
    distractor it should be negative. Functional: chosen by at least 5 % (Haladyna and Downing 1993).
    """
    answered = 0
    for _, learners in item.options:
        answered |= learners
    n = answered.bit_count()
    used = []
    for label, learners in item.options:
        is_key, count = label in item.keyed, learners.bit_count()
        used.append(
            OptionUse(
                label,
                is_key,
                count,
                estimate_proportion(count / n, n) if n else estimate_proportion(0, 0),
                tuple(_share(learners, answered & third) for third in ranks.thirds),  # type: ignore[arg-type]  # three thirds
                estimate_correlation(_correlate(learners, answered, ranks), n),
                None if is_key or not n else count / n >= FUNCTIONAL,
            )
        )
    return tuple(used)


def _correlate(learners: int, answered: int, ranks: ScoreRanks) -> float | None:
    return correlate_with(ItemScores("", ((0.0, answered & ~learners), (1.0, learners))), ranks)


def _share(learners: int, group: int) -> float | None:
    return (learners & group).bit_count() / group.bit_count() if group else None
