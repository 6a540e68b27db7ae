"""What an Anki export is made from: banks and filters, and the lock files that say what was published before."""

import os
import time
from collections import defaultdict
from collections.abc import Sequence
from importlib.resources.abc import Traversable
from pathlib import Path

from msgspec import Struct

from calcinosis_quiz.bank.library import Library, Shelf
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.export.anki.lock import Lock, read_lock, write_lock
from calcinosis_quiz.export.anki.notes import Note, collect_images, make_note, namespace_of, write_text
from calcinosis_quiz.export.anki.package import build_package, read_media, read_notes
from calcinosis_quiz.export.anki.progress import Progress
from calcinosis_quiz.export.anki.release import Release, keep_only, make_release
from calcinosis_quiz.paths import shipped_banks, shipped_decks

LOCK_SUFFIX = ".anki-lock.json"


class LockFile(Struct, frozen=True):
    """A lock and the file that it is kept in; the lock of the released deck is written by a release alone."""

    file: Traversable
    lock: Lock
    is_released: bool

    @property
    def exists(self) -> bool:
        """Tell whether the file is there yet."""
        return self.file.is_file()


class Deck(Struct, frozen=True, kw_only=True):
    """A deck that could be written: its releases, one a namespace, and where each lock is kept."""

    name: str
    description: str
    releases: tuple[Release, ...]
    locks: tuple[LockFile, ...]
    media: dict[str, bytes]

    def count(self, change: str) -> int:
        """Count the items that are `new`, `updated`, `unchanged` or `retired`."""
        return sum(len(getattr(release, change)) for release in self.releases)

    def package(self, progress: Sequence[Progress] = ()) -> bytes:
        """Build the .apkg file."""
        notes = [each for release in self.releases for each in release.notes]
        return build_package(notes, self.name, self.description, media=self.media, progress=progress)

    def text(self) -> bytes:
        """Build the .tsv file; what leaves the bank just now is left as Anki has it."""
        notes = (
            each.note for release in self.releases for each in release.notes if each.note.item not in release.retired
        )
        return write_text(notes, self.name)

    def stale_locks(self) -> list[tuple[LockFile, bytes]]:
        """Give the lock files that this export changes, with what belongs in them."""
        changed = []
        for kept, release in zip(self.locks, self.releases, strict=True):
            content = write_lock(release.lock)
            if not kept.exists or kept.file.read_bytes() != content:
                changed.append((kept, content))
        return changed


def make_deck(
    library: Library,
    questions: Sequence[Question],
    now: int,
    *,
    name: str | None = None,
    is_whole: bool = False,
    earlier: bytes = b"",
    lock_file: Path | None = None,
) -> Deck:
    """Stamp the questions of a library for export.

    `questions`: what filters leave. `now`: seconds since 1970. `is_whole`: whole folders were named, so that a bank
    that is not there is gone. `earlier`: the package that is replaced. `lock_file`: instead of the usual one.
    Raises QuizError for names that Anki would change, and for lock files that cannot be used.
    """
    title, description = library.describe()
    ordered = _in_topic_order(library)
    names, media = collect_images(library, questions)
    images = names | collect_images(library, ordered)[0] if len(questions) < len(ordered) else names
    notes: dict[str, dict[str, list[Note]]] = defaultdict(lambda: defaultdict(list))
    shelves: dict[str, Shelf] = {}
    for question in ordered:
        shelf = library.shelf_of(question.id)
        shelves.setdefault(namespace_of(shelf), shelf)
        note = make_note(library, question, images.get(question.id))
        notes[note.namespace][shelf.bank.bank].append(note)
    if lock_file is not None and len(shelves) > 1:
        raise QuizError(
            f"One lock file cannot hold {len(shelves)} namespaces. Export {' and '.join(shelves)} each alone."
        )
    published = {note.item: note for note in read_notes(earlier).values()} if earlier else {}
    locks = [_find_lock(namespace, shelf, lock_file) for namespace, shelf in shelves.items()]
    releases = [
        make_release(kept.lock, notes[kept.lock.namespace], now, is_whole=is_whole, published=published)
        for kept in locks
    ]
    if len(questions) < len(ordered):
        wanted = {question.id for question in questions}
        releases = [keep_only(release, wanted) for release in releases]
    # A picture of a retired note has left the bank with it.
    kept_fields = "".join(field for release in releases for each in release.notes for field in each.note.fields)
    media = {name: content for name, content in read_media(earlier).items() if f'"{name}"' in kept_fields} | media
    return Deck(
        name=_check_name(name) if name is not None else title,
        description=description,
        releases=tuple(releases),
        locks=tuple(locks),
        media=media,
    )


def _in_topic_order(library: Library) -> list[Question]:
    """Order questions as the ledger orders topics, so that new cards begin where a learner should."""
    ranks: dict[str, int] = {}
    for shelf in library.shelves:
        for topic in shelf.ledger.topics if shelf.ledger else ():
            ranks.setdefault(topic.id, len(ranks))
    return sorted(library.questions.values(), key=lambda question: ranks.get(question.topic, len(ranks)))


def _find_lock(namespace: str, shelf: Shelf, named: Path | None) -> LockFile:
    if named is not None:
        file: Traversable = named
        is_released = False
    elif _is_shipped(shelf):
        file, is_released = shipped_decks().joinpath(f"{namespace}{LOCK_SUFFIX}"), True
    else:
        file, is_released = Path(shelf.file).parent / f"{namespace}{LOCK_SUFFIX}", False
    lock = Lock(namespace=namespace)
    if file.is_file():
        lock = read_lock(file.read_bytes(), str(file))
        if lock.namespace != namespace:
            raise QuizError(f"{file} belongs to {lock.namespace}, not to {namespace}. Name another file with --lock.")
    return LockFile(file, lock, is_released)


def _is_shipped(shelf: Shelf) -> bool:
    shipped = shipped_banks()
    if isinstance(shipped, Path) and isinstance(shelf.folder, Path):
        return shipped.resolve() == shelf.folder.resolve()
    return str(shipped) == str(shelf.folder)


def _check_name(name: str) -> str:
    parts = name.split("::")
    if not all(part.strip() == part and part for part in parts) or not name.isprintable() or '"' in name:
        raise QuizError(
            f"The deck name {name!r} is one that Anki would change. Write words, with :: between deck and subdeck."
        )
    return name


def read_build_time() -> int:
    """Give the seconds since 1970 that stand in an export: SOURCE_DATE_EPOCH where it is set, else now.

    Raises QuizError for a time that is no time.
    """
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not stated:
        return int(time.time())
    if not (stated.isascii() and stated.isdecimal()) or not 0 < int(stated) < 1 << 40:
        raise QuizError(f"SOURCE_DATE_EPOCH is {stated!r}; expected seconds since 1970, a whole number above 0.")
    return int(stated)
