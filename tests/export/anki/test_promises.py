"""Every promise of decks/README.md, kept in several versions of the real Anki."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import structs
from tests.export.anki.conftest import need_anki, notes_of
from tests.export.anki.promises import PROMISES

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.export.anki.lock import Lock
from calcinosis_quiz.export.anki.notes import Note, write_text
from calcinosis_quiz.export.anki.package import build_package
from calcinosis_quiz.export.anki.release import make_release

REPOSITORY = Path(__file__).resolve().parents[3]
README = REPOSITORY / "decks" / "README.md"
V1 = """
- {id: stays, type: true-false, stem: Stays., answer: true, explanation: the deck's}
- {id: changes, type: single-best-answer, stem: Changes., options: [{text: a, correct: true, why: x}, {text: b}]}
- {id: answer, type: short-answer, stem: Which?, accept: [old]}
- {id: leaves, type: true-false, stem: Left., answer: true}
- {id: topic, type: numeric, stem: How many?, value: 7, topic: cats}
"""
V2 = (
    V1.replace("Changes.", "Changed in v2.")
    .replace("[old]", "[new]")
    .replace("- {id: leaves, type: true-false, stem: Left., answer: true}\n", "")
    .replace("topic: cats", "topic: dogs")
    + """
- {id: added, type: true-false, stem: Added., answer: true}
- {id: ordered, type: ordering, stem: In which order?, entries: [{text: one}, {text: two}, {text: three}]}
"""
)
V3 = V2.replace("Changed in v2.", "Changed in v3.") + "- {id: leaves, type: true-false, stem: Back., answer: true}\n"


def notes(library: Library, namespace: str) -> dict[str, list[Note]]:
    """Make the notes of a bank called vets, in a namespace."""
    return {
        bank: [structs.replace(note, namespace=namespace) for note in each] for bank, each in notes_of(library).items()
    }


@pytest.fixture
def decks(make_bank: Callable[..., Path], tmp_path: Path) -> Path:
    """Write three versions of a deck, as packages and as text, and somebody else's deck of the same name."""
    folder = tmp_path / "decks"
    folder.mkdir()
    now = int(time.time())
    lock = Lock(namespace="vets-1")
    # Anki 24.11 dates a note by its import, so what comes later must be later than that.
    for version, items, moment in (("v1", V1, now - 1000), ("v2", V2, now + 300), ("v3", V3, now + 600)):
        library = open_library([make_bank(items, "vets")])
        release = make_release(lock, notes(library, "vets-1"), moment)
        lock = release.lock
        (folder / f"{version}.apkg").write_bytes(build_package(release.notes, "Vets"))
        text = write_text((each.note for each in release.notes), "Vets").decode()
        # By text an unchanged note would be set back to the deck's text; only what has changed is brought here.
        wanted = {f"vets-1:{item}" for item in release.changed}
        lines = [line for line in text.splitlines(True) if line.startswith("#") or line.partition("\t")[0] in wanted]
        (folder / f"{version}.tsv").write_text("".join(lines), encoding="utf-8")
    other = open_library([make_bank(V1.splitlines()[1], "vets")])
    theirs = make_release(Lock(namespace="vets-2"), notes(other, "vets-2"), now)
    (folder / "other.apkg").write_bytes(build_package(theirs.notes, "Vets"))
    return folder


def test_the_page_of_the_deck_makes_the_promises_that_are_tested() -> None:
    table = README.read_text(encoding="utf-8").partition("| what you do |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE) == list(PROMISES)


@pytest.mark.parametrize("version", ["newest", "25.2.7", "24.11"])
def test_every_promise_to_learners_is_kept(version: str, decks: Path) -> None:
    python = Path(sys.executable) if version == "newest" else need_anki(version)
    done = subprocess.run(
        [python, "-m", "tests.export.anki.promises", decks],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": ""},
    )
    assert "\nkept in" in f"\n{done.stdout}", done.stdout[-3000:] + done.stderr[-3000:]
