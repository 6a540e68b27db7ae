"""A release: notes with the times that the lock gives them, and what Anki will say about them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime

from msgspec import Struct, structs

from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.export.anki.lock import Lock, Stamp, hash_note
from calcinosis_quiz.export.anki.markup import gap, show
from calcinosis_quiz.export.anki.note_types import shapes
from calcinosis_quiz.export.anki.notes import PUBLISHED_FIELDS, Note


class StampedNote(Struct, frozen=True):
    """A note with its modification time (seconds) and its number (milliseconds since 1970)."""

    note: Note
    mod: int
    created: int


class Release(Struct, frozen=True, kw_only=True):
    """All notes of one namespace, in the order of their numbers, and the lock to keep.

    `new`, `updated`, `unchanged` and `retired` list item ids, as compared with the lock before.
    """

    notes: tuple[StampedNote, ...]
    lock: Lock
    new: tuple[str, ...]
    updated: tuple[str, ...]
    unchanged: tuple[str, ...]
    retired: tuple[str, ...]


def make_release(
    lock: Lock,
    notes: Mapping[str, Sequence[Note]],
    now: int,
    *,
    is_whole: bool = False,
    published: Mapping[str, Note] | None = None,
) -> Release:
    """Stamp the notes of one namespace.

    `notes`: each bank's, by the bank's id; a bank that is not there is left as it is, unless `is_whole`.
    `now`: seconds since 1970. `published`: notes by item id as they were exported last, to keep of retired ones.
    Raises QuizError for an item that would need another note type than it was published with.
    """
    stamps = dict(lock.notes)
    found = {note.item: (bank, note) for bank, each in notes.items() for note in each}
    _check_types(lock, [note for _, note in found.values()])
    created = max([now * 1000, *(stamp.created + 1 for stamp in stamps.values())])
    changes: dict[str, list[str]] = {"new": [], "updated": [], "unchanged": [], "retired": []}
    for item, (bank, note) in found.items():
        old = stamps.get(item)
        digest = hash_note(note)
        if old is None:
            stamps[item] = Stamp(hash=digest, mod=now, created=created, bank=bank, note_type=note.note_type)
            changes["new"].append(item)
            created += 1
        elif old.hash != digest:
            stamps[item] = structs.replace(old, hash=digest, mod=max(now, old.mod + 1), bank=bank, retired=None)
            changes["updated"].append(item)
        else:
            stamps[item] = structs.replace(old, bank=bank)
            changes["unchanged"].append(item)
    for item, old in lock.notes.items():
        if item not in found and old.retired is None and (is_whole or old.bank in notes):
            stamps[item] = _retire(lock.namespace, item, old, now, (published or {}).get(item))
            changes["retired"].append(item)
    stamped = [StampedNote(found[item][1], stamps[item].mod, stamps[item].created) for item in found]
    gone = {item: stamp for item, stamp in stamps.items() if stamp.retired and (is_whole or stamp.bank in notes)}
    stamped += [StampedNote(stamp.retired, stamp.mod, stamp.created) for stamp in gone.values() if stamp.retired]
    return Release(
        notes=tuple(sorted(stamped, key=lambda each: each.created)),
        lock=Lock(namespace=lock.namespace, note_types=shapes(), notes=stamps),
        new=tuple(changes["new"]),
        updated=tuple(changes["updated"]),
        unchanged=tuple(changes["unchanged"]),
        retired=tuple(changes["retired"]),
    )


def _check_types(lock: Lock, notes: Sequence[Note]) -> None:
    moved = [
        note.item for note in notes if note.item in lock.notes and lock.notes[note.item].note_type != note.note_type
    ]
    if moved:
        raise QuizError(
            f"The type of {', '.join(sorted(moved))} has changed, and Anki cannot move a note to another note type. "
            "Give the changed item an id of its own; the old one is then retired."
        )


def keep_only(release: Release, items: Collection[str]) -> Release:
    """Leave out of a release what filters leave out; the lock stays whole."""
    wanted = set(items)
    return structs.replace(
        release,
        notes=tuple(each for each in release.notes if each.note.item in wanted),
        new=tuple(item for item in release.new if item in wanted),
        updated=tuple(item for item in release.updated if item in wanted),
        unchanged=tuple(item for item in release.unchanged if item in wanted),
        retired=(),
    )


def _retire(namespace: str, item: str, old: Stamp, now: int, published: Note | None) -> Stamp:
    """Keep a note whose item has gone: as it was published last, under a banner and with a tag of its own."""
    mod = max(now, old.mod + 1)
    day = datetime.fromtimestamp(mod, UTC).date().isoformat()
    banner = f"Retired on {day}: this question has left the bank. Suspend or delete it when you like."
    if published is None:
        said = "This question was retired."
        # A cloze note without a gap would have no card.
        fields = {"Question": gap(1, said, None) if old.note_type == "cloze" else show(said), "ID": show(item)}
        published = Note(
            note_type=old.note_type,
            namespace=namespace,
            item=item,
            fields=tuple(fields.get(field, "") for field in PUBLISHED_FIELDS),
            tags=(),
        )
    fields = dict(zip(PUBLISHED_FIELDS, published.fields, strict=True)) | {"Status": show(banner)}
    tags = tuple(sorted({*published.tags, f"{namespace}::retired"}))
    note = structs.replace(published, fields=tuple(fields.values()), tags=tags)
    return structs.replace(old, hash=hash_note(note), mod=mod, retired=note)
