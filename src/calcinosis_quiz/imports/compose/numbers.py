"""Numbers with their tolerances, to a numeric item."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from msgspec import Struct

from calcinosis_quiz.bank.items import AuthoredItem, CommonError, Numeric
from calcinosis_quiz.imports.compose.shared import NO_STEM, SAME, Head, finish, shared
from calcinosis_quiz.imports.reading import LeftOutError, Record


class NumberRange(Struct, frozen=True):
    """Numbers that earn something: from `low` to `high`, both included."""

    low: Decimal
    high: Decimal
    fraction: float
    why: str = ""


def make_numeric(record: Record, head: Head, ranges: Sequence[NumberRange], unit: str = "") -> AuthoredItem:
    """Make a question with a number as its answer."""
    if not head.stem:
        raise LeftOutError(NO_STEM)
    best = max((each.fraction for each in ranges), default=0.0)
    if best <= SAME:
        raise LeftOutError("no number is marked as right")
    right = _without_inner([each for each in ranges if each.fraction > best - SAME])
    others = [each for each in ranges if each.fraction <= best - SAME]
    if len(right) > 1:
        record.change("only the first of several right numbers is accepted", ", ".join(map(_show_range, right[1:])))
    if any(each.fraction > SAME for each in others):
        record.change("a number with part of the marks is refused now", ", ".join(map(_show_range, others)))
    key = right[0]
    errors = [each for each in others if each.why and not key.low <= (each.low + each.high) / 2 <= key.high]
    common = tuple(CommonError(value=tidy_number((each.low + each.high) / 2), why=each.why) for each in errors)
    middle = (key.low + key.high) / 2
    spread = (key.high - key.low) / 2
    numbers: dict[str, Any] = {"value": tidy_number(middle)}
    if spread:
        text = f"{tidy_number(spread):f}"
        numbers["tolerance"] = text
        if tidy_number(middle) - Decimal(text) != key.low or len(text) > 20:
            numbers = {"between": (tidy_number(key.low), tidy_number(key.high))}
    if any(abs(each) >= 10**18 for each in (key.low, key.high)):
        raise LeftOutError("a bank cannot hold so large a number", _show_range(key))
    if not key.low <= tidy_number(middle) <= key.high or (key.low == key.high and tidy_number(middle) != middle):
        record.change("a number is rounded to twelve places", _show_range(key))
    return finish(
        Numeric(
            **shared(head), stem=head.stem, **numbers, unit=unit or None, why=key.why or None, common_errors=common
        ),
    )


def _without_inner(ranges: Sequence[NumberRange]) -> list[NumberRange]:
    """Drop what lies within another: files name the exact number and its tolerance."""

    def lies_within_another(one: NumberRange) -> bool:
        return any(
            each is not one
            and each.low <= one.low
            and one.high <= each.high
            and each.high - each.low > one.high - one.low
            for each in ranges
        )

    return [each for each in ranges if not lies_within_another(each)]


def _show_range(each: NumberRange) -> str:
    return f"{each.low:f}" if each.low == each.high else f"{each.low:f} to {each.high:f}"


def tidy_number(number: Decimal) -> Decimal:
    """Round to the twelve places that a bank can hold, without idle zeros or an exponent."""
    rounded = round(number, 12) if abs(number) < 10**15 else number
    return Decimal(f"{rounded.normalize():f}")


def read_number(text: str) -> Decimal | None:
    """Read a number with a point or a comma, and an exponent; None for anything else."""
    bare = text.strip().replace("\u2212", "-").replace(" ", "").replace("\xa0", "")
    if bare.count(",") == 1 and "." not in bare:
        bare = bare.replace(",", ".")
    try:
        number = Decimal(bare)
    except InvalidOperation:
        return None
    return number if number.is_finite() and -30 < number.adjusted() < 30 else None
