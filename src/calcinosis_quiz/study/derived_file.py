"""The file of derived state: making it, and making it anew."""

import sqlite3
from pathlib import Path
from typing import Final

from calcinosis_quiz.log.errors import is_damage
from calcinosis_quiz.log.log import BUSY_SECONDS

VERSION: Final = 2  # of derived.sql and of what stands in its tables: another version is thrown away


def connect(path: Path) -> sqlite3.Connection:
    """Open the file, making it if there is none; one that is broken is made anew, empty."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _open(path)
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        remove(path)
        return _open(path)


def remove(path: Path) -> None:
    """Delete the file with what SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")  # it can be made anew
        if connection.execute("PRAGMA user_version").fetchone()[0] != VERSION:
            from importlib.resources import files  # noqa: PLC0415 - takes 5 ms, and only a new file needs it

            script = files("calcinosis_quiz").joinpath("study", "derived.sql").read_text(encoding="utf-8")
            tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
            drops = "".join(f"DROP TABLE IF EXISTS {name};" for (name,) in tables)
            connection.executescript(f"BEGIN IMMEDIATE; {drops} {script} PRAGMA user_version = {VERSION}; COMMIT;")
    except BaseException:
        connection.close()
        raise
    return connection
