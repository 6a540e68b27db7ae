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
    ProgressIndex,
    find_progress,
    index_progress,
    review_rows,
    schedule_of,
)
from calcinosis_quiz.export.anki.release import StampedNote

PAGE_SIZE: Final = 4096
_LARGE: Final = 4 * 1024 * 1024  # bytes; from here on the strongest compression takes longer than all the rest
_LARGEST: Final = 64 * 1024 * 1024  # bytes that a small archive may unpack to
_LARGEST_RATIO: Final = 20  # beyond that, for each byte of it
# The first byte of a b-tree page, and the bytes of its header (SQLite file format, section 1.6).
_HEADERS: Final = {2: 12, 5: 12, 10: 8, 13: 8}
_FILE_HEADER: Final = 100
_VERSION: Final = slice(96, 100)  # of the SQLite that wrote last


def settle_database(database: bytes) -> bytes | bytearray:
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
    return settled


def _check_size(archive: zipfile.ZipFile, largest: int) -> None:
    if sum(member.file_size for member in archive.infolist()) > largest:
        raise zipfile.BadZipFile("it unpacks to more than a deck has")


def zip_members(members: Mapping[str, bytes | bytearray]) -> bytes:
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
_INDEXES: Final = ("ix_cards_nid", "ix_revlog_cid")  # that an import looks rows up by; a collection has its own
_PRIVATE: Final = FIELD_SEPARATOR * (len(FIELDS) - len(PUBLISHED_FIELDS))
_COL_COLUMNS: Final = "id, crt, mod, scm, ver, dty, usn, ls, conf, models, decks, dconf, tags"

_NoteRow = tuple[int, str, int, int, int, str, str, str, int, int, str]
_PlacedNote = tuple[int, StampedNote]  # with its place among the new cards
_LogRow = tuple[int, ...]
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
    placed = sorted(
        enumerate(notes, 1), key=lambda each: each[1].created
    )  # notes of one bank side by side compress best
    collection = _collection_row(notes, deck_number, deck_name, description)
    database = settle_database(_write_database(collection, placed, deck_number, index_progress(progress)))
    files = dict(sorted((media or {}).items()))
    names = {str(i): name for i, name in enumerate(files)}
    numbered = dict(zip(names, files.values(), strict=True))
    return zip_members({COLLECTION: database, "media": _write_json(names).encode(), **numbered})


def number_deck(name: str) -> int:
    """Derive a deck's number from its name: positive, stable, in the range that Anki uses."""
    return int.from_bytes(sha256(f"deck {name}".encode()).digest()[:5], "big") + (1 << 40)


def _number_notes(placed: Sequence[_PlacedNote]) -> list[int]:
    """Number the notes as they were created; two banks exported in the same moment keep apart."""
    numbers: list[int] = []
    last = 0
    for _, each in placed:
        last = max(last + 1, each.created)
        numbers.append(last)
    return numbers


def _note_rows(placed: Sequence[_PlacedNote], numbers: Sequence[int]) -> Iterator[_NoteRow]:
    types = {name: shape.id for name, shape in shapes().items()}
    join_fields, join_tags = FIELD_SEPARATOR.join, " ".join
    for (_, each), number in zip(placed, numbers, strict=True):
        note = each.note
        tags = f" {join_tags(note.tags)} " if note.tags else ""
        fields = join_fields(note.fields) + _PRIVATE
        # Sort field and checksum are Anki's to work out: it does so for every note that it imports.
        yield number, note.guid, types[note.note_type], each.mod, -1, tags, fields, "", 0, 0, ""


def _card_rows(
    placed: Sequence[_PlacedNote], numbers: Sequence[int], deck_number: int, progress: ProgressIndex, log: list[_LogRow]
) -> Iterator[_CardRow]:
    """Make the rows of all cards; what they were reviewed goes to `log`."""
    last = 0
    moments: set[int] = set()
    for (place, each), note_number in zip(placed, numbers, strict=True):
        for ordinal in range(each.note.cards):
            last = max(last + 1, note_number + ordinal)
            learnt = find_progress(progress, each.note.guid, ordinal) if progress else None
            if learnt is None:
                yield last, note_number, deck_number, ordinal, each.mod, -1, 0, 0, place, 0, 0, 0, 0, 0, 0, 0, 0, ""
                continue
            plan = schedule_of(learnt)
            log += review_rows(last, learnt.reviews, moments)
            yield (
                *(last, note_number, deck_number, ordinal, each.mod, -1),
                *(plan.type, plan.queue, plan.due, plan.interval, plan.factor, plan.reps, plan.lapses),
                *(0, 0, 0, 0, plan.data),
            )


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
    """Return the settings of an empty collection as genanki writes them."""
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
    collection: tuple[Any, ...], placed: Sequence[_PlacedNote], deck_number: int, progress: ProgressIndex
) -> bytes:
    statements = [statement.strip() for statement in APKG_SCHEMA.split(";") if statement.strip()]
    tables = [statement for statement in statements if statement.startswith("CREATE TABLE")]
    indexes = [statement for statement in statements if any(name in statement for name in _INDEXES)]
    numbers = _number_notes(placed)
    log: list[_LogRow] = []
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        # The settings, and indexes after the rows, so that no page holds what was there before.
        for setting in (f"page_size = {PAGE_SIZE}", "auto_vacuum = 0", "secure_delete = 1", "journal_mode = OFF"):
            connection.execute(f"PRAGMA {setting}")
        connection.execute("BEGIN")
        for statement in tables:
            connection.execute(statement)
        connection.execute(f"INSERT INTO col ({_COL_COLUMNS}) VALUES ({_marks(13)})", collection)  # noqa: S608 - no input
        # Rows are made one by one as they are written: all at once they would take more room than the file.
        connection.executemany(f"INSERT INTO notes VALUES ({_marks(11)})", _note_rows(placed, numbers))  # noqa: S608 - no input
        cards = _card_rows(placed, numbers, deck_number, progress, log)
        connection.executemany(f"INSERT INTO cards VALUES ({_marks(18)})", cards)  # noqa: S608 - no input
        connection.executemany(f"INSERT INTO revlog VALUES ({_marks(9)})", sorted(log))  # noqa: S608 - no input
        for statement in indexes:
            connection.execute(statement)
        connection.execute("COMMIT")
        return connection.serialize()
    finally:
        connection.close()


def _marks(columns: int) -> str:
    return ", ".join("?" * columns)
