"""A learner's years with a deck, lived in several versions of the real Anki."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import json as fast_json
from tests.export.anki.conftest import need_anki, notes_of, release_of

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.export.anki.lock import Lock
from calcinosis_quiz.export.anki.notes import write_text
from calcinosis_quiz.export.anki.package import COLLECTION, build_package, read_members, zip_members
from calcinosis_quiz.export.anki.release import make_release

BANK = """
- {id: edited, type: single-best-answer, stem: "EDITED", options: [{text: a, correct: true, why: x}, {text: b}]}
- {id: untouched, type: true-false, stem: It stays., answer: true, why_true: So it is.}
- {id: gaps, type: cloze, text: "One {{first}}, two {{second}}."}
- {id: short, type: short-answer, stem: Which word?, accept: [word]}
- {id: number, type: numeric, stem: How many?, value: 7, unit: teeth}
- {id: order, type: ordering, stem: In which order?, entries: [{text: one}, {text: two}, {text: three}]}
- {id: pairs, type: matching, stem: Which?, pairs: [{prompt: p, choice: q}, {prompt: r, choice: s}], spare: [{text: t}]}
- {id: open, type: open, stem: Why?, model_answer: Because., points: [a cause]}
- {id: many, type: multiple-response, stem: All?, options: [{text: a, correct: true}, {text: b}, {text: c}]}
- id: set
  type: extended-matching
  theme: A theme
  stem: Which fits?
  options: [{text: a}, {text: b}]
  cases: [{id: case-1, stem: First., answer: a}, {id: case-2, stem: Second., answer: b}]
LAST
"""
RETIRED = "- {id: leaves, type: true-false, stem: It leaves., answer: false}"
ADDED = "- {id: comes, type: true-false, stem: It comes., answer: false}"


def rename_parts(package: bytes) -> bytes:
    """Rename a spare field and the template of the choice notes, as a later version of the program may."""
    members = read_members(package)
    connection = sqlite3.connect(":memory:")
    connection.deserialize(members[COLLECTION])
    models = json.loads(connection.execute("SELECT models FROM col").fetchone()[0])
    for model in models.values():
        model["mod"] = int(time.time()) + 600
        if model["name"] == "Calcinosis Quiz: choice":
            next(field for field in model["flds"] if field["name"] == "Spare 1")["name"] = "Hint"
            model["tmpls"][0]["name"] = "Recall"
    connection.execute("UPDATE col SET models = ?", (json.dumps(models),))
    connection.commit()
    members[COLLECTION] = connection.serialize()
    connection.close()
    return zip_members(members)


@pytest.fixture
def decks(make_library: Callable[[str], Library], tmp_path: Path) -> Path:
    """Write the decks of some years, and what has changed from one to the next."""
    folder = tmp_path / "decks"
    folder.mkdir()
    now = int(time.time())

    def library(text: str, last: str) -> Library:
        return make_library(BANK.replace("EDITED", text).replace("LAST", last))

    first = release_of(library("before", RETIRED), Lock(namespace="sample"), now - 1000)
    # Anki 24.11 dates a note by its import, so what comes later must be later than that.
    second = make_release(first.lock, notes_of(library("after", ADDED)), now + 300)
    (folder / "v1.apkg").write_bytes(build_package(first.notes, "Sample"))
    (folder / "v2.apkg").write_bytes(build_package(second.notes, "Sample"))
    (folder / "renamed.apkg").write_bytes(rename_parts(build_package(second.notes, "Sample")))
    text = write_text((note for each in notes_of(library("by text", ADDED)).values() for note in each), "Sample")
    untouched = b"sample:untouched\t"
    (folder / "v3.tsv").write_bytes(b"".join(line for line in text.splitlines(True) if not line.startswith(untouched)))
    plan = {
        "notes": len(first.notes),
        "cards": sum(each.note.cards for each in first.notes),
        "edited": "sample:edited",
        "edited_text": "after",
        "text_text": "by text",
        "untouched": "sample:untouched",
        "retired": "sample:leaves",
        "added_text": "It comes.",
        "renamed_field": "Hint",
        "renamed_template": "Recall",
    }
    (folder / "plan.json").write_bytes(fast_json.encode(plan))
    return folder


@pytest.mark.parametrize("version", ["newest", "25.2.7", "24.11"])
def test_years_with_the_deck_cost_a_learner_nothing(version: str, decks: Path, tmp_path: Path) -> None:
    python = Path(sys.executable) if version == "newest" else need_anki(version)
    done = subprocess.run(
        [python, Path(__file__).with_name("acceptance.py"), decks],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": ""},
    )
    assert done.stdout.endswith("accepted\n"), done.stdout[-3000:] + done.stderr[-3000:]
