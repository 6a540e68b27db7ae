"""The tables of the log: the schema of today, and what a file has of it."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

_COMMENT: Final = re.compile(r"--[^\n]*")


def read_schema() -> str:
    """Return schema.sql."""
    file = Path(__file__).with_name("schema.sql")
    if file.is_file():
        return file.read_text(encoding="utf-8")
    from importlib.resources import files  # noqa: PLC0415 - takes 5 ms, and only an archive needs it

    return files("calcinosis_quiz").joinpath("log", "schema.sql").read_text(encoding="utf-8")


def statements_of(script: str) -> Iterator[str]:
    """Cut a script into statements, so that they run inside the transaction that is open."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement


def parts_of(connection: sqlite3.Connection) -> frozenset[tuple[str, str, str]]:
    """Return type, name and definition of every table, view, index and trigger, without comments and blanks."""
    rows = connection.execute("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
    return frozenset((kind, name, "".join(_COMMENT.sub("", str(sql)).split())) for kind, name, sql in rows)


def expected_parts() -> frozenset[tuple[str, str, str]]:
    """Return what `parts_of` gives for a new log."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for statement in statements_of(read_schema()):
            connection.execute(statement)
        return parts_of(connection)


def read_number(connection: sqlite3.Connection, pragma: str) -> int:
    """Return a whole number that SQLite keeps in the head of the file, such as user_version."""
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])
