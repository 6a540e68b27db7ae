"""The log: rows appended by any number of terminals at once, each durable before the next question is drawn."""

import sqlite3
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from msgspec import Struct, convert, json, structs

from calcinosis_quiz.files import make_private_folder
from calcinosis_quiz.log.copies import abandon, back_up_in_time, copy_to, free_name, has_name_aside, identity_of, remove
from calcinosis_quiz.log.errors import LogError, explained
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
    """An open log. Every append is on disk when the method returns.

    When the file is moved, deleted or replaced while it is open, by a program that syncs or restores, what was given
    is kept: in the file that `history repair` put into its place, else in a rescue file beside it.
    """

    def __init__(
        self, path: Path, notify: Callable[[str], None] = lambda _: None, busy_seconds: float = BUSY_SECONDS
    ) -> None:
        """Open the log, making it if there is none; `notify` is told what a user must know about the file.

        Other programs that hold the file are waited for, at most `busy_seconds`. Raises LogError when it cannot be
        opened, is another program's file, or comes from a newer version.
        """
        self.path = path
        self._file, self._notify, self._busy_seconds = path, notify, busy_seconds
        self._given: list[Row] = []
        with explained(path):
            self._open()

    def __enter__(self) -> Self:
        """Return the log; it is closed at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the log."""
        self.close()

    def close(self) -> None:
        """Close the file, once all that was given through it is known to be where the next start looks for it."""
        with explained(self.path):
            if not self._given or self._identity is None:
                self._connection.close()
                return
            self._follow()
            with suppress(sqlite3.Error, OSError):  # a disk with no room for a copy still has the log
                back_up_in_time(self._connection, self.path, time.time())
            self._connection.close()
            while not _holds(self._file, self._given):
                self._go_on_elsewhere(None)
                self._connection.close()

    def append(self, *rows: Row) -> None:
        """Write rows in one transaction: all of them are durable when this returns, or none is in the file."""
        with explained(self.path):
            try:
                self._add(rows)
            except sqlite3.Error:
                if not self._is_taken_away():
                    raise
            self._given += rows
            self._follow()

    def merge(self, rows: Iterable[Row], *, imported: Container[str] | None = None) -> tuple[int, int]:
        """Add rows of another log, leaving out those already here; return how many were added and how many known.

        `imported` holds the uids of rows that were given on other machines; None stands for all.
        """
        added = known = 0
        with explained(self.path), self._transaction():
            for row in rows:
                if self._insert(row, " ON CONFLICT (uid) DO NOTHING"):
                    added += 1
                    if imported is None or row.uid in imported:
                        self._connection.execute("INSERT OR IGNORE INTO imported VALUES (?)", (row.uid,))
                else:
                    known += 1
        return added, known

    def _open(self) -> None:
        while True:
            before = identity_of(self._file)
            self._connection = open_file(self._file, self._busy_seconds, self._notify)
            self._identity = identity_of(self._file)
            if before in {None, self._identity}:
                return
            abandon(self._connection)  # another file may have come in between: look again which one is open

    def _add(self, rows: Iterable[Row]) -> None:
        with self._transaction():
            for row in rows:
                self._insert(row)

    def _is_taken_away(self) -> bool:
        return self._identity is not None and identity_of(self._file) != self._identity

    def _follow(self) -> None:
        """Bring what was given to the place where the next start looks for it, if the file is no longer there."""
        while self._is_taken_away():
            abandoned = self._connection
            self._go_on_elsewhere(abandoned)
            abandon(abandoned)

    def _go_on_elsewhere(self, source: sqlite3.Connection | None) -> None:
        """Open the file that a repair has put in place of this one, else a rescue file, and add what was given."""
        if self._identity and identity_of(self.path) and has_name_aside(self.path, self._identity):
            self._file = self.path
            self._open()
            self.merge(self._given, imported=())
            self._notify(f"The answer log was repaired in another terminal. Your answers go on in {self.path}.")
        else:
            self._rescue(source)

    def _rescue(self, source: sqlite3.Connection | None) -> None:
        """Go on in a file beside the log: a copy of all that the log held, as far as that can be read."""
        make_private_folder(self.path.parent)
        self._file = free_name(self.path, "rescue")
        with suppress(sqlite3.Error, OSError):
            if source is not None:
                copy_to(source, self._file)
        try:
            self._open()
            self.merge(self._given, imported=())
        except (sqlite3.Error, LogError):  # the copy is no whole log
            self._connection.close()
            remove(self._file)
            self._open()
            self.merge(self._given, imported=())
        self._notify(
            f"The answer log {self.path} was moved or replaced while it was open. "
            f"Your answers are kept in {self._file}; the next start offers to add them."
        )

    def read(self, kind: type[Kind], where: str = "", values: Iterable[object] = ()) -> Iterator[Kind]:
        """Yield rows of a kind in the order written; `where` is an SQL condition over its columns."""
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
            for row in self._connection.execute(sql, values):  # noqa: UP028 - that would close it after the log
                yield row

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


def _holds(file: Path, rows: Sequence[Row]) -> bool:
    """Look into a log with fresh eyes: a file that was overwritten in place keeps its number."""
    uids = {row.uid for row in rows}
    try:
        with closing(sqlite3.connect(file.absolute().as_uri() + "?mode=rw", uri=True)) as connection:
            for table in TABLES.values():
                for uid in list(uids):
                    if connection.execute(f"SELECT 1 FROM {table} WHERE uid = ?", (uid,)).fetchone():  # noqa: S608 - our own
                        uids.discard(uid)
    except sqlite3.Error:
        return False
    return not uids


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
