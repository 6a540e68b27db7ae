"""Saving what can be read of a damaged log: the old file is kept whole, a new one takes its place."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from msgspec import MsgspecError, Struct

from calcinosis_quiz.log.errors import explained
from calcinosis_quiz.log.lock import Locks
from calcinosis_quiz.log.log import TABLES, AnswerLog, Kind, read_row
from calcinosis_quiz.log.opening import set_aside
from calcinosis_quiz.log.rows import AnswerRow, EventRow, ReviewRow, Row, SessionRow

_GAP: Final = 2000  # rows are numbered without gaps: so many after the last one that is known, there are no more


class Repair(Struct, frozen=True):
    """What came of a repair: where the damaged file is now, and how many rows of it stand in the new one."""

    aside: Path
    rows: int


def repair(path: Path) -> Repair | None:
    """Check a log, and if it is damaged put a new one with all of its readable rows in its place.

    None when there is nothing to repair. Raises LogError when the file cannot be read or the new one not written.
    """
    with explained(path), Locks(path) as locks, locks.gate():
        if not path.is_file() or _is_sound(path):
            return None
        fresh = path.with_name(f"{path.name}.repaired")
        for suffix in ("", "-wal", "-shm"):  # of a repair that was cut short
            fresh.with_name(fresh.name + suffix).unlink(missing_ok=True)
        with AnswerLog(fresh) as log:
            rows, _ = log.merge(_readable_rows(path))
        aside = set_aside(path)
        fresh.rename(path)
        return Repair(aside, rows)


def _is_sound(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as connection:
        try:
            return connection.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
        except sqlite3.OperationalError:  # out of reach, not damaged
            raise
        except sqlite3.DatabaseError:
            return False


def _readable_rows(path: Path) -> Iterator[Row]:
    with closing(sqlite3.connect(path)) as connection:
        yield from _rows_of(connection, SessionRow)
        yield from _rows_of(connection, AnswerRow)
        yield from _rows_of(connection, EventRow)
        yield from _rows_of(connection, ReviewRow)


def _rows_of(connection: sqlite3.Connection, kind: type[Kind]) -> Iterator[Kind]:
    """Look for each row by its number, so that a broken page costs the rows on it and no others."""
    table = TABLES[kind]
    number = missing = last = 0
    with suppress(sqlite3.DatabaseError):
        last = connection.execute(f"SELECT max({table}_id) FROM {table}").fetchone()[0] or 0  # noqa: S608 - our own names
    while number < last or missing < _GAP:
        number, missing = number + 1, missing + 1
        with suppress(sqlite3.DatabaseError, MsgspecError, ValueError, TypeError):
            query = f"SELECT * FROM {table} WHERE {table}_id = ?"  # noqa: S608 - our own names
            cursor = connection.execute(query, (number,))
            record = cursor.fetchone()
            if record is not None:
                names = [column[0] for column in cursor.description]
                yield read_row(kind, dict(zip(names, record, strict=True)))
                missing = 0
