"""What must hold between the keys of one item for it to be asked and marked at all."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from decimal import Context, Decimal
from typing import Final, assert_never

from calcinosis_quiz.bank.items import (
    AuthoredItem,
    Cloze,
    ExtendedMatching,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Ordering,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.bank.problems import Finding, PathStep, did_you_mean, quote

MOST_CHOICES: Final = 26  # one letter each
_EXACT: Final = Context(prec=200)  # the usual 28 digits would round long numbers
GAP: Final = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


def check_structure(item: AuthoredItem) -> Iterator[Finding]:
    """Find what makes an item impossible to ask or to mark."""
    match item:
        case SingleBestAnswer():
            yield from _check_texts_differ([option.text for option in item.options], "options", "option")
            yield from _check_single_key(item)
        case MultipleResponse():
            yield from _check_texts_differ([option.text for option in item.options], "options", "option")
            yield from _check_several_keys(item)
        case Cloze():
            yield from _check_gaps(item)
        case ShortAnswer():
            yield from _check_wordings(item.accept, [wording.text for wording in item.reject], ())
        case Numeric():
            yield from _check_number(item)
        case Ordering():
            yield from _check_texts_differ([entry.text for entry in item.entries], "entries", "entry")
        case Matching():
            yield from _check_pairs(item)
        case ExtendedMatching():
            yield from _check_cases(item)
        case Open():
            yield from _check_texts_differ(item.points, "points", "point")
        case TrueFalse():
            pass
        case _:
            assert_never(item)


def _as_drawn(text: str) -> str:
    """Return what tells a text from another: capitals, signs, accents and indentation count."""
    return unicodedata.normalize("NFC", text).strip()


def _check_texts_differ(texts: Iterable[str], key: str, name: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for i, text in enumerate(texts):
        if _as_drawn(text) in seen:
            yield Finding((key, i), "repeated-text", f"expected each {name} once, got {quote(text)} again. Change one.")
        seen.add(_as_drawn(text))


def _check_single_key(item: SingleBestAnswer) -> Iterator[Finding]:
    keys = sum(option.correct for option in item.options)
    if keys != 1:
        got = "none" if keys == 0 else str(keys)
        advice = "Mark the best one." if keys == 0 else "Keep the best one, or use the type multiple-response."
        yield Finding(
            ("options",), "one-correct-option", f"expected one option with correct: true, got {got}. {advice}"
        )


def _check_several_keys(item: MultipleResponse) -> Iterator[Finding]:
    keys = sum(option.correct for option in item.options)
    if keys == 0:
        yield Finding(
            ("options",), "no-correct-option", "expected at least one option with correct: true, got none. Mark them."
        )
    if len(item.options) - keys < 2:
        message = (
            f"expected at least two wrong options, got {len(item.options) - keys}: "
            "with fewer, choosing everything would earn marks. Add distractors."
        )
        yield Finding(("options",), "too-few-wrong-options", message)


def _check_gaps(item: Cloze) -> Iterator[Finding]:
    answers = GAP.findall(item.text)
    for answer in answers:
        if not answer.strip():
            yield Finding(
                ("text",), "gap-without-answer", "expected an answer in every {{ }}, got an empty gap. Fill it."
            )
        elif "::" in answer:
            message = f"expected the answer alone in the braces, got {quote(answer)}. Write a hint under gaps: hint."
            yield Finding(("text",), "gap-with-colons", message)
        elif "{" in answer or "}" in answer:
            yield Finding(("text",), "nested-gap", f"expected no braces inside a gap, got {quote(answer)}. Split it.")
    if "{{" in (rest := GAP.sub("", item.text)) or "}}" in rest:
        yield Finding(("text",), "open-gap", "expected {{ and }} in pairs, got one without the other. Close the gap.")
    if item.gaps and len(item.gaps) != len(answers):
        message = f"expected one entry for each of the {len(answers)} gaps in the text, got {len(item.gaps)}."
        yield Finding(("gaps",), "gap-count", message)
    for i, (gap, answer) in enumerate(zip(item.gaps, answers, strict=False)):
        yield from _check_wordings((answer, *gap.accept), [wording.text for wording in gap.reject], ("gaps", i))


def _check_wordings(accept: Sequence[str], reject: Sequence[str], steps: tuple[PathStep, ...]) -> Iterator[Finding]:
    accepted = {_as_drawn(text) for text in accept}
    for i, text in enumerate(reject):
        if _as_drawn(text) in accepted:
            message = f"expected a wording that is wrong, got {quote(text)}, which is accepted too. Remove one of them."
            yield Finding((*steps, "reject", i), "accepted-and-rejected", message)


def _check_number(item: Numeric) -> Iterator[Finding]:
    if (item.value is None) == (item.between is None):
        got = "neither" if item.value is None else "both"
        yield Finding((), "value-or-between", f"expected either value or between, got {got}. Keep one of them.")
        return
    if item.between is not None:
        low, high = item.between
        if low > high:
            yield Finding(
                ("between",), "range-order", f"expected the lower number first, got {low} and {high}. Swap them."
            )
        if item.tolerance != "0":
            yield Finding(("tolerance",), "tolerance-of-range", "expected no tolerance with between. Widen the range.")
            return
    if item.value == 0 and item.tolerance.endswith("%"):
        yield Finding(
            ("tolerance",), "relative-to-zero", f"expected a plain tolerance for the value 0, got {item.tolerance}."
        )
    low, high = accepted_range(item)
    for i, error in enumerate(item.common_errors):
        if low <= error.value <= high:
            message = f"expected a wrong number, got {error.value}, which is marked right. Change it or the tolerance."
            yield Finding(("common_errors", i, "value"), "error-is-right", message)


def accepted_range(item: Numeric) -> tuple[Decimal, Decimal]:
    """Return the lowest and the highest number that are marked right, both included."""
    if item.between is not None:
        return item.between
    value = item.value if item.value is not None else Decimal(0)
    if item.tolerance.endswith("%"):
        spread = _EXACT.divide(_EXACT.multiply(value.copy_abs(), Decimal(item.tolerance[:-1])), Decimal(100))
    else:
        spread = Decimal(item.tolerance)
    return _EXACT.subtract(value, spread), _EXACT.add(value, spread)


def _check_pairs(item: Matching) -> Iterator[Finding]:
    yield from _check_texts_differ([pair.prompt for pair in item.pairs], "pairs", "prompt")
    yield from _check_texts_differ([choice.text for choice in item.spare], "spare", "spare choice")
    needed = {_as_drawn(pair.choice) for pair in item.pairs}
    for i, choice in enumerate(item.spare):
        if _as_drawn(choice.text) in needed:
            message = f"expected a choice that no prompt needs, got {quote(choice.text)}. Remove it from spare."
            yield Finding(("spare", i), "spare-is-needed", message)
    if len(needed) + len(item.spare) < 2:
        yield Finding(("pairs",), "one-choice", "expected at least two different choices, got one. Add a spare choice.")
    if len(needed) + len(item.spare) > MOST_CHOICES:
        count = len(needed) + len(item.spare)
        message = (
            f"expected at most {MOST_CHOICES} different choices, got {count}: there are no more letters. Remove some."
        )
        yield Finding(("spare",), "too-many-choices", message)


def _check_cases(item: ExtendedMatching) -> Iterator[Finding]:
    texts = [option.text for option in item.options]
    yield from _check_texts_differ(texts, "options", "option")
    for i, case in enumerate(item.cases):
        if case.answer not in texts:
            hint = did_you_mean(case.answer, texts)
            message = f"expected the text of one of the options, got {quote(case.answer)}.{hint}"
            yield Finding(("cases", i, "answer"), "answer-not-an-option", message)
