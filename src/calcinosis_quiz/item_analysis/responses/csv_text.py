"""Bytes to rows of CSV that know their line."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from io import StringIO
from itertools import islice
from typing import Final

from msgspec import Struct, structs

from calcinosis_quiz.bank.problems import Problem, quote
from calcinosis_quiz.bank.spreadsheets import guard_cell

MAX_BYTES: Final = 512 * 1024 * 1024
_DELIMITERS: Final = ",;\t|"
_LARGEST_CELL: Final = 2**31 - 1


class Rows(Struct, frozen=True):
    """A table: its header, each row with the line on which it begins, and how many title rows stood above."""

    file: str
    header: tuple[str, ...]
    header_line: int
    rows: tuple[tuple[int, list[str]], ...]
    titles: int = 0


def decode_text(file: str, raw: bytes, encoding: str = "") -> tuple[str, str] | Problem:
    """Read bytes as text: by the encoding named, else UTF-8, UTF-16 with its mark, or an older one that is a guess.

    Return the text and, where the encoding was guessed, its name.
    """
    if len(raw) > MAX_BYTES:
        message = f"expected at most {MAX_BYTES // 2**20} MiB, got {len(raw) / 2**20:.0f} MiB. Split the file."
        return Problem(file, 0, "", "file-too-large", "error", message)
    guessed = ""
    known = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    if len(raw) > 1 and not len(raw) % 2 and not raw[1:_SAMPLE:2].strip(b"\0") and b"\0" not in raw[:_SAMPLE:2]:
        known = guessed = "utf-16-le"  # as some programs write it, without its mark
    try:
        text = raw.decode(encoding or known)
    except UnicodeDecodeError as error:
        if encoding or known == "utf-16" or b"\0" in raw:
            line = raw.count(b"\n", 0, error.start) + 1
            advice = "Save the file as CSV UTF-8, or name its encoding with --encoding."
            message = f"expected {encoding or known.upper()} text, got the byte 0x{raw[error.start]:02x}. {advice}"
            return Problem(file, line, "", "encoding", "error", message)
        guessed = max(_OLDER_ENCODINGS, key=lambda name: _count_letters(raw.decode(name, "replace")))
        text = raw.decode(guessed, "replace")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        message = "expected text, got a NUL byte. Save the file as CSV UTF-8."
        return Problem(file, line, "", "nul-byte", "error", message)
    return text, guessed


_SAMPLE: Final = 400
_OLDER_ENCODINGS: Final = ("cp1252", "mac_roman")


def _count_letters(text: str) -> int:
    """Count accented letters against other signs beyond ASCII: a name has the first, a wrong guess the others."""
    return sum(1 if sign.isalpha() else -1 for sign in text if not sign.isascii())


def read_rows(file: str, text: str) -> tuple[Rows | None, list[Problem]]:
    """Split text into rows by the delimiter out of , ; tab and | that gives rows of equal width.

    Lines without any text are left out, and so are title rows above the header, in which at most half of the cells are
    filled. A row with another number of cells than the header is a problem, and left out as well, but for cells missing
    at its end and empty ones too many.
    """
    first, _, rest = text.partition("\n")
    if re.fullmatch(r"sep=.\r?", first):  # a line by which spreadsheets tell each other the delimiter
        delimiter, skipped, text = first[4], 1, rest
    else:
        delimiter, skipped = _choose_delimiter(text), 0
    problems: list[Problem] = []
    found: list[tuple[int, list[str]]] = []
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    end = skipped
    earlier = csv.field_size_limit(_LARGEST_CELL)
    try:
        for cells in reader:
            line, end = end + 1, reader.line_num + skipped
            if any(map(str.strip, cells)):
                found.append((line, cells))
    except csv.Error as error:
        message = f"not readable as CSV: {error}. Check the quotes of this line and the one before."
        problems.append(Problem(file, end + 1, "", "csv-syntax", "error", message))
    finally:
        csv.field_size_limit(earlier)
    if len(found) > 1 and all(len(cells) == 1 for _, cells in found) and re.search("[,;\t|]", found[0][1][0]):
        # Each line stands in quotes as a whole: a CSV file that was saved as CSV once more.
        inner, more = read_rows(file, "".join(f"{cells[0]}\n" for _, cells in found))
        lines = [line for line, _ in found]
        if inner is None:
            return None, more
        placed = tuple((lines[line - 1], cells) for line, cells in inner.rows)
        moved = [structs.replace(each, line=lines[each.line - 1]) for each in more if 0 < each.line <= len(lines)]
        return structs.replace(inner, rows=placed, header_line=lines[inner.header_line - 1]), [*problems, *moved]
    return arrange_rows(file, found, delimiter, problems)


def arrange_rows(
    file: str, found: Sequence[tuple[int, list[str]]], delimiter: str, problems: list[Problem]
) -> tuple[Rows | None, list[Problem]]:
    """Find the header among rows that hold something, and make the others as wide as it."""
    if not found:
        if not problems:
            message = "expected a header and rows, got an empty file."
            problems.append(Problem(file, 0, "", "empty-file", "error", message))
        return None, problems
    start = _find_header(found)
    header_line, header = found[start]
    used = max(_width_of(cells) for _, cells in found[start:])
    header = header[: max(1, used)]
    width = len(header)
    rows: list[tuple[int, list[str]]] = []
    for line, cells in found[start + 1 :]:
        kept = cells
        if len(cells) > width and not any(map(str.strip, cells[width:])):
            kept = cells[:width]  # empty cells at the end are a spreadsheet's habit
        if len(kept) > width:
            message = (
                f"expected {width} cells as in the header, got {len(kept)}. "
                f"Put quotes around a text with {delimiter!r} in it."
            )
            problems.append(Problem(file, line, "", "row-width", "error", message))
            continue
        rows.append((line, kept + [""] * (width - len(kept))))
    return Rows(file, tuple(cell.strip() for cell in header), header_line, tuple(rows), start), problems


def _choose_delimiter(text: str) -> str:
    lines = [line for line in islice(StringIO(text), 200) if line.strip()][:40]
    sample = "".join(lines)

    def fit(delimiter: str) -> tuple[float, int]:
        try:
            widths = [len(cells) for cells in csv.reader(StringIO(sample, newline=""), delimiter=delimiter) if cells]
        except csv.Error:
            return 0.0, 0
        usual = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
        return (widths.count(usual) / len(widths) if usual > 1 else 0.0), usual

    in_header = {each: re.sub(r'"[^"]*"', "", lines[0] if lines else "").count(each) for each in _DELIMITERS}
    return max(_DELIMITERS, key=lambda each: (fit(each)[0] > _MOSTLY, in_header[each], fit(each)))


_MOSTLY: Final = 0.6
"""A delimiter must give so many rows of one width; the others are damaged or titles."""


def _find_header(found: Sequence[tuple[int, list[str]]]) -> int:
    """Return which row is the header: the first in which more than half of the usual number of cells is filled."""
    counts = [sum(bool(cell.strip()) for cell in cells) for _, cells in found[:40]]
    usual = max(len(cells) for _, cells in found[:40])
    if usual < _LEAST_WIDTH:
        return 0
    for place, count in enumerate(counts[:_MOST_TITLES]):
        if count * 2 > usual:
            return place
    return 0


_LEAST_WIDTH: Final = 3
_MOST_TITLES: Final = 8


def _width_of(cells: Sequence[str]) -> int:
    """Count the cells up to the last one that holds something."""
    return next((place for place in range(len(cells), 0, -1) if cells[place - 1].strip()), 0)


_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def clean_cell(text: str) -> str:
    """Take out signs that nobody sees, such as marks of direction, and write full-width signs as plain ones."""
    text = text.strip()
    if text.isascii():
        return text
    seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return seen.translate(_FULL_WIDTH).strip()


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


def read_number(text: str) -> float | None:
    """Read a finite number with a decimal point or comma, or a percentage; None for anything else."""
    found = re.fullmatch(r"\s*([+-]?(?:\d{1,12}(?:[.,]\d{0,12})?|[.,]\d{1,12})(?:[eE][+-]?\d{1,2})?)\s*(%?)\s*", text)
    if not found:
        return None
    return float(found[1].replace(",", ".")) / (100 if found[2] else 1)
