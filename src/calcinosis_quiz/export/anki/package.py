"""Notes to an .apkg file: the only place that knows genanki."""

import io
import itertools
import sqlite3
import zipfile
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final

import genanki

from calcinosis_quiz.export.anki.notes import FIELDS, Note, NoteType

# Numbers that Anki tells note types, fields and templates apart by. Once released they stay for ever:
# another number is another note type, and a learner's cards would not follow.
_NOTE_TYPES: Final[dict[NoteType, tuple[int, str, int]]] = {
    "choice": (1763848801001, "Calcinosis Quiz: choice", genanki.Model.FRONT_BACK),
    "cloze": (1763848801002, "Calcinosis Quiz: cloze", genanki.Model.CLOZE),
    "typed": (1763848801003, "Calcinosis Quiz: typed", genanki.Model.FRONT_BACK),
    "prompt": (1763848801004, "Calcinosis Quiz: prompt", genanki.Model.FRONT_BACK),
}
_FIELD_ID_BASE: Final = 7063848801000


def build_package(notes: Sequence[Note], deck_name: str, description: str, timestamp: int) -> bytes:
    """Build an Anki package holding one deck.

    `timestamp`: seconds since 1970, the modification time of all notes; the same input gives the same bytes.
    """
    deck = genanki.Deck(_number_for(f"deck {deck_name}"), deck_name, description)
    for i, note in enumerate(notes):
        model = _note_type(note.note_type)
        deck.add_note(
            genanki.Note(model=model, fields=list(note.fields), tags=list(note.tags), guid=note.guid, due=i + 1)
        )
    # genanki leaves its temporary files behind and does not compress, so only its tables are used.
    connection = sqlite3.connect(":memory:")
    try:
        genanki.Package(deck).write_to_db(connection.cursor(), float(timestamp), itertools.count(timestamp * 1000))
        connection.commit()
        database = connection.serialize()
    finally:
        connection.close()
    return _zip({"collection.anki2": database, "media": b"{}"})


def _number_for(name: str) -> int:
    """Derive a deck number from a name: positive, stable, in the range that Anki uses."""
    return int.from_bytes(sha256(name.encode()).digest()[:5], "big") + (1 << 40)


@cache
def _note_type(name: NoteType) -> Any:  # noqa: ANN401 - genanki has no types
    number, title, kind = _NOTE_TYPES[name]
    return genanki.Model(
        number,
        title,
        fields=[{"name": field, "id": _FIELD_ID_BASE + number % 100 * 100 + i} for i, field in enumerate(FIELDS)],
        templates=[
            {
                "name": "Card",
                "id": _FIELD_ID_BASE + number % 100 * 100 + 99,
                "qfmt": _read(f"{name}.front.html"),
                "afmt": _read(f"{name}.back.html") + _read("notes.html"),
            }
        ],
        css=_read("style.css"),
        model_type=kind,
    )


def _read(name: str) -> str:
    return files("calcinosis_quiz").joinpath("export", "anki", "templates", name).read_text(encoding="utf-8")


def _zip(members: dict[str, bytes]) -> bytes:
    """Compress members with fixed dates, so that the archive depends on nothing but its content."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 6)
    return buffer.getvalue()
