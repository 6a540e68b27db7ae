"""Opening the log file: making it, bringing an old one up to date, and setting a broken one aside."""

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.files import make_private_folder, write_file
from calcinosis_quiz.log.copies import COMPANIONS, copy_to, free_name, latest_copy, set_aside
from calcinosis_quiz.log.errors import LogError, code_of, describe_damage, is_damage
from calcinosis_quiz.log.lock import Locks
from calcinosis_quiz.log.schema import expected_parts, parts_of, read_number, read_schema, statements_of

_REVIEWS: Final = """
CREATE TABLE review (
    review_id       INTEGER PRIMARY KEY,
    uid             TEXT NOT NULL UNIQUE,
    bank            TEXT NOT NULL,
    item            TEXT NOT NULL,              -- id of the question
    rating          INTEGER NOT NULL CHECK (rating BETWEEN 0 AND 4),  -- 1 again to 4 easy; 0: the card was reset
    milliseconds    INTEGER,                    -- taken to answer
    origin          TEXT NOT NULL,              -- the program that it was made in
    reviewed_at     TEXT NOT NULL
) STRICT;
CREATE INDEX event_by_state ON event (kind) WHERE kind IN ('flag', 'unflag', 'suspend', 'unsuspend');
CREATE INDEX review_by_item ON review (bank, item, reviewed_at);
CREATE TRIGGER review_is_never_changed BEFORE UPDATE ON review BEGIN SELECT RAISE(ABORT, 'rows are never changed'); END;
CREATE TRIGGER review_is_never_deleted BEFORE DELETE ON review BEGIN SELECT RAISE(ABORT, 'rows are never deleted'); END;
"""

# A column is added at the end of the schema text that SQLite keeps, and leaves its rows as they are.
_RATINGS: Final = "ALTER TABLE answer ADD COLUMN rating INTEGER CHECK (rating BETWEEN 1 AND 4);"

_IMPORTS: Final = """
CREATE TABLE imported (
    uid             TEXT NOT NULL PRIMARY KEY   -- of a row that was given on another machine
) STRICT;
"""

MIGRATIONS: Final[dict[int, str]] = {1: _REVIEWS, 2: _RATINGS, 3: _IMPORTS}
VERSION: Final = 4
"""The version of schema.sql."""


APPLICATION_ID: Final = 0x43515A4C  # "CQZL": tells our files from other programs' databases
_OTHERS: Final = 0o077  # the permissions of everybody but the owner
_OUT_OF_REACH: Final = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY})
_PAUSE: Final = 0.02  # seconds between two attempts to make the file


def open_file(path: Path, busy_seconds: float, notify: Callable[[str], None]) -> sqlite3.Connection:
    """Open the log, making it if there is none; a file that is no database any more is set aside and replaced.

    On a disk that cannot be written the log can still be read. Raises LogError for another program's file and for
    one that a newer version wrote, sqlite3.Error and OSError for everything else that stands in the way.
    """
    if path.is_dir():
        raise LogError(f"{path} is a folder. Move it away, or set CALCINOSIS_QUIZ_HOME to another place.")
    make_private_folder(path.parent)
    if str(path) != ":memory:":
        _make_if_missing(path, notify)
        _close_to_others(path, notify)
    try:
        return _open(path, busy_seconds)
    except sqlite3.DatabaseError as error:
        if code_of(error) in _OUT_OF_REACH and path.is_file() and not _has_unmerged_rows(path):
            return _open_unwritable(path)
        if not is_damage(error):
            raise
    with Locks(path) as locks, locks.gate():
        try:
            return _open(path, busy_seconds)  # another terminal may have replaced it by now
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
        hint = _hint_at_copy(path)
        aside = set_aside(path)
        notify(f"The answer log was damaged. It was set aside as {aside}, and a new one was begun.{hint}")
        _make(path)
        return _open(path, busy_seconds)


def _make_if_missing(path: Path, notify: Callable[[str], None]) -> None:
    """Make the log where there is none; a file that was cut to nothing is set aside, since a log never is empty."""
    if path.exists() and path.stat().st_size:
        return
    with Locks(path) as locks, locks.gate():
        if path.exists() and path.stat().st_size:
            return
        hint = _hint_at_copy(path)
        if path.exists():
            aside = set_aside(path, "empty")
            notify(f"The answer log was cut to 0 bytes. It was set aside as {aside}, and a new one was begun.{hint}")
        elif any(path.with_name(path.name + suffix).exists() for suffix in COMPANIONS):
            aside = set_aside(path)  # SQLite would take what they hold for changes of the new log
            notify(
                f"The answer log is gone. What was left of it is kept as {aside}-wal, and a new one was begun.{hint}"
            )
        _make(path)


def _hint_at_copy(path: Path) -> str:
    copy = latest_copy(path)
    return f" `calcinosis-quiz history import {copy}` adds the answers of the latest copy." if copy else ""


def _make(path: Path) -> None:
    """Make an empty log, whole from the first moment on; one that another terminal has made meanwhile is left alone."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        _bring_up_to_date(connection, path)
        content = connection.serialize()
    try:
        write_file(path, content, private=True)
    except QuizError as error:
        if isinstance(error.__cause__, OSError) and not path.exists():
            raise error.__cause__ from error


def _close_to_others(path: Path, notify: Callable[[str], None]) -> None:
    """Take from other users the right to read a log and its copies that an earlier version gave them."""
    if os.name == "nt":
        return
    with suppress(OSError):  # on a disk that cannot be written, or that knows no permissions
        if path.stat().st_mode & _OTHERS:
            for each in (path, *path.parent.glob(f"{path.name}?*")):
                each.chmod(each.stat().st_mode & ~_OTHERS)
            notify(f"{path} could be read by other users of this machine. Now only you can read it.")


def _has_unmerged_rows(path: Path) -> bool:
    journal = path.with_name(f"{path.name}-wal")
    return journal.is_file() and journal.stat().st_size > 0


def _open_unwritable(path: Path) -> sqlite3.Connection:
    """Open a log on a disk that cannot be written, where SQLite can make no helper files; nothing can change there."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True, isolation_level=None)
    try:
        _check_owner(connection, path)
        version = read_number(connection, "user_version")
    except BaseException:
        connection.close()
        raise
    if version < VERSION:
        connection.close()
        raise LogError(f"{path} was written by an older version. Copy it to a disk that can be written to.")
    return connection


def _open(path: Path, busy_seconds: float) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None)
    try:
        _check_owner(connection, path)
        _use_write_ahead_log(connection, busy_seconds)
        connection.execute("PRAGMA synchronous = FULL")
        if read_number(connection, "user_version") != VERSION:
            _bring_up_to_date(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _use_write_ahead_log(connection: sqlite3.Connection, busy_seconds: float) -> None:
    """Switch to write-ahead logging; SQLite itself does not wait when another program is just doing the same."""
    end = time.monotonic() + busy_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if code_of(error) != sqlite3.SQLITE_BUSY or time.monotonic() >= end:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _check_owner(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse other programs' files and newer ones, before anything about them is changed."""
    if not connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        return
    version = read_number(connection, "user_version")
    if read_number(connection, "application_id") != APPLICATION_ID:
        raise LogError(f"{path} is not an answer log. Move it away, or set CALCINOSIS_QUIZ_HOME to another place.")
    if version < 1 or (version > VERSION and parts_of(connection) == expected_parts()):
        raise LogError(f"{path}: {describe_damage(f'its version is given as {version}')}")
    if version > VERSION:
        raise LogError(f"{path} was written by a newer version. Update calcinosis-quiz to go on with it.")


def _bring_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("BEGIN IMMEDIATE")  # another terminal may be doing the same
    try:
        _check_owner(connection, path)
        version = read_number(connection, "user_version")
        if not version:
            for statement in statements_of(read_schema()):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        elif version < VERSION:
            _back_up(path, version)
            for step in range(version, VERSION):
                _migrate(connection, path, step)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _migrate(connection: sqlite3.Connection, path: Path, step: int) -> None:
    try:
        for statement in statements_of(MIGRATIONS[step]):
            connection.execute(statement)
    except sqlite3.OperationalError as error:
        if code_of(error) != sqlite3.SQLITE_ERROR:
            raise
        raise LogError(f"{path}: {describe_damage(f'it is no file of version {step}: {error}')}") from error


def _back_up(path: Path, version: int) -> None:
    """Copy the file as it is."""
    with closing(sqlite3.connect(path)) as source:
        copy_to(source, free_name(path, f"version-{version}"))
