"""Spreadsheets (.xlsx, .xls, .ods) to the same rows as a CSV file; a row's line is its number in the sheet."""

from typing import Final

from calcinosis_quiz.bank.problems import Problem, did_you_mean, quote
from calcinosis_quiz.imports.reading import Document, RefusedFileError
from calcinosis_quiz.imports.tables.grid import read_sheets
from calcinosis_quiz.item_analysis.responses.csv_text import Rows, arrange_rows
from calcinosis_quiz.item_analysis.responses.kahoot_report import SHEET as KAHOOT_SHEET

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_COMMA: Final = ","


def is_workbook(raw: bytes) -> bool:
    """Return whether a file is a spreadsheet, whatever its name says."""
    return raw.startswith((_ZIP, _OLE))


def read_workbook(file: str, raw: bytes, sheet: str = "") -> tuple[Rows | None, list[Problem], list[str]]:
    """Read a sheet: the one named, else the one where Kahoot lists answers, else the first visible one.

    Returns rows, problems and notes.
    """
    try:
        sheets, _ = read_sheets(Document(file, raw))
    except RefusedFileError as error:
        message = str(error).removeprefix(f"{file}: ")
        return None, [Problem(file, 0, "", "spreadsheet", "error", message)], []
    names = [each.name for each in sheets]
    if sheet and sheet not in names:
        message = f"expected a sheet of {', '.join(map(quote, names))}, got {quote(sheet)}.{did_you_mean(sheet, names)}"
        return None, [Problem(file, 0, "", "unknown-sheet", "error", message)], []
    wanted = sheet or next((name for name in names if name == KAHOOT_SHEET), names[0])
    chosen = next((each for each in sheets if each.name == wanted), None)
    found = [(row.number, list(row.cells)) for row in chosen.rows] if chosen else []
    rows, problems = arrange_rows(file, found, _COMMA, [])
    others = [name for name in names if chosen is None or name != chosen.name]
    notes = [f"{file}: read the sheet {quote(chosen.name)}"] if chosen else []
    if others and not sheet:
        notes = [f"{notes[0]}; --sheet reads another: {', '.join(map(quote, others))}"]
    return rows, problems, notes
