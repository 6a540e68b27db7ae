"""Questions as notes."""

import re
from collections.abc import Callable
from itertools import pairwise

from msgspec import structs

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import CaseQuestion
from calcinosis_quiz.export.anki.markup import Row, attribute, entries, gap, reasons, show
from calcinosis_quiz.export.anki.notes import PUBLISHED_FIELDS, make_note


def field(library: Library, item: str, name: str) -> str:
    return make_note(library, library.questions[item]).fields[PUBLISHED_FIELDS.index(name)]


def test_guids_rest_on_namespace_and_item_id_alone(shipped: Library, make_library: Callable[[str], Library]) -> None:
    for question in shipped.questions.values():
        assert make_note(shipped, question).guid == f"calcinosis:{question.id}"
    other = make_library("- {id: q1, type: true-false, stem: s, answer: true}")
    assert make_note(other, other.questions["q1"]).guid == "sample:q1"


def test_each_type_has_a_fitting_note(shipped: Library) -> None:
    types = {question.type: make_note(shipped, question).note_type for question in shipped.questions.values()}
    assert types == {
        "single-best-answer": "choice",
        "multiple-response": "choice",
        "true-false": "choice",
        "extended-matching": "choice",
        "cloze": "cloze",
        "short-answer": "typed",
        "numeric": "typed",
        "ordering": "arrange",
        "matching": "arrange",
        "open": "open",
    }
    assert any(isinstance(question, CaseQuestion) for question in shipped.questions.values())


def test_tags_tell_topic_level_objective_and_currency(shipped: Library) -> None:
    notes = [make_note(shipped, question) for question in shipped.questions.values()]
    tags = {tag for note in notes for tag in note.tags}
    assert {"calcinosis::topic::surgery", "calcinosis::level::apply", "calcinosis::objective::LO10"} <= tags
    assert {"calcinosis::currency::superseded", "calcinosis::currency::caution"} <= tags
    assert not any(re.search(r"\s", tag) for tag in tags)


def test_what_anki_would_change_in_a_tag_is_left_out(make_library: Callable[[str], Library]) -> None:
    item = "- {{id: q1, type: true-false, stem: s, answer: true, objective: '{}'}}"
    for objective, tag in (("say: why  so", "say-why-so"), ('the "first"\u3000step::', "the-first-step")):
        library = make_library(item.format(objective))
        assert f"sample::objective::{tag}" in make_note(library, library.questions["q1"]).tags
    library = make_library(item.format("::"))
    assert not any("objective" in tag for tag in make_note(library, library.questions["q1"]).tags)


def test_figures_that_are_easily_taken_for_another_stand_side_by_side(shipped: Library) -> None:
    with_figure = {fact.id for loaded in shipped.banks if loaded.ledger for fact in loaded.ledger.facts if fact.figure}
    assert len(with_figure) >= 2
    for question in shipped.questions.values():
        line = field(shipped, question.id, "Contrast")
        assert bool(line) == bool(with_figure & set(question.facts))
        if line:
            assert "20% is the adult ceiling; 70% is the juvenile ceiling" in line


def test_a_dated_note_says_what_has_moved_since(shipped: Library) -> None:
    dated = [question for question in shipped.questions.values() if question.later_evidence]
    assert dated
    for question in dated:
        assert question.later_evidence is not None
        assert field(shipped, question.id, "Since").startswith(f"<b>{question.later_evidence.heading}.</b> ")


def test_every_option_has_its_reason_and_the_key_is_told_in_words(make_library: Callable[[str], Library]) -> None:
    library = make_library("""
        - id: q1
          type: single-best-answer
          shuffle: false
          stem: Which?
          options: [{text: a, why: not a}, {text: b, correct: true, why: it is b}, {text: none, fixed: true}]
        """)
    back, front = field(library, "q1", "Reasons"), field(library, "q1", "Options")
    assert back.count("<li") == 3
    assert re.search(r'class="right".*?\u2713 Correct.*?>b<.*?it is b', back)
    assert re.search(r'class="wrong".*?\u2717 Not correct.*?>a<.*?not a', back)
    for side in (front, back):
        assert side.count('data-keep="order"') == 1
        assert re.findall(r'data-fixed="last".*?none', side)
    assert field(library, "q1", "Answer") == "b"


def test_numbers_say_what_is_accepted(make_library: Callable[[str], Library]) -> None:
    library = make_library("""
        - {id: range, type: numeric, stem: How many?, between: [5, 10], unit: "%"}
        - {id: near, type: numeric, stem: How many?, value: 200, tolerance: 5%}
        - {id: exact, type: numeric, stem: How many?, value: 2, common_errors: [{value: 3, why: one more}]}
        """)
    assert field(library, "range", "Answer") == "5 to 10"
    assert 'data-low="5" data-high="10"' in field(library, "range", "Reasons")
    assert "Unit: %" in field(library, "range", "Question")
    assert "5 to 10%" in field(library, "range", "Reasons")
    assert "200 (anything from 190 to 210)" in field(library, "near", "Reasons")
    assert "one more" in field(library, "exact", "Reasons")


def test_remarks_on_several_gaps_say_which_gap_they_are_about(make_library: Callable[[str], Library]) -> None:
    library = make_library("""
        - {id: two, type: cloze, text: "{{a}} and {{b}}.", gaps: [{why: first}, {reject: [{text: a, why: no}]}]}
        - {id: one, type: cloze, text: "Only {{a}}.", gaps: [{why: first}]}
        """)
    two, one = (field(library, item, "Reasons") for item in ("two", "one"))
    assert re.findall(r'class="label">(gap \d):', two) == ["gap 1", "gap 2"]
    assert "label" not in one


def test_an_edit_of_anything_shown_changes_the_note(make_library: Callable[[str], Library]) -> None:
    texts = ["stem: s", "stem: t", "stem: s, explanation: e", "stem: s, why_true: w", "stem: s, tags: [x]"]
    notes = []
    for text in texts:
        library = make_library(f"- {{id: q1, type: true-false, {text}, answer: true}}")
        notes.append(make_note(library, library.questions["q1"]))
    assert all(one != other for one, other in pairwise(notes))
    assert len({structs.astuple(note) for note in notes}) == len(notes)


def test_text_is_escaped_for_page_template_formula_and_sound() -> None:
    assert show("<b>&\"'") == "&lt;b&gt;&amp;&quot;&#x27;"
    assert show("{{Answer}} [sound:a.mp3]") == "&#123;&#123;Answer&#125;&#125; &#91;sound:a.mp3&#93;"
    assert show("\\(x\\) \\[y\\]\n\\") == "&#92;<span></span>(x&#92;) &#92;<span></span>&#91;y&#92;&#93;<br>&#92;"
    assert show("e\u0301") == "\u00e9"
    assert attribute('"\\(') == "&quot;&#92;("
    assert gap(2, "a::b", "c:d") == "{{c2::a&#58;&#58;b::c&#58;d}}"
    assert entries("k", [("<", {"key": '"'})]) == '<ol class="k"><li dir="auto" data-key="&quot;">&lt;</li></ol>'
    assert reasons("k", []) == ""
    assert "Also right:" in reasons("k", [Row("a", "right", also=("b",))])
