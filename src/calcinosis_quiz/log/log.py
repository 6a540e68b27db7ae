"""The log: rows appended by any number of terminals at once, each durable before the next question is drawn."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from msgspec import Struct, convert, json, structs

from calcinosis_quiz.log.errors import explained
from calcinosis_quiz.log.opening import open_file
from calcinosis_quiz.log.rows import AnswerRow, EventRow, ReviewRow, Row, SessionRow, write_time

BUSY_SECONDS: Final = 10.0

Kind = TypeVar("Kind", SessionRow, AnswerRow, EventRow, ReviewRow)
TABLES: Final[dict[type[Struct], str]] = {
    SessionRow: "session",
    AnswerRow: "answer",
    EventRow: "event",
    ReviewRow: "review",
}
_JSON_COLUMNS: Final = frozenset({"paper", "policies", "shown_order", "parts", "answer"})


class AnswerLog:
    """An open log. Every append is on disk when the method returns."""

    def __init__(
        self, path: Path, notify: Callable[[str], None] = lambda _: None, busy_seconds: float = BUSY_SECONDS
    ) -> None:
        """Open the log, making it if there is none; `notify` is told when a damaged file was set aside.

        Other programs that hold the file are waited for, at most `busy_seconds`. Raises LogError when it cannot be
        opened, is another program's file, or comes from a newer version.
        """
        self.path = path
        with explained(path):
            self._connection = open_file(path, busy_seconds, notify)

    def __enter__(self) -> Self:
        """Give the log; it is closed at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the log."""
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def append(self, *rows: Row) -> None:
        """Write rows in one transaction: all of them are durable when this returns, or none is in the file."""
        with explained(self.path), self._transaction():
            for row in rows:
                self._insert(row)

    def merge(self, rows: Iterable[Row]) -> tuple[int, int]:
        """Add rows of another log, leaving out those already here; return how many were added and how many known."""
        added = known = 0
        with explained(self.path), self._transaction():
            for row in rows:
                if self._insert(row, " ON CONFLICT (uid) DO NOTHING"):
                    added += 1
                else:
                    known += 1
        return added, known

    def read(self, kind: type[Kind], where: str = "", values: Iterable[object] = ()) -> Iterator[Kind]:
        """Give rows of a kind in the order written; `where` is an SQL condition over its columns."""
        table = TABLES[kind]
        condition = f" WHERE {where}" if where else ""
        query = f"SELECT * FROM {table}{condition} ORDER BY {table}_id"  # noqa: S608 - table and condition are our own
        with explained(self.path):
            cursor = self._connection.execute(query, tuple(values))
            names = [column[0] for column in cursor.description]
            for record in cursor:
                yield read_row(kind, dict(zip(names, record, strict=True)))

    def query(self, sql: str, values: Sequence[object] | Mapping[str, object] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query of our own over the tables and the view current_answer."""
        with explained(self.path):
            return self._connection.execute(sql, values).fetchall()

    def stream(self, sql: str, values: Sequence[object] | Mapping[str, object] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query one by one: the log may be long."""
        with explained(self.path):
            yield from self._connection.execute(sql, values)

    def _insert(self, row: Row, on_conflict: str = "") -> bool:
        record = _write_row(row)
        columns, places = ", ".join(record), ", ".join("?" * len(record))
        table = TABLES[type(row)]
        sql = f"INSERT INTO {table} ({columns}) VALUES ({places}){on_conflict}"  # noqa: S608 - names of our own fields
        return self._connection.execute(sql, tuple(record.values())).rowcount == 1

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            raise


def _write_row(row: Struct) -> dict[str, object]:
    record: dict[str, object] = {}
    for name, value in structs.asdict(row).items():
        if name in _JSON_COLUMNS:
            record[name] = json.encode(value).decode()
        elif isinstance(value, datetime):
            record[name] = write_time(value)
        else:
            record[name] = int(value) if isinstance(value, bool) else value
    return record


def read_row(kind: type[Kind], record: dict[str, Any]) -> Kind:
    """Turn a record of the file into a row; raises msgspec's errors when it is none."""
    values = {
        name: json.decode(value) if name in _JSON_COLUMNS else value
        for name, value in record.items()
        if name in kind.__struct_fields__
    }
    return convert(values, kind, strict=False)
