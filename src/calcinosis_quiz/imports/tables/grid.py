"""Files with tables to rows of texts, whatever program wrote them."""

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from msgspec import Struct

from calcinosis_quiz.imports.archives import Archive
from calcinosis_quiz.imports.reading import Document, Loss, Place, RefusedFileError
from calcinosis_quiz.imports.text_files import decode

_DELIMITERS: Final = ("\t", ";", ",", "|")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # begins .xls
_LOOKED_AT: Final = 40  # rows from which the delimiter is told
_MOST_CELLS: Final = 5_000_000
_CELL: Final = re.compile(rb'<(?:\w+:)?(?:c|row)\b[^>]*?\br="([A-Z]*)(\d+)"')
_NO_READER: Final = (
    "Spreadsheets need the extra `office`: install calcinosis-quiz[office], or save the sheet as CSV and import that."
)


class Row(Struct, frozen=True):
    """A row: its line or number, counted from 1, and its cells as texts."""

    number: int
    cells: tuple[str, ...]


class Sheet(Struct, frozen=True):
    """A table with its name; empty for a text file, in which a row's number is its line."""

    name: str
    rows: tuple[Row, ...]


def read_sheets(document: Document) -> tuple[tuple[Sheet, ...], tuple[Loss, ...]]:
    """Read all visible sheets of a spreadsheet, or the one table of a text file."""
    if document.content.startswith((b"PK", _OLE)):
        return _read_spreadsheet(document)
    text, losses = decode(document)
    return (Sheet("", read_rows(text)),), losses


def read_rows(text: str) -> tuple[Row, ...]:
    """Read delimited text; the delimiter is the one that gives rows of equal width."""
    first, _, rest = text.partition("\n")
    skipped = 0
    if found := re.fullmatch(r"sep=(.)", first.strip()):
        delimiter, text, skipped = found.group(1), rest, 1
    else:
        delimiter = _choose_delimiter(text)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    rows, begin = [], skipped + 1
    try:
        for cells in reader:
            rows.append(Row(begin, tuple(cell.strip() for cell in cells)))
            begin = reader.line_num + skipped + 1
    except csv.Error as error:
        raise RefusedFileError(f"line {begin}: not a table that can be read: {error}.") from None
    return tuple(row for row in rows if any(row.cells))


def _choose_delimiter(text: str) -> str:
    def fit(delimiter: str) -> tuple[float, int]:
        reader = csv.reader(io.StringIO(text), delimiter=delimiter)
        try:
            widths = [len(row) for row, _ in zip(reader, range(_LOOKED_AT), strict=False) if any(row)]
        except csv.Error:
            return 0.0, 0
        usual = max(set(widths), key=widths.count, default=1)
        return (widths.count(usual) / len(widths) if usual > 1 else 0.0), usual

    return max(_DELIMITERS, key=fit)


def _read_spreadsheet(document: Document) -> tuple[tuple[Sheet, ...], tuple[Loss, ...]]:
    if not document.content.startswith(_OLE):  # whose sheets cannot be larger than 65,536 by 256
        _refuse_far_cells(Archive(document.content, document.name))
    try:
        from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum  # noqa: PLC0415 - an extra
    except ImportError:
        raise RefusedFileError(f"{document.name}: {_NO_READER}") from None
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(document.content))
        visible = [each.name for each in book.sheets_metadata if each.visible == SheetVisibleEnum.Visible]
        hidden = [each.name for each in book.sheets_metadata if each.name not in visible]
        sheets = tuple(
            _to_sheet(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in visible
        )
    except (CalamineError, ValueError, OSError) as error:
        raise RefusedFileError(f"{document.name}: not a spreadsheet that can be read ({error}).") from None
    losses = [Loss("left out", Place(document.name, record=f"sheet {name}"), "", "a hidden sheet") for name in hidden]
    return sheets, tuple(losses)


def _to_sheet(name: str, rows: Sequence[Sequence[Any]]) -> Sheet:
    texts = (Row(i, tuple(map(_to_text, row))) for i, row in enumerate(rows, 1))
    return Sheet(name, tuple(row for row in texts if any(row.cells)))


def _to_text(value: Any) -> str:  # noqa: ANN401 - whatever a cell can hold
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case float():
            return f"{value:.15g}"
        case datetime() | date() | time() | timedelta():
            return str(value)
        case _:
            return str(value).strip()


def _refuse_far_cells(archive: Archive) -> None:
    """Look for cells far away before a reader sees them: it would ask for all the room between."""
    for name in archive.names:
        if "worksheets/" not in name or not name.endswith(".xml"):
            continue
        cells = {(letters, int(digits)) for letters, digits in _CELL.findall(archive.read(name))}
        width = max((_column_number(letters.decode()) for letters, _ in cells), default=0)
        height = max((number for _, number in cells), default=0)
        if max(width, 1) * height > _MOST_CELLS:
            raise RefusedFileError(
                f"{archive.name}: {name} has a cell in row {height:,}, column {width:,}. "
                "Delete what stands far away from the table, and save it again."
            )


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
