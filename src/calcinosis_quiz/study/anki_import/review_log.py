"""The review log of a collection: which of our notes it has, and every row about them."""

import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path
from typing import Final

from msgspec import MsgspecError, Struct, convert

from calcinosis_quiz.foreign_database import bounded, guard
from calcinosis_quiz.study.anki_import.collection_file import AnkiFileError

_OLDEST, _NEWEST = 11, 18  # versions of the collection that Anki writes
_TABLES: Final = frozenset({"col", "notes", "cards", "revlog"})


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
    unknown: tuple[str, ...]


def read_review_log(copy: Path, path: Path, guids: Collection[str], note_types: Collection[int]) -> ReviewLog:
    """Read what a collection says about notes by their GUIDs; `path` is what the user calls the file.

    `note_types` are the numbers of our note types, by which notes of banks that were not named are told. Raises
    AnkiFileError when the collection is damaged, no collection, or of a version that is not known.
    """
    try:
        with closing(sqlite3.connect(copy)) as collection:
            _check(collection, path)
            size = sum(
                each.stat().st_size for each in copy.parent.iterdir()
            )  # what was not merged yet stands beside it
            guard(collection, _TABLES, size)
            _check_version(collection, path)
            return _read(collection, frozenset(guids), note_types, size)
    except (sqlite3.Error, MsgspecError, UnicodeDecodeError, OverflowError) as error:
        raise AnkiFileError(f"{path} is damaged or was cut short ({error}). Export it again in Anki.") from error


def _check(collection: sqlite3.Connection, path: Path) -> None:
    """Refuse what is no collection, before anything in it can be run: views and virtual tables are none."""
    tables = collection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE TABLE%'")
    if not {name for (name,) in tables} >= _TABLES:
        raise AnkiFileError(f"{path} is no collection of Anki's. Name an .apkg or .colpkg that Anki exported.")


def _check_version(collection: sqlite3.Connection, path: Path) -> None:
    found = collection.execute("SELECT ver FROM col").fetchone()
    version = found[0] if found and isinstance(found[0], int) else 0
    if version > _NEWEST:
        raise AnkiFileError(f"{path} was written by a newer Anki. Update calcinosis-quiz to read it.")
    if version < _OLDEST:
        raise AnkiFileError(
            f"{path} was written by an Anki older than 2.0. Open it in a newer one and export it again."
        )


def _read(collection: sqlite3.Connection, guids: frozenset[str], note_types: Collection[int], size: int) -> ReviewLog:
    """Read table by table: what a stranger's tables say twice would be multiplied by joining them."""
    ours: dict[int, str] = {}
    unknown: set[str] = set()
    for number, guid, note_type in bounded(collection.execute("SELECT id, guid, mid FROM notes"), size):
        if guid in guids:
            ours[number] = guid
        elif note_type in note_types:
            unknown.add(guid)
    cards = {
        card: (ours[note], ordinal)
        for card, note, ordinal in collection.execute("SELECT id, nid, ord FROM cards")
        if note in ours
    }
    rows = [
        (*cards[card], *rest)
        for card, *rest in collection.execute("SELECT cid, id, ease, factor, time, type FROM revlog")
        if card in cards
    ]
    entries = convert(rows, tuple[Entry, ...])
    in_order = sorted(entries, key=lambda entry: (entry.guid, entry.ordinal, entry.at))
    return ReviewLog(len(ours), tuple(in_order), tuple(sorted(convert(unknown, set[str]))))
