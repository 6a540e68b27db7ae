"""QTI 1.2: the dialects of Canvas, Blackboard, Respondus and Common Cartridge."""

import io
import zipfile
from decimal import Decimal
from html import escape

from tests.imports.reading import causes, only, read

from calcinosis_quiz.bank.items import (
    Cloze,
    Gap,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.imports.detect import detect
from calcinosis_quiz.imports.reading import Document, Reading

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01 and the rest"


def text(html: str, kind: str = "text/html") -> str:
    return f'<material><mattext texttype="{kind}">{escape(html)}</mattext></material>'


def labels(*options: tuple[str, str]) -> str:
    return "".join(f'<response_label ident="{ident}">{text(option)}</response_label>' for ident, option in options)


def choose(*options: tuple[str, str], ident: str = "r", many: bool = False, prompt: str = "") -> str:
    cardinality = "Multiple" if many else "Single"
    return (
        f'<response_lid ident="{ident}" rcardinality="{cardinality}">{text(prompt) if prompt else ""}'
        f"<render_choice>{labels(*options)}</render_choice></response_lid>"
    )


def equal(value: str, ident: str = "r") -> str:
    return f'<varequal respident="{ident}">{value}</varequal>'


def when(condition: str, marks: str = "", links: str = "", goes_on: str = "No", action: str = "Set") -> str:
    setvar = f'<setvar varname="SCORE" action="{action}">{marks}</setvar>' if marks else ""
    feedback = f'<displayfeedback feedbacktype="Response" linkrefid="{links}"/>' if links else ""
    test = f"<conditionvar>{condition}</conditionvar>"
    return f'<respcondition continue="{goes_on}">{test}{setvar}{feedback}</respcondition>'


def item(kind: str, shown: str, conditions: str, feedback: str = "", ident: str = "g0123456789abcdef0123") -> str:
    field = (
        f"<qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>{kind}</fieldentry></qtimetadatafield>"
    )
    about = f"<itemmetadata><qtimetadata>{field}</qtimetadata></itemmetadata>" if kind else ""
    return (
        f'<item ident="{ident}" title="Question">{about}<presentation>{shown}</presentation><resprocessing><outcomes>'
        f'<decvar maxvalue="100" minvalue="0" varname="SCORE"/></outcomes>{conditions}</resprocessing>{feedback}</item>'
    )


def said(ident: str, html: str) -> str:
    return f'<itemfeedback ident="{ident}"><flow_mat>{text(html)}</flow_mat></itemfeedback>'


def wrap(*items: str) -> str:
    return (
        '<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2"><assessment ident="a" title="A quiz">'
        f'<section ident="root_section">{"".join(items)}</section></assessment></questestinterop>'
    )


def qti(*items: str) -> Reading:
    return read("qti", wrap(*items))


def pack(members: dict[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


ABC = (("1", "Lead"), ("2", "Iron"), ("3", "Zinc"))


def test_a_choice_of_canvas_keeps_key_and_every_kind_of_feedback() -> None:
    conditions = (
        when("<other/>", links="general_fb", goes_on="Yes")
        + when(equal("1"), links="1_fb", goes_on="Yes")
        + when(equal("2"), "100", links="correct_fb")
        + when("<other/>", links="general_incorrect_fb")
    )
    feedback = said("general_fb", "<p>See page 3.</p>") + said("1_fb", "Heavy.") + said("correct_fb", "Yes.")
    feedback += said("general_incorrect_fb", "Read again.")
    reading = qti(item("multiple_choice_question", text("<p>Which?</p>") + choose(*ABC), conditions, feedback))
    one = only(reading, SingleBestAnswer)
    assert [(each.text, each.correct, each.why) for each in one.options] == [
        ("Lead", False, "Heavy."),
        ("Iron", True, "Yes."),
        ("Zinc", False, None),
    ]
    assert one.explanation == "See page 3.\n\nIf wrong: Read again."
    assert reading.drafts[0].source_id == ""
    assert reading.title == "A quiz"
    assert reading.losses == ()


def test_several_answers_of_canvas_are_those_that_are_asked_for_together() -> None:
    options = (*ABC, ("4", "Tin"))
    together = f"<and>{equal('1')}{equal('3')}<not>{equal('2')}</not><not>{equal('4')}</not></and>"
    shown = text("Which?") + choose(*options, many=True)
    reading = qti(item("multiple_answers_question", shown, when(together, "100")))
    assert [each.correct for each in only(reading, MultipleResponse).options] == [True, False, True, False]
    assert reading.losses == ()


def test_the_order_of_conditions_does_not_matter() -> None:
    shown = text("Which?") + choose(*ABC)
    wrong_first = when(f"<not>{equal('2')}</not>", "0") + when(equal("2"), "100")
    assert only(qti(item("", shown, wrong_first)), SingleBestAnswer).options[1].correct


def test_marks_of_respondus_are_added_for_each_option_and_its_penalties_named() -> None:
    options = (*ABC, ("4", "Tin"))
    conditions = "".join(
        when(equal(ident), marks, goes_on="Yes", action="Add")
        for ident, marks in (("1", "70"), ("2", "30"), ("3", "-20"), ("4", "-20"))
    )
    reading = qti(item("", text("Which?") + choose(*options, many=True), conditions))
    assert [each.correct for each in only(reading, MultipleResponse).options] == [True, True, False, False]


def test_an_option_that_earns_nothing_is_no_key() -> None:
    reading = qti(item("multiple_choice_question", text("Which?") + choose(*ABC), when(equal("2"), "0")))
    assert causes(reading) == [("left out", "no option is marked as right")]


def test_true_or_false() -> None:
    shown = text("It is.") + choose(("7", "True"), ("8", "False"))
    assert only(qti(item("true_false_question", shown, when(equal("8"), "100"))), TrueFalse).answer is False


def test_a_number_may_be_exact_within_its_own_range() -> None:
    blank = '<response_str ident="r"><render_fib fibtype="Decimal"/></response_str>'
    gte = '<vargte respident="r">7.0</vargte><varlte respident="r">8.0</varlte>'
    either = f"<or>{equal('7.5')}<and>{gte}</and></or>"
    number = only(qti(item("numerical_question", text("How far?") + blank, when(either, "100"))), Numeric)
    assert (number.value, number.tolerance) == (Decimal("7.5"), "0.5")


def test_typed_words_and_essays() -> None:
    blank = '<response_str ident="r"><render_fib/></response_str>'
    words = item(
        "short_answer_question", text("Symbol?") + blank, when(f"<or>{equal('Fe')}{equal('iron')}</or>", "100")
    )
    essay = item("essay_question", text("Why?") + blank, when("<other/>"))
    items = [each.item for each in qti(words, essay).drafts]
    assert isinstance(items[0], ShortAnswer)
    assert items[0].accept == ("Fe", "iron")
    assert isinstance(items[1], Open)


def test_blanks_are_typed_and_menus_have_their_choices_as_a_hint() -> None:
    blanks = choose(("1", "Calcium"), ("2", "Ca"), ident="response_a", prompt="a")
    blanks += choose(("3", "metal"), ident="response_b", prompt="b")
    conditions = when(equal("1", "response_a"), "50", action="Add") + when(equal("2", "response_a"), "50", action="Add")
    conditions += when(equal("3", "response_b"), "50", action="Add")
    shown = text("<p>[a] is a [b] [sic].</p>") + blanks
    cloze = only(qti(item("fill_in_multiple_blanks_question", shown, conditions)), Cloze)
    assert cloze.text == "{{Calcium}} is a {{metal}} [sic]."
    assert cloze.gaps == (Gap(accept=("Ca",)), Gap())
    menus = choose(*ABC, ident="response_a", prompt="a") + choose(*ABC, ident="response_b", prompt="b")
    keys = when(equal("2", "response_a"), "50", action="Add") + when(equal("3", "response_b"), "50", action="Add")
    menu = only(qti(item("multiple_dropdowns_question", text("[a] or [b].") + menus, keys)), Cloze)
    assert menu.text == "{{Iron}} or {{Zinc}}."
    assert menu.gaps[0].hint == "one of: Iron, Lead, Zinc"


def test_pairs_with_a_spare_choice() -> None:
    choices = (("1", "Lead"), ("2", "Iron"), ("3", "Zinc"))
    shown = (
        text("Match.") + choose(*choices, ident="a", prompt="Galena") + choose(*choices, ident="b", prompt="Haematite")
    )
    conditions = when(equal("1", "a"), "50", action="Add") + when(equal("2", "b"), "50", action="Add")
    matching = only(qti(item("matching_question", shown, conditions)), Matching)
    assert [(pair.prompt, pair.choice) for pair in matching.pairs] == [("Galena", "Lead"), ("Haematite", "Iron")]
    assert [each.text for each in matching.spare] == ["Zinc"]


def test_a_formula_question_is_asked_with_a_set_that_canvas_drew() -> None:
    drawn = (
        "<itemproc_extension><calculated><answer_tolerance>10%</answer_tolerance><var_sets><var_set ident='1'>"
        "<var name='x'>4</var><answer>8</answer></var_set></var_sets></calculated></itemproc_extension>"
    )
    blank = '<response_str ident="r"><render_fib/></response_str>'
    reading = qti(item("calculated_question", text("Twice [x]?") + blank, "", drawn))
    number = only(reading, Numeric)
    assert (number.stem, number.value, number.tolerance) == ("Twice 4?", Decimal(8), "0.8")


def test_texts_escaped_twice_formulas_as_images_and_types_that_lie() -> None:
    stem = '<p>What is <img class="equation_image" src="/equation_images/x" data-equation-content="x^2">?</p>'
    shown = text(escape(stem), "text/plain") + choose(("1", "<b>a</b>"), ("2", "b"))
    reading = qti(item("multiple_choice_question", shown, when(equal("1"), "100")))
    assert only(reading, SingleBestAnswer).stem == r"What is \(x^2\)?"


def test_what_asks_nothing_is_named() -> None:
    reading = qti(item("text_only_question", text("Read this."), ""), item("file_upload_question", text("Send."), ""))
    assert [loss.what for loss in reading.losses] == [
        "the type text_only_question has no place here",
        "the type file_upload_question has no place here",
    ]


def test_blackboards_items_by_their_own_names() -> None:
    shown = (
        '<flow class="Block"><flow class="QUESTION_BLOCK"><flow class="FORMATTED_TEXT_BLOCK"><material><mat_extension>'
        '<mat_formattedtext type="HTML">&lt;p&gt;Which?&lt;/p&gt;</mat_formattedtext></mat_extension></material></flow>'
        f'</flow><flow class="RESPONSE_BLOCK">{choose(*ABC)}</flow></flow>'
    )
    right = (
        '<respcondition title="correct"><conditionvar><varequal respident="r" case="No"> 2 </varequal></conditionvar>'
    )
    right += '<setvar variablename="SCORE" action="Set">SCORE.max</setvar><displayfeedback linkrefid="correct"/>'
    right += "</respcondition>"
    wrong = '<respcondition title="incorrect"><conditionvar><other/></conditionvar>'
    wrong += (
        '<setvar variablename="SCORE" action="Set">0</setvar><displayfeedback linkrefid="incorrect"/></respcondition>'
    )
    content = item("", shown, right + wrong, said("incorrect", "No."))
    content = content.replace(
        "<presentation>",
        "<itemmetadata><bbmd_questiontype>Multiple Choice</bbmd_questiontype></itemmetadata><presentation>",
        1,
    )
    one = only(qti(content), SingleBestAnswer)
    assert (one.stem, one.options[1].correct, one.explanation) == ("Which?", True, "If wrong: No.")


def test_a_package_is_read_once_with_its_images() -> None:
    image = '<p><img src="%24IMS-CC-FILEBASE%24/pictures/the%20hand.png" alt="A hand">Which?</p>'
    full = wrap(item("multiple_choice_question", text(image) + choose(*ABC), when(equal("2"), "100")))
    thin = wrap(item("", text("Which?") + choose(*ABC), when(equal("2"), "100")))
    content = pack(
        {
            "imsmanifest.xml": "<manifest/>",
            "g77/assessment_qti.xml": thin,
            "g77/assessment_meta.xml": '<quiz xmlns="http://canvas.instructure.com/xsd/cccv1p0"/>',
            "non_cc_assessments/g77.xml.qti": full,
            "web_resources/pictures/the hand.png": PNG,
        }
    )
    assert detect(Document("course.imscc", content)) == "qti"
    reading = read("qti", content)
    assert len(reading.drafts) == 1
    assert reading.drafts[0].picture is not None
    assert (reading.drafts[0].picture.content, reading.drafts[0].picture.name) == (PNG, "the-hand.png")
    assert reading.drafts[0].place.file == "a-file/g77.xml.qti"


def test_a_group_that_draws_is_said_and_a_bank_elsewhere_is_a_loss() -> None:
    group = (
        "<section><selection_ordering><selection><selection_number>1</selection_number></selection></selection_ordering>"
        f"{item('multiple_choice_question', text('Which?') + choose(*ABC), when(equal('2'), '100'))}</section>"
        "<section><selection_ordering><selection><sourcebank_ref>b7</sourcebank_ref></selection></selection_ordering></section>"
    )
    assert [cause for _, cause in causes(qti(group))] == [
        "all questions of a group come in; the quiz drew some",
        "a group draws from a question bank that is not here",
    ]
