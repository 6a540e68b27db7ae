"""Files of any known format to tables."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.problems import Problem
from calcinosis_quiz.item_analysis.responses.csv_text import Rows, decode_text, read_rows
from calcinosis_quiz.item_analysis.responses.log_export import is_log, read_log_lines, read_log_rows
from calcinosis_quiz.item_analysis.responses.long_table import is_long, read_long
from calcinosis_quiz.item_analysis.responses.moodle_report import is_moodle, read_moodle
from calcinosis_quiz.item_analysis.responses.result_file import read_results
from calcinosis_quiz.item_analysis.responses.table import Attempt, Table
from calcinosis_quiz.item_analysis.responses.totals import drop_totals
from calcinosis_quiz.item_analysis.responses.wide_table import read_wide

Format = Literal["wide", "long", "result", "log", "moodle"]


@dataclass(frozen=True)
class ReadFile:
    """What a file held.

    `notes` say what was recognised and left out, `absent` are the learners who answered nothing. `repeats` means that
    learners answer items again by design, and their first answers count.
    """

    table: Table
    problems: tuple[Problem, ...]
    format: Format
    notes: tuple[str, ...] = ()
    absent: tuple[Attempt, ...] = ()

    @property
    def repeats(self) -> bool:
        """Return whether an item may be answered more than once."""
        return self.format == "log"


def read_responses(
    file: str, raw: bytes, library: Library, wanted: Format | None = None, items: Collection[str] = ()
) -> ReadFile:
    """Read a file in the format wanted, else in the one that its first lines show.

    `items`: names of items besides those of the banks, such as those of a key.
    """
    text = decode_text(file, raw)
    if isinstance(text, Problem):
        return ReadFile(Table((), ()), (text,), wanted or "wide")
    if text.lstrip()[:1] == "{" and wanted not in {"wide", "long", "moodle"}:
        head = text.lstrip()[:4000]
        if wanted == "log" or (wanted is None and '"calcinosis-quiz-result"' not in head and '"answers"' not in head):
            return _pack(read_log_lines(file, text, library), "log")
        return _pack(read_results(file, text, library), "result")
    if wanted == "result":
        return _pack(read_results(file, text, library), "result")
    rows, problems = read_rows(file, text)
    if rows is None:
        return ReadFile(Table((), ()), tuple(problems), wanted or "wide")
    kind = wanted or detect(rows)
    notes: list[str] = []
    match kind:
        case "long":
            table, more = read_long(rows, library)
        case "log":
            table, more = read_log_rows(rows, library)
        case "moodle":
            table, more = read_moodle(rows, library)
        case "wide":
            rows, left_out, problems_of_totals = drop_totals(rows, {*library.questions, *items})
            problems += problems_of_totals
            table, more = read_wide(rows)
            if left_out:
                notes.append(f"{file}: left out: {', '.join(left_out)}")
        case _:
            raise ValueError(f"{kind} is no table")  # result files were read above
    return ReadFile(table, (*problems, *more), kind, tuple(notes))


def detect(rows: Rows) -> Format:
    """Return the format that follows from the header."""
    if is_log(rows.header):
        return "log"
    if is_long(rows.header):
        return "long"
    return "moodle" if is_moodle(rows.header) else "wide"


def _pack(read: tuple[Table, list[Problem]], kind: Format) -> ReadFile:
    return ReadFile(read[0], tuple(read[1]), kind)
