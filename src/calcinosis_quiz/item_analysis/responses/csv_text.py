"""Bytes to rows of CSV that know their line."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Final

from calcinosis_quiz.bank.problems import Problem, quote

MAX_BYTES: Final = 512 * 1024 * 1024
_DELIMITERS: Final = ",;\t"
_LARGEST_CELL: Final = 2**31 - 1
_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Rows:
    """A CSV file: its header, and each row with the line on which it begins."""

    file: str
    header: tuple[str, ...]
    header_line: int
    rows: tuple[tuple[int, list[str]], ...]


def decode_text(file: str, raw: bytes) -> str | Problem:
    """Read bytes as text: UTF-8, or UTF-16 with a byte order mark as spreadsheets write it."""
    if len(raw) > MAX_BYTES:
        message = f"expected at most {MAX_BYTES // 2**20} MiB, got {len(raw) / 2**20:.0f} MiB. Split the file."
        return Problem(file, 0, "", "file-too-large", "error", message)
    encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"expected UTF-8 text, got the byte 0x{raw[error.start]:02x}. Save the file as CSV UTF-8."
        return Problem(file, line, "", "encoding", "error", message)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        message = "expected text, got a NUL byte. Save the file as CSV UTF-8."
        return Problem(file, line, "", "nul-byte", "error", message)
    return text


def read_rows(file: str, text: str) -> tuple[Rows | None, list[Problem]]:
    """Split text into rows; the delimiter is the sign out of , ; and tab that the header holds most of.

    Lines without any text are left out. A row with another number of cells than the header is a problem, and left
    out as well, but for cells missing at its end and empty ones too many.
    """
    first, _, rest = text.partition("\n")
    if re.fullmatch(r"sep=.\r?", first):  # a line by which spreadsheets tell each other the delimiter
        delimiter, skipped, text = first[4], 1, rest
    else:
        first = next((line for line in StringIO(text) if line.strip()), "")
        bare = re.sub(r'"[^"]*"', "", first)
        delimiter, skipped = max(_DELIMITERS, key=bare.count), 0
    problems: list[Problem] = []
    header: tuple[str, ...] | None = None
    header_line = 0
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    end = skipped
    earlier = csv.field_size_limit(_LARGEST_CELL)
    try:
        for cells in reader:
            line, end = end + 1, reader.line_num + skipped
            if not any(map(str.strip, cells)):
                continue
            if header is None:
                header, header_line = tuple(cell.strip() for cell in cells), line
                continue
            width = len(header)
            if len(cells) > width and not any(map(str.strip, cells[width:])):
                cells = cells[:width]  # noqa: PLW2901 - empty cells at the end are a spreadsheet's habit
            if len(cells) > width:
                message = (
                    f"expected {width} cells as in the header, got {len(cells)}. "
                    f"Put quotes around a text with {delimiter!r} in it."
                )
                problems.append(Problem(file, line, "", "row-width", "error", message))
                continue
            rows.append((line, cells + [""] * (width - len(cells))))
    except csv.Error as error:
        message = f"not readable as CSV: {error}. Check the quotes of this line and the one before."
        problems.append(Problem(file, end + 1, "", "csv-syntax", "error", message))
    finally:
        csv.field_size_limit(earlier)
    if header is None:
        if not problems:
            message = "expected a header and rows, got an empty file."
            problems.append(Problem(file, 0, "", "empty-file", "error", message))
        return None, problems
    return Rows(file, header, header_line, tuple(rows)), problems


def find_double_columns(rows: Rows) -> list[Problem]:
    """List the columns whose name stands in the header twice, or is empty above cells that are not."""
    problems = []
    seen: set[str] = set()
    for place, name in enumerate(rows.header):
        if name and name in seen:
            message = f"expected each column once, got {quote(name)} again. Rename or remove one of them."
            problems.append(
                Problem(rows.file, rows.header_line, f"column {place + 1}", "duplicate-column", "error", message)
            )
        elif not name and any(cells[place].strip() for _, cells in rows.rows):
            message = "expected a name above every column, got none. Name the item."
            problems.append(
                Problem(rows.file, rows.header_line, f"column {place + 1}", "unnamed-column", "error", message)
            )
        seen.add(name)
    return problems


def write_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write CSV that no spreadsheet runs: an apostrophe stands before a text that would be a formula."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(guard_cell(cell) for cell in header)
    writer.writerows([guard_cell(cell) for cell in row] for row in rows)
    return out.getvalue()


def guard_cell(value: object) -> object:
    """Put an apostrophe before a text that a spreadsheet would run as a formula; numbers stay as they are."""
    if not isinstance(value, str) or not value.startswith(_FORMULA_SIGNS) or read_number(value) is not None:
        return value
    return f"'{value}"


def unguard_cell(text: str) -> str:
    """Take away the apostrophe that `guard_cell` put before a text."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(_FORMULA_SIGNS) else text


def read_number(text: str) -> float | None:
    """Read a finite number with a decimal point or comma, or a percentage; None for anything else."""
    found = re.fullmatch(r"\s*([+-]?(?:\d{1,12}(?:[.,]\d{0,12})?|[.,]\d{1,12})(?:[eE][+-]?\d{1,2})?)\s*(%?)\s*", text)
    if not found:
        return None
    return float(found[1].replace(",", ".")) / (100 if found[2] else 1)
