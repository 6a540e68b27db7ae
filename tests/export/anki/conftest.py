"""Real Anki collections, Anki's own reviewer page, and other versions of Anki."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest, ImportLogWithChanges
from tests.foreign import need, need_chromium

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.export.anki.lock import Lock
from calcinosis_quiz.export.anki.notes import Note, make_note
from calcinosis_quiz.export.anki.release import Release, make_release

BUILT = 1_790_000_000
OTHER_ANKIS = Path(sys.prefix) / "anki"
_BY_SCRIPT = "tests/export/anki/install.sh makes it"


def need_anki(version: str) -> Path:
    """Return the Python of another version of Anki."""
    return need(OTHER_ANKIS / version / "bin" / "python", f"Anki {version}", _BY_SCRIPT)


def notes_of(library: Library) -> dict[str, list[Note]]:
    """Turn a library into notes, by bank."""
    notes: dict[str, list[Note]] = {}
    for question in library.questions.values():
        notes.setdefault(library.bank_of(question.id).bank.bank, []).append(make_note(library, question))
    return notes


def release_of(library: Library, lock: Lock | None = None, now: int = BUILT) -> Release:
    """Stamp all notes of a library that has one namespace."""
    notes = notes_of(library)
    namespace = next(iter(notes.values()))[0].namespace
    return make_release(lock or Lock(namespace=namespace), notes, now)


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    """Open a new collection."""
    opened = Collection(str(tmp_path / "collection.anki2"))
    yield opened
    opened.close()


@pytest.fixture
def import_deck(collection: Collection, tmp_path: Path) -> Callable[..., ImportLogWithChanges]:
    """Import a package as Anki's import window does."""

    def import_bytes(package: bytes, *, with_scheduling: bool = False) -> ImportLogWithChanges:
        path = tmp_path / "deck.apkg"
        path.write_bytes(package)
        options = ImportAnkiPackageOptions(with_scheduling=with_scheduling)
        return collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(path), options=options))

    return import_bytes


@pytest.fixture(scope="session")
def web() -> Path:
    """Find Chromium, and the files of Anki's reviewer page."""
    need_chromium()
    return need(OTHER_ANKIS / "web" / "_aqt" / "data" / "web", "the page of Anki's reviewer", _BY_SCRIPT)
