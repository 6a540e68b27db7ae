"""The export of the terminal's answer log, as CSV or as JSON Lines: the long format, one learner a file."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Final

from msgspec import DecodeError, json

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.problems import Problem
from calcinosis_quiz.item_analysis.responses.csv_text import Rows
from calcinosis_quiz.item_analysis.responses.long_table import read_long
from calcinosis_quiz.item_analysis.responses.table import Table

_SIGNS: Final = frozenset({"answered_at", "session_uid", "answer_uid"})


def is_log(header: Sequence[str]) -> bool:
    """Return whether a header is that of an exported log."""
    return "item" in header and bool(_SIGNS & set(header))


def read_log_rows(rows: Rows, library: Library) -> tuple[Table, list[Problem]]:
    """Read a log exported as CSV: oldest answer first, answers taken back left out, marks given again in force.

    Where no column says whose answers they are, the name of the file does.
    """
    place = {name: i for i, name in enumerate(rows.header)}

    def cell(cells: Sequence[str], name: str) -> str:
        return cells[place[name]].strip() if name in place else ""

    events = [cells for _, cells in sorted(rows.rows, key=lambda row: cell(row[1], "at")) if cell(cells, "answer_uid")]
    undone = {cell(cells, "answer_uid") for cells in events if cell(cells, "kind") == "undo"}
    marked = {
        cell(cells, "answer_uid"): cell(cells, "fraction") for cells in events if cell(cells, "kind") == "re-mark"
    }
    kept = []
    for line, cells in rows.rows:
        uid = cell(cells, "uid")
        if cell(cells, "row") == "review":
            continue  # a review in another program has no answer
        if cell(cells, "kind") not in {"", "answer"} or not cell(cells, "item") or (uid and uid in undone):
            continue
        if marked.get(uid) and "fraction" in place:
            cells = [marked[uid] if i == place["fraction"] else text for i, text in enumerate(cells)]  # noqa: PLW2901
        kept.append((line, cells))
    kept.sort(key=lambda row: cell(row[1], "answered_at"))
    return read_long(Rows(rows.file, rows.header, rows.header_line, tuple(kept)), library, PurePath(rows.file).stem)


def read_log_lines(file: str, text: str, library: Library) -> tuple[Table, list[Problem]]:
    """Read a log exported as JSON Lines, one object with the same keys a line."""
    problems: list[Problem] = []
    objects: list[tuple[int, dict[str, object]]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            objects.append((number, json.decode(line, type=dict[str, object])))
        except (DecodeError, UnicodeEncodeError, RecursionError) as error:
            message = f"expected an object a line, got: {error}. Export the log again."
            problems.append(Problem(file, number, "", "json-syntax", "error", message))
    header = tuple(dict.fromkeys(key for _, value in objects for key in value))
    rows = tuple((number, [_write(value.get(key)) for key in header]) for number, value in objects)
    if "item" not in header:
        message = "expected answers with the keys item and answer, got none. Export the log again."
        return Table((), ()), [*problems, Problem(file, 1, "", "missing-column", "error", message)]
    table, more = read_log_rows(Rows(file, header, 1, rows), library)
    return table, problems + more


def _write(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.encode(value).decode()
