"""Notes of an Anki package: three forms of the same, read in memory and never written to."""

import json
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from typing import Final

from msgspec import Struct

from calcinosis_quiz.foreign_database import bounded, guard
from calcinosis_quiz.imports.anki.protobuf import fields_of
from calcinosis_quiz.imports.archives import Archive
from calcinosis_quiz.imports.reading import Document, RefusedFileError

_SQLITE: Final = b"SQLite format 3\0"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_COLLECTIONS: Final = (
    "collection.anki21b",
    "collection.anki21",
    "collection.anki2",
)  # the newest first: others may be empty
_NEWER_TABLES: Final = frozenset({"notetypes", "fields", "templates", "decks"})  # else in JSON, in `col`
_LARGEST: Final = 2 * 1024**3
_CHUNK: Final = 1024**2
_NO_ZSTD: Final = (
    "is packed with Zstandard. Install calcinosis-quiz[anki] to read it, "
    "or export it again with `Support older Anki versions` ticked."
)


class Template(Struct, frozen=True):
    """A kind of card: its name, and what stands on its front and back."""

    name: str
    front: str
    back: str


class NoteType(Struct, frozen=True):
    """What notes of one type have: the names of their fields, their kinds of card, and whether they are clozes."""

    name: str
    is_cloze: bool
    fields: tuple[str, ...]
    templates: tuple[Template, ...]


class Note(Struct, frozen=True, gc=False):
    """A note: its number, global id, type, tags, fields, and the decks of its cards by the number of the template."""

    id: int
    guid: str
    type: NoteType
    tags: tuple[str, ...]
    fields: tuple[str, ...]
    decks: Mapping[int, str]


class Package(Struct, frozen=True):
    """A package that has been opened: its notes in order, and its media by name."""

    notes: Iterator[Note]
    find_media: Callable[[str], bytes | None]


def open_package(document: Document) -> Package:
    """Open an .apkg, a .colpkg or a bare collection; raises RefusedFileError for what is none, or is damaged."""
    if document.content.startswith(_SQLITE):
        return Package(_read_notes(document.content, document.name), document.find_file)
    archive = Archive(document.content, document.name)
    name = next((each for each in _COLLECTIONS if each in archive.names), "")
    if not name:
        raise RefusedFileError(f"{document.name}: holds no collection of Anki's. Export it again in Anki.")
    content = _unpack(archive.read(name), document.name)
    media = _media_names(archive, document.name)

    def find(wanted: str) -> bytes | None:
        member = media.get(wanted)
        if member is None or member not in archive.names:
            return document.find_file(wanted)
        return _unpack(archive.read(member), document.name)

    return Package(_read_notes(content, document.name), find)


def _unpack(content: bytes, name: str) -> bytes:
    """Decompress what newer Ankis compress; its frames do not say how large they are, so reading stops at a limit."""
    if not content.startswith(_ZSTD):
        return content
    try:
        if sys.version_info >= (3, 14):
            from compression import zstd  # noqa: PLC0415 - only packages of newer Ankis need it
        else:
            from backports import zstd  # noqa: PLC0415 - only packages of newer Ankis need it
    except ImportError:
        raise RefusedFileError(f"{name} {_NO_ZSTD}") from None
    decompressor, parts, size = zstd.ZstdDecompressor(), [], 0
    try:
        part = decompressor.decompress(content, max_length=_CHUNK)
        while part or not (decompressor.eof or decompressor.needs_input):
            parts.append(part)
            size += len(part)
            if size > _LARGEST:
                raise RefusedFileError(f"{name}: unpacks to more than any collection has. Nothing was read.")
            part = decompressor.decompress(b"", max_length=_CHUNK) if not decompressor.eof else b""
    except zstd.ZstdError as error:
        raise RefusedFileError(f"{name}: is damaged ({error}). Export it again in Anki.") from None
    return b"".join(parts)


def _media_names(archive: Archive, name: str) -> dict[str, str]:
    """Read which member holds which file: JSON in older packages, a list in newer ones."""
    if "media" not in archive.names:
        return {}
    content = _unpack(archive.read("media"), name)
    if content.startswith(b"{"):
        try:
            named = json.loads(content)
        except (ValueError, RecursionError):
            return {}
        return {str(file): str(member) for member, file in named.items()}
    entries = (
        dict(fields_of(entry)) for number, entry in fields_of(content) if number == 1 and isinstance(entry, bytes)
    )
    files = (entry.get(1, b"") for entry in entries)
    return {file.decode("utf-8", "replace"): str(i) for i, file in enumerate(files) if isinstance(file, bytes)}


def _read_notes(content: bytes, name: str) -> Iterator[Note]:
    if not content.startswith(_SQLITE):
        raise RefusedFileError(f"{name}: holds no collection of Anki's. Export it again in Anki.")
    size = len(content)
    with closing(sqlite3.connect(":memory:")) as database:
        try:
            # A database in WAL mode cannot be read from memory: the header says which one it is.
            database.deserialize(content[:18] + b"\x01\x01" + content[20:])
            database.create_collation(
                "unicase", lambda a, b: (a.casefold() > b.casefold()) - (a.casefold() < b.casefold())
            )
            newer = frozenset(each for each in _NEWER_TABLES if _has_table(database, each))
            guard(database, {"notes", "cards"} | newer | (frozenset() if newer == _NEWER_TABLES else {"col"}), size)
            types, decks = _note_types(database, newer), _decks(database, newer)
            placed: dict[int, dict[int, str]] = {}
            cards = database.execute("select nid, ord, case when odid then odid else did end from cards")
            for note, ord_, deck in bounded(cards, size):
                placed.setdefault(note, {})[ord_] = decks.get(deck, "")
            rows = database.execute("select id, guid, mid, tags, flds from notes order by id")
            for number, guid, kind, tags, fields in bounded(rows, size):
                if kind in types:
                    parts = tuple(fields.split("\x1f"))
                    yield Note(number, guid, types[kind], tuple(tags.split()), parts, placed.get(number, {}))
        except (sqlite3.Error, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise RefusedFileError(
                f"{name}: the collection cannot be read ({error}). Export it again in Anki."
            ) from None


def _has_table(database: sqlite3.Connection, name: str) -> bool:
    return database.execute("select 1 from sqlite_schema where lower(name) = ?", (name,)).fetchone() is not None


def _note_types(database: sqlite3.Connection, newer: frozenset[str]) -> dict[int, NoteType]:
    if "notetypes" not in newer:
        (models,) = database.execute("select models from col").fetchone()
        return {int(key): _from_json(model) for key, model in json.loads(models).items()}
    fields: dict[int, list[str]] = {}
    for kind, name in database.execute("select ntid, name from fields order by ntid, ord"):
        fields.setdefault(kind, []).append(name)
    templates: dict[int, list[Template]] = {}
    for kind, name, config in database.execute("select ntid, name, config from templates order by ntid, ord"):
        parts = dict(fields_of(config))
        front, back = (_text(parts.get(number)) for number in (1, 2))
        templates.setdefault(kind, []).append(Template(name, front, back))
    return {
        kind: NoteType(
            name, dict(fields_of(config)).get(1) == 1, tuple(fields.get(kind, ())), tuple(templates.get(kind, ()))
        )
        for kind, name, config in database.execute("select id, name, config from notetypes")
    }


def _text(value: bytes | int | None) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""


def _from_json(model: dict[str, object]) -> NoteType:
    fields, templates = model["flds"], model["tmpls"]
    assert isinstance(fields, list)  # noqa: S101 - so it stands in every collection; anything else is damage
    assert isinstance(templates, list)  # noqa: S101
    return NoteType(
        str(model["name"]),
        model.get("type") == 1,
        tuple(each["name"] for each in sorted(fields, key=lambda each: each["ord"])),
        tuple(
            Template(each["name"], each["qfmt"], each["afmt"])
            for each in sorted(templates, key=lambda each: each["ord"])
        ),
    )


def _decks(database: sqlite3.Connection, newer: frozenset[str]) -> dict[int, str]:
    if "decks" in newer:
        return {number: name.replace("\x1f", "::") for number, name in database.execute("select id, name from decks")}
    (decks,) = database.execute("select decks from col").fetchone()
    return {int(key): deck["name"] for key, deck in json.loads(decks).items()}
