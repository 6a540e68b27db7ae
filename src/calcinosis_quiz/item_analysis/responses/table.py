"""What learners answered, as a table: one row an attempt, one column an item."""

from collections.abc import Sequence
from enum import Enum
from typing import Final, TypeVar

from msgspec import Struct, structs

from calcinosis_quiz.bank.problems import Problem, quote

Value = TypeVar("Value")


class Absent(Enum):
    """Why there is no answer."""

    BLANK = "blank"  # seen and left empty
    MISSING = "missing"  # never asked, or lost
    NOT_REACHED = "not reached"  # after the learner's last answer


Response = str | Absent


class Attempt(Struct, frozen=True):
    """One learner in one round, and where in which file it stands."""

    learner: str
    file: str
    line: int
    round: str = ""
    form: str = ""
    fingerprint: str = ""


def name_form(attempt: Attempt) -> str:
    """Name the form that a learner sat, by its code where it has no name; empty where nothing is known."""
    return attempt.form or attempt.fingerprint


class Column(Struct, frozen=True):
    """The answers to one item, in the order of the attempts.

    `fractions` are marks from 0 to 1 that the file states (None: the answer is still to be marked), `seconds` the
    time taken, `confidences` the stated chance of being right from 0 to 1. An empty tuple means that the file says
    nothing about them. `lines` are only there where an answer has a line of its own.
    """

    item: str
    responses: tuple[Response, ...]
    fractions: tuple[float | None, ...] = ()
    seconds: tuple[float | None, ...] = ()
    confidences: tuple[float | None, ...] = ()
    lines: tuple[int, ...] = ()
    maximum: float = 1.0


class Table(Struct, frozen=True):
    """Answers as they were read; an answer is text in the letters and numbers of the bank."""

    attempts: tuple[Attempt, ...]
    columns: tuple[Column, ...]

    def place_of(self, column: Column, row: int) -> tuple[str, int]:
        """Return in which file and line an answer stands."""
        attempt = self.attempts[row]
        return attempt.file, column.lines[row] if column.lines and column.lines[row] else attempt.line


class AnswerCell(Struct, frozen=True, gc=False):
    """One answer of an attempt, with what the file says about it."""

    response: Response
    fraction: float | None = None
    seconds: float | None = None
    confidence: float | None = None
    line: int = 0


_NOTHING: Final = AnswerCell(Absent.MISSING)


def build_table(
    attempts: Sequence[Attempt],
    items: Sequence[str],
    answers: Sequence[dict[str, AnswerCell]],
    maxima: Sequence[tuple[str, float]] = (),
) -> Table:
    """Put answers together that were read one by one; `answers` holds for each attempt its answers by item."""
    maximum = dict(maxima)
    columns = []
    for item in items:
        cells = [given.get(item, _NOTHING) for given in answers]
        columns.append(
            Column(
                item,
                tuple(cell.response for cell in cells),
                _unless_empty([cell.fraction for cell in cells]),
                _unless_empty([cell.seconds for cell in cells]),
                _unless_empty([cell.confidence for cell in cells]),
                tuple(cell.line for cell in cells),
                maximum.get(item, 1.0),
            )
        )
    return Table(tuple(attempts), tuple(columns))


def _unless_empty(values: list[float | None]) -> tuple[float | None, ...]:
    return tuple(values) if any(value is not None for value in values) else ()


def cell_at(column: Column, row: int) -> AnswerCell:
    """Take one answer out of a column."""
    return AnswerCell(
        column.responses[row],
        column.fractions[row] if column.fractions else None,
        column.seconds[row] if column.seconds else None,
        column.confidences[row] if column.confidences else None,
        column.lines[row] if column.lines else 0,
    )


def join_tables(
    tables: Sequence[Table], same_answer_is_fine: bool = False, first_counts: Sequence[bool] = ()
) -> tuple[Table, list[Problem], int]:
    """Join tables by learner and round.

    Return the joined table, a problem for each answer that is there twice, and how many equal answers were dropped.
    The first of two answers is kept. With `same_answer_is_fine` two equal answers are no problem; a table for which
    `first_counts` holds repeats items by design (practice), and only its first answers count.
    """
    if len(tables) == 1 and not _repeats(tables[0]):
        return tables[0], [], 0
    attempts: dict[tuple[str, str], Attempt] = {}
    answers: dict[tuple[str, str], dict[str, AnswerCell]] = {}
    items: dict[str, float] = {}
    problems: list[Problem] = []
    dropped = 0
    for number, table in enumerate(tables):
        repeats_are_fine = bool(first_counts) and first_counts[number]
        for column in table.columns:
            items.setdefault(column.item, column.maximum)
        for row, attempt in enumerate(table.attempts):
            key = (attempt.learner, attempt.round)
            first = attempts.setdefault(key, attempt)
            if first is not attempt and not first.form and attempt.form:
                attempts[key] = structs.replace(
                    first, form=attempt.form, fingerprint=first.fingerprint or attempt.fingerprint
                )
            given = answers.setdefault(key, {})
            twice = []
            for column in table.columns:
                cell = cell_at(column, row)
                if cell.response is Absent.MISSING and cell.fraction is None:
                    continue
                file, line = table.place_of(column, row)
                earlier = given.get(column.item)
                if earlier is None:
                    given[column.item] = structs.replace(cell, line=line if file == attempts[key].file else 0)
                elif (same_answer_is_fine and _is_same(earlier, cell)) or repeats_are_fine:
                    dropped += 1
                else:
                    twice.append((column.item, line))
            if twice:
                problems.append(_explain_double(attempt, twice, attempts[key]))
    joined = build_table(list(attempts.values()), list(items), list(answers.values()), list(items.items()))
    return joined, problems, dropped


def _repeats(table: Table) -> bool:
    return len({(attempt.learner, attempt.round) for attempt in table.attempts}) < len(table.attempts)


def _is_same(one: AnswerCell, other: AnswerCell) -> bool:
    return (one.response, one.fraction) == (other.response, other.fraction)


def _explain_double(attempt: Attempt, twice: list[tuple[str, int]], first: Attempt) -> Problem:
    items = twice[0][0] if len(twice) == 1 else f"{twice[0][0]} and {len(twice) - 1} more items"
    round_named = f" in round {quote(attempt.round)}" if attempt.round else ""
    message = (
        f"expected one answer of a learner to an item, got a second one to {items} by {quote(attempt.learner)}"
        f"{round_named}, first seen at {first.file}:{first.line}. Remove one, or name the rounds."
    )
    return Problem(attempt.file, twice[0][1], "", "duplicate-answer", "error", message)


def select_attempts(table: Table, rows: Sequence[int]) -> Table:
    """Keep some attempts, and the items that any of them has to do with."""
    columns = []
    for column in table.columns:
        kept = structs.replace(
            column,
            responses=_take(column.responses, rows),
            fractions=_take(column.fractions, rows),
            seconds=_take(column.seconds, rows),
            confidences=_take(column.confidences, rows),
            lines=_take(column.lines, rows),
        )
        if any(response is not Absent.MISSING for response in kept.responses) or not rows:
            columns.append(kept)
    return Table(tuple(table.attempts[row] for row in rows), tuple(columns))


def _take(values: tuple[Value, ...], rows: Sequence[int]) -> tuple[Value, ...]:
    return tuple(values[row] for row in rows) if values else ()


def split_rounds(table: Table) -> dict[str, Table]:
    """Split a table by round, in the order in which rounds are sat.

    "pre" comes first and "post" last; other names in the order of their numbers or letters.
    """
    rows: dict[str, list[int]] = {}
    for row, attempt in enumerate(table.attempts):
        rows.setdefault(attempt.round, []).append(row)
    if len(rows) == 1:
        return dict.fromkeys(rows, table)

    def place(name: str) -> tuple[int, int, str]:
        number = int(name) if name.isdecimal() and len(name) < 10 else 0
        return {"pre": 0, "post": 2}.get(name.casefold(), 1), number, name

    return {name: select_attempts(table, rows[name]) for name in sorted(rows, key=place)}
