"""Keep, look at, or wait for data: by a stated rule on the interval, never on the point estimate."""

from collections.abc import Sequence
from typing import Final, Literal

from msgspec import Struct

from calcinosis_quiz.item_analysis.statistics.distractors import OptionUse
from calcinosis_quiz.item_analysis.statistics.intervals import Estimate

Decision = Literal["look at", "wait for data", "keep"]

LEARNERS_FOR_CORRELATION: Final = 30
"""Below this no verdict rests on a correlation: Fisher's interval is itself an approximation for large groups."""
ITEM_REST_BORDER: Final = 0.15
"""Above it an item tells learners apart, below it hardly."""
TOO_HARD: Final = 0.30
TOO_EASY: Final = 0.95


class Verdict(Struct, frozen=True):
    """What to do with an item, and why, in words for the teacher."""

    decision: Decision
    reason: str


def judge(difficulty: Estimate, item_rest: Estimate, options: Sequence[OptionUse] = ()) -> Verdict:
    """Judge an item by its intervals.

    Look at: the whole interval of the difficulty lies below 0.30 or above 0.95; or, with 30 learners or more, the
    whole interval of the item-rest correlation lies below 0.15, or that of a wrong option's correlation with the
    score above 0. Keep: with 30 learners or more, the whole interval of the item-rest correlation lies above 0.15.
    Wait for data: anything else.
    """
    enough = item_rest.n >= LEARNERS_FOR_CORRELATION
    reasons = [*_difficulty_reasons(difficulty)]
    if enough:
        reasons += _discrimination_reasons(item_rest)
        drawn = [option.label for option in options if _pulls_the_best(option)]
        reasons += [f"wrong option {label} draws those who know more" for label in drawn]
    if reasons:
        return Verdict("look at", "; ".join(reasons))
    if enough and item_rest.low is not None and item_rest.low > ITEM_REST_BORDER:
        return Verdict("keep", "tells learners apart")
    return Verdict("wait for data", _say_what_is_missing(difficulty, item_rest))


def _difficulty_reasons(difficulty: Estimate) -> list[str]:
    if difficulty.high is not None and difficulty.high < TOO_HARD:
        return ["hardly anybody gets it right; check the key and the wording"]
    if difficulty.low is not None and difficulty.low > TOO_EASY:
        return ["nearly everybody gets it right, so it cannot tell learners apart"]
    return []


def _discrimination_reasons(item_rest: Estimate) -> list[str]:
    if item_rest.high is None or item_rest.high >= ITEM_REST_BORDER:
        return []
    if item_rest.high < 0:
        return ["those who know more get it wrong more often; is the key right?"]
    return ["it hardly tells learners apart"]


def _pulls_the_best(option: OptionUse) -> bool:
    return not option.is_key and option.with_total.low is not None and option.with_total.low > 0


def _say_what_is_missing(difficulty: Estimate, item_rest: Estimate) -> str:
    if difficulty.n == 0:
        return "nobody has a mark on it"
    if difficulty.value in {0.0, 1.0}:
        return "all marks are equal, so nothing can be said of discrimination"
    if item_rest.n < LEARNERS_FOR_CORRELATION:
        return f"fewer than {LEARNERS_FOR_CORRELATION} learners, too few to judge by a correlation"
    if not item_rest.is_known:
        return "no other item to compare it with"
    return f"the interval of item-rest lies on both sides of {ITEM_REST_BORDER:.2f}"
