"""What an Anki export is made from: banks and filters, and the lock files that say what was published before."""

import os
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from calcinosis_quiz.bank.library import Library, LoadedBank
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.cli.commands.export.anki_locks import LockFile, Publication, find_lock, settle_namespaces
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.export.anki.lock import write_lock
from calcinosis_quiz.export.anki.notes import Note, collect_images, make_note, namespace_of, write_text
from calcinosis_quiz.export.anki.package import build_package
from calcinosis_quiz.export.anki.progress import Progress
from calcinosis_quiz.export.anki.read_back import check_not_older
from calcinosis_quiz.export.anki.release import Release, check_bank_id, make_release
from calcinosis_quiz.export.anki.study_order import NewCard, order_new_cards
from calcinosis_quiz.export.loss import account_for


class Deck(Struct, frozen=True, kw_only=True):
    """A deck that could be written: its releases, one a namespace, and where each lock is kept.

    `library`: with a namespace for every bank. `order`: the items in the order of study. `bank_edits`: bank files that
    get a namespace with their first export, and their new content.
    """

    library: Library
    order: tuple[str, ...]
    name: str
    description: str
    releases: tuple[Release, ...]
    locks: tuple[LockFile, ...]
    media: dict[str, bytes]
    bank_edits: dict[Path, bytes]

    def items(self, change: str) -> tuple[str, ...]:
        """List the items that are `new`, `changed`, `unchanged`, `retired` or `left`."""
        return tuple(item for release in self.releases for item in getattr(release, change))

    def package(self, progress: Sequence[Progress] = ()) -> bytes:
        """Build the .apkg file."""
        places = {item: place for place, item in enumerate(self.order)}
        notes = sorted(
            (each for release in self.releases for each in release.notes), key=lambda each: places[each.note.item]
        )
        return build_package(notes, self.name, self.description, media=self.media, progress=progress)

    def text(self) -> bytes:
        """Build the .tsv file."""
        return write_text((each.note for release in self.releases for each in release.notes), self.name)

    def stale_locks(self) -> list[tuple[LockFile, bytes]]:
        """Return the lock files that this export changes, with what belongs in them."""
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
    publication: Publication | None = None,
    replaced: tuple[str, Mapping[str, int]] = ("", {}),
) -> Deck:
    """Stamp the questions of a library for export.

    `questions`: what filters leave. `now`: seconds since 1970. `is_whole`: whole folders were named, so that a bank
    that is not there is gone. `replaced`: the name of the package that will be overwritten, and the times of
    its notes by GUID.
    Raises QuizError for names that Anki would change, and for lock files that are missing or cannot be used.
    """
    publication = publication or Publication()
    namespaces = {namespace_of(loaded) for loaded in library.banks}
    if publication.lock_file is not None and len(namespaces) > 1:
        raise QuizError(f"One lock file cannot hold {len(namespaces)} namespaces. Export each bank alone.")
    library, bank_edits = settle_namespaces(library, publication)
    fresh = {namespace_of(loaded) for loaded in library.banks if Path(loaded.file) in bank_edits}
    title, description = library.describe()
    wanted = {question.id for question in questions}
    images, media = collect_images(library, library.questions.values())
    media = {name: content for name, content in media.items() if name in {images.get(item) for item in wanted}}
    banks: dict[str, list[LoadedBank]] = defaultdict(list)
    for loaded in library.banks:
        banks[namespace_of(loaded)].append(loaded)
    order = _order(library)
    notes: dict[str, dict[str, list[Note]]] = defaultdict(lambda: defaultdict(list))
    for item in order:
        loaded = library.bank_of(item)
        note = make_note(library, library.questions[item], images.get(item))
        notes[note.namespace][loaded.bank.bank].append(note)
    package, times = replaced
    locks, releases = [], []
    for namespace, members in banks.items():
        kept = find_lock(namespace, members, publication, is_new=namespace in fresh)
        if not kept.is_released:
            check_not_older(kept.lock, times, package)
        for loaded in members:
            if loaded.ledger is None:
                check_bank_id(kept.lock, loaded.bank.bank, [note.item for note in notes[namespace][loaded.bank.bank]])
        locks.append(kept)
        releases.append(
            make_release(
                kept.lock,
                notes[namespace],
                now,
                is_whole=is_whole,
                wanted=wanted if len(wanted) < len(library.questions) else None,
            )
        )
    account_for(questions, [each.note.item for release in releases for each in release.notes])
    return Deck(
        library=library,
        order=tuple(order),
        name=_check_name(name) if name is not None else title,
        description=description,
        releases=tuple(releases),
        locks=tuple(locks),
        media=media,
        bank_edits=bank_edits,
    )


def _order(library: Library) -> list[str]:
    """Order the items as they are to be learnt; the topic that the ledger names first begins."""
    ranks: dict[str, int] = {}
    for loaded in library.banks:
        for topic in loaded.ledger.topics if loaded.ledger else ():
            ranks.setdefault(topic.id, len(ranks))
    ordered = sorted(library.questions.values(), key=lambda question: ranks.get(question.topic, len(ranks)))
    return order_new_cards([NewCard(each.id, each.topic, each.facts, each.difficulty) for each in ordered])


def _check_name(name: str) -> str:
    parts = name.split("::")
    if not all(part.strip() == part and part for part in parts) or not name.isprintable() or '"' in name:
        raise QuizError(
            f"The deck name {name!r} is one that Anki would change. Write words, with :: between deck and subdeck."
        )
    return name


def read_build_time() -> int:
    """Return the seconds since 1970 that stand in an export: SOURCE_DATE_EPOCH where it is set, else now.

    Raises QuizError for a time that is no time.
    """
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not stated:
        return int(time.time())
    if not (stated.isascii() and stated.isdecimal()) or not 0 < int(stated) < 253_402_300_800:
        raise QuizError(f"SOURCE_DATE_EPOCH is {stated!r}; expected seconds since 1970, a whole number above 0.")
    return int(stated)
