"""Moodle XML."""

from base64 import b64decode
from collections.abc import Callable
from itertools import product
from pathlib import Path
from xml.etree import ElementTree

from tests.export.moodle.reading import questions_in, read_gaps

from calcinosis_quiz.bank.fingerprint import bank_version
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.export.moodle.quiz_file import write_moodle


def write(library: Library, *, native_ordering: bool = False) -> bytes:
    return write_moodle(library, tuple(library.questions.values()), native_ordering=native_ordering).content


def test_every_shipped_question_is_carried_once_under_its_id_with_tags(shipped: Library) -> None:
    found = questions_in(write(shipped))
    assert list(found) == [id_ for id_ in found if found[id_].findtext("name/text") == id_]
    assert set(found) == set(shipped.questions)
    tags = [tag.text for tag in found["surg-recurrence-basis"].findall("tags/tag/text")]
    assert {"topic:surgery", "type:single-best-answer", "objective:LO11"} <= set(tags)


def test_categories_name_the_bank_version_and_the_topic(small: Library) -> None:
    root = ElementTree.fromstring(write(small))  # noqa: S314 - our own file
    title = f"Small // items ({bank_version(small)})"
    assert [each.text for each in root.findall("question/category/text")] == [f"$course$/top/{title}/Small // items"]
    assert root[0].get("type") == "category"


def test_each_option_has_its_feedback_and_the_rest_stands_in_the_general_feedback(small: Library) -> None:
    element = questions_in(write(small))["choose-one"]
    assert [each.findtext("feedback/text") for each in element.findall("answer")] == [
        "<p>It is.</p>",
        "<p>That is softer.</p>",
        "<p>One of them is.</p>",
    ]
    after = element.findtext("generalfeedback/text") or ""
    assert "Apatite is the mineral of bone." in after
    assert "Since then (2020; last looked at 2026-11; not marked): Others were found. &#91;A paper&#93;" in after
    assert "Item choose-one." in after


def test_options_with_a_fixed_place_are_not_shuffled_and_the_report_says_so(small: Library) -> None:
    export = write_moodle(small, tuple(small.questions.values()))
    settings = {item: each.findtext("shuffleanswers") for item, each in questions_in(export.content).items()}
    assert (settings["choose-one"], settings["choose-some-of-four"]) == ("false", "true")
    assert [loss.kind for loss in export.losses if loss.item == "choose-one"] == ["shown differently"]


def test_known_wrong_answers_say_why_in_a_gap_in_a_word_and_in_a_number(small: Library) -> None:
    found = questions_in(write(small))
    (gap,) = read_gaps(found["one-gap"].findtext("questiontext/text"))
    assert (0.0, "calcite", "That is chalk.") in gap
    assert [each.findtext("feedback/text") for each in found["a-word"].findall("answer[@fraction='0']")] == [
        "<p>They build it.</p>"
    ]
    assert found["near-a-value"].findtext("answer[@fraction='0']/text") == "75"


def test_a_unit_may_be_typed_and_is_not_marked(small: Library) -> None:
    element = questions_in(write(small))["near-a-value"]
    assert element.findtext("units/unit/unit_name") == "mm"
    assert (element.findtext("unitgradingtype"), element.findtext("showunits")) == ("0", "0")


def test_an_open_question_is_an_essay_without_marks_and_the_model_answer_is_for_the_grader(small: Library) -> None:
    element = questions_in(write(small))["in-a-sentence"]
    assert (element.get("type"), element.findtext("defaultgrade")) == ("essay", "0")
    assert "Because it stays." in element.findtext("graderinfo/text")


def test_an_ordering_is_a_matching_by_place_unless_moodles_own_type_is_wished(small: Library) -> None:
    plain, native = (questions_in(write(small, native_ordering=each))["in-order"] for each in (False, True))
    assert [row.findtext("answer/text") for row in plain.findall("subquestion")] == [
        "Talc",
        "Gypsum",
        "Calcite",
        "Apatite",
    ]
    assert native.get("type") == "ordering"
    assert [each.findtext("text") for each in native.findall("answer")] == ["Talc", "Gypsum", "Calcite", "Apatite"]
    assert (native.findtext("gradingtype"), native.findtext("selectcount")) == ("LONGEST_ORDERED_SUBSET", "4")


def test_the_same_banks_give_the_same_bytes(small: Library) -> None:
    assert write(small) == write(small)


def test_a_multiple_response_with_too_many_right_options_is_left_out_and_reported(
    make_library: Callable[[str], Library],
) -> None:
    right = "".join(f"    - {{text: {a}{b}, correct: true}}\n" for a, b in list(product("abcde", "vwxyz"))[:21])
    options = f"{right}    - {{text: p}}\n    - {{text: q}}\n"
    library = make_library(f"- id: many\n  type: multiple-response\n  stem: Which?\n  options:\n{options}")
    export = write_moodle(library, tuple(library.questions.values()))
    assert export.items == ()
    assert [loss.kind for loss in export.losses] == ["left out"]


def test_a_picture_travels_inside_the_file(make_bank: Callable[[str], Path], tmp_path: Path) -> None:
    (tmp_path / "hand.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1 picture")
    path = make_bank(
        "- {id: q, type: true-false, stem: It is., answer: true, image: {file: hand.png, alt: 'A \"hand\" <b>'}}"
    )
    element = questions_in(write(open_library([path])))["q"]
    file = element.find("questiontext/file")
    assert (file.get("name"), b64decode(file.text)) == (
        "hand.png",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1 picture",
    )
    text = element.findtext("questiontext/text")
    assert text.startswith('<p><img src="@@PLUGINFILE@@/hand.png" alt="A &quot;hand&quot; &lt;b&gt;"></p>')
