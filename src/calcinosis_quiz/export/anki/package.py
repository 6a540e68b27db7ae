"""Notes to an .apkg file: Anki's tables, written in one go."""

import io
import json
import lzma
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from html import escape
from typing import Any, Final

import genanki
from genanki.apkg_col import APKG_COL
from genanki.apkg_schema import APKG_SCHEMA

from calcinosis_quiz.export.anki.note_types import note_type_json, shapes
from calcinosis_quiz.export.anki.notes import FIELD_SEPARATOR, FIELDS, PUBLISHED_FIELDS
from calcinosis_quiz.export.anki.progress import (
    CREATED,
    Progress,
    find_progress,
    index_progress,
    new_schedule,
    review_rows,
    schedule_of,
)
from calcinosis_quiz.export.anki.release import StampedNote

PAGE_SIZE: Final = 4096
_LARGE: Final = 4 * 1024 * 1024  # bytes; from here on the hardest squeezing takes longer than all the rest
_LARGEST: Final = 64 * 1024 * 1024  # bytes that a small archive may unpack to
_LARGEST_RATIO: Final = 20  # beyond that, for each byte of it
# The first byte of a b-tree page, and the bytes of its header (SQLite file format, section 1.6).
_HEADERS: Final = {2: 12, 5: 12, 10: 8, 13: 8}
_FILE_HEADER: Final = 100
_VERSION: Final = slice(96, 100)  # of the SQLite that wrote last


def settle_database(database: bytes) -> bytes:
    """Clear what a SQLite file says of its writer: the version number, and stale bytes between the cells of a page."""
    settled = bytearray(database)
    settled[_VERSION] = bytes(4)
    for page in range(0, len(settled), PAGE_SIZE):
        header = page + (_FILE_HEADER if page == 0 else 0)
        size = _HEADERS.get(settled[header])
        if size is None:
            continue
        cells = int.from_bytes(settled[header + 3 : header + 5], "big")
        content = int.from_bytes(settled[header + 5 : header + 7], "big")
        begin, end = header + size + 2 * cells, page + content
        settled[begin:end] = bytes(end - begin)
    return bytes(settled)


def _check_size(archive: zipfile.ZipFile, largest: int) -> None:
    if sum(member.file_size for member in archive.infolist()) > largest:
        raise zipfile.BadZipFile("it unpacks to more than a deck has")


def zip_members(members: Mapping[str, bytes]) -> bytes:
    """Compress members in their order, with fixed dates and permissions."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            level = 1 if len(content) > _LARGE else 6
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, level)
    return buffer.getvalue()


def read_members(package: bytes) -> dict[str, bytes]:
    """Uncompress an archive; raises zipfile.BadZipFile when it is none, is damaged or unpacks to far too much."""
    with _opened(package) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def read_member(package: bytes, name: str) -> bytes:
    """Uncompress one member of an archive; raises zipfile.BadZipFile as `read_members` does, and when there is none."""
    with _opened(package) as archive:
        return archive.read(name)


@contextmanager
def _opened(package: bytes) -> Iterator[zipfile.ZipFile]:
    """Open an archive that may be a stranger's; whatever is wrong with it becomes zipfile.BadZipFile."""
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            _check_size(archive, _LARGEST + _LARGEST_RATIO * len(package))
            yield archive
    except zipfile.BadZipFile:
        raise
    except (KeyError, ValueError, EOFError, OSError, RuntimeError, NotImplementedError, OverflowError) as error:
        raise zipfile.BadZipFile(str(error)) from error
    except (zlib.error, struct.error, lzma.LZMAError) as error:
        raise zipfile.BadZipFile(str(error)) from error


COLLECTION: Final = "collection.anki2"
_PRIVATE: Final = FIELD_SEPARATOR * (len(FIELDS) - len(PUBLISHED_FIELDS))
_COL_COLUMNS: Final = "id, crt, mod, scm, ver, dty, usn, ls, conf, models, decks, dconf, tags"

_NoteRow = tuple[int, str, int, int, int, str, str, str, int, int, str]
_CardRow = tuple[int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, str]


def build_package(
    notes: Sequence[StampedNote],
    deck_name: str,
    description: str = "",
    *,
    media: Mapping[str, bytes] | None = None,
    progress: Iterable[Progress] = (),
) -> bytes:
    """Build an Anki package holding one deck; the same input gives the same bytes.

    `notes`: in the order in which new cards are to be learnt. `media`: files by the names that the notes
    use. `progress`: a learner's schedule, for a first import.
    """
    deck_number = number_deck(deck_name)
    places = {each.note.guid: place for place, each in enumerate(notes, 1)}
    notes = sorted(notes, key=lambda each: each.created)  # rows of one bank side by side compress best
    note_rows = list(_note_rows(notes))
    card_rows, log_rows = _card_rows(notes, note_rows, deck_number, places, progress)
    collection = _collection_row(notes, deck_number, deck_name, description)
    database = settle_database(_write_database(collection, note_rows, card_rows, log_rows))
    files = dict(sorted((media or {}).items()))
    names = {str(i): name for i, name in enumerate(files)}
    numbered = dict(zip(names, files.values(), strict=True))
    return zip_members({COLLECTION: database, "media": _write_json(names).encode(), **numbered})


def number_deck(name: str) -> int:
    """Derive a deck's number from its name: positive, stable, in the range that Anki uses."""
    return int.from_bytes(sha256(f"deck {name}".encode()).digest()[:5], "big") + (1 << 40)


def _note_rows(notes: Sequence[StampedNote]) -> Iterator[_NoteRow]:
    types = {name: shape.id for name, shape in shapes().items()}
    used: set[int] = set()
    for each in notes:
        note, number = each.note, each.created
        while number in used:  # two banks exported in the same moment
            number += 1
        used.add(number)
        fields = FIELD_SEPARATOR.join(note.fields) + _PRIVATE
        tags = f" {' '.join(note.tags)} " if note.tags else ""
        # Sort field and checksum are Anki's to work out: it does so for every note that it imports.
        yield number, note.guid, types[note.note_type], each.mod, -1, tags, fields, "", 0, 0, ""


def _card_rows(
    notes: Sequence[StampedNote],
    note_rows: Sequence[_NoteRow],
    deck_number: int,
    places: Mapping[str, int],
    progress: Iterable[Progress],
) -> tuple[list[_CardRow], list[tuple[int, ...]]]:
    known = index_progress(progress)
    rows: list[_CardRow] = []
    log: list[tuple[int, ...]] = []
    used: set[int] = set()
    moments: set[int] = set()
    for each, row in zip(notes, note_rows, strict=True):
        for ordinal in range(each.note.cards):
            number = row[0] + ordinal
            while number in used:
                number += 1
            used.add(number)
            learnt = find_progress(known, each.note.guid, ordinal) if known else None
            plan = schedule_of(learnt) if learnt else new_schedule(places[each.note.guid])
            placed = (number, row[0], deck_number, ordinal, each.mod, -1)
            planned = (plan.type, plan.queue, plan.due, plan.interval, plan.factor, plan.reps, plan.lapses)
            rows.append((*placed, *planned, 0, 0, 0, 0, plan.data))
            if learnt:
                log += review_rows(number, learnt.reviews, moments)
    return rows, log


def _collection_row(notes: Sequence[StampedNote], deck_number: int, name: str, description: str) -> tuple[Any, ...]:
    blank = _blank_collection()
    used = sorted({each.note.note_type for each in notes})
    models = {str(described["id"]): described for described in (note_type_json(each, deck_number) for each in used)}
    deck = genanki.Deck(deck_number, name, escape(description).replace("\n", "<br>")).to_json()
    decks = json.loads(blank["decks"]) | {str(deck_number): deck}
    # The newer way of counting days, without a time zone: due days then mean the same everywhere.
    conf = json.loads(blank["conf"]) | {"schedVer": 2, "creationOffset": 0}
    changed = max((each.mod for each in notes), default=1) * 1000
    texts = [_write_json(value) for value in (conf, models, decks)]
    return (1, CREATED, changed, changed, 11, 0, 0, 0, *texts, blank["dconf"], "{}")


@cache
def _blank_collection() -> dict[str, str]:
    """Give the settings of an empty collection as genanki writes them."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.executescript(APKG_SCHEMA + APKG_COL)
        row = connection.execute("SELECT conf, decks, dconf FROM col").fetchone()
    finally:
        connection.close()
    return {name: _write_json(json.loads(text)) for name, text in zip(("conf", "decks", "dconf"), row, strict=True)}


def _write_json(value: Any) -> str:  # noqa: ANN401 - any JSON value
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _write_database(
    collection: tuple[Any, ...],
    notes: Sequence[_NoteRow],
    cards: Sequence[_CardRow],
    log: Sequence[tuple[int, ...]],
) -> bytes:
    statements = [statement.strip() for statement in APKG_SCHEMA.split(";") if statement.strip()]
    indexes = [statement for statement in statements if statement.startswith("CREATE INDEX")]
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        # The settings, and indexes after the rows, so that no page holds what was there before.
        for setting in (f"page_size = {PAGE_SIZE}", "auto_vacuum = 0", "secure_delete = 1"):
            connection.execute(f"PRAGMA {setting}")
        connection.execute("BEGIN")
        for statement in statements:
            if statement not in indexes:
                connection.execute(statement)
        connection.execute(f"INSERT INTO col ({_COL_COLUMNS}) VALUES ({_marks(collection)})", collection)  # noqa: S608 - no input
        for table, rows in (("notes", notes), ("cards", cards), ("revlog", sorted(log))):
            if rows:
                connection.executemany(f"INSERT INTO {table} VALUES ({_marks(rows[0])})", rows)  # noqa: S608 - no input
        for statement in indexes:
            connection.execute(statement)
        connection.execute("COMMIT")
        return connection.serialize()
    finally:
        connection.close()


def _marks(row: Sequence[Any]) -> str:
    return ", ".join("?" * len(row))
