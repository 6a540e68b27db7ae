"""Packages made here, read back: what was published of a bank whose lock file is lost or too old."""

import sqlite3
import zipfile
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from typing import TypeVar

from msgspec import MsgspecError, convert, structs

from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.export.anki.lock import Created, Lock, Seconds, Stamp, hash_note, hash_text
from calcinosis_quiz.export.anki.note_types import shapes
from calcinosis_quiz.export.anki.notes import FIELD_SEPARATOR, FIELDS, PUBLISHED_FIELDS, Note
from calcinosis_quiz.export.anki.package import COLLECTION, read_member
from calcinosis_quiz.export.anki.release import StampedNote
from calcinosis_quiz.foreign_database import bounded, guard

T = TypeVar("T")
_Row = tuple[str, int, Seconds, Created, str, str]


def read_notes(package: bytes) -> dict[str, StampedNote]:
    """Read the notes of a package made here, by GUID; empty when it is none of ours, or damaged."""
    types = {shape.id: name for name, shape in shapes().items()}
    found = {}
    cards = Counter(note for (note,) in _read_rows(package, "SELECT nid FROM cards", list[tuple[int]]))
    rows = _read_rows(package, "SELECT guid, mid, mod, id, tags, flds FROM notes ORDER BY id", list[_Row])
    for guid, note_type, mod, number, tags, fields in rows:
        namespace, colon, item = guid.partition(":")
        texts = tuple(fields.split(FIELD_SEPARATOR))
        if note_type in types and colon and len(texts) == len(FIELDS) and cards[number]:
            note = Note(
                note_type=types[note_type],
                namespace=namespace,
                item=item,
                fields=texts[: len(PUBLISHED_FIELDS)],
                tags=tuple(tags.split()),
                cards=cards[number],
            )
            found[guid] = StampedNote(note, mod, number)
    return found


def read_times(package: bytes) -> dict[str, Seconds]:
    """Read when each note of a package made here changed last, by GUID; empty when it is none of ours, or damaged."""
    types = {shape.id for shape in shapes().values()}
    rows = _read_rows(package, "SELECT guid, mid, mod FROM notes ORDER BY id", list[tuple[str, int, Seconds]])
    return {guid: mod for guid, note_type, mod in rows if note_type in types}


def _read_rows(package: bytes, query: str, kind: type[list[T]]) -> list[T]:
    """Read the rows of a query as a kind of list; empty where the package is damaged."""
    try:
        database = read_member(package, COLLECTION)
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(database)
            guard(connection, ("notes", "cards"), len(database))
            rows = bounded(connection.execute(query), len(database))
            return convert([tuple(row) for row in rows], kind)
    except (zipfile.BadZipFile, sqlite3.Error, MsgspecError, UnicodeDecodeError, MemoryError):
        return []


def rebuild_lock(published: Mapping[str, StampedNote], lock: Lock, banks: Mapping[str, str]) -> Lock:
    """Add to a lock what a package says was published; of a note that both know, the later state counts.

    `published`: by GUID. `banks`: the bank of each item that there is now. Raises QuizError when the package holds
    nothing of the lock's namespace.
    """
    notes = {each.note.item: each for each in published.values() if each.note.namespace == lock.namespace}
    if not notes:
        others = sorted({each.note.namespace for each in published.values()})
        holds = f"notes of {' and '.join(others)}" if others else "no notes of this program"
        raise QuizError(
            f"The deck named with --lock-from holds {holds}, and none of {lock.namespace}. Name a deck of this bank."
        )
    stamps = dict(lock.notes)
    for item, each in notes.items():
        if item not in stamps or stamps[item].mod < each.mod:
            stamps[item] = Stamp(
                hash=hash_note(each.note),
                text=hash_text(each.note),
                mod=each.mod,
                created=each.created,
                bank=banks.get(item, stamps[item].bank if item in stamps else ""),
                note_type=each.note.note_type,
            )
    return structs.replace(lock, notes=stamps)


def check_not_older(lock: Lock, times: Mapping[str, Seconds], package: str) -> None:
    """Refuse a lock that knows less than the package that is about to be replaced; raises QuizError.

    `times`: of the notes of the package, by GUID.
    """
    later = []
    for guid, mod in times.items():
        namespace, _, item = guid.partition(":")
        if namespace == lock.namespace and (item not in lock.notes or lock.notes[item].mod < mod):
            later.append(item)
    if later:
        raise QuizError(
            f"The lock file is older than {package}, which holds a later state of {', '.join(sorted(later)[:3])}"
            f"{f' and {len(later) - 3} more' if len(later) > 3 else ''}. Restore the lock file of that export, or add "
            f"--lock-from {package}."
        )
