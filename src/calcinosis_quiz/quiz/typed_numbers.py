"""Typed numbers: which texts are one, in which unit, and what to say where a text is none."""

import re
from decimal import Decimal
from typing import Final, Literal

from msgspec import Struct

_NUMBER: Final = re.compile(r"([-+\u2212]?)(\d{1,18}(?:[.,]\d{1,12})?|[.,]\d{1,12})\s*(.*)", re.DOTALL)
_TWO_READINGS: Final = re.compile(r"[1-9]\d{0,2},\d{3}")


class NoNumber(Struct, frozen=True):
    """Text that is no number in the unit asked for, why, and the part of it that is wrong."""

    why: Literal["no number", "two readings", "other unit"]
    part: str = ""


def read_number(text: str, unit: str | None) -> Decimal | NoNumber:
    """Read a number as learners write it, alone or with the unit of the question.

    Digits of every script count, and point and comma alike. What can be read in two ways is not read at all.
    """
    found = _NUMBER.fullmatch(text.strip())
    if not found:
        return NoNumber("no number")
    sign, digits, given_unit = found.groups()
    if _TWO_READINGS.fullmatch(digits):
        return NoNumber("two readings", digits)
    if _fold_unit(given_unit) not in {"", _fold_unit(unit or "")}:
        return NoNumber("other unit", given_unit)
    number = Decimal(digits.replace(",", "."))
    return -number if sign in {"-", "\u2212"} else number


def _fold_unit(unit: str) -> str:
    folded = unit.casefold().strip().rstrip(".").rstrip()
    if folded in {"percent", "per cent"}:
        return "%"
    return folded[:-1] if folded.endswith("s") and len(folded) > 3 else folded
