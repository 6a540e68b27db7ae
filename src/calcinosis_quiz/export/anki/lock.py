"""The lock file: what was published of every note, so that Anki sees as changed only what has changed.

Anki updates a note when its modification time has grown. One time for a whole deck would overwrite every edit
that a learner has made; a constant would never update anything. So each note has its own, raised when its content
changes, and the lock keeps it from one export to the next.
"""

from hashlib import sha256
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta, Struct, json, structs

from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.export.anki.note_types import Shape, check_shapes
from calcinosis_quiz.export.anki.notes import PUBLISHED_FIELDS, Note, NoteType

FORMAT: Final = 2
LOCK_SUFFIX: Final = ".anki-lock.json"
_ASKED: Final = tuple(PUBLISHED_FIELDS.index(name) for name in ("Question", "Options", "Answer"))
_RESTORE: Final = (
    "Restore it from version control, or rebuild it from the last deck that you released with --lock-from OLD.apkg."
)
Seconds = Annotated[int, Meta(gt=0, lt=253_402_300_800)]
"""Seconds since 1970, before the year 10000."""
Created = Annotated[int, Meta(gt=0, lt=253_402_300_800_000)]
"""Milliseconds since 1970, before the year 10000."""


class Stamp(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is known of a published note.

    `mod`: when its content changed last, in seconds since 1970. `created`: its number in Anki, in milliseconds since
    1970. `bank`: the bank that its item is in; empty where that is unknown. `text`: the digest of question and answer
    without the id; empty when an earlier version of the program wrote the lock. `retired`: its item has left the bank.
    """

    hash: Annotated[str, Meta(pattern="^[0-9a-f]{16}$")]
    mod: Seconds
    created: Created
    bank: str
    note_type: NoteType
    text: str = ""
    retired: bool = False


class Lock(Struct, frozen=True, kw_only=True):
    """All notes published of one namespace, and the shapes of the note types at the time."""

    namespace: str
    note_types: dict[NoteType, Shape] = {}
    notes: dict[str, Stamp] = {}


class _WrittenLock(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A lock file. `digest`: of all the rest, from format 2 on."""

    format: int
    namespace: str
    digest: str = ""
    note_types: dict[NoteType, Shape] = {}
    notes: dict[str, dict[str, Any]] = {}


def read_lock(raw: bytes, file: str) -> Lock:
    """Read a lock file of this version or an earlier one.

    Raises QuizError when it is no lock file, is newer, was edited, or knows other note types.
    """
    try:
        head = json.decode(raw, type=dict[str, msgspec.Raw])
        if json.decode(head.get("format", msgspec.Raw(b"0")), type=int) > FORMAT:
            raise QuizError(f"{file} was written by a newer calcinosis-quiz. Update the program.")
        written = json.decode(raw, type=_WrittenLock)
        # Format 1 kept the whole note of a retired item.
        notes = {item: stamp | {"retired": bool(stamp.get("retired"))} for item, stamp in written.notes.items()}
        lock = Lock(
            namespace=written.namespace,
            note_types=written.note_types,
            notes=msgspec.convert(notes, dict[str, Stamp]),
        )
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise QuizError(f"{file} is not a lock file: {error}. {_RESTORE}") from error
    if written.format > 1 and written.digest != _digest(lock):
        raise QuizError(f"{file} was changed by hand or by a merge: its digest does not fit. {_RESTORE}")
    if len({stamp.created for stamp in lock.notes.values()}) < len(lock.notes):
        raise QuizError(f"{file} gives two notes the same number. {_RESTORE}")
    check_shapes(lock.note_types)
    return lock


def write_lock(lock: Lock) -> bytes:
    """Write a lock file: sorted, one line a note, so that a difference reads well."""
    types: dict[str, bytes] = {name: json.encode(shape) for name, shape in lock.note_types.items()}
    notes = {item: json.encode(stamp) for item, stamp in lock.notes.items()}
    head = f'{{\n"format": {FORMAT},\n"namespace": "{lock.namespace}",\n"digest": "{_digest(lock)}",\n'
    return f'{head}"note_types": {_lines(types)},\n"notes": {_lines(notes)}\n}}\n'.encode()


def hash_note(note: Note) -> str:
    """Return 16 hex digits that change whenever Anki should update the note."""
    return sha256(json.encode((note.note_type, note.fields, note.tags))).hexdigest()[:16]


def hash_text(note: Note) -> str:
    """Return 16 hex digits that change with what the note asks and answers, and not with its id."""
    return sha256(json.encode([note.fields[i] for i in _ASKED])).hexdigest()[:16]


def was_published_as(note: Note, stamp: Stamp) -> bool:
    """Return whether a note is what was published, be it with the tags that earlier versions added."""
    if hash_note(note) == stamp.hash:
        return True
    formerly = tuple(sorted({*note.tags, *note.former_tags}))
    return hash_note(structs.replace(note, tags=formerly)) == stamp.hash


def _digest(lock: Lock) -> str:
    return sha256(json.encode((lock.namespace, lock.note_types, lock.notes), order="sorted")).hexdigest()[:16]


def _lines(entries: dict[str, bytes]) -> str:
    lines = [f'  "{name}": {value.decode()}' for name, value in sorted(entries.items())]
    return "{\n" + ",\n".join(lines) + "\n}"
