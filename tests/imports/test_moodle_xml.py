"""Moodle XML: every core type, as real exports write it."""

from base64 import b64encode
from decimal import Decimal

import pytest
from tests.imports.reading import causes, draft, only, read

from calcinosis_quiz.bank.items import (
    Cloze,
    Gap,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Ordering,
    Reasoned,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.imports.reading import Reading, RefusedFileError

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01 and the rest"


def moodle(*questions: str) -> Reading:
    return read("moodle-xml", f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>{"".join(questions)}</quiz>')


def question(kind: str, inside: str, text: str = "<p>Which?</p>", head: str = "") -> str:
    return (
        f'<question type="{kind}"><name><text>A title</text></name>{head}'
        f'<questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>{inside}</question>'
    )


def answer(fraction: str, text: str, why: str = "", more: str = "") -> str:
    return (
        f'<answer fraction="{fraction}" format="html"><text><![CDATA[{text}]]></text>'
        f"<feedback><text>{why}</text></feedback>{more}</answer>"
    )


def test_a_choice_keeps_key_feedback_order_and_line() -> None:
    options = answer("100", "<p>Lead</p>", "A sulphide.") + answer("0", "<p>Iron &amp; zinc</p>")
    reading = moodle(question("multichoice", f"<single>true</single><shuffleanswers>0</shuffleanswers>{options}"))
    item = only(reading, SingleBestAnswer)
    assert item.stem == "Which?"
    assert [(each.text, each.correct, each.why) for each in item.options] == [
        ("Lead", True, "A sulphide."),
        ("Iron & zinc", False, None),
    ]
    assert not item.shuffle
    assert reading.drafts[0].place.line == 2
    assert reading.losses == ()


def test_several_answers_with_the_usual_fractions_lose_nothing() -> None:
    options = answer("50", "a") + answer("50", "b") + answer("-50", "c") + answer("-50", "d")
    reading = moodle(question("multichoice", f"<single>false</single>{options}"))
    assert [each.correct for each in only(reading, MultipleResponse).options] == [True, True, False, False]
    assert reading.losses == ()


def test_unequal_weights_are_said_to_be_lost() -> None:
    options = answer("70", "a") + answer("30", "b") + answer("0", "c") + answer("0", "d")
    reading = moodle(question("multichoice", f"<single>false</single>{options}"))
    assert only(reading, MultipleResponse).options[1].correct
    assert [cause for _, cause in causes(reading)] == [
        "weights of options are dropped: right ones share the marks, wrong ones cost"
    ]
    assert "70 %" in reading.losses[0].found


def test_a_single_choice_with_two_full_keys_becomes_a_choice_of_several() -> None:
    options = answer("100", "a") + answer("100", "b") + answer("0", "c") + answer("0", "d")
    reading = moodle(question("multichoice", f"<single>true</single>{options}"))
    assert sum(each.correct for each in only(reading, MultipleResponse).options) == 2
    assert ("changed", "a single choice with several right options became a choice of several") in causes(reading)


def test_a_single_choice_without_a_full_key_takes_the_best_and_says_so() -> None:
    reading = moodle(question("multichoice", answer("50", "a") + answer("-10", "b")))
    assert only(reading, SingleBestAnswer).options[0].correct
    assert ("changed", "the best option earned less than all marks; it earns all") in causes(reading)


def test_several_answers_with_too_few_wrong_ones_become_right_or_wrong_for_each() -> None:
    options = answer("50", "a") + answer("50", "b") + answer("-100", "c")
    item = only(moodle(question("multichoice", f"<single>false</single>{options}")), Matching)
    assert [(pair.prompt, pair.choice) for pair in item.pairs] == [("a", "Right"), ("b", "Right"), ("c", "Wrong")]


def test_a_choice_without_a_key_is_left_out_and_named() -> None:
    reading = moodle(question("multichoice", answer("0", "a") + answer("0", "b")))
    assert reading.drafts == ()
    assert causes(reading) == [("left out", "no option is marked as right")]
    assert reading.losses[0].title == "A title"


@pytest.mark.parametrize(
    ("answers", "key"),
    [
        (answer("100", "true", "Yes.") + answer("0", "false"), True),
        (answer("0", "true") + answer("100", "false"), False),
        (answer("0", "false") + answer("100", "true"), True),
        (answer("100", "wahr") + answer("0", "falsch"), True),
    ],
)
def test_true_or_false_is_told_by_the_text_of_the_answer(answers: str, key: bool) -> None:
    assert only(moodle(question("truefalse", answers)), TrueFalse).answer is key


def test_typed_answers_are_sorted_into_accepted_and_refused() -> None:
    answers = (
        answer("100", "apatite", "As in bone.") + answer("100", "hydroxyapatite") + answer("0", "calcite", "Shells.")
    )
    item = only(moodle(question("shortanswer", answers + answer("0", "*", "Think of bone."))), ShortAnswer)
    assert item.accept == ("apatite", "hydroxyapatite")
    assert item.reject == (Reasoned(text="calcite", why="Shells."),)
    assert item.why == "As in bone."
    assert item.explanation == "Think of bone."


def test_a_wildcard_is_taken_out_and_said_and_an_escaped_asterisk_is_one() -> None:
    reading = moodle(question("shortanswer", answer("100", "*apatite") + answer("100", r"2\*3")))
    assert only(reading, ShortAnswer).accept == ("apatite", "2*3")
    assert [loss.found for loss in reading.losses] == ["*apatite"]


def test_a_number_keeps_tolerance_unit_and_known_errors() -> None:
    inside = answer("100", "7.5", "Measured.", "<tolerance>0.5</tolerance>") + answer("0", "75", "The point was lost.")
    units = "<units><unit><multiplier>1</multiplier><unit_name>mm</unit_name></unit></units>"
    item = only(moodle(question("numerical", inside + units)), Numeric)
    assert (item.value, item.tolerance, item.unit, item.why) == (Decimal("7.5"), "0.5", "mm", "Measured.")
    assert [(error.value, error.why) for error in item.common_errors] == [(Decimal(75), "The point was lost.")]


def test_an_old_number_has_its_fraction_as_a_child_and_its_text_bare() -> None:
    old = "<answer>7,5<fraction>1</fraction><tolerance>0</tolerance><feedback><text/></feedback></answer>"
    assert only(moodle(question("numerical", old)), Numeric).value == Decimal("7.5")


def test_matching_keeps_spare_choices() -> None:
    rows = "".join(
        f'<subquestion format="html"><text>{prompt}</text><answer><text>{choice}</text></answer></subquestion>'
        for prompt, choice in (("&lt;p&gt;Galena&lt;/p&gt;", "Lead"), ("Haematite", "Iron"), ("", "Zinc"))
    )
    item = only(moodle(question("matching", rows)), Matching)
    assert [(pair.prompt, pair.choice) for pair in item.pairs] == [("Galena", "Lead"), ("Haematite", "Iron")]
    assert item.spare == (Reasoned(text="Zinc"),)


def test_the_places_of_an_ordering_are_no_credit() -> None:
    item = only(moodle(question("ordering", answer("2", "b") + answer("1", "a") + answer("3", "c"))), Ordering)
    assert [entry.text for entry in item.entries] == ["a", "b", "c"]


def test_an_essay_takes_the_notes_for_graders_as_its_model_answer() -> None:
    item = only(moodle(question("essay", "<graderinfo><text>It presses.</text></graderinfo>")), Open)
    assert item.model_answer == "It presses."


def test_answers_in_a_text_become_gaps() -> None:
    text = (
        r"<p>It is {1:SHORTANSWER:=calcium#A metal.~%100%Ca~iron#Makes rust.} and {2:NM:=3.5~%50%4#Near.}&#8211;so.</p>"
    )
    reading = moodle(question("cloze", "", text))
    item = only(reading, Cloze)
    assert item.text == "It is {{calcium}} and {{3.5}}\u2013so."
    assert item.gaps == (
        Gap(accept=("Ca",), reject=(Reasoned(text="iron", why="Makes rust."),), why="A metal."),
        Gap(reject=(Reasoned(text="4", why="Near."),)),
    )
    assert ("changed", "gaps had different weights; here each counts the same") in causes(reading)


def test_one_menu_in_a_text_is_a_choice() -> None:
    text = r"<p>It is {1:MCV:=calcite\} or so#Yes.~%-50%quartz~gypsum}</p>"
    item = only(moodle(question("cloze", "", text)), SingleBestAnswer)
    assert (item.stem, item.options[0].text, item.options[0].why) == ("It is", "calcite} or so", "Yes.")


def test_one_number_in_a_text_keeps_its_tolerance() -> None:
    item = only(moodle(question("multianswer", "", "Pi is {1:NUMERICAL:=3.14:0.01}.")), Numeric)
    assert (item.stem, item.value, item.tolerance) == ("Pi is ____.", Decimal("3.14"), "0.01")


def test_a_place_in_a_text_offers_the_words_of_its_group() -> None:
    boxes = "".join(
        f"<dragbox><text>{text}</text><group>{group}</group></dragbox>"
        for text, group in (("cat", 1), ("mat", 2), ("dog", 1), ("rug", 2))
    )
    item = only(moodle(question("ddwtos", boxes, "The [[1]] sat on the [[2]].")), Cloze)
    assert item.text == "The {{cat}} sat on the {{mat}}."
    assert [gap.hint for gap in item.gaps] == ["one of: cat, dog", "one of: mat, rug"]


def test_a_calculated_question_is_asked_with_one_set_of_its_values() -> None:
    values = "".join(
        f"<dataset_definition><name><text>{name}</text></name><dataset_items><dataset_item><number>1</number>"
        f"<value>{value}</value></dataset_item></dataset_items></dataset_definition>"
        for name, value in (("a", "2"), ("b", "-3"))
    )
    inside = answer("100", "pow({a},2)*{b}", "", "<tolerance>0.5</tolerance><tolerancetype>2</tolerancetype>")
    text = "What is {a} squared times {b}?"
    reading = moodle(question("calculated", f"{inside}<dataset_definitions>{values}</dataset_definitions>", text))
    item = only(reading, Numeric)
    assert (item.stem, item.value, item.tolerance) == ("What is 2 squared times -3?", Decimal(-12), "0.5")
    assert reading.losses[0].found == "a = 2, b = -3"


def test_a_formula_is_never_run() -> None:
    inside = answer("100", "__import__('os').getpid({a})")
    values = (
        "<dataset_definition><name><text>a</text></name><dataset_items><dataset_item><value>2</value></dataset_item>"
        "</dataset_items></dataset_definition>"
    )
    reading = moodle(question("calculated", f"{inside}<dataset_definitions>{values}</dataset_definitions>"))
    assert reading.drafts == ()
    assert ("changed", "a formula that cannot be evaluated is dropped") in causes(reading)


@pytest.mark.parametrize("kind", ["description", "stack", "coderunner", "random", "drawing"])
def test_what_is_no_question_of_the_core_is_left_out_by_name(kind: str) -> None:
    reading = moodle(question(kind, ""))
    assert [loss.kind for loss in reading.losses] == ["left out"]


def test_a_category_stays_in_force_until_the_next_and_may_hold_a_slash() -> None:
    text = "$course$/top/Bones/ Calcium//phosphate "
    category = f'<question type="category"><category><text>{text}</text></category></question>'
    options = answer("100", "a") + answer("0", "b")
    assert draft(moodle(category, question("multichoice", options))).category == ("Bones", "Calcium/phosphate")


def test_tags_feedback_on_the_whole_and_the_id_number_come_along() -> None:
    inside = (
        "<generalfeedback><text>Because.</text></generalfeedback><correctfeedback><text>Your answer is correct."
        "</text></correctfeedback><incorrectfeedback><text>Read page 3.</text></incorrectfeedback>"
        "<idnumber>bone-1</idnumber><tags><tag><text>Über Bones</text></tag></tags>"
    )
    found = draft(moodle(question("multichoice", inside + answer("100", "a") + answer("0", "b"))))
    assert isinstance(found.item, SingleBestAnswer)
    assert found.item.explanation == "Because.\n\nIf wrong: Read page 3."
    assert found.item.tags == ("uber-bones",)
    assert found.source_id == "bone-1"


def test_an_image_comes_along_by_its_file_or_inside_the_text() -> None:
    packed = b64encode(PNG).decode()
    file = f'<file name="the hand.png" path="/" encoding="base64">{packed}</file>'
    by_file = (
        '<question type="truefalse"><questiontext format="html"><text><![CDATA[<p><img alt="A hand" '
        f'src="@@PLUGINFILE@@/the%20hand.png">Calm?</p>]]></text>{file}</questiontext>'
        f"{answer('100', 'true')}</question>"
    )
    inside = question("truefalse", answer("100", "true"), f'<img src="data:image/jpeg;base64,{packed}" alt="x"> Calm?')
    pictures = [each.picture for each in moodle(by_file, inside).drafts]
    assert [(each.content, each.name.endswith(".png")) for each in pictures if each] == [(PNG, True), (PNG, True)]
    assert pictures[0] is not None
    assert (pictures[0].name, pictures[0].alt) == ("the-hand.png", "A hand")


def test_an_image_on_another_computer_is_a_loss_and_is_not_fetched() -> None:
    reading = moodle(question("truefalse", answer("100", "true"), '<img src="https://example.org/x.png">Calm?'))
    assert reading.drafts[0].picture is None
    assert [loss.found for loss in reading.losses] == ["https://example.org/x.png"]


def test_an_image_is_told_by_its_content_not_its_name() -> None:
    data = b64encode(b"<html>").decode()
    reading = moodle(question("truefalse", answer("100", "true"), f'<img src="data:image/png;base64,{data}">Calm?'))
    assert reading.drafts[0].picture is None
    assert ("changed", "an image is of a kind that cannot be shown") in causes(reading)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('<!DOCTYPE quiz [<!ENTITY a "aaaa">]><quiz>&a;</quiz>', "entities"),
        ("<quiz><question>&nbsp;</question></quiz>", "a-file:1: not well-formed"),
        ("<moodle><x/></moodle>", "expected Moodle XML with the root <quiz>"),
    ],
)
def test_a_file_that_is_none_is_refused_in_one_sentence(content: str, said: str) -> None:
    with pytest.raises(RefusedFileError, match=said):
        read("moodle-xml", content)


def test_statements_to_judge_become_pairs() -> None:
    rows = "".join(
        f'<row number="{i}"><optiontext format="html"><text>{text}</text></optiontext><feedbacktext><text>{why}</text>'
        "</feedbacktext></row>"
        for i, text, why in ((1, "It is hard.", "As a stone."), (2, "It is soft.", ""))
    )
    columns = "".join(
        f'<column number="{i}"><responsetext><text>{text}</text></responsetext></column>'
        for i, text in ((1, "True"), (2, "False"))
    )
    weights = "".join(
        f'<weight rownumber="{row}" columnnumber="{column}"><value>{value}</value></weight>'
        for row, column, value in ((1, 1, "1.000"), (1, 2, "0.000"), (2, 1, "0.000"), (2, 2, "1.000"))
    )
    item = only(moodle(question("mtf", rows + columns + weights)), Matching)
    assert [(pair.prompt, pair.choice, pair.why) for pair in item.pairs] == [
        ("It is hard.", "True", "As a stone."),
        ("It is soft.", "False", None),
    ]
