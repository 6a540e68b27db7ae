"""The package as bytes: whole, small, the same everywhere, and nothing left behind."""

import hashlib
import json
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from anki.collection import Collection, ImportLogWithChanges
from msgspec import structs
from tests.export.anki.conftest import release_of

from calcinosis_quiz.bank.items import Cloze
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.bank.questions import gap_answers
from calcinosis_quiz.export.anki.notes import collect_images, make_note
from calcinosis_quiz.export.anki.package import (
    COLLECTION,
    PAGE_SIZE,
    build_package,
    read_members,
    settle_database,
    zip_members,
)
from calcinosis_quiz.export.anki.read_back import read_notes

ImportDeck = Callable[..., ImportLogWithChanges]


def build(library: Library) -> bytes:
    return build_package(release_of(library).notes, *library.describe())


def test_every_question_arrives_and_check_database_is_clean(
    shipped: Library, collection: Collection, import_deck: ImportDeck
) -> None:
    log = import_deck(build(shipped)).log
    assert len(log.new) == log.found_notes == collection.note_count() == len(shipped.questions)
    assert not (log.updated or log.duplicate or log.conflicting or log.missing_notetype or log.empty_first_field)
    gaps = sum(len(gap_answers(q)) - 1 for q in shipped.questions.values() if isinstance(q, Cloze))
    assert collection.card_count() == len(shipped.questions) + gaps
    assert collection.fix_integrity()[1]
    assert not collection.get_empty_cards().notes
    assert {deck.name for deck in collection.decks.all_names_and_ids()} == {"Calcinosis Quiz", "Default"}


def test_every_back_has_what_a_learner_must_know(
    shipped: Library, collection: Collection, import_deck: ImportDeck
) -> None:
    import_deck(build(shipped))
    for number in collection.find_cards(""):
        card = collection.get_card(number)
        note = card.note()
        assert "has a problem" not in card.question() + card.answer(), note["ID"]
        for shown in ("Study aid based on one 2015 conference summary", "RheumReports", note["ID"], note["Facts"]):
            assert shown in card.answer()
        assert note["Strength"]
        assert note["Reasons"]


def test_new_cards_come_in_the_order_of_the_deck(
    shipped: Library, collection: Collection, import_deck: ImportDeck
) -> None:
    import_deck(build(shipped))
    assert collection.db is not None
    order = collection.db.list("select guid from notes join cards on nid = notes.id where ord = 0 order by due")
    assert order == [f"calcinosis:{item}" for item in shipped.questions]


def test_the_database_is_whole_and_names_no_sqlite(shipped: Library) -> None:
    members = read_members(build(shipped))
    assert list(members) == [COLLECTION, "media"]
    database = members[COLLECTION]
    assert len(database) % PAGE_SIZE == 0
    assert database[96:100] == bytes(4)
    connection = sqlite3.connect(":memory:")
    connection.deserialize(database)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_the_same_notes_give_the_same_bytes_and_leave_no_temporary_file(
    shipped: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert build(shipped) == build(shipped)
    assert list(tmp_path.iterdir()) == []


def test_what_a_database_remembers_of_its_writer_is_cleared() -> None:
    def write(*statements: str) -> bytes:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        for statement in ("PRAGMA page_size = 4096", "PRAGMA secure_delete = 0", "CREATE TABLE t (a, b)", *statements):
            connection.execute(statement)
        database = connection.serialize()
        connection.close()
        return database

    clean = write("BEGIN", "INSERT INTO t VALUES (1, 'kept')", "COMMIT")
    stale = bytearray(clean)
    stale[2 * PAGE_SIZE - 200 : 2 * PAGE_SIZE - 150] = b"x" * 50  # in the gap of the table's page
    stale[96:100] = b"\x00\x2e\x00\x01"
    assert settle_database(bytes(stale)) == settle_database(clean)
    connection = sqlite3.connect(":memory:")
    connection.deserialize(settle_database(bytes(stale)))
    assert connection.execute("SELECT * FROM t").fetchall() == [(1, "kept")]
    connection.close()


def test_notes_are_read_back_as_they_were_written(shipped: Library) -> None:
    release = release_of(shipped)
    package = build_package(release.notes, "Deck", media={"b.png": b"2", "a.png": b"1"})
    plain = [structs.replace(each, note=structs.replace(each.note, former_tags=())) for each in release.notes]
    assert read_notes(package) == {each.note.guid: each for each in plain}
    for other in (b"", b"no zip", zip_members({"x": b""}), zip_members({COLLECTION: b"no database", "media": b"[]"})):
        assert read_notes(other) == {}


def test_two_banks_that_were_stamped_in_the_same_moment_keep_apart(
    make_bank: Callable[..., Path], collection: Collection, import_deck: ImportDeck
) -> None:
    items = """
        - {id: NAME-1, type: cloze, text: "{{a}} {{b}}."}
        - {id: NAME-2, type: true-false, stem: s, answer: true}
        """
    libraries = [open_library([make_bank(items.replace("NAME", name), name)]) for name in ("left", "right")]
    notes = [each for library in libraries for each in release_of(library).notes]
    log = import_deck(build_package(notes, "Both")).log
    assert len(log.new) == 4
    assert collection.card_count() == 6
    assert collection.fix_integrity()[1]


def test_pictures_arrive_under_the_name_of_their_content(
    make_bank: Callable[..., Path], tmp_path: Path, collection: Collection, import_deck: ImportDeck
) -> None:

    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "hand.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1 a picture")
    path = make_bank("""
        - id: one
          type: true-false
          stem: Seen here.
          answer: true
          image: {file: images/hand.png, alt: 'A hand with "plaques" & <nodules>'}
        """)
    library = open_library([path])
    names, media = collect_images(library, library.questions.values())
    notes = [each for each in release_of(library).notes if each.note.item == "one"]
    note = make_note(library, library.questions["one"], names["one"])
    assert (
        names["one"]
        == f"calcinosis-quiz-{hashlib.sha256((tmp_path / 'images' / 'hand.png').read_bytes()).hexdigest()[:20]}.png"
    )
    stamped = type(notes[0])(note, notes[0].mod, notes[0].created)
    import_deck(build_package([stamped], "Deck", media=media))
    assert (Path(collection.media.dir()) / names["one"]).read_bytes().endswith(b" a picture")
    assert not collection.media.check().missing
    question = collection.get_card(collection.find_cards("")[0]).question()
    assert 'alt="A hand with &quot;plaques&quot; &amp; &lt;nodules&gt;"' in question


def test_a_deck_name_with_levels_makes_subdecks(
    make_library: Callable[[str], Library], collection: Collection, import_deck: ImportDeck
) -> None:
    library = make_library("- {id: one, type: true-false, stem: One., answer: true}")
    import_deck(build_package(release_of(library).notes, "A::B & <c>", "Said <b>so</b>.\nTwice."))
    assert "A::B & <c>" in {deck.name for deck in collection.decks.all_names_and_ids()}
    deck = collection.decks.by_name("A::B & <c>")
    assert deck is not None
    assert deck["desc"] == "Said &lt;b&gt;so&lt;/b&gt;.<br>Twice."


def test_only_the_note_types_in_use_travel(make_library: Callable[[str], Library]) -> None:
    library = make_library("- {id: one, type: true-false, stem: One., answer: true}")
    connection = sqlite3.connect(":memory:")
    connection.deserialize(read_members(build(library))[COLLECTION])
    models = json.loads(connection.execute("SELECT models FROM col").fetchone()[0])
    connection.close()
    assert [model["name"] for model in models.values()] == ["Calcinosis Quiz: choice"]
