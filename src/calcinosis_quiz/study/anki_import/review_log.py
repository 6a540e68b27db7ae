"""The review log of a collection: which of our notes it has, and every row about them."""

import sqlite3
from collections.abc import Collection, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from msgspec import MsgspecError, Struct, convert

from calcinosis_quiz.study.anki_import.collection_file import AnkiFileError

_OLDEST, _NEWEST = 11, 18  # versions of the collection that Anki writes
_TABLES: Final = frozenset({"col", "notes", "cards", "revlog"})
_LONGEST: Final = 64 * 1024**2  # bytes of one value
_OURS: Final = "notes.guid IN (SELECT guid FROM ours)"


class Entry(Struct, frozen=True, array_like=True):
    """One row of the review log, as Anki keeps it.

    `guid` and `ordinal` name the card, `at` is in milliseconds since 1970, `rating` is 1 to 4, or 0 where nothing was
    asked, `ease` the ease or difficulty after it, 0 for none, and `kind` 0 learning, 1 review, 2 relearning,
    3 filtered deck, 4 set by hand, 5 rescheduled.
    """

    guid: str
    ordinal: int
    at: int
    rating: int
    ease: int
    milliseconds: int
    kind: int


class ReviewLog(Struct, frozen=True):
    """Our notes that were found, how many, and the rows about them by card and time; and other notes of our types."""

    notes: int
    entries: tuple[Entry, ...]
    strangers: tuple[str, ...]


def read_review_log(copy: Path, path: Path, guids: Collection[str], note_types: Collection[int]) -> ReviewLog:
    """Read what a collection says about notes by their GUIDs; `path` is what the user calls the file.

    `note_types` are the numbers of our note types, by which notes of banks that were not named are told. Raises
    AnkiFileError when the collection is damaged, no collection, or of a version that is not known.
    """
    try:
        with closing(sqlite3.connect(copy)) as collection:
            collection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
            collection.execute("PRAGMA trusted_schema = OFF")
            _check(collection, path)
            collection.execute("CREATE TEMP TABLE ours (guid TEXT PRIMARY KEY) WITHOUT ROWID")
            collection.executemany("INSERT INTO ours VALUES (?)", [(guid,) for guid in guids])
            return ReviewLog(*_read(collection, note_types))
    except (sqlite3.Error, MsgspecError, UnicodeDecodeError, OverflowError) as error:
        raise AnkiFileError(f"{path} is damaged or was cut short ({error}). Export it again in Anki.") from error


def _check(collection: sqlite3.Connection, path: Path) -> None:
    """Refuse what is no collection, before anything in it can be run: views and virtual tables are none."""
    tables = collection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE TABLE%'")
    if not {name for (name,) in tables} >= _TABLES:
        raise AnkiFileError(f"{path} is no collection of Anki's. Name an .apkg or .colpkg that Anki exported.")
    found = collection.execute("SELECT ver FROM col").fetchone()
    version = found[0] if found and isinstance(found[0], int) else 0
    if version > _NEWEST:
        raise AnkiFileError(f"{path} was written by a newer Anki. Update calcinosis-quiz to read it.")
    if version < _OLDEST:
        raise AnkiFileError(
            f"{path} was written by an Anki older than 2.0. Open it in a newer one and export it again."
        )


def _read(
    collection: sqlite3.Connection, note_types: Collection[int]
) -> tuple[int, tuple[Entry, ...], tuple[str, ...]]:
    (notes,) = collection.execute(f"SELECT count(*) FROM notes WHERE {_OURS}").fetchone()  # noqa: S608 - no input
    marks = ", ".join("?" * len(note_types))
    strangers: Sequence[tuple[Any, ...]] = collection.execute(
        f"SELECT guid FROM notes WHERE mid IN ({marks}) AND NOT {_OURS} ORDER BY guid",  # noqa: S608 - marks alone
        tuple(note_types),
    ).fetchall()
    rows = collection.execute(
        "SELECT notes.guid, cards.ord, revlog.id, revlog.ease, revlog.factor, revlog.time, revlog.type"  # noqa: S608
        " FROM notes JOIN cards ON cards.nid = notes.id JOIN revlog ON revlog.cid = cards.id"
        f" WHERE {_OURS} ORDER BY notes.guid, cards.ord, revlog.id"
    )
    return notes, convert(rows.fetchall(), tuple[Entry, ...]), convert([guid for (guid,) in strangers], tuple[str, ...])
