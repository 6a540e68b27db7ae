"""QTI 2.1, 2.2 and 3.0: one reader for all names."""

import re
from decimal import Decimal

import pytest
from tests.imports.reading import causes, draft, only, read
from tests.imports.test_qti12 import pack

from calcinosis_quiz.bank.items import (
    Cloze,
    Gap,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Ordering,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.imports.reading import Reading

TEMPLATE = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/"
NAMES = (
    "responseDeclaration correctResponse mapping mapEntry itemBody responseProcessing choiceInteraction simpleChoice"
)


def item(declared: str, body: str, processing: str = "", more: str = "", attributes: str = "") -> str:
    return (
        '<?xml version="1.0"?><assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" '
        f'identifier="bank.item-1" title="A title" {attributes}>{declared}<itemBody>{body}</itemBody>'
        f"{processing}{more}</assessmentItem>"
    )


def qti(*parts: str, **named: str) -> Reading:
    return read("qti", item(*parts, **named))


def declare(
    *correct: str, cardinality: str = "single", base: str = "identifier", ident: str = "R", mapped: str = ""
) -> str:
    values = "".join(f"<value>\n {value} </value>" for value in correct)
    key = f"<correctResponse>{values}</correctResponse>" if correct else ""
    entries = re.sub(r"(\S+?)=(\S+)", r'<mapEntry mapKey="\1" mappedValue="\2"/>', mapped)
    mapping = f"<mapping defaultValue='0' lowerBound='0'>{entries}</mapping>" if mapped else ""
    head = f'<responseDeclaration identifier="{ident}" cardinality="{cardinality}" baseType="{base}">'
    return f"{head}{key}{mapping}</responseDeclaration>"


def template(name: str) -> str:
    return f'<responseProcessing template="{TEMPLATE}{name}"/>'


CHOICES = '<simpleChoice identifier="A">Lead</simpleChoice><simpleChoice identifier="B">Iron</simpleChoice>'
CHOICES += '<simpleChoice identifier="C">Zinc</simpleChoice><simpleChoice identifier="D">Tin</simpleChoice>'
CHOICE = '<p>A case.</p><choiceInteraction responseIdentifier="R" shuffle="true"><prompt>Which?</prompt>'
CHOICE += f"{CHOICES}</choiceInteraction>"


@pytest.mark.parametrize("processing", [template("match_correct"), template("match_correct.xml"), ""])
def test_a_choice_by_its_correct_response(processing: str) -> None:
    one = only(qti(declare("B"), CHOICE, processing), SingleBestAnswer)
    assert one.stem == "A case.\n\nWhich?"
    assert [each.correct for each in one.options] == [False, True, False, False]
    assert one.shuffle


def test_version_3_is_the_same_tree_under_other_names() -> None:
    content = item(declare("B"), CHOICE, template("match_correct"))

    def rename(found: re.Match[str]) -> str:
        return found.group(1) + "qti-" + re.sub(r"(?<!^)([A-Z])", r"-\1", found.group(2)).lower()

    elements = "|".join([*NAMES.split(), "prompt", "value", "assessmentItem"])
    content = re.sub(rf"(</?)({elements})\b", rename, content)
    for name in ("responseIdentifier", "baseType"):
        content = content.replace(f"{name}=", re.sub(r"([A-Z])", r"-\1", name).lower() + "=")
    assert "<qti-simple-choice" in content
    assert only(read("qti", content), SingleBestAnswer).options[1].correct


def test_a_mapping_counts_where_the_processing_uses_it() -> None:
    mapped = declare("A", cardinality="multiple", mapped="A=1 B=1 C=-1 D=-1")
    reading = qti(mapped, CHOICE, template("map_response"))
    assert [each.correct for each in only(reading, MultipleResponse).options] == [True, True, False, False]
    both = qti(declare("A", "C", cardinality="multiple", mapped="A=1"), CHOICE, template("match_correct"))
    assert [each.correct for each in only(both, MultipleResponse).options] == [True, False, True, False]


def test_a_key_that_stands_in_the_processing_alone() -> None:
    compare = '<match><variable identifier="R"/><baseValue baseType="identifier">C</baseValue></match>'
    score = '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue>'
    condition = f"<responseCondition><responseIf>{compare}{score}</responseIf></responseCondition>"
    reading = qti(declare(), CHOICE, f"<responseProcessing>{condition}</responseProcessing>")
    assert only(reading, SingleBestAnswer).options[2].correct


def test_feedback_inside_an_option_and_after_the_item() -> None:
    inside = '<feedbackInline outcomeIdentifier="F" identifier="A" showHide="show">Heavy.</feedbackInline>'
    body = CHOICE.replace("Lead", f"Lead{inside}")
    compare = '<match><variable identifier="R"/><correct identifier="R"/></match>'
    shows = '<setOutcomeValue identifier="F"><baseValue baseType="identifier">{}</baseValue></setOutcomeValue>'
    processing = (
        f"<responseProcessing><responseCondition><responseIf>{compare}{shows.format('good')}</responseIf>"
        f"<responseElse>{shows.format('bad')}</responseElse></responseCondition></responseProcessing>"
    )
    more = '<modalFeedback outcomeIdentifier="F" identifier="good" showHide="show">Yes.</modalFeedback>'
    more += '<modalFeedback outcomeIdentifier="F" identifier="bad" showHide="show"><p>Read again.</p></modalFeedback>'
    one = only(qti(declare("B"), body, processing, more), SingleBestAnswer)
    assert (one.options[0].text, one.options[0].why) == ("Lead", "Heavy.")
    assert one.explanation == "If right: Yes.\n\nIf wrong: Read again."


def test_true_or_false_is_a_choice_there() -> None:
    body = '<choiceInteraction responseIdentifier="R"><prompt>It is.</prompt>'
    body += '<simpleChoice identifier="t">True</simpleChoice>'
    body += '<simpleChoice identifier="f">False</simpleChoice></choiceInteraction>'
    assert only(qti(declare("f"), body), TrueFalse).answer is False


def test_gaps_to_type_in_and_to_choose_for() -> None:
    body = (
        '<p>Bone is <textEntryInteraction responseIdentifier="R"/>, a <inlineChoiceInteraction responseIdentifier="S">'
    )
    body += '<inlineChoice identifier="x">salt</inlineChoice><inlineChoice identifier="y">metal</inlineChoice>'
    body += "</inlineChoiceInteraction>.</p>"
    declared = declare("apatite", base="string", mapped="apatite=1 Apatit=1 calcite=0") + declare("x", ident="S")
    reading = qti(declared, body)
    cloze = only(reading, Cloze)
    assert cloze.text == "Bone is {{apatite}}, a {{salt}}."
    assert cloze.gaps == (Gap(accept=("Apatit",)), Gap(hint="one of: metal, salt"))


def test_one_entry_at_the_end_is_a_word_to_type() -> None:
    body = '<p>Symbol of iron? <textEntryInteraction responseIdentifier="R" expectedLength="5"/></p>'
    word = only(qti(declare("Fe", base="string"), body), ShortAnswer)
    assert (word.stem, word.accept) == ("Symbol of iron?", ("Fe",))


def test_a_number_with_the_tolerance_of_its_comparison() -> None:
    body = '<p>How far? <textEntryInteraction responseIdentifier="R"/></p>'
    equal = (
        '<equal toleranceMode="relative" tolerance="10 10"><variable identifier="R"/><correct identifier="R"/></equal>'
    )
    score = '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue>'
    condition = f"<responseCondition><responseIf>{equal}{score}</responseIf></responseCondition>"
    number = only(
        qti(declare("20", base="float"), body, f"<responseProcessing>{condition}</responseProcessing>"), Numeric
    )
    assert (number.value, number.tolerance) == (Decimal(20), "2")


def test_order_match_gap_match_and_open_text() -> None:
    order = f'<orderInteraction responseIdentifier="R"><prompt>Order.</prompt>{CHOICES}</orderInteraction>'
    ordering = only(qti(declare("B", "A", "D", "C", cardinality="ordered"), order), Ordering)
    assert [entry.text for entry in ordering.entries] == ["Iron", "Lead", "Tin", "Zinc"]
    sets = "".join(
        "<simpleMatchSet>"
        + "".join(
            f'<simpleAssociableChoice identifier="{ident}" matchMax="1">{words}</simpleAssociableChoice>'
            for ident, words in group
        )
        + "</simpleMatchSet>"
        for group in ((("p", "Galena"), ("q", "Haematite")), (("x", "Lead"), ("y", "Iron"), ("z", "Zinc")))
    )
    match = f'<matchInteraction responseIdentifier="R"><prompt>Match.</prompt>{sets}</matchInteraction>'
    pairs = only(qti(declare("p x", "q y", cardinality="multiple", base="directedPair"), match), Matching)
    assert [(pair.prompt, pair.choice) for pair in pairs.pairs] == [("Galena", "Lead"), ("Haematite", "Iron")]
    words = '<gapText identifier="x" matchMax="1">cat</gapText><gapText identifier="y" matchMax="1">mat</gapText>'
    gaps = '<p>The <gap identifier="g"/> sat on the <gap identifier="h"/>.</p>'
    body = f'<gapMatchInteraction responseIdentifier="R"><prompt>Fill.</prompt>{words}{gaps}</gapMatchInteraction>'
    cloze = only(qti(declare("x g", "y h", cardinality="multiple", base="directedPair"), body), Cloze)
    assert cloze.text == "Fill.\n\nThe {{cat}} sat on the {{mat}}."
    rubric = '<rubricBlock view="scorer"><p>It presses.</p></rubricBlock>'
    essay = f'{rubric}<extendedTextInteraction responseIdentifier="R"><prompt>Why?</prompt></extendedTextInteraction>'
    why = only(qti(declare(base="string"), essay), Open)
    assert (why.stem, why.model_answer) == ("Why?", "It presses.")


@pytest.mark.parametrize(
    ("body", "attributes", "cause"),
    [
        ('<hotspotInteraction responseIdentifier="R"/>', "", "an interaction that has no place here: hotspot"),
        ('<uploadInteraction responseIdentifier="R"/>', "", "an interaction that has no place here: upload"),
        (CHOICE, 'adaptive="true"', "its values are drawn, or it adapts to answers, while it runs"),
        ("<p>Read this.</p>", "", "it asks for no answer"),
    ],
)
def test_what_has_no_place_is_left_out_by_name(body: str, attributes: str, cause: str) -> None:
    assert causes(qti(declare("A"), body, attributes=attributes)) == [("left out", cause)]


def test_a_package_is_read_in_the_order_of_its_test_with_images_beside_the_items() -> None:
    image = '<p><img src="../img/a%20b.png" alt="A hand"/></p>'
    one = item(declare("B"), image + CHOICE).replace("bank.item-1", "one")
    two = item(declare("A"), CHOICE).replace("bank.item-1", "two")
    test = '<assessmentTest><assessmentItemRef href="items/two.xml"/><assessmentItemRef href="items/one.xml"/>'
    test += "</assessmentTest>"
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01"
    members = {"imsmanifest.xml": "<manifest/>", "items/one.xml": one, "items/two.xml": two, "test.xml": test}
    reading = read("qti", pack({**members, "img/a b.png": png, "items/broken.xml": "<assessmentItem>"}))
    assert [each.source_id for each in reading.drafts] == ["two", "one"]
    assert reading.drafts[1].picture is not None
    assert reading.drafts[1].picture.content == png
    assert causes(reading) == [("left out", "a file that cannot be read")]


def test_the_title_and_the_name_come_along() -> None:
    found = draft(qti(declare("B"), CHOICE))
    assert (found.title, found.source_id) == ("A title", "bank.item-1")
