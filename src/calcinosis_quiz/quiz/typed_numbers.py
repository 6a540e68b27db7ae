"""Typed numbers: which texts are one, in which unit, and what to say where a text is none. `docs/matching.md` says why.

The page and the cards have the same rules in `export/marking_scripts/numbers.js`.
"""

import re
from decimal import Context, Decimal
from typing import Final, Literal

from msgspec import Struct

from calcinosis_quiz.bank.text_matching import tidy

MOST_DIGITS: Final = 30  # before the decimal point, and behind it
_MOST_TENS: Final = 99  # powers of ten, either way

_EXACT: Final = Context(prec=200)
_MINUS: Final = frozenset("-\u2212")
_SIGN: Final = r"[-+\u2212]?"
_SEPARATORS: Final = " .,'\u2019"
_BODY: Final = re.compile(rf"({_SIGN}) ?((?:[.,]?\d)(?:[{_SEPARATORS}]?\d)*)(.*)", re.DOTALL)
_RAISED_DIGITS: Final = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"
_TENS: Final = (
    rf"[eE](?P<e>{_SIGN}\d{{1,3}})",
    rf" ?[x\u00d7\u00b7\u22c5*] ?10(?:\^|\*\*) ?(?P<flat>{_SIGN}\d{{1,3}})",
    rf" ?[x\u00d7\u00b7\u22c5*] ?10(?P<raised>[\u207a\u207b]?[{_RAISED_DIGITS}]{{1,3}})",
)
_POWER: Final = re.compile(rf"(?:{'|'.join(_TENS)})(?!\d)(?P<rest>.*)", re.DOTALL)
_RAISED: Final = str.maketrans(_RAISED_DIGITS + "\u207a\u207b\u2212", "0123456789+--")
_COMMA_LANGUAGES: Final = frozenset(
    {"bg", "cs", "da", "de", "el", "es", "fi", "fr", "gl", "hr", "hu", "id", "is", "it", "nb", "nl", "nn", "no", "pl"}
    | {"pt", "ro", "ru", "sk", "sl", "sr", "sv", "tr", "uk", "vi"}
)
"""Where a number is usually written with a decimal comma, and a point may stand between thousands."""
_PREFIXES: Final = {
    "": 0, "k": 3, "h": 2, "d": -1, "c": -2, "m": -3, "\u00b5": -6, "\u03bc": -6, "u": -6, "mc": -6, "n": -9, "p": -12,
    "f": -15,
}  # fmt: skip
_BASES: Final = ("mol", "osm", "eq", "g", "l", "m", "s")


class NoNumber(Struct, frozen=True):
    """Text that is no number in the unit asked for, why, and the part of it that is wrong.

    With two readings, `readings` are two ways to write them that can be read in one way only.
    """

    why: Literal["no number", "two readings", "other unit"]
    part: str = ""
    readings: tuple[str, str] = ("", "")


def read_number(text: str, unit: str | None, language: str = "en", *, convert: bool = False) -> Decimal | NoNumber:
    """Read a number as learners write it, alone or with the unit of the question.

    Digits of every script count; point and comma alike; blanks, apostrophes, points or commas between thousands; a
    power of ten. What can be read in two ways, a thousandfold apart, is not read at all. With `convert`, a unit that
    differs by a prefix (mg, g; mmol/L, mol/L) is converted.
    """
    found = _BODY.fullmatch(tidy(text))
    if not found:
        return NoNumber("no number")
    sign, body, rest = found.groups()
    digits = "".join(str(int(c)) if c.isdecimal() else c for c in body)
    plain = _plain(digits)
    if plain is None:
        return NoNumber("no number")
    tens = 0
    if power := _POWER.fullmatch(rest):
        tens = int((power["e"] or power["flat"] or power["raised"]).translate(_RAISED))
        rest = power["rest"]
    elif readings := _two_readings(digits, language.partition("-")[0]):
        return NoNumber("two readings", body, readings)
    rest = rest.strip()
    shift = _shift_between(rest, unit or "") if convert else None
    if shift is None and _fold_unit(rest) not in {"", _fold_unit(unit or "")}:
        return NoNumber("other unit", rest)
    whole, _, decimals = plain.partition(".")
    if len(whole) > MOST_DIGITS or len(decimals) > MOST_DIGITS or abs(tens) > _MOST_TENS:
        return NoNumber("no number")
    # Arithmetic rounds to 28 digits; writing does not.
    number = _EXACT.scaleb(Decimal(plain), tens + (shift or 0))
    return Decimal(f"{number.copy_negate() if sign in _MINUS else number:f}")


def _plain(digits: str) -> str | None:
    """Write digits with separators as a plain decimal; None where they stand for none."""
    last = max(digits.rfind(sign) for sign in ".,")
    if last >= 0 and digits.count(digits[last]) == 1:
        whole, decimals = digits[:last], digits[last + 1 :]
        if decimals.isdigit() and (whole == "" or whole.isdigit() or _is_grouped(whole)):
            return f"{_bare(whole) or '0'}.{decimals}"
    return _bare(digits) if digits.isdigit() or _is_grouped(digits) else None


def _bare(digits: str) -> str:
    return "".join(c for c in digits if c.isdigit())


def _is_grouped(digits: str) -> bool:
    """Return whether digits stand in groups of three with one and the same separator."""
    separators = sorted({c for c in digits if not c.isdigit()})
    if len(separators) != 1 or digits.startswith("0"):
        return False
    first, *others = digits.split(separators[0])
    return 1 <= len(first) <= 3 and all(len(each) == 3 for each in others)


def _two_readings(digits: str, language: str) -> tuple[str, str] | None:
    """Write both readings of digits such as 1,500; None where there is one. A point has two where a comma is usual."""
    has_comma_language = language in _COMMA_LANGUAGES
    separator = next((sign for sign in ".,"[not has_comma_language :] if digits.count(sign) == 1), "")
    if not separator or not _is_grouped(digits):
        return None
    if not has_comma_language:
        return _bare(digits), digits.replace(",", ".")
    whole, decimals = digits.split(separator)
    shorter = decimals.rstrip("0")
    # Three decimals could be a group again: one more or one fewer cannot.
    return _bare(digits), whole if not shorter else f"{whole},{shorter if len(shorter) < 3 else decimals + '0'}"


def _fold_unit(unit: str) -> str:
    folded = unit.casefold().strip().rstrip(".").rstrip()
    if folded in {"percent", "per cent"}:
        return "%"
    return folded[:-1] if folded.endswith("s") and len(folded) > 3 else folded


def _shift_between(given: str, wanted: str) -> int | None:
    """Return how many powers of ten one unit is above another of the same dimension; None for other dimensions."""
    one, other = _take_apart(given), _take_apart(wanted)
    return one[1] - other[1] if one and other and one[0] == other[0] else None


def _take_apart(unit: str) -> tuple[tuple[str, ...], int] | None:
    """Read a unit such as mmol/L: its dimension without prefixes, and the power of ten of these."""
    bases, tens = [], 0
    for place, part in enumerate(_fold_unit(unit).split("/")):
        base = next((each for each in _BASES if part.endswith(each) and part[: -len(each)] in _PREFIXES), None)
        if base is None or place > 1:
            return None
        bases.append(base)
        tens += _PREFIXES[part.removesuffix(base)] * (-1 if place else 1)
    return tuple(bases), tens
