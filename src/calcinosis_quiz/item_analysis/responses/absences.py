"""Answers that are not there: left empty, not reached, never asked; and learners who answered nothing at all."""

from collections.abc import Collection, Sequence
from typing import Final

from msgspec import structs

from calcinosis_quiz.item_analysis.responses.key_files import KeyFile
from calcinosis_quiz.item_analysis.responses.table import Absent, Attempt, Column, Response, Table, select_attempts
from calcinosis_quiz.item_analysis.statistics.learner_sets import group_learners, pick

ABSENT_WORDS: Final = frozenset({"absent", "abwesend", "fehlt", "ausente", "assente", "afwezig"})
"""What a teacher writes into every cell of a learner who was not there."""


def blank_cells(table: Table, signs: Collection[str]) -> Table:
    """Read some texts, compared without regard to capitals, as questions left empty."""
    folded = {sign.strip().casefold() for sign in signs}
    if not folded:
        return table
    return Table(table.attempts, tuple(_blank_column(column, folded) for column in table.columns))


def _blank_column(column: Column, signs: set[str]) -> Column:
    meaning: dict[Response, Response] = {
        each: Absent.BLANK if isinstance(each, str) and each.strip().casefold() in signs else each
        for each in dict.fromkeys(column.responses)
    }
    return structs.replace(column, responses=tuple(meaning[each] for each in column.responses))


def settle_absences(table: Table, key_files: Sequence[KeyFile] = ()) -> tuple[Table, tuple[Attempt, ...]]:
    """Decide what every empty cell of a wide table means, and leave out the learners who answered nothing.

    An item was asked where a key of the learner's form holds it; where no key says so, it was asked if anybody on that
    form answered it. Empty cells of other items are missing, those after a learner's last answer not reached. Return
    the table and the attempts left out.
    """
    columns = [list(column.responses) for column in table.columns]
    answered = [False] * len(table.attempts)
    for column in columns:
        answered = [was or isinstance(cell, str) for was, cell in zip(answered, column, strict=True)]
    answered = [was and not _says_absent(columns, row) for row, was in enumerate(answered)]
    absent = [row for row, was in enumerate(answered) if not was]
    forms = [(attempt.form, attempt.fingerprint) for attempt in table.attempts]
    with_gaps = [place for place, column in enumerate(columns) if Absent.BLANK in set(column)]
    single = len(set(forms)) == 1
    for (_, fingerprint), rows in group_learners(forms).items() if with_gaps else ():
        asked = _list_asked(fingerprint, key_files, single)
        on_form = pick(range(len(forms)), rows)
        for place in with_gaps:
            column = columns[place]
            if table.columns[place].item in asked or any(isinstance(column[row], str) for row in on_form):
                continue
            for row in on_form:
                column[row] = Absent.MISSING
    _mark_not_reached(columns, with_gaps)
    made = tuple(
        structs.replace(column, responses=tuple(cells)) for column, cells in zip(table.columns, columns, strict=True)
    )
    settled = Table(table.attempts, made)
    if not absent:
        return settled, ()
    kept = select_attempts(settled, [row for row, was in enumerate(answered) if was])
    return kept, tuple(table.attempts[row] for row in absent)


def _says_absent(columns: Sequence[Sequence[Response]], row: int) -> bool:
    """Return whether every cell of a row that holds anything says that the learner was not there."""
    cells = (column[row] for column in columns)
    return all(cell.strip().casefold() in ABSENT_WORDS for cell in cells if isinstance(cell, str))


def _list_asked(fingerprint: str, key_files: Sequence[KeyFile], single: bool) -> set[str]:
    """List the items that the key of a form names; a key that names no form is that of a file with a single one."""
    fitting = [each for each in key_files if each.fingerprint == fingerprint and fingerprint]
    if not fitting and single:
        fitting = [each for each in key_files if not each.fingerprint]
    if not fitting and len(key_files) == 1 and not fingerprint:
        fitting = list(key_files)
    return {key.item for each in fitting for key in each.keys}


def _mark_not_reached(columns: Sequence[list[Response]], with_gaps: Sequence[int]) -> None:
    gaps = set(with_gaps)
    last = len(columns) - 1
    for row in range(len(columns[0]) if gaps else 0):
        for place in range(last, -1, -1):
            cell = columns[place][row]
            if cell is Absent.BLANK:
                columns[place][row] = Absent.NOT_REACHED
            elif cell is not Absent.MISSING:
                break
