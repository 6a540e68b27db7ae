"""What a row of the log may hold: figures in the ranges that everything derived from the log can count with."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final, assert_never

from msgspec import json, structs

from calcinosis_quiz.log.rows import AnswerRow, Row, SessionRow
from calcinosis_quiz.quiz.answers import Answer, Arrangement, Chosen, Pairing, Quantity, SelfMark, Texts, Truth

LONGEST_MILLISECONDS: Final = 366 * 24 * 3600 * 1000
"""A year: a question may be left open over the holidays."""
EARLIEST: Final = datetime(1970, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2200, 1, 1, tzinfo=UTC)
LONGEST_ANSWER: Final = 1_000_000
"""Bytes of an answer as JSON."""
_MOST_DIGITS: Final = 1000  # of a number that was typed, before and after the point
_RANGES: Final = {
    "position": (0, 1_000_000),
    "milliseconds": (0, LONGEST_MILLISECONDS),
    "seconds_allowed": (0, LONGEST_MILLISECONDS // 1000),
    "seed": (-(2**63), 2**63 - 1),
    "rating_policy": (0, 1000),
    "fraction": (0, 1),
}
_LONGEST_TEXTS: Final = {"reason": 100_000}
_LONGEST_TEXT: Final = 1000  # names, digests, versions
_MOST_PARTS: Final = 10_000  # of a question, and numbers of them
_MOST_QUESTIONS: Final = 1_000_000  # of a paper


def find_fault(row: Row) -> str | None:
    """Return what is wrong with a row, in a few words; None for one that may stand in the log."""
    return next(_faults(row), None)


def _faults(row: Row) -> Iterator[str]:
    yield from _value_faults(structs.asdict(row))
    if isinstance(row, SessionRow):
        if len(row.paper) > _MOST_QUESTIONS:
            yield f"paper has {len(row.paper)} questions; at most {_MOST_QUESTIONS} are kept"
        for sheet in row.paper:
            yield from _value_faults(structs.asdict(sheet))
            yield from _number_faults("order", sheet.order)
    if isinstance(row, AnswerRow):
        yield from _number_faults("shown_order", row.shown_order)
        yield from _number_faults("parts", (), len(row.parts))
        for part in row.parts:
            yield from _value_faults({"parts": part})
        yield from _answer_faults(row.answer)


def _value_faults(values: dict[str, Any]) -> Iterator[str]:
    for name, value in values.items():
        match value:
            case datetime() if value.tzinfo is None:
                yield f"{name} has no time zone"
            case datetime() if not EARLIEST <= value < LATEST:
                yield f"{name} is not between 1970 and 2200"
            case bool():
                pass
            case int() | float() if name in _RANGES:
                low, high = _RANGES[name]
                if not low <= value <= high:
                    yield f"{name} is not between {low} and {high}"
            case str():
                longest = _LONGEST_TEXTS.get(name, _LONGEST_TEXT)
                if len(value) > longest:
                    yield f"{name} is longer than {longest} characters"
                elif not _is_text(value):
                    yield f"{name} holds signs that are no characters"
            case _:
                pass


def _answer_faults(answer: Answer) -> Iterator[str]:
    match answer:
        case Chosen(options):
            yield from _number_faults("answer", tuple(options))
        case Arrangement(numbers) | Pairing(numbers):
            yield from _number_faults("answer", numbers)
        case Texts(texts):
            if not all(map(_is_text, texts)):
                yield "answer holds signs that are no characters"
        case Quantity(number):
            if not _is_plain(number):
                yield f"answer is no number of at most {_MOST_DIGITS} digits"
        case SelfMark(text, points):
            yield from _number_faults("answer", tuple(points))
            if not _is_text(text):
                yield "answer holds signs that are no characters"
        case Truth():
            pass
        case _:
            assert_never(answer)
    if len(json.encode(answer)) > LONGEST_ANSWER:
        yield f"answer is longer than {LONGEST_ANSWER} bytes"


def _number_faults(name: str, numbers: Sequence[int], count: int = 0) -> Iterator[str]:
    if max(len(numbers), count) > _MOST_PARTS:
        yield f"{name} has more than {_MOST_PARTS} parts"
    elif not all(0 <= number < _MOST_PARTS for number in numbers):
        yield f"{name} holds a number that no part can have"


def _is_plain(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and abs(exponent) <= _MOST_DIGITS and len(number.as_tuple().digits) <= _MOST_DIGITS


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
