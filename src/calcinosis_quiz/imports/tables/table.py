"""Tables with a question in each row: our own template, Kahoot, Quizizz and Wayground, and any with clear headings."""

import re
from collections.abc import Iterator
from typing import Final

from calcinosis_quiz.bank.items import AuthoredItem
from calcinosis_quiz.imports.compose.choices import Choice, make_choice, make_true_false
from calcinosis_quiz.imports.compose.numbers import NumberRange, make_numeric, read_number
from calcinosis_quiz.imports.compose.shared import Head
from calcinosis_quiz.imports.compose.texts import make_open
from calcinosis_quiz.imports.compose.typed import Wording, make_typed
from calcinosis_quiz.imports.identifiers import slug
from calcinosis_quiz.imports.pictures import take_picture
from calcinosis_quiz.imports.plain_text import ImageReference, clean, one_line
from calcinosis_quiz.imports.reading import (
    Document,
    Draft,
    LeftOutError,
    Loss,
    Place,
    Reading,
    Record,
    RefusedFileError,
    UnclearError,
)
from calcinosis_quiz.imports.tables.columns import Columns, find_columns, read_columns, role_of
from calcinosis_quiz.imports.tables.grid import Row, Sheet, read_sheets
from calcinosis_quiz.imports.tables.typed_rows import BANK_TYPES, TypedRow, read_typed_row, unquoted

_TRUTH: Final = {"true": True, "false": False, "wahr": True, "falsch": False, "vrai": True, "faux": False}
_PARTS: Final = re.compile(r"\s*(?:[,;/|&+]|\band\b|\bund\b)\s*")
_LETTER: Final = re.compile(r"(?:option|answer|choice|antwort)?\s*\(?([A-Za-z])[).]?", re.IGNORECASE)
_NUMBER: Final = re.compile(r"(?:option|answer|choice|antwort)?\s*\(?(\d{1,2})[).]?", re.IGNORECASE)
_NO_KEY: Final = re.compile(r"poll|survey|draw|slide|brainstorm|word cloud|opinion|rating", re.IGNORECASE)
_TYPED: Final = re.compile(r"fill.*|short.*|type.*answer|blank|text|open ended text", re.IGNORECASE)
_OPEN: Final = re.compile(r"open.*|essay|long.*|free.*", re.IGNORECASE)
_NUMERIC: Final = re.compile(r"numeric(al)?|number", re.IGNORECASE)
_TAG_ENDS: Final = re.compile(r"[,;]|\s+(?=[a-z0-9-]+(?:\s|$))")
_PROSE: Final = 4  # a row under the headings that explains them has a text of many words in most cells


def read_table(document: Document) -> Reading:
    """Read all sheets of a file that have headings, or those columns that the user named."""
    sheets, noted = read_sheets(document)
    losses: list[Loss] = list(noted)
    drafts: list[Draft] = []
    notes = []
    for sheet in sheets:
        columns = _columns(document, sheet)
        if columns is None:
            if len(sheets) > 1 and sheet.rows:
                losses.append(Loss("left out", _place(document, sheet, sheet.rows[0]), "", "a sheet without headings"))
            continue
        headings = sheet.rows[columns.first - 1].cells if columns.first else ()
        notes.append(f"{f'{sheet.name}: ' if sheet.name else ''}{columns.describe(headings)}")
        drafts += _read_sheet(document, sheet, columns, losses)
    if not notes:
        raise RefusedFileError(
            f"{document.name}: no row of headings such as Question, Option A, Option B, Correct was found. "
            "Say which column is what: --columns question=B,options=C-F,correct=G."
        )
    return Reading(tuple(drafts), tuple(losses), notes=tuple(notes))


def _columns(document: Document, sheet: Sheet) -> Columns | None:
    if document.columns:
        has_headings = bool(sheet.rows) and any(map(role_of, sheet.rows[0].cells))
        return read_columns(document.columns, has_headings) if sheet.rows else None
    return find_columns(sheet.rows)


def _place(document: Document, sheet: Sheet, row: Row) -> Place:
    return (
        Place(document.name, 0, f"sheet {sheet.name}, row {row.number}")
        if sheet.name
        else Place(document.name, row.number)
    )


def _read_sheet(document: Document, sheet: Sheet, columns: Columns, losses: list[Loss]) -> Iterator[Draft]:
    rows = sheet.rows[columns.first :]
    for row in document.watched(rows, len(rows)):
        stem = _cell(row, columns.question)
        has_more = any(_cell(row, place) for place in (*columns.options, columns.correct))
        if not stem and not has_more:
            continue  # a row number alone
        record = Record(losses, _place(document, sheet, row), one_line(stem)[:60])
        if _cell(row, columns.type).casefold() not in BANK_TYPES and _explains(row, columns):
            record.leave_out("a row that explains the headings")
            continue
        item = record.attempt(lambda: _read_row(record, row, columns))  # noqa: B023 - called at once
        if item is None:
            continue
        image = _cell(row, columns.image)
        picture = take_picture(record, [ImageReference(image, "")], document.find_file) if image else None
        topic = _cell(row, columns.topic)
        yield Draft(item, record.place, _cell(row, columns.title), "", (topic,) if topic else (), picture)


def _cell(row: Row, place: int | None) -> str:
    return unquoted(row.cells[place]) if place is not None and place < len(row.cells) else ""


def _explains(row: Row, columns: Columns) -> bool:
    """Return whether a row is the prose that templates have under their headings."""
    return (
        columns.correct is not None
        and len(_cell(row, columns.correct).split()) > _PROSE
        and bool(re.search(r"correct|option|answer", _cell(row, columns.correct), re.IGNORECASE))
    )


def _read_row(record: Record, row: Row, columns: Columns) -> AuthoredItem:
    kind, key = _cell(row, columns.type), _cell(row, columns.correct)
    tags = tuple(filter(None, map(slug, _TAG_ENDS.split(_cell(row, columns.tags)))))
    head = Head(clean(_cell(row, columns.question)), clean(_cell(row, columns.explanation)), tags)
    options = {i: clean(_cell(row, place)) for i, place in enumerate(columns.options, 1) if _cell(row, place)}
    whys = {i: clean(_cell(row, place)) for i, place in enumerate(columns.reasons, 1) if _cell(row, place)}
    if kind and (item := read_typed_row(record, head, kind, TypedRow(options, whys, clean(key)))) is not None:
        return item
    if kind and _NO_KEY.search(kind):
        raise LeftOutError("a type that has no right answer", kind)
    if kind and _OPEN.fullmatch(kind) and not options:
        return make_open(record, head, clean(key))
    if kind and _NUMERIC.fullmatch(kind):
        return _numeric(record, head, key)
    if (kind and _TYPED.fullmatch(kind)) or (not options and key and key.casefold() not in _TRUTH):
        wordings = list(options.values()) or [each.strip() for each in re.split(r"[|;]", key)]
        return make_typed(record, head, [Wording(one_line(text), 1.0) for text in wordings])
    if not options and key.casefold() in _TRUTH:
        return make_true_false(head, answer=_TRUTH[key.casefold()])
    right = _right_options(record, options, key)
    truth = {text.casefold(): i for i, text in options.items()}
    if set(truth) == {"true", "false"} and len(right) == 1:
        why_true, why_false = (whys.get(truth[name], "") for name in ("true", "false"))
        return make_true_false(head, answer=truth["true"] in right, why_true=why_true, why_false=why_false)
    several = len(right) > 1 or bool(re.search(r"checkbox|multiple.?(response|answer|select)", kind, re.IGNORECASE))
    choices = [Choice(text, 1.0 if i in right else 0.0, whys.get(i, "")) for i, text in options.items()]
    return make_choice(record, head, choices, single=not several)


def _numeric(record: Record, head: Head, key: str) -> AuthoredItem:
    number = read_number(key)
    if number is None:
        raise LeftOutError("the answer is no number", key)
    return make_numeric(record, head, [NumberRange(number, number, 1.0)])


def _right_options(record: Record, options: dict[int, str], key: str) -> set[int]:
    """Find which options a key names: by number, by letter, or by their text."""
    if not key:
        raise LeftOutError("no option is marked as right")
    by_text = {" ".join(text.casefold().split()): i for i, text in options.items()}
    whole = by_text.get(" ".join(key.casefold().split()))
    parts = [part for part in _PARTS.split(key.strip()) if part]
    if len(parts) == 1 and re.fullmatch(r"\d\.\d", key) and not whole:
        record.change("a key such as 1.3 was read as 1 and 3: a spreadsheet had made a number of it", key)
        parts = key.split(".")
    places = [_place_of(part) for part in parts]
    named = set(places) if places and all(place in options for place in places) else set()
    if whole is not None and named and named != {whole}:
        raise UnclearError("the key names one option by its text and another by its place", key)
    if whole is not None:
        return {whole}
    if named:
        return {place for place in named if place is not None}
    texts = {by_text.get(" ".join(part.casefold().split())) for part in re.split(r"\s*[;|\n]\s*|,\s+", key) if part}
    if texts and None not in texts:
        return {place for place in texts if place is not None}
    raise LeftOutError("the key names no option by number, letter or text", key)


def _place_of(part: str) -> int | None:
    if found := _NUMBER.fullmatch(part.strip()):
        return int(found.group(1))
    if found := _LETTER.fullmatch(part.strip()):
        return ord(found.group(1).upper()) - ord("A") + 1
    return None
