"""The whole log as JSON Lines or CSV, and back: what another machine wrote is added once, however often it is read."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final, Literal

from msgspec import MsgspecError, convert, json, structs, to_builtins

from calcinosis_quiz.bank.problems import Problem
from calcinosis_quiz.log.row_limits import find_fault
from calcinosis_quiz.log.rows import AnswerRow, EventRow, ReviewRow, Row, SessionRow, write_time

Format = Literal["jsonl", "csv"]
_KINDS: Final[dict[str, type[Row]]] = {
    "session": SessionRow,
    "answer": AnswerRow,
    "event": EventRow,
    "review": ReviewRow,
}
_COLUMNS: Final = ("row", *dict.fromkeys(name for kind in _KINDS.values() for name in kind.__struct_fields__))
# Values that are lists or objects stand as JSON in a CSV cell, and so does a text that a spreadsheet would take for a
# formula, that holds line ends, or that could not be told from an empty cell.
_JSON_CELLS: Final = frozenset({"paper", "policies", "shown_order", "parts", "answer"})
_QUOTED: Final = tuple("=+-@'\"")
_LARGEST_CELL: Final = 2**31 - 1  # bytes: a long paper is more than the 128 KiB that csv reads by default


def write_rows(rows: Iterable[Row], form: Format) -> Iterator[str]:
    """Write rows as lines, each with its line end."""
    if form == "jsonl":
        for row in rows:
            yield json.encode(_describe(row)).decode() + "\n"
        return
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _write_cell(name, value) for name, value in _describe(row).items() if value is not None})
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def read_rows(text: str, name: str) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    """Read what write_rows wrote, of either form; every line that cannot be read is a problem with its number."""
    records = _read_csv(text) if text.startswith("row,") else _read_json_lines(text)
    rows: list[Row] = []
    problems: list[Problem] = []
    line = 1
    try:
        for number, record in records:
            line = number
            try:
                rows.append(_restore(record))
            except (MsgspecError, ValueError, OverflowError, ArithmeticError, RecursionError) as error:
                problems.append(_problem(name, line, error))
    except csv.Error as error:
        problems.append(_problem(name, line + 1, error))
    return tuple(rows), tuple(problems)


def _problem(name: str, line: int, error: Exception) -> Problem:
    message = f"expected a row of an exported log, found: {error}. It is left out."
    return Problem(name, line, "", "log-row", "error", message)


def _write_cell(name: str, value: object) -> object:
    is_quoted = isinstance(value, str) and (not value.isprintable() or not value or value.startswith(_QUOTED))
    return json.encode(value).decode() if is_quoted or name in _JSON_CELLS else value


def _read_cell(name: str, cell: str) -> object:
    if name in _JSON_CELLS or cell.startswith('"'):
        return json.decode(cell)
    return {"True": True, "False": False}.get(cell, cell) if name == "easy" else cell


def _describe(row: Row) -> dict[str, Any]:
    kind = next(name for name, each in _KINDS.items() if isinstance(row, each))
    values = {
        name: write_time(value) if isinstance(value, datetime) else to_builtins(value)
        for name, value in structs.asdict(row).items()
    }
    return {"row": kind, **values}


def _read_json_lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), 1):  # splitlines would cut at signs that JSON leaves as they are
        if line.strip():
            yield number, line


def _read_csv(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    earlier = csv.field_size_limit(_LARGEST_CELL)
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""))
        for record in reader:
            yield reader.line_num, record
    finally:
        csv.field_size_limit(earlier)


def _restore(record: str | dict[str, str]) -> Row:
    if isinstance(record, str):
        values = json.decode(record)
    else:
        values = {name: _read_cell(name, cell) for name, cell in record.items() if cell and name}
    kind = values.pop("row", None) if isinstance(values, dict) else None
    if not isinstance(kind, str) or kind not in _KINDS:
        raise ValueError("no kind of row is named")
    row: Row = convert(values, _KINDS[kind], strict=isinstance(record, str))
    fault = find_fault(row)
    if fault is not None:
        raise ValueError(fault)
    return row
