"""Rows and columns that sum others up: recognised by name and content, and left out."""

import re
from collections.abc import Collection, Sequence
from typing import Final

from msgspec import structs

from calcinosis_quiz.bank.problems import Problem, quote
from calcinosis_quiz.item_analysis.responses.csv_text import Rows, read_number

_NAMES: Final = frozenset(
    {"total", "totals", "sum", "sums", "average", "averages", "avg", "mean", "means", "score", "scores"}
    | {"points", "percent", "percentage", "grade", "result", "overall", "grand"}
    | {"summe", "gesamt", "gesamtpunkte", "punkte", "prozent", "durchschnitt", "mittel", "mittelwert", "note"}
    | {"ergebnis", "somme", "moyenne", "totale", "media", "promedio", "suma", "puntos", "totaal", "gemiddelde"}
)
_FILLERS: Final = frozenset({"of", "the", "class", "overall", "grand", "all", "correct", "in", "%", "number"})
_CLOSE: Final = 0.011
"""A mean rounded to two places is still that mean."""


def is_total_name(name: str) -> bool:
    """Return whether a name says that a row or column sums others up."""
    words = [word for word in re.split(r"[\s:()_/.-]+", name.casefold()) if word]
    return bool(set(words) & _NAMES) and all(word in _NAMES | _FILLERS for word in words)


def drop_totals(
    rows: Rows, items: Collection[str], about: Collection[int] = ()
) -> tuple[Rows, list[str], list[Problem]]:
    """Leave out rows and columns of totals; return what is left, what was left out, and the problems.

    A name alone is not enough: the numbers must be sums, means or percentages of the others, stand among letters, or
    in a row below all learners.
    `items`: names that are items, whatever they sound like. `about`: columns that hold no answers.
    """
    problems: list[Problem] = []
    left_out: list[str] = []
    places = [place for place in range(1, len(rows.header)) if place not in about]
    summing = [place for place in places if is_total_name(rows.header[place]) and rows.header[place] not in items]
    answers = [place for place in places if place not in summing]
    learners, sums = _part_rows(rows)
    for line, cells in [row for row in learners if _is_prose(row[1])]:
        learners.remove((line, cells))
        left_out.append(f"the text in line {line}")
    last = max((line for line, _ in learners), default=0)
    for line, cells in sums:
        columns = [(cells[place], [each[place] for _, each in learners]) for place in answers if cells[place].strip()]
        verdict = _compare(columns)
        if verdict == "no total":
            learners.append((line, cells))
        elif verdict == "differs" and line < last:
            problems.append(_explain(rows.file, line, "", "row", cells[0].strip()))
        elif verdict == "differs":
            left_out.append(f"the row {cells[0].strip()} in line {line}, whose numbers do not sum up the others")
        else:
            left_out.append(f"the row {cells[0].strip()} in line {line}")
    dropped = set()
    for place in summing:
        rows_of = [(cells[place], [cells[each] for each in answers]) for _, cells in learners if cells[place].strip()]
        verdict = _compare(rows_of)
        if verdict == "differs":
            problems.append(_explain(rows.file, rows.header_line, rows.header[place], "column", rows.header[place]))
        if verdict != "no total":
            dropped.add(place)
        if verdict == "total":
            left_out.append(f"the column {rows.header[place]}")
    if not dropped and len(learners) == len(rows.rows):
        return rows, left_out, problems
    kept = [place for place in range(len(rows.header)) if place not in dropped]
    trimmed = tuple(
        (line, [cells[place] for place in kept]) for line, cells in sorted(learners, key=lambda row: row[0])
    )
    return structs.replace(rows, header=tuple(rows.header[place] for place in kept), rows=trimmed), left_out, problems


_PROSE: Final = 6
"""Words: nobody's name, and no code."""


def _is_prose(cells: Sequence[str]) -> bool:
    """Return whether a row is a sentence and nothing else, as programs write above or below a table."""
    return len(cells[0].split()) >= _PROSE and not any(map(str.strip, cells[1:]))


def _part_rows(rows: Rows) -> tuple[list[tuple[int, list[str]]], list[tuple[int, list[str]]]]:
    learners: list[tuple[int, list[str]]] = []
    sums: list[tuple[int, list[str]]] = []
    for row in rows.rows:
        (sums if row[1][0] and is_total_name(row[1][0]) else learners).append(row)
    return learners, sums


def _compare(pairs: Sequence[tuple[str, Sequence[str]]]) -> str:
    """Compare numbers with the cells that they may sum up: `total`, `differs`, or `no total` where they are no numbers.

    Among letters any number is a total, for there is nothing to compare it with.
    """
    stated = [(_read_total(text), [read_number(cell) for cell in cells if cell.strip()]) for text, cells in pairs]
    if not stated or any(value is None for value, _ in stated):
        return "no total"
    known = [
        (value, [number for number in numbers if number is not None])
        for value, numbers in stated
        if value is not None and sum(number is not None for number in numbers) * 2 > len(numbers)
    ]
    if not known:
        return "total"
    return "total" if any(_holds(kind, known) for kind in ("sum", "mean", "percent")) else "differs"


def _holds(kind: str, known: Sequence[tuple[float, Sequence[float]]]) -> bool:
    for value, numbers in known:
        total = sum(numbers)
        wanted = {"sum": total, "mean": total / len(numbers), "percent": 100 * total / len(numbers)}[kind]
        if abs(value - wanted) > (0.6 if kind == "percent" else _CLOSE):
            return False
    return True


def _read_total(text: str) -> float | None:
    """Read `7`, `7 / 10` or `70 %`."""
    number = read_number(re.sub(r"(?<!\s)\s*+/\s*+\d+(?:[.,]\d+)?\s*$", "", text))
    return number


def _explain(file: str, line: int, path: str, what: str, name: str) -> Problem:
    message = (
        f"expected the {what} {quote(name)} to be the sum or the mean of the others, got other numbers. "
        f"Remove it, or give it another name if it is {'a learner' if what == 'row' else 'an item'}."
    )
    return Problem(file, line, path, "unclear-total", "error", message)
