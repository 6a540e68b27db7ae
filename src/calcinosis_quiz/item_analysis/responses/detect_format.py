"""Files of any known format to tables."""

from typing import Final, Literal, assert_never

from msgspec import Struct

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.problems import Problem
from calcinosis_quiz.item_analysis.responses.csv_text import Rows, decode_text, read_rows
from calcinosis_quiz.item_analysis.responses.kahoot_report import is_kahoot, read_kahoot
from calcinosis_quiz.item_analysis.responses.learner_columns import join_name_columns
from calcinosis_quiz.item_analysis.responses.log_export import is_log, read_log_lines, read_log_rows
from calcinosis_quiz.item_analysis.responses.long_table import is_long, read_long
from calcinosis_quiz.item_analysis.responses.moodle_report import is_moodle, read_moodle, translate_header
from calcinosis_quiz.item_analysis.responses.platform_tables import read_platform, recognise
from calcinosis_quiz.item_analysis.responses.result_file import read_results
from calcinosis_quiz.item_analysis.responses.table import Attempt, Table
from calcinosis_quiz.item_analysis.responses.totals import drop_totals
from calcinosis_quiz.item_analysis.responses.wide_table import read_wide
from calcinosis_quiz.item_analysis.responses.workbooks import is_workbook, read_workbook

Format = Literal["wide", "long", "result", "log", "moodle", "platform"]


class ReadFile(Struct, frozen=True):
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


class Reading(Struct, frozen=True):
    """How files are to be read: the format, the encoding and the sheet where they are not to be found out.

    `items`: names of items besides those of the banks, such as those of a key.
    """

    format: Format | None = None
    encoding: str = ""
    sheet: str = ""
    items: frozenset[str] = frozenset()


_FOUND_OUT: Final = Reading()


def read_responses(file: str, raw: bytes, library: Library, reading: Reading = _FOUND_OUT) -> ReadFile:
    """Read a file in the format wanted, else in the one that its content shows."""
    wanted = reading.format
    notes: list[str] = []
    if is_workbook(raw):
        rows, problems, notes = read_workbook(file, raw, reading.sheet)
        if rows is None:
            return ReadFile(Table((), ()), tuple(problems), wanted or "wide")
        return _read_table(rows, problems, notes, library, reading)
    foreign = next((what for start, what in _FOREIGN.items() if raw.lstrip()[: len(start)].lower() == start), "")
    if foreign:
        problem = Problem(file, 0, "", "no-table", "error", f"expected a table of answers, got {foreign}.")
        return ReadFile(Table((), ()), (problem,), wanted or "wide")
    decoded = decode_text(file, raw, reading.encoding)
    if isinstance(decoded, Problem):
        return ReadFile(Table((), ()), (decoded,), wanted or "wide")
    text, guessed = decoded
    if guessed:
        notes.append(f"{file}: read as {_ENCODINGS[guessed]}, which is a guess: look at the names (--encoding decides)")
    if text.lstrip()[:1] == "{" and wanted in {None, "result", "log"}:
        head = text.lstrip()[:4000]
        if wanted == "log" or (wanted is None and '"calcinosis-quiz-result"' not in head and '"answers"' not in head):
            return _pack(read_log_lines(file, text, library), "log")
        return _pack(read_results(file, text, library), "result")
    if wanted == "result":
        return _pack(read_results(file, text, library), "result")
    rows, problems = read_rows(file, text)
    if rows is None:
        return ReadFile(Table((), ()), tuple(problems), wanted or "wide")
    return _read_table(rows, problems, notes, library, reading)


_WEB_PAGE: Final = "a web page, whatever its name. Open it in a spreadsheet program and save it as .xlsx or CSV"
_FOREIGN: Final = {
    b"<html": _WEB_PAGE,
    b"<!doctype html": _WEB_PAGE,
    b"<table": _WEB_PAGE,
    b"%pdf": "a PDF. Export the answers as CSV or a spreadsheet instead",
    b"\x1f\x8b": "a compressed file. Unpack it and name what is in it",
    b"\x89png": "a picture. Type the answers into the table that `form` writes",
    b"\xff\xd8\xff": "a picture. Type the answers into the table that `form` writes",
}
"""Files that are sent in place of a table, by how they begin in lower case."""

_ENCODINGS: Final = {"utf-16-le": "UTF-16", "cp1252": "Windows-1252", "mac_roman": "Mac Roman"}


def _read_table(rows: Rows, problems: list[Problem], notes: list[str], library: Library, reading: Reading) -> ReadFile:
    if rows.titles:
        notes.append(f"{rows.file}: left out: {rows.titles} row{'' if rows.titles == 1 else 's'} above the header")
    kind = reading.format or detect(rows)
    match kind:
        case "long":
            table, more = read_long(rows, library)
        case "log":
            table, more = read_log_rows(rows, library)
        case "moodle":
            translated, said = translate_header(rows)
            table, more = read_moodle(translated, library)
            notes += said
        case "platform" if is_kahoot(rows.header):
            table, more, said = read_kahoot(rows, library, reading.items)
            notes += said
        case "platform":
            shape = recognise(rows)
            if shape is None:
                message = "expected the columns of a known program, got others. Leave --format out to read a table."
                problem = Problem(rows.file, rows.header_line, "", "unknown-platform", "error", message)
                return ReadFile(Table((), ()), (problem,), kind)
            table, more, said = read_platform(rows, shape, library, reading.items)
            notes += said
        case "wide":
            rows, joined = join_name_columns(rows)
            rows, left_out, of_totals = drop_totals(rows, {*library.questions, *reading.items})
            problems += of_totals
            table, more = read_wide(rows)
            notes += [f"{rows.file}: {note}" for note in joined]
            if left_out:
                notes.append(f"{rows.file}: left out: {', '.join(left_out)}")
        case "result":
            raise ValueError("result files are no table")
        case _:
            assert_never(kind)
    return ReadFile(table, (*problems, *more), kind, tuple(notes))


def detect(rows: Rows) -> Format:
    """Return the format that follows from the header."""
    if is_log(rows.header):
        return "log"
    if is_long(rows.header):
        return "long"
    if is_kahoot(rows.header) or recognise(rows):
        return "platform"
    return "moodle" if is_moodle(rows.header) else "wide"


def _pack(read: tuple[Table, list[Problem]], kind: Format) -> ReadFile:
    return ReadFile(read[0], tuple(read[1]), kind)
