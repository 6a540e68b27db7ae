"""SQLite files of strangers: only plain tables are read, and no longer than their size allows."""

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

_LONGEST: Final = 64 * 1024**2  # bytes of one value
_STEPS: Final = 50_000_000  # of SQLite's own machine, beside those that the size of the file allows
_STEPS_A_BYTE: Final = 50
_AT_ONCE: Final = 100_000  # steps between two looks
_READING: Final = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION})


def guard(connection: sqlite3.Connection, tables: Collection[str], size: int) -> None:
    """Let nothing run in an open file of `size` bytes but reading of tables; views and generated columns are none.

    Raises sqlite3.DatabaseError where one of `tables` is missing or is no plain table. A query that takes longer than
    a sound file of that size needs ends in sqlite3.OperationalError.
    """
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    connection.execute("PRAGMA trusted_schema = OFF")
    _count_steps(connection, _STEPS + _STEPS_A_BYTE * size)
    for table in tables:
        found = connection.execute(
            "SELECT type, rootpage, sql FROM sqlite_schema WHERE lower(name) = ?", (table.lower(),)
        ).fetchall()
        if len(found) != 1 or found[0][0] != "table" or not found[0][1] or not str(found[0][2]).startswith("CREATE T"):
            raise sqlite3.DatabaseError(f"{table} is no table")
        if any(column[-1] for column in connection.execute(f"PRAGMA table_xinfo({table})")):
            raise sqlite3.DatabaseError(f"{table} has a column that is computed")
    connection.set_authorizer(_allow_reading)


def bounded(rows: Iterator[Sequence[Any]], size: int) -> Iterator[Sequence[Any]]:
    """Yield rows, as long as their texts are no longer than the file that they come from.

    Raises sqlite3.DatabaseError beyond that: the rows of a damaged file may share their pages.
    """
    left = size
    for row in rows:
        left -= sum(len(value) for value in row if isinstance(value, str | bytes))
        if left < 0:
            raise sqlite3.DatabaseError("it holds more than its size allows")
        yield row


def _count_steps(connection: sqlite3.Connection, most: int) -> None:
    taken = 0

    def is_too_long() -> bool:
        nonlocal taken
        taken += _AT_ONCE
        return taken > most

    connection.set_progress_handler(is_too_long, _AT_ONCE)


def _allow_reading(action: int, _one: str | None, _other: str | None, _database: str | None, source: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _READING and source is None else sqlite3.SQLITE_DENY
