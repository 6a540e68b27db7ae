"""The deck, imported by the real Anki."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest, ImportLogWithChanges

from calcinosis_quiz.bank.items import Cloze
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import gap_answers
from calcinosis_quiz.export.anki.notes import FIELDS, make_note
from calcinosis_quiz.export.anki.package import build_package

BUILT = 1_790_000_000


def build(library: Library, timestamp: int = BUILT) -> bytes:
    notes = [make_note(library, question) for question in library.questions.values()]
    return build_package(notes, *library.describe(), timestamp)


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    opened = Collection(str(tmp_path / "collection.anki2"))
    yield opened
    opened.close()


@pytest.fixture
def import_deck(collection: Collection, tmp_path: Path) -> Callable[[bytes], ImportLogWithChanges]:
    def import_bytes(package: bytes) -> ImportLogWithChanges:
        path = tmp_path / "deck.apkg"
        path.write_bytes(package)
        request = ImportAnkiPackageRequest(package_path=str(path), options=ImportAnkiPackageOptions())
        return collection.import_anki_package(request)

    return import_bytes


def test_every_question_arrives_and_check_database_is_clean(
    shipped: Library, collection: Collection, import_deck: Callable[[bytes], ImportLogWithChanges]
) -> None:
    log = import_deck(build(shipped)).log
    assert len(log.new) == log.found_notes == collection.note_count() == len(shipped.questions)
    assert not (log.updated or log.duplicate or log.conflicting or log.missing_notetype or log.empty_first_field)
    gaps = sum(len(gap_answers(q)) - 1 for q in shipped.questions.values() if isinstance(q, Cloze))
    assert collection.card_count() == len(shipped.questions) + gaps
    assert collection.fix_integrity()[1]
    assert not collection.get_empty_cards().notes
    assert {deck.name for deck in collection.decks.all_names_and_ids()} == {"Calcinosis Quiz", "Default"}


def test_every_card_shows_its_question_and_no_template_has_a_problem(
    shipped: Library, collection: Collection, import_deck: Callable[[bytes], ImportLogWithChanges]
) -> None:
    import_deck(build(shipped))
    for card_id in collection.find_cards(""):
        card = collection.get_card(card_id)
        note = card.note()
        assert "has a problem" not in card.question() + card.answer(), note["ID"]
        assert re.sub(r"<style>.*?</style>|<[^>]*>", "", card.question(), flags=re.DOTALL).strip(), note["ID"]
        for shown in ("Study aid based on one 2015 conference summary", "RheumReports", note["ID"]):
            assert shown in card.answer()


def test_a_second_import_of_the_same_deck_changes_nothing(
    shipped: Library, collection: Collection, import_deck: Callable[[bytes], ImportLogWithChanges]
) -> None:
    import_deck(build(shipped))
    log = import_deck(build(shipped)).log
    assert len(log.duplicate) == log.found_notes
    assert not (log.new or log.updated or log.conflicting)
    assert collection.note_count() == len(shipped.questions)


def test_an_edited_item_updates_its_note_in_place(
    make_library: Callable[[str], Library],
    collection: Collection,
    import_deck: Callable[[bytes], ImportLogWithChanges],
) -> None:
    item = "- {{id: a-fact, type: true-false, stem: {stem}, answer: true}}"
    import_deck(build(make_library(item.format(stem="before"))))
    log = import_deck(build(make_library(item.format(stem="after")), BUILT + 1)).log
    assert (len(log.updated), len(log.new), len(log.conflicting)) == (1, 0, 0)
    (note_id,) = collection.find_notes("")
    assert collection.get_note(note_id)["Question"] == "after"


def test_text_with_signs_of_html_and_anki_shows_exactly_as_written(
    make_library: Callable[[str], Library],
    collection: Collection,
    import_deck: Callable[[bytes], ImportLogWithChanges],
) -> None:
    hostile = """<b>x</b> &amp; "q" {{Answer}} {{c1::y}} [sound:a.mp3] <script>alert(1)</script> \U0001f9b4 \u05d0"""
    library = make_library(f"""
        - id: hostile
          type: single-best-answer
          stem: '{hostile}'
          options: [{{text: '{hostile} 1', correct: true, why: '{hostile}'}}, {{text: '{hostile} 2'}}]
          explanation: '{hostile}'
        - id: hostile-cloze
          type: cloze
          text: 'a < b [sound:x.mp3] {{{{a:b & <i>}}}} end'
          gaps: [{{hint: 'h::i'}}]
        """)
    import_deck(build(library))
    for card_id in collection.find_cards(""):
        card = collection.get_card(card_id)
        assert "<script>" not in card.question() + card.answer()
        assert not card.question_av_tags() and not card.answer_av_tags()
    choice = collection.get_card(collection.find_cards("ID:hostile")[0])
    assert "&lt;b&gt;x&lt;/b&gt; &amp;amp; &quot;q&quot; &#123;&#123;Answer&#125;&#125;" in choice.question()
    cloze = collection.get_card(collection.find_cards("ID:hostile-cloze")[0])
    assert "[h&#58;&#58;i]" in cloze.question()
    assert "a&#58;b &amp; &lt;i&gt;" in cloze.answer()


def test_the_same_input_gives_the_same_bytes(shipped: Library) -> None:
    assert build(shipped) == build(shipped)


def test_guids_rest_on_namespace_and_item_id_alone(shipped: Library, make_library: Callable[[str], Library]) -> None:
    question = next(iter(shipped.questions.values()))
    assert make_note(shipped, question).guid == f"calcinosis:{question.id}"
    other = make_library("- {id: q1, type: true-false, stem: s, answer: true}")
    assert make_note(other, other.questions["q1"]).guid == "sample:q1"


def test_tags_tell_topic_level_objective_and_currency(shipped: Library) -> None:
    notes = [make_note(shipped, question) for question in shipped.questions.values()]
    assert all(len(note.fields) == len(FIELDS) for note in notes)
    tags = {tag for note in notes for tag in note.tags}
    assert {"calcinosis::topic::surgery", "calcinosis::level::apply", "calcinosis::objective::LO10"} <= tags
    assert {"calcinosis::currency::superseded", "calcinosis::currency::caution"} <= tags
    assert not any(re.search(r"\s", tag) for tag in tags)
