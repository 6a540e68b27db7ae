"""Uses of an item pooled over the years, and compared with what its author thought."""

from collections.abc import Sequence
from math import sqrt
from typing import Final, Literal

from msgspec import Struct

from calcinosis_quiz.bank.items import Difficulty
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.item_analysis.item_uses import OptionCount, Use, digest_content
from calcinosis_quiz.item_analysis.statistics.intervals import Estimate, estimate_proportion, pool_correlations
from calcinosis_quiz.item_analysis.statistics.verdicts import Verdict, judge

BANDS: Final[dict[Difficulty, tuple[float, float]]] = {"easy": (0.8, 1.0), "medium": (0.5, 0.8), "hard": (0.0, 0.5)}
"""The difficulty that an author's word stands for: the share of marks that learners earn."""
Agreement = Literal["as estimated", "easier than estimated", "harder than estimated", "not yet known", "no estimate"]


class Series(Struct, frozen=True, kw_only=True):
    """All uses of an item in one wording, pooled; `is_present` tells whether the bank still asks it so."""

    item: str
    content: str
    is_present: bool
    uses: int
    first: str
    last: str
    learners: int
    difficulty: Estimate
    item_rest: Estimate
    options: tuple[OptionCount, ...]
    author_difficulty: Difficulty | None
    agreement: Agreement
    verdict: Verdict


def pool(uses: Sequence[Use], library: Library) -> tuple[Series, ...]:
    """Pool all uses of an item in one wording.

    Difficulty over all learners with Wilson's interval (1927). Item-rest correlations are averaged as Fisher's z with
    weights n - 3 (Hedges and Olkin 1985), so that a stronger year does not look like discrimination.
    """
    series: dict[tuple[str, str], list[Use]] = {}
    for use in uses:
        series.setdefault((use.item, use.content), []).append(use)
    pooled = [_pool_series(item, content, each, library) for (item, content), each in series.items()]
    return tuple(sorted(pooled, key=lambda one: (one.item, one.last, one.content)))


def _pool_series(item: str, content: str, uses: Sequence[Use], library: Library) -> Series:
    question = library.questions.get(item)
    learners = sum(use.learners for use in uses)
    difficulty = estimate_proportion(sum(use.marks for use in uses) / learners, learners)
    item_rest = pool_correlations([(find_correlation(use), use.learners) for use in uses])
    counts: dict[str, int] = {}
    for use in uses:
        for option in use.options:
            counts[option.label] = counts.get(option.label, 0) + option.count
    dates = sorted(use.date for use in uses)
    estimated = question.difficulty if question else None
    return Series(
        item=item,
        content=content,
        is_present=question is None or content in {"", digest_content(question)},
        uses=len(uses),
        first=dates[0],
        last=dates[-1],
        learners=learners,
        difficulty=difficulty,
        item_rest=item_rest,
        options=tuple(OptionCount(label, count) for label, count in sorted(counts.items())),
        author_difficulty=estimated,
        agreement=compare_with_author(difficulty, estimated),
        verdict=judge(difficulty, item_rest),
    )


def compare_with_author(difficulty: Estimate, estimated: Difficulty | None) -> Agreement:
    """Compare data with the author's estimate: it is contradicted only where the whole interval lies outside."""
    if estimated is None:
        return "no estimate"
    low, high = BANDS[estimated]
    if difficulty.low is None or difficulty.high is None:
        return "not yet known"
    if difficulty.low > high:
        return "easier than estimated"
    if difficulty.high < low:
        return "harder than estimated"
    return "as estimated" if low <= difficulty.low and difficulty.high <= high else "not yet known"


def find_correlation(use: Use) -> float | None:
    """Return the item-rest correlation of one use from its sums; None where either side does not vary."""
    n = use.learners
    if n < 2:
        return None
    spread = use.squares - use.marks**2 / n
    rest = use.rest_squares - use.rest**2 / n
    if spread <= 1e-9 or rest <= 1e-9:
        return None
    return max(-1.0, min(1.0, (use.products - use.marks * use.rest / n) / sqrt(spread * rest)))
