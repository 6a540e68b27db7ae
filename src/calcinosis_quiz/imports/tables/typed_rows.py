"""Rows whose type is named as a bank names it, as `export csv` writes them and people fill them in."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final, get_args

from msgspec import Struct

from calcinosis_quiz.bank.items import AuthoredItem, ItemType, Pair, Reasoned
from calcinosis_quiz.imports.compose.choices import Choice, make_choice, make_true_false
from calcinosis_quiz.imports.compose.numbers import NumberRange, make_numeric, read_number
from calcinosis_quiz.imports.compose.pairs import make_matching, make_ordering
from calcinosis_quiz.imports.compose.shared import Head
from calcinosis_quiz.imports.compose.texts import GapKey, make_cloze, make_open
from calcinosis_quiz.imports.compose.typed import Wording, make_typed
from calcinosis_quiz.imports.plain_text import one_line
from calcinosis_quiz.imports.reading import LeftOutError, Record

BANK_TYPES: Final = frozenset(get_args(ItemType))
_GAP: Final = re.compile(r"\{\{(.*?)(?:::(.*?))?\}\}", re.DOTALL)
_BAR: Final = re.compile(r"(?<!\\)\|")
_DASHES: Final = re.compile(r"(?<!\\)---")
_QUOTE: Final = re.compile(r"'(?='*[=+\-@\t\r])")


class TypedRow(Struct, frozen=True):
    """What a row says: options and reasons by their place, counted from 1, and the key as it stands."""

    options: Mapping[int, str]
    whys: Mapping[int, str]
    key: str

    def why(self, place: int) -> str:
        """Return the reason that stands beside an option."""
        return self.whys.get(place, "")


def unquoted(cell: str) -> str:
    """Take away the sign that keeps a spreadsheet from calculating a cell."""
    return _QUOTE.sub("", cell, count=1) if cell.startswith("'") else cell


def read_typed_row(record: Record, head: Head, kind: str, row: TypedRow) -> AuthoredItem | None:
    """Read a row of a type that only a bank names so; None for any other type."""
    match kind.casefold():
        case "single-best-answer" | "multiple-response" as name if (right := _places(row)) is not None:
            choices = [Choice(text, float(place in right), row.why(place)) for place, text in row.options.items()]
            return make_choice(record, head, choices, single=name == "single-best-answer")
        case "true-false" if row.options:
            return _true_false(head, row)
        case "short-answer" if row.options:
            right = _places(row) or set(row.options)
            wordings = [Wording(one_line(text), float(i in right), row.why(i)) for i, text in row.options.items()]
            return make_typed(record, head, wordings)
        case "numeric" if row.options:
            ranges = [
                NumberRange(*_range(text), float(place == 1), row.why(place)) for place, text in row.options.items()
            ]
            return make_numeric(record, head, ranges)
        case "cloze":
            return make_cloze(record, Head("", head.explanation, head.tags), list(_gaps(head.stem, row)))
        case "ordering":
            return make_ordering(head, [Reasoned(text=text, why=row.why(i) or None) for i, text in row.options.items()])
        case "matching":
            return _matching(head, row)
        case "open":
            return make_open(record, head, row.key, list(row.options.values()))
        case _:
            return None


def _places(row: TypedRow) -> set[int] | None:
    """Read a key that lists the places of options; None for a key of another kind."""
    parts = [part for part in re.split(r"[\s,;]+", row.key) if part]
    places = {int(part) for part in parts if part.isdecimal() and len(part) < 3}
    return places if parts and len(places) == len(parts) and places <= row.options.keys() else None


def _true_false(head: Head, row: TypedRow) -> AuthoredItem:
    places = {text.casefold(): place for place, text in row.options.items()}
    right = _places(row) or {places.get(row.key.casefold(), 0)}
    if set(places) != {"true", "false"} or len(right) != 1 or not right <= row.options.keys():
        raise LeftOutError("the answer is neither true nor false", row.key)
    answer = places["true"] in right
    return make_true_false(head, answer=answer, why_true=row.why(places["true"]), why_false=row.why(places["false"]))


def _range(text: str) -> tuple[Decimal, Decimal]:
    low, _, high = text.partition(" to ")
    begin, end = read_number(low), read_number(high or low)
    if begin is None or end is None:
        raise LeftOutError("the answer is no number", text)
    return begin, end


def _gaps(text: str, row: TypedRow) -> Iterator[str | GapKey]:
    end = 0
    for place, found in enumerate(_GAP.finditer(text), 1):
        yield text[end : found.start()]
        further = [each.replace("\\|", "|").strip() for each in _BAR.split(row.options.get(place, ""))]
        yield GapKey(found.group(1), tuple(filter(None, further)), (), row.why(place), found.group(2) or "")
        end = found.end()
    yield text[end:]


def _matching(head: Head, row: TypedRow) -> AuthoredItem:
    pairs, spare = [], []
    for place, text in row.options.items():
        left, *right = (part.replace("\\---", "---").strip() for part in _DASHES.split(text, maxsplit=1))
        if not right:
            raise LeftOutError("a pair has no --- between its two sides", text)
        if left:
            pairs.append(Pair(prompt=left, choice=one_line(right[0]), why=row.why(place) or None))
        else:
            spare.append(one_line(right[0]))
    return make_matching(head, pairs, spare)
