"""The lock: what was published of every note, so that only what has changed is new to Anki.

Anki updates a note when its modification time has grown. One time for a whole deck would overwrite every edit
that a learner has made; a constant would never update anything. So each note has its own, raised when its content
changes, and the lock keeps it from one export to the next.
"""

from hashlib import sha256
from typing import Final

import msgspec
from msgspec import Struct, json

from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.export.anki.note_types import Shape, check_shapes
from calcinosis_quiz.export.anki.notes import Note, NoteType

FORMAT: Final = 1


class Stamp(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is known of a published note.

    `mod`: seconds since 1970, when its content changed last. `created`: its number in Anki, milliseconds since 1970.
    `retired`: the note as it was published last, kept once its item has left the bank.
    """

    hash: str
    mod: int
    created: int
    bank: str
    note_type: NoteType
    retired: Note | None = None


class Lock(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All notes published of one namespace, and the shapes of the note types at the time."""

    format: int = FORMAT
    namespace: str
    note_types: dict[NoteType, Shape] = {}
    notes: dict[str, Stamp] = {}


def read_lock(raw: bytes, file: str) -> Lock:
    """Read a lock file; raises QuizError when it is none, is newer, or knows other note types."""
    advice = "Restore it from version control; without it, learners' own edits would be overwritten."
    try:
        head = json.decode(raw, type=dict[str, msgspec.Raw])
        if json.decode(head.get("format", msgspec.Raw(b"0")), type=int) > FORMAT:
            raise QuizError(f"{file} was written by a newer calcinosis-quiz. Update the program.")
        lock = json.decode(raw, type=Lock)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise QuizError(f"{file} is not a lock file: {error}. {advice}") from error
    check_shapes(lock.note_types)
    return lock


def write_lock(lock: Lock) -> bytes:
    """Write a lock file: sorted, one line a note, so that a difference reads well."""
    types: dict[str, bytes] = {name: json.encode(shape) for name, shape in lock.note_types.items()}
    notes = {item: json.encode(stamp) for item, stamp in lock.notes.items()}
    head = f'{{\n"format": {lock.format},\n"namespace": "{lock.namespace}",\n'
    return f'{head}"note_types": {_lines(types)},\n"notes": {_lines(notes)}\n}}\n'.encode()


def _lines(entries: dict[str, bytes]) -> str:
    lines = [f'  "{name}": {value.decode()}' for name, value in sorted(entries.items())]
    return "{\n" + ",\n".join(lines) + "\n}"


def hash_note(note: Note) -> str:
    """Give 16 hex digits that change whenever Anki should update the note."""
    return sha256(json.encode((note.note_type, note.fields, note.tags))).hexdigest()[:16]
