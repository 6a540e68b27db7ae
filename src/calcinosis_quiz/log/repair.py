"""Examining a log row by row, and saving what is sound of a damaged one: the old file is kept whole."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final

from msgspec import MsgspecError, Struct, json

from calcinosis_quiz.files import write_file
from calcinosis_quiz.log.copies import COMPANIONS, abandon, free_name, remove
from calcinosis_quiz.log.errors import LogError, describe_damage, explained
from calcinosis_quiz.log.lock import Locks
from calcinosis_quiz.log.log import TABLES, AnswerLog, Kind, read_row
from calcinosis_quiz.log.opening import APPLICATION_ID, VERSION
from calcinosis_quiz.log.row_limits import find_fault
from calcinosis_quiz.log.rows import AnswerRow, EventRow, ReviewRow, Row, SessionRow
from calcinosis_quiz.log.schema import expected_parts, parts_of, read_number

_AT_ONCE: Final = 500  # rows
_ONE_BY_ONE: Final = 2000  # numbers that are tried after a row that cannot be read, before longer and longer steps
# What a row is given where the column itself is gone: nothing that scores or schedules rest on.
_WITHOUT_COLUMN: Final = {
    "content_hash": "",
    "shown_order": "[]",
    "session_uid": "",
    "position": 0,
    "policy": "right-or-wrong",
    "program_version": "",
    "paper": "[]",
    "policies": "[]",
    "origin": "",
}


class BadRow(Struct, frozen=True):
    """A row that cannot stand in a log: what is wrong with it, and what could be read of it."""

    table: str
    number: int
    fault: str
    values: dict[str, str | int | float | None]


class Examination(Struct, frozen=True):
    """What was found in a log; `flaws` are those of the file, in words."""

    rows: tuple[Row, ...]
    imported: frozenset[str]
    bad_rows: tuple[BadRow, ...]
    flaws: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Whether there is nothing to repair."""
        return not self.flaws and not self.bad_rows

    def describe(self) -> str:
        """Return what is wrong, as one line."""
        counted = f"{len(self.bad_rows)} row{'' if len(self.bad_rows) == 1 else 's'} cannot be used"
        first = f"{counted}; the first: {self.bad_rows[0].fault}" if self.bad_rows else ""
        return "; ".join([*self.flaws, *([first] if first else [])])


class Repair(Struct, frozen=True):
    """What came of a repair: where the damaged file is now, how many rows are in the new one, and where others are."""

    aside: Path
    rows: int
    bad_rows: int
    bad_rows_file: Path | None


def examine(path: Path) -> Examination:
    """Read a log whole; raises LogError when it cannot be opened, or is another program's or a newer one."""
    if not path.is_file():
        raise LogError(f"{path}: there is no such file. Check the path.")
    with explained(path), closing(sqlite3.connect(path)) as connection:
        connection.text_factory = _decode
        flaws = tuple(_flaws(connection, path))
        rows: list[Row] = []
        bad_rows: list[BadRow] = []
        for each in _every_row_of(connection):
            if isinstance(each, BadRow):
                bad_rows.append(each)
            else:
                rows.append(each)
        imported = set()
        with suppress(sqlite3.DatabaseError, UnicodeDecodeError):
            imported = {uid for (uid,) in connection.execute("SELECT uid FROM imported")}
    return Examination(tuple(rows), frozenset(imported), tuple(bad_rows), flaws)


def examine_copy(path: Path) -> Examination:
    """Examine a log that is only to be read: SQLite makes files of its own beside one that it opens."""
    from shutil import copyfile  # noqa: PLC0415 - both take 5 ms, and a quiz needs neither
    from tempfile import TemporaryDirectory  # noqa: PLC0415

    with explained(path), TemporaryDirectory() as folder:
        copy = Path(folder) / "history.db"
        for suffix in COMPANIONS[:2]:
            with suppress(FileNotFoundError):
                copyfile(path.with_name(path.name + suffix), copy.with_name(copy.name + suffix))
        return examine(copy)


def check(path: Path) -> None:
    """Raise LogError when there is something in a log that `repair` would mend."""
    found = examine(path)
    if not found.is_sound:
        raise LogError(f"{path}: {describe_damage(found.describe())}")


def repair(path: Path) -> Repair | None:
    """Check a log, and if it is damaged put a new one with all of its sound rows in its place.

    None when there is nothing to repair. A session that is open in another terminal goes on in the new file. Raises
    LogError when the file cannot be read or the new one not written.
    """
    with explained(path), Locks(path) as locks, locks.gate():
        if not path.is_file():
            return None
        holder = sqlite3.connect(path, isolation_level=None)
        with suppress(sqlite3.Error, UnicodeDecodeError):  # nobody appends meanwhile, where the file allows it
            holder.execute("BEGIN IMMEDIATE")
        found = examine(path)
        if found.is_sound:
            holder.close()
            return None
        fresh = path.with_name(f"{path.name}.repaired")
        remove(fresh)  # of a repair that was cut short
        with AnswerLog(fresh) as log:
            rows, _ = log.merge(found.rows, imported=found.imported)
        bad_rows_file = None
        if found.bad_rows:
            bad_rows_file = free_name(path, "unreadable")
            bad_rows_file = bad_rows_file.with_name(f"{bad_rows_file.name}.jsonl")
            write_file(bad_rows_file, b"".join(json.encode(row) + b"\n" for row in found.bad_rows), private=True)
        aside = _exchange(path, fresh)
        remove(fresh)  # its lock is left
        abandon(holder)
        return Repair(aside, rows, len(found.bad_rows), bad_rows_file)


def _exchange(path: Path, fresh: Path) -> Path:
    """Put a new file into the place of a log, in one step, and return where the old one is kept."""
    aside = free_name(path, "damaged")
    try:
        os.link(path, aside)
    except OSError:  # a disk without links
        path.rename(aside)
    for suffix in COMPANIONS[1:]:
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
    fresh.replace(path)
    return aside


def _flaws(connection: sqlite3.Connection, path: Path) -> Iterator[str]:
    try:
        found = connection.execute("PRAGMA integrity_check(1)").fetchall()
        parts, version = parts_of(connection), read_number(connection, "user_version")
        owner = read_number(connection, "application_id")
    except sqlite3.OperationalError:  # out of reach, not damaged
        raise
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # the latter from names that SQLite puts into messages
        yield str(error)
        return
    expected = expected_parts()
    missing = [f"{kind} {name}" for kind, name, _ in sorted(expected - parts)]
    if owner != APPLICATION_ID:
        if not parts or {("table", kind) for kind in ("session", "answer", "event")} - {each[:2] for each in parts}:
            raise LogError(f"{path} is not an answer log. Move it away, or set CALCINOSIS_QUIZ_HOME to another place.")
        yield "the mark of an answer log is missing"
    if version > VERSION and parts - expected:
        raise LogError(f"{path} was written by a newer version. Update calcinosis-quiz to go on with it.")
    if found != [("ok",)]:
        yield str(found[0][0]).partition("\n")[0]
    if missing:
        yield f"missing or changed: {', '.join(missing)}"
    if parts - expected:
        yield f"not of a log: {', '.join(f'{kind} {name}' for kind, name, _ in sorted(parts - expected))}"
    if version != VERSION:
        yield f"its version is given as {version}"


def _every_row_of(connection: sqlite3.Connection) -> Iterator[Row | BadRow]:
    yield from _rows_of(connection, SessionRow)
    yield from _rows_of(connection, AnswerRow)
    yield from _rows_of(connection, EventRow)
    yield from _rows_of(connection, ReviewRow)


def _rows_of(connection: sqlite3.Connection, kind: type[Kind]) -> Iterator[Kind | BadRow]:
    table = TABLES[kind]
    for number, record in _records(connection, table):
        filled = {name: value for name, value in _WITHOUT_COLUMN.items() if name in kind.__struct_fields__} | record
        try:
            row = read_row(kind, filled)
            fault = find_fault(row)
        except (MsgspecError, ValueError, TypeError, OverflowError, RecursionError) as error:
            fault = str(error)
        if fault is None:
            yield row
        else:
            yield BadRow(table, number, fault, {name: _readable(value) for name, value in record.items()})


def _readable(value: Any) -> str | int | float | None:  # noqa: ANN401 - whatever SQLite can hold
    raw = value.encode(errors="surrogateescape") if isinstance(value, str) else value
    return raw.decode(errors="backslashreplace") if isinstance(raw, bytes) else raw


def _records(connection: sqlite3.Connection, table: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Read the rows of a table by their numbers, so that a broken page costs the rows on it and no others."""
    connection.text_factory = _decode
    last = _last_number(connection, table)
    after, limit, failed = -(2**63), _AT_ONCE, 0
    while True:
        query = f"SELECT {table}_id, * FROM {table} WHERE {table}_id > ? ORDER BY 1 LIMIT ?"  # noqa: S608 - our own names
        try:
            cursor = connection.execute(query, (after, limit))
            rows = cursor.fetchall()
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            if limit > 1:
                limit = 1
                continue
            failed += 1
            after = max(after, 0) + (1 if failed < _ONE_BY_ONE else failed - _ONE_BY_ONE + 1)
            if after > last and failed > _ONE_BY_ONE:
                return
            continue
        if not rows:
            return
        names = [column[0] for column in cursor.description]
        for row in rows:
            yield row[0], dict(zip(names[1:], row[1:], strict=True))
        after, failed = rows[-1][0], 0
        limit = min(limit * 2, _AT_ONCE)


def _last_number(connection: sqlite3.Connection, table: str) -> int:
    with suppress(sqlite3.DatabaseError, UnicodeDecodeError):
        return connection.execute(f"SELECT max({table}_id) FROM {table}").fetchone()[0] or 0  # noqa: S608 - our own names
    return 0


def _decode(raw: bytes) -> str:
    return raw.decode(errors="surrogateescape")
