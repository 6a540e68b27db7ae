"""What an answer earns: one pure function a type, as a fraction from 0 to 1."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import combinations
from typing import Final, Literal, assert_never, get_args

from msgspec import Struct

from calcinosis_quiz.bank.items import (
    Cloze,
    ItemType,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Ordering,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.bank.questions import CaseQuestion, Question, gap_answers
from calcinosis_quiz.bank.structure import accepted_range
from calcinosis_quiz.bank.text_matching import Wanted, judge
from calcinosis_quiz.quiz.answers import (
    Answer,
    Arrangement,
    Chosen,
    Pairing,
    Quantity,
    SelfMark,
    Texts,
    Truth,
    key_of,
    require_kind,
)

Policy = Literal[
    "right-or-wrong",
    "false2",
    "plus-minus",
    "longest-ordered",
    "kendall",
    "share-right",
    "all-or-nothing",
    "self-marked",
]
_ONLY_RIGHT_OR_WRONG: Final[tuple[Policy, ...]] = ("right-or-wrong",)
POLICIES: Final[dict[ItemType, tuple[Policy, ...]]] = {
    "single-best-answer": _ONLY_RIGHT_OR_WRONG,
    "multiple-response": ("false2", "plus-minus", "all-or-nothing"),
    "true-false": _ONLY_RIGHT_OR_WRONG,
    "cloze": ("share-right", "all-or-nothing"),
    "short-answer": _ONLY_RIGHT_OR_WRONG,
    "numeric": _ONLY_RIGHT_OR_WRONG,
    "ordering": ("longest-ordered", "kendall", "all-or-nothing"),
    "matching": ("share-right", "all-or-nothing"),
    "extended-matching": _ONLY_RIGHT_OR_WRONG,
    "open": ("self-marked",),
}
"""The policies that fit each type; the first is the default."""

Certainty = Literal["guess", "fairly", "sure"]


class Mark(Struct, frozen=True):
    """What an answer earned, by which policy, and in words what it was counted from."""

    fraction: float
    policy: Policy
    working: str

    @property
    def counts(self) -> bool:
        """Return whether the mark belongs in a total: what learners mark themselves does not."""
        return self.policy != "self-marked"


def choose_policy(item_type: ItemType, wished: Sequence[Policy] = ()) -> Policy:
    """Pick the first wished policy that fits a type, else the type's default."""
    fitting = POLICIES[item_type]
    return next((policy for policy in wished if policy in fitting), fitting[0])


def mark(question: Question, answer: Answer, policies: Sequence[Policy] = ()) -> Mark:
    """Mark an answer; raises TypeError when the answer is not of the question's kind."""
    policy = choose_policy(question.type, policies)
    match question:
        case SingleBestAnswer() | CaseQuestion():
            fraction, working = _mark_single(question, require_kind(Chosen, answer, question))
        case MultipleResponse():
            fraction, working = _mark_multiple_response(question, require_kind(Chosen, answer, question), policy)
        case TrueFalse():
            fraction, working = _right_or_wrong(require_kind(Truth, answer, question).value == question.answer)
        case Cloze():
            fraction, working = _mark_cloze(question, require_kind(Texts, answer, question), policy)
        case ShortAnswer():
            typed = "".join(require_kind(Texts, answer, question).texts)
            fraction, working = _right_or_wrong(judge(typed, wanted_of(question)) == "right")
        case Numeric():
            low, high = accepted_range(question)  # both included, as in Moodle
            fraction, working = _right_or_wrong(low <= require_kind(Quantity, answer, question).number <= high)
        case Ordering():
            fraction, working = _mark_ordering(question, require_kind(Arrangement, answer, question), policy)
        case Matching():
            fraction, working = _mark_matching(question, require_kind(Pairing, answer, question), policy)
        case Open():
            fraction, working = _share(
                len(require_kind(SelfMark, answer, question).points), len(question.points), "points found"
            )
        case _:
            assert_never(question)
    return Mark(fraction, policy, working)


def mark_certainty(right: bool, certainty: Certainty) -> int:
    """Return certainty-based marks: right +1, +2, +3 and wrong 0, -2, -6 for guess, fairly, sure.

    Gardner-Medwin (1995). Saying "fairly" pays from a chance of 2/3 of being right, "sure" from 4/5.
    """
    place = get_args(Certainty).index(certainty)
    return (1, 2, 3)[place] if right else (0, -2, -6)[place]


def _right_or_wrong(right: bool) -> tuple[float, str]:
    return (1.0 if right else 0.0), ""


def _share(right: int, of: int, what: str) -> tuple[float, str]:
    return right / of, f"{right} of {of} {what}"


def _all_or_nothing(fraction: float, working: str) -> tuple[float, str]:
    return (fraction if fraction == 1 else 0.0), f"{working}; all or nothing"


def _mark_single(question: SingleBestAnswer | CaseQuestion, answer: Chosen) -> tuple[float, str]:
    return _right_or_wrong(answer == key_of(question))


def _mark_multiple_response(question: MultipleResponse, answer: Chosen, policy: Policy) -> tuple[float, str]:
    """Mark a set of options; c are correct, w wrong, and the answer holds t of the first and f of the second.

    `false2` (R/exams, `exams_eval`): max(0, t/c - f/max(w, 2)), so that choosing everything earns 0.
    `plus-minus` (NCSBN +/-; Betts et al. 2022): max(0, t - f)/c.
    """
    correct = sum(option.correct for option in question.options)
    wrong = len(question.options) - correct
    hits = sum(question.options[i].correct for i in answer.options)
    slips = len(answer.options) - hits
    if (hits, slips) == (correct, 0):
        return 1.0, f"all {correct} correct options" if correct > 1 else "the correct option alone"
    tally = f"{hits} of {correct} correct options"
    wrong_ones = f"{slips} wrong one{'s' if slips > 1 else ''}"
    if policy == "all-or-nothing":
        return _all_or_nothing(0.0, f"{tally}, {wrong_ones}" if slips else tally)
    if policy == "plus-minus":
        return max(0, hits - slips) / correct, _take_off(tally, slips, correct, wrong_ones)
    cost = max(wrong, 2)
    fraction = max(0, hits * cost - slips * correct) / (correct * cost)
    return fraction, _take_off(tally, slips, cost, wrong_ones)


def _take_off(tally: str, slips: int, cost: int, wrong_ones: str) -> str:
    return f"{tally}; {slips}/{cost} off for {wrong_ones}" if slips else tally


def _mark_cloze(question: Cloze, answer: Texts, policy: Policy) -> tuple[float, str]:
    wanted = gap_answers(question)
    right = sum(judge(text, wanted_of(question, i)) == "right" for i, text in enumerate(answer.texts[: len(wanted)]))
    fraction, working = _share(right, len(wanted), "gaps right")
    if len(wanted) == 1:
        working = "gap right" if right else "gap not right"
    return _all_or_nothing(fraction, working) if policy == "all-or-nothing" else (fraction, working)


def wanted_of(question: ShortAnswer | Cloze, gap: int = 0) -> Wanted:
    """Return what a typed text is held against, for a cloze in one of its gaps."""
    if isinstance(question, ShortAnswer):
        accept, reject = question.accept, question.reject
    else:
        accept, reject = accepted_wordings(question, gap), question.gaps[gap].reject if question.gaps else ()
    refused = tuple(wording.text for wording in reject)
    return Wanted(accept, refused, question.match or "lenient", question.language or "en")


def accepted_wordings(question: Cloze, gap: int) -> tuple[str, ...]:
    """List what a gap accepts, the text in its braces first."""
    more = question.gaps[gap].accept if question.gaps else ()
    return (gap_answers(question)[gap], *more)


def _mark_ordering(question: Ordering, answer: Arrangement, policy: Policy) -> tuple[float, str]:
    """Mark an order of n entries.

    `longest-ordered`: (L - 1)/(n - 1), L the longest subsequence in the right order (Moodle's "longest ordered
    subset", moved so that a reversed order earns 0).
    `kendall`: max(0, tau), tau = (concordant - discordant)/(pairs) (Kendall 1938).
    """
    n = len(question.entries)
    if policy == "kendall":
        pairs = list(combinations(answer.entries, 2))
        balance = sum(1 if a < b else -1 for a, b in pairs)
        return max(0, balance) / len(pairs), f"tau = {balance}/{len(pairs)}, at least 0"
    longest = len(longest_ordered(answer.entries))
    working = f"all {n} in order" if longest == n else f"{longest} of {n} in the right order"
    fraction = (longest - 1) / (n - 1)
    return _all_or_nothing(fraction, working) if policy == "all-or-nothing" else (fraction, working)


def longest_ordered(numbers: Sequence[int]) -> tuple[int, ...]:
    """Find the longest increasing subsequence by patience sorting (Fredman 1975); of several, always the same one."""
    tails: list[int] = []  # the least number in which a run of each length can end
    before: dict[int, int | None] = {}
    for number in numbers:
        place = bisect_left(tails, number)
        tails[place : place + 1] = [number]
        before[number] = tails[place - 1] if place else None
    run: list[int] = []
    last = tails[-1] if tails else None
    while last is not None:
        run.append(last)
        last = before[last]
    return tuple(reversed(run))


def _mark_matching(question: Matching, answer: Pairing, policy: Policy) -> tuple[float, str]:
    key = key_of(question)
    wanted = key.choices if isinstance(key, Pairing) else ()
    right = sum(a == b for a, b in zip(answer.choices, wanted, strict=True))
    fraction, working = _share(right, len(wanted), "pairs right")
    return _all_or_nothing(fraction, working) if policy == "all-or-nothing" else (fraction, working)
