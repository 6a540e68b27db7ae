"""Measure Anki export: this project's writer against plain genanki, Anki's own backend, and raw SQLite and zip.

Every writer gets the same notes (other counts of them: `anki_export.py NOTES ...`); each time is the best of three,
in seconds of the processor. The limit writes the same rows with nothing but `sqlite3` and `zipfile`, stored, indexes
last. "speed" and "size" are in units of genanki's.
"""

import gc
import io
import itertools
import sqlite3
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import genanki
from anki.collection import AddNoteRequest, Collection, ExportAnkiPackageOptions
from anki.decks import DeckId
from genanki.apkg_col import APKG_COL
from genanki.apkg_schema import APKG_SCHEMA

from calcinosis_quiz.export.anki.note_types import note_type_json
from calcinosis_quiz.export.anki.notes import FIELDS, PUBLISHED_FIELDS, Note
from calcinosis_quiz.export.anki.package import build_package
from calcinosis_quiz.export.anki.release import StampedNote

NOW = 1_790_000_000
PRIVATE = [""] * (len(FIELDS) - len(PUBLISHED_FIELDS))


def make_notes(count: int) -> list[StampedNote]:
    """Make notes of about 600 bytes, no two the same."""
    notes = []
    for i in range(count):
        question = f"Which of these is number {i} of {count}, as the report puts it, in an adult with the disease?"
        options = "".join(f"<li>Option {letter} of item {i}</li>" for letter in "ABCDE")
        texts = {
            "Question": question,
            "Options": f"<ol>{options}</ol>",
            "Answer": f"Option B of item {i}",
            "Reasons": f"<ul><li>Option B is stated in sentence {i % 17}; the others are distractors.</li></ul>",
            "Explanation": f"An explanation that adds something to the answer, for item {i}.",
            "ID": f"item-{i}",
        }
        fields = tuple(texts.get(name, "") for name in PUBLISHED_FIELDS)
        tags = (f"bench::topic::{i % 9}", "bench::type::choice")
        note = Note(note_type="open", namespace="bench", item=f"item-{i}", fields=fields, tags=tags)
        notes.append(StampedNote(note, NOW, NOW * 1000 + i))
    return notes


def write_ours(notes: Sequence[StampedNote]) -> int:
    """Write with this project's writer."""
    return len(build_package(notes, "Bench"))


def write_genanki(notes: Sequence[StampedNote]) -> int:
    """Write with genanki as its manual shows."""
    described = note_type_json("open", 1)
    model = genanki.Model(
        int(described["id"]),
        "Bench",
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Card", "qfmt": "{{Question}}", "afmt": "{{Answer}}"}],
    )
    deck = genanki.Deck(1, "Bench")
    for each in notes:
        fields = [*each.note.fields, *PRIVATE]
        deck.add_note(genanki.Note(model=model, fields=fields, tags=list(each.note.tags), guid=each.note.guid))
    with tempfile.TemporaryDirectory() as folder:
        tempfile.tempdir = folder  # genanki leaves a file behind in here
        try:
            genanki.Package(deck).write_to_file(f"{folder}/deck.apkg", timestamp=NOW)
        finally:
            tempfile.tempdir = None
        return Path(folder, "deck.apkg").stat().st_size


def write_anki(notes: Sequence[StampedNote]) -> int:
    """Write with Anki's backend: a collection, one batch, an export."""
    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(f"{folder}/collection.anki2")
        model = collection.models.new("Bench")
        for name in FIELDS:
            collection.models.add_field(model, collection.models.new_field(name))
        template = collection.models.new_template("Card")
        template["qfmt"], template["afmt"] = "{{Question}}", "{{Answer}}"
        collection.models.add_template(model, template)
        collection.models.add(model)
        requests = []
        for each in notes:
            note = collection.new_note(model)
            note.fields, note.tags, note.guid = [*each.note.fields, *PRIVATE], list(each.note.tags), each.note.guid
            requests.append(AddNoteRequest(note, DeckId(1)))
        collection.add_notes(requests)
        options = ExportAnkiPackageOptions(with_media=False, legacy=True)
        collection.export_anki_package(out_path=f"{folder}/deck.apkg", options=options, limit=None)
        collection.close()
        return Path(folder, "deck.apkg").stat().st_size


def write_raw(notes: Sequence[StampedNote]) -> int:
    """Write the same rows with nothing around them."""
    parts = [statement for statement in APKG_SCHEMA.split(";") if statement.strip()]
    indexes = [statement for statement in parts if "CREATE INDEX" in statement]
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(";".join(part for part in parts if part not in indexes) + ";" + APKG_COL)
    connection.execute("BEGIN")
    model = int(note_type_json("open", 1)["id"])
    end = "\x1f" * len(PRIVATE)
    connection.executemany(
        "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, 0, 0, '')",
        (
            (e.created, e.note.guid, model, e.mod, f" {' '.join(e.note.tags)} ", "\x1f".join(e.note.fields) + end, "")
            for e in notes
        ),
    )
    connection.executemany(
        "INSERT INTO cards VALUES (?, ?, 1, 0, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')",
        zip((e.created for e in notes), (e.created for e in notes), (e.mod for e in notes), itertools.count(1)),
    )
    for statement in indexes:
        connection.execute(statement)
    connection.execute("COMMIT")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("collection.anki2", connection.serialize())
        archive.writestr("media", "{}")
    connection.close()
    return len(buffer.getvalue())


def measure(write: Callable[[Sequence[StampedNote]], int], notes: Sequence[StampedNote]) -> tuple[float, int]:
    """Give the best of three times, and the size of the file in bytes.

    Times are seconds of the processor, which a busy machine does not stretch.
    """
    best, size = float("inf"), 0
    for _ in range(3):
        gc.collect()
        begin = time.process_time()
        size = write(notes)
        best = min(best, time.process_time() - begin)
    return best, size


def main(counts: Sequence[int]) -> None:
    """Print a table, with ratios against genanki."""
    print(f"{'notes':>7} {'writer':<28} {'seconds':>8} {'notes/s':>9} {'speed':>7} {'MB':>7} {'size':>7}")
    for count in counts:
        notes = make_notes(count)
        writers: dict[str, Callable[[Sequence[StampedNote]], int]] = {
            "genanki": write_genanki,
            "calcinosis-quiz": write_ours,
            "raw sqlite3 + zip (limit)": write_raw,
            "anki backend, one batch": write_anki,
        }
        rival = (1.0, 1)
        for name, write in writers.items():
            seconds, size = measure(write, notes)
            rival = (seconds, size) if name == "genanki" else rival
            speed, share = rival[0] / seconds, size / rival[1]
            rate, size_mb = count / seconds, size / 1e6
            print(f"{count:>7} {name:<28} {seconds:>8.3f} {rate:>9.0f} {speed:>6.2f}x {size_mb:>7.2f} {share:>6.3f}x")


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or [1_000, 20_000, 50_000])
