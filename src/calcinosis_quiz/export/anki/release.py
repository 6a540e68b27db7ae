"""A release: notes with the times that the lock gives them, and what Anki will say about them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, structs

from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.export.anki.lock import Lock, Stamp, hash_note, hash_text, was_published_as
from calcinosis_quiz.export.anki.note_types import shapes
from calcinosis_quiz.export.anki.notes import Note


class StampedNote(Struct, frozen=True):
    """A note with its modification time (seconds) and its number (milliseconds since 1970)."""

    note: Note
    mod: int
    created: int


class Release(Struct, frozen=True, kw_only=True):
    """The notes of one namespace in the order of study, and the lock to keep.

    `new`, `changed`, `unchanged`: ids of the exported items, as compared with the lock before. `retired`: ids of the
    items that have left the bank since then. `left`: of all that ever left it. Their notes are not in the release, so
    learners keep them as they are.
    """

    notes: tuple[StampedNote, ...]
    lock: Lock
    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    retired: tuple[str, ...]
    left: tuple[str, ...]


def make_release(
    lock: Lock,
    notes: Mapping[str, Sequence[Note]],
    now: int,
    *,
    is_whole: bool = False,
    wanted: Collection[str] | None = None,
) -> Release:
    """Stamp the notes of one namespace.

    `notes`: each bank's, in the order of study, by the bank's id; the items of a bank that is not there are left
    alone, unless `is_whole`. `now`: seconds since 1970. `wanted`: the items to export, where filters leave some out;
    what the lock says of all others then stays as it is.
    Raises QuizError for a lock of another bank, for items that have changed places, and for an item that would need
    another note type than it was published with.
    """
    found = {note.item: (bank, note) for bank, each in notes.items() for note in each}
    _check_same_bank(lock, found)
    _check_types(lock, [note for _, note in found.values()])
    _check_places(lock, [note for _, note in found.values()])
    exported = {item: each for item, each in found.items() if wanted is None or item in wanted}
    stamps = dict(lock.notes)
    created = max([now * 1000, *(stamp.created + 1 for stamp in stamps.values())])
    changes: dict[str, list[str]] = {"new": [], "changed": [], "unchanged": []}
    for item, (bank, note) in exported.items():
        old = stamps.get(item)
        if old is None:
            changes["new"].append(item)
            stamps[item] = _stamp(note, bank, now, created)
            created += 1
        elif was_published_as(note, old):
            changes["unchanged"].append(item)
            stamps[item] = structs.replace(old, bank=bank, text=hash_text(note), retired=False)
        else:
            changes["changed"].append(item)
            stamps[item] = _stamp(note, bank, max(now, old.mod + 1), old.created)
    retired = [] if wanted is not None else list(_find_retired(lock, found, notes, is_whole=is_whole))
    stamps |= {item: structs.replace(stamps[item], retired=True) for item in retired}
    stamped = (StampedNote(note, stamps[item].mod, stamps[item].created) for item, (_, note) in exported.items())
    return Release(
        notes=tuple(stamped),
        lock=Lock(namespace=lock.namespace, note_types=shapes(), notes=stamps),
        new=tuple(changes["new"]),
        changed=tuple(changes["changed"]),
        unchanged=tuple(changes["unchanged"]),
        retired=tuple(retired),
        left=tuple(item for item, stamp in stamps.items() if stamp.retired and item not in found),
    )


def _stamp(note: Note, bank: str, mod: int, created: int) -> Stamp:
    return Stamp(
        hash=hash_note(note), text=hash_text(note), mod=mod, created=created, bank=bank, note_type=note.note_type
    )


def _find_retired(lock: Lock, found: Mapping[str, object], banks: Collection[str], *, is_whole: bool) -> Iterator[str]:
    for item, stamp in lock.notes.items():
        if item not in found and not stamp.retired and (is_whole or stamp.bank in banks):
            yield item


def check_bank_id(lock: Lock, bank: str, items: Iterable[str]) -> None:
    """Refuse a bank whose id was changed after its notes were published; raises QuizError.

    For banks whose id begins their tags, which are those without a fact ledger.
    """
    former = {lock.notes[item].bank for item in items if item in lock.notes} - {"", bank}
    if former:
        raise QuizError(
            f"The bank {bank} was published as {' and '.join(sorted(former))}. Its id begins all its tags, so every "
            "note would change, and learners' own edits be overwritten. Change the id back; the title may change."
        )


def _check_same_bank(lock: Lock, found: Mapping[str, tuple[str, Note]]) -> None:
    banks = {stamp.bank for stamp in lock.notes.values()} & {bank for bank, _ in found.values()}
    if banks and not lock.notes.keys() & found.keys():
        raise QuizError(
            f"None of the {len(lock.notes)} items in the lock of {lock.namespace} is in the bank: this is the lock of "
            "another bank. Use the one that was written for this bank, or name it with --lock. "
            "If every item was replaced, give the bank another namespace."
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


def _check_places(lock: Lock, notes: Sequence[Note]) -> None:
    """Refuse items that have taken each other's ids: learners' schedules would go with the wrong question."""
    texts = {note.item: hash_text(note) for note in notes}
    owners = {stamp.text: item for item, stamp in lock.notes.items() if stamp.text and not stamp.retired}
    swapped = [
        f"{item} now asks what {owner} asked"
        for item, text in texts.items()
        if item in lock.notes
        and lock.notes[item].text not in {"", text}
        and (owner := owners.get(text)) is not None
        and owner in texts
        and texts[owner] != text
    ]
    if swapped:
        raise QuizError(
            f"Items have changed places: {'; '.join(sorted(swapped))}. An id stays with its question, and learners' "
            "schedules with the id. Give the ids back."
        )
