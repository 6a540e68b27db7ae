"""The wide format: one row a learner, one column an item."""

from collections.abc import Sequence
from itertools import compress
from typing import Final

from calcinosis_quiz.bank.problems import Problem
from calcinosis_quiz.item_analysis.responses.csv_text import Rows, clean_cell, find_double_columns
from calcinosis_quiz.item_analysis.responses.table import Absent, Attempt, Column, Response, Table

ABOUT_THE_ATTEMPT: Final = ("round", "form", "fingerprint")
"""Columns that say something about the attempt, wherever they stand after the first one."""

_MISSING: Final = frozenset({"NA", "NaN", "nan", "null", "NULL", "."})
"""What statistics programs write for no value."""


def read_absence(text: str) -> Response:
    """Read a cell: nothing is blank, NA and its like are missing, anything else is an answer."""
    if not text:
        return Absent.BLANK
    return Absent.MISSING if text in _MISSING else text


def read_wide(rows: Rows) -> tuple[Table, list[Problem]]:
    """Read a wide table; the first column holds the learner.

    What an empty cell means is decided later, by what was asked (`absences.py`).
    """
    problems = find_double_columns(rows)
    about = {
        name.casefold(): place for place, name in enumerate(rows.header[1:], 1) if name.casefold() in ABOUT_THE_ATTEMPT
    }
    seen: set[str] = set()
    places = []
    for place, name in enumerate(rows.header[1:], 1):
        if name and place not in about.values() and name not in seen:
            places.append(place)
            seen.add(name)
    if not places:
        message = "expected a column for the learner and one for each item, got a single column. Check the delimiter."
        problems.append(Problem(rows.file, rows.header_line, "", "no-items", "error", message))
    attempts, kept = [], []
    for line, cells in rows.rows:
        learner = clean_cell(cells[0])
        if not learner:
            if not any(cells[place].strip() for place in places):
                continue  # a row of a prepared table that nobody has filled in
            message = "expected a learner in the first column, got an empty cell. Give each learner a code."
            problems.append(Problem(rows.file, line, "", "no-learner", "error", message))
            continue
        described = {name: cells[place].strip() for name, place in about.items()}
        attempts.append(Attempt(learner, rows.file, line, **described))
        kept.append(cells)
    columns = _read_columns(rows.header, places, kept)
    made = [Column(rows.header[place], tuple(column)) for place, column in zip(places, columns, strict=True)]
    return Table(tuple(attempts), tuple(made)), problems


def _read_columns(header: Sequence[str], places: Sequence[int], kept: Sequence[Sequence[str]]) -> list[list[Response]]:
    """Turn rows to columns, equal cells read once."""
    wanted = set(places)
    columns = list(compress(zip(*kept, strict=True), (place in wanted for place in range(len(header))))) if kept else []
    read: list[list[Response]] = []
    for column in columns or [()] * len(places):
        meaning = {cell: read_absence(clean_cell(cell)) for cell in dict.fromkeys(column)}
        read.append([meaning[cell] for cell in column])
    return read
