"""Files of any known format to tables."""

from dataclasses import dataclass
from typing import Literal

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.problems import Problem
from calcinosis_quiz.item_analysis.responses.csv_text import Rows, decode_text, read_rows
from calcinosis_quiz.item_analysis.responses.log_export import is_log, read_log_lines, read_log_rows
from calcinosis_quiz.item_analysis.responses.long_table import is_long, read_long
from calcinosis_quiz.item_analysis.responses.moodle_report import is_moodle, read_moodle
from calcinosis_quiz.item_analysis.responses.result_file import read_results
from calcinosis_quiz.item_analysis.responses.table import Table
from calcinosis_quiz.item_analysis.responses.wide_table import read_wide

Format = Literal["wide", "long", "result", "log", "moodle"]


@dataclass(frozen=True)
class ReadFile:
    """What a file held; `repeats` means that learners answer items again by design, and their first answers count."""

    table: Table
    problems: tuple[Problem, ...]
    format: Format

    @property
    def repeats(self) -> bool:
        """Return whether an item may be answered more than once."""
        return self.format == "log"


def read_responses(file: str, raw: bytes, library: Library, wanted: Format | None = None) -> ReadFile:
    """Read a file in the format wanted, else in the one that its first lines show."""
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
    match kind:
        case "long":
            table, more = read_long(rows, library)
        case "log":
            table, more = read_log_rows(rows, library)
        case "moodle":
            table, more = read_moodle(rows, library)
        case _:
            table, more = read_wide(rows)
    return ReadFile(table, (*problems, *more), kind)


def detect(rows: Rows) -> Format:
    """Return the format that follows from the header."""
    if is_log(rows.header):
        return "log"
    if is_long(rows.header):
        return "long"
    return "moodle" if is_moodle(rows.header) else "wide"


def _pack(read: tuple[Table, list[Problem]], kind: Format) -> ReadFile:
    return ReadFile(read[0], tuple(read[1]), kind)
