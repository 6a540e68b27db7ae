"""Cards in Org files."""

from tests.imports.reading import causes, read

from calcinosis_quiz.bank.items import Cloze, Open, ShortAnswer
from calcinosis_quiz.imports.detect import detect
from calcinosis_quiz.imports.reading import Document

DRILL = """#+TITLE: Bones
* Section
** Item                                   :drill:solid_state:
   SCHEDULED: <2024-01-01 Mon>
   :PROPERTIES:
   :ID: abc-1
   :END:
   :LOGBOOK:
   - State "DONE"
   :END:
   Which /mineral/ is in bone?
*** The answer
    Apatite, see [[https://example.org][this page]].
** Word                                   :drill:
   :PROPERTIES:
   :DRILL_CARD_TYPE: twosided
   :END:
   Translate.
*** German
    Knochen
*** English
    bone
** Item                                   :drill:
   Bone holds [apatite||a mineral][and\n   so on] and [collagen|what?], see [[file:a.org][a link]] and
   - [ ] a box
** Verb                                   :drill:
   :PROPERTIES:
   :DRILL_CARD_TYPE: conjugate
   :END:
"""


def test_org_drill_asks_by_its_kinds_of_card() -> None:
    assert detect(Document("x.org", DRILL.encode())) == "org"
    reading = read("org", DRILL)
    first, *words, gaps = (each.item for each in reading.drafts)
    assert isinstance(first, Open)
    assert (first.stem, first.tags) == ("Which mineral is in bone?", ("solid-state",))
    assert first.model_answer == "Apatite, see this page (https://example.org)."
    assert [(each.stem, each.model_answer) for each in words if isinstance(each, Open)] == [
        ("Word\n\nTranslate.\n\nGerman: Knochen", "English: bone"),
        ("Word\n\nTranslate.\n\nEnglish: bone", "German: Knochen"),
    ]
    assert isinstance(gaps, Cloze)
    assert gaps.text == "Bone holds {{apatite}}{{and so on}} and {{collagen}}, see a link and\n- [ ] a box"
    assert [gap.hint for gap in gaps.gaps] == ["a mineral", None, "what?"]
    assert (reading.title, reading.drafts[0].source_id, reading.drafts[0].place.line) == ("Bones", "abc-1", 3)
    assert ("left out", "a card that a program writes anew each time") in causes(reading)


def test_org_fc_has_backs_gaps_and_answers_to_type() -> None:
    text = """* Which mineral?  :fc:
:PROPERTIES:
:FC_TYPE: double
:ID: one
:END:
:REVIEW_DATA:
| position | ease |
| front | 2.5 |
:END:
Look closely.
** Back
Apatite
* Capital of Peru :fc:
:PROPERTIES:
:FC_TYPE: text-input
:END:
Lima
* Bone :fc:
:PROPERTIES:
:FC_TYPE: cloze
:END:
It holds {{apatite}{a mineral}@0} and {{collagen}@1}.
"""
    reading = read("org", text)
    there, back, typed, gaps = (each.item for each in reading.drafts)
    assert isinstance(there, Open)
    assert isinstance(back, Open)
    assert (there.stem, there.model_answer) == ("Which mineral?\n\nLook closely.", "Apatite")
    assert (back.stem, back.model_answer) == ("Apatite", "Which mineral?\n\nLook closely.")
    assert isinstance(typed, ShortAnswer)
    assert typed.accept == ("Lima",)
    assert isinstance(gaps, Cloze)
    assert gaps.text == "Bone\n\nIt holds {{apatite}} and {{collagen}}."
    assert [each.source_id for each in reading.drafts] == ["one", "one-1", "", ""]


def test_notes_of_anki_editor_have_fields_as_headings() -> None:
    text = """* Deck
** Note one :bone:
:PROPERTIES:
:ANKI_NOTE_TYPE: Basic
:ANKI_DECK: A::B
:ANKI_NOTE_ID: 123
:END:
*** Front
Which?
*** Back
That.
** Gaps
:PROPERTIES:
:ANKI_NOTE_TYPE: Cloze
:END:
*** Text
Bone is {{c1::hard::how?}}.
*** Extra
Mostly.
"""
    reading = read("org", text)
    card, gaps = (each.item for each in reading.drafts)
    assert isinstance(card, Open)
    assert (card.stem, card.model_answer, card.tags) == ("Which?", "That.", ("bone",))
    assert (reading.drafts[0].category, reading.drafts[0].source_id) == (("A", "B"), "123")
    assert isinstance(gaps, Cloze)
    assert (gaps.text, gaps.explanation) == ("Bone is {{hard}}.", "Mostly.")


def test_a_heading_without_the_tag_is_no_card() -> None:
    assert detect(Document("x.org", b"* TODO Buy milk :home:\nSoon.\n")) == ""
