"""Moodle's fractions for the options of a choice question, computed from our own marking."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from msgspec import Struct

from calcinosis_quiz.bank.items import MultipleResponse
from calcinosis_quiz.quiz.answers import Chosen
from calcinosis_quiz.quiz.marking import Policy, mark

# The only percentages that Moodle imports, in its own five decimals; all but the first also with a minus.
_LISTED: Final = "100 90 83.33333 80 75 70 66.66667 60 50 40 33.33333 30 25 20 16.66667 14.28571 12.5 11.11111 10 5 0"
LISTED: Final = tuple(Decimal(text) for text in _LISTED.split())
_SLACK: Final = Decimal("0.001")
EXACT: Final = 1e-5
"""Differences below this come from the five decimals alone; a platform rounds them away."""


class Weights(Struct, frozen=True):
    """What each option adds, in percent, and the most by which a platform's sum can differ from our marking."""

    percent: tuple[Decimal, ...]
    difference: float


def weigh_options(question: MultipleResponse, policies: Sequence[Policy] = ()) -> Weights | None:
    """Compute the fraction of each option; the platform adds those of the options chosen and lifts a negative sum to 0.

    None when there are so many correct options (more than 20) that no listed fractions add up to 100.
    """
    right = [i for i, option in enumerate(question.options) if option.correct]
    wrong = [i for i, option in enumerate(question.options) if not option.correct]
    shares = _share_out(len(right))
    if shares is None:
        return None
    # The next listed fraction above what a wrong option costs, never below: choosing everything must not begin to pay.
    cost = min(share for share in LISTED if share >= Decimal(str(100 * share_and_cost(question, policies)[1])) - _SLACK)
    by_option = dict(zip(right, shares, strict=True)) | dict.fromkeys(wrong, -cost)
    percent = tuple(by_option[i] for i in range(len(question.options)))
    return Weights(percent, _largest_difference(question, percent, policies))


def share_and_cost(question: MultipleResponse, policies: Sequence[Policy] = ()) -> tuple[float, float]:
    """Return what a correct option adds, and what a wrong one takes away beside all correct ones."""
    right = frozenset(i for i, option in enumerate(question.options) if option.correct)
    wrong = next(i for i, option in enumerate(question.options) if not option.correct)
    return 1 / len(right), 1 - mark(question, Chosen(right | {wrong}), policies).fraction


def add_up(percent: Sequence[Decimal], chosen: frozenset[int]) -> float:
    """Return what Moodle's multiple choice earns: the sum of the fractions chosen, at least 0 and at most 1."""
    total = sum((percent[i] for i in chosen), Decimal(0))
    return float(min(max(total, Decimal(0)), Decimal(100)) / 100)


def write_percent(percent: Decimal) -> str:
    """Write a fraction as Moodle does, without idle zeros."""
    text = f"{percent:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _share_out(count: int) -> tuple[Decimal, ...] | None:
    """Share 100 % equally where the list allows it, else in tens and fives."""
    equal = next((share for share in LISTED if abs(share * count - 100) < _SLACK), None)
    if equal is not None:
        return (equal,) * count
    if 10 < count <= 20:
        return (Decimal(10),) * (20 - count) + (Decimal(5),) * (2 * count - 20)
    return None


def _largest_difference(question: MultipleResponse, percent: Sequence[Decimal], policies: Sequence[Policy]) -> float:
    """Compare with our marking over every selection.

    Our mark rests on how many correct and wrong options were chosen. Of the platform's sums for the same numbers
    it is enough to look at the largest and the smallest.
    """
    correct = sorted((i for i, option in enumerate(question.options) if option.correct), key=lambda i: percent[i])
    wrong = [i for i, option in enumerate(question.options) if not option.correct]
    selections = (
        frozenset({*some, *wrong[:slips]})
        for hits in range(len(correct) + 1)
        for some in (correct[:hits], correct[len(correct) - hits :])
        for slips in range(len(wrong) + 1)
    )
    return max(
        abs(add_up(percent, chosen) - mark(question, Chosen(chosen), policies).fraction) for chosen in selections
    )
