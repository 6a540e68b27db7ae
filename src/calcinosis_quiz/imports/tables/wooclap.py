"""Wooclap's tables: columns Type, Title, Correct, then a choice in each further column."""

import re
from collections.abc import Sequence
from typing import Final

from calcinosis_quiz.bank.items import AuthoredItem, Pair, Reasoned
from calcinosis_quiz.imports.compose.choices import Choice, make_choice
from calcinosis_quiz.imports.compose.numbers import NumberRange, make_numeric, read_number
from calcinosis_quiz.imports.compose.pairs import make_matching, make_ordering
from calcinosis_quiz.imports.compose.shared import Head
from calcinosis_quiz.imports.compose.texts import GapKey, make_cloze, make_open
from calcinosis_quiz.imports.plain_text import clean, one_line
from calcinosis_quiz.imports.reading import Document, Draft, LeftOutError, Loss, Place, Reading, Record
from calcinosis_quiz.imports.tables.grid import read_sheets

_GAP: Final = re.compile(r"\[([^\]]+)\]")


def read_wooclap(document: Document) -> Reading:
    """Read the questions of a Wooclap event."""
    sheets, noted = read_sheets(document)
    losses: list[Loss] = list(noted)
    drafts = []
    for sheet in sheets:
        for row in sheet.rows:
            kind, title, *fields = (*row.cells, "", "")
            if kind.casefold() == "type" or not kind:
                continue
            place = Place(document.name, 0 if sheet.name else row.number, f"row {row.number}" if sheet.name else "")
            record = Record(losses, place, one_line(title)[:60])
            item = record.attempt(lambda: _read_row(record, kind, clean(title), fields))  # noqa: B023 - called at once
            if item is not None:
                drafts.append(Draft(item, place))
    return Reading(tuple(drafts), tuple(losses))


def _read_row(record: Record, kind: str, title: str, fields: Sequence[str]) -> AuthoredItem:
    key, choices = fields[0] if fields else "", [clean(field) for field in fields[1:] if field]
    match kind.casefold().replace(" ", ""):
        case "mcq":
            right = {int(number) for number in re.findall(r"\d+", key)}
            options = [Choice(text, 1.0 if i in right else 0.0) for i, text in enumerate(choices, 1)]
            return make_choice(record, Head(title), options, single=len(right) == 1)
        case "openquestion":
            return make_open(record, Head(title), key or "; ".join(choices))
        case "guessnumber":
            return _number(record, title, key)
        case "matching":
            sides = [each.partition("---") for each in choices]
            pairs = [Pair(prompt=left.strip(), choice=one_line(right)) for left, dashes, right in sides if dashes]
            return make_matching(Head(title), pairs)
        case "sorting":
            return make_ordering(Head(title), [Reasoned(text=text) for text in choices])
        case "fillintheblanks":
            pieces = _GAP.split(title)
            return make_cloze(record, Head(""), [GapKey(each) if i % 2 else each for i, each in enumerate(pieces)])
        case _:
            raise LeftOutError("a type that has no right answer here", kind)


def _number(record: Record, title: str, key: str) -> AuthoredItem:
    number = read_number(key)
    if number is None:
        raise LeftOutError("the answer is no number", key)
    return make_numeric(record, Head(title), [NumberRange(number, number, 1.0)])
