"""Word exams, as teachers type them."""

import io
import re
import zipfile
from collections.abc import Sequence
from html import escape

import pytest
from tests.imports.reading import causes, only, read

from calcinosis_quiz.bank.items import MultipleResponse, ShortAnswer, SingleBestAnswer, TrueFalse
from calcinosis_quiz.imports.detect import detect
from calcinosis_quiz.imports.reading import Document, Reading, RefusedFileError

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01 and the rest"
NUMBERING = f"""<w:numbering {W}>
<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>
<w:lvlText w:val="%1."/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperLetter"/>
<w:lvlText w:val="%1)"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
{
    "".join(
        f'<w:num w:numId="{i}"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
        "</w:lvlOverride></w:num>"
        for i in range(2, 9)
    )
}
</w:numbering>"""
MARKED = {"bold": "<w:b/>", "highlight": '<w:highlight w:val="yellow"/>', "colour": '<w:color w:val="FF0000"/>'}
MARKED |= {"underline": '<w:u w:val="single"/>', "sub": '<w:vertAlign w:val="subscript"/>', "plain": '<w:b w:val="0"/>'}


def run(text: str, *marks: str) -> str:
    properties = "".join(MARKED[mark] for mark in marks)
    parts = re.sub(r"\t", '</w:t><w:tab/><w:t xml:space="preserve">', escape(text))
    parts = re.sub(r"\n", '</w:t><w:br/><w:t xml:space="preserve">', parts)
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{parts}</w:t></w:r>'


def p(*runs: str, num: int = 0, style: str = "") -> str:
    number = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{num}"/></w:numPr>' if num else ""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    inside = "".join(each if each.startswith("<") else run(each) for each in runs)
    return f"<w:p><w:pPr>{named}{number}</w:pPr>{inside}</w:p>"


def word(*paragraphs: str, styles: str = "", images: Sequence[str] = ()) -> bytes:
    buffer = io.BytesIO()
    relations = "".join(f'<Relationship Id="{each}" Target="media/{each}.png"/>' for each in images)
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml", f"<w:document {W} {R} {A}><w:body>{''.join(paragraphs)}</w:body></w:document>"
        )
        archive.writestr("word/numbering.xml", NUMBERING)
        archive.writestr("word/styles.xml", f"<w:styles {W}>{styles}</w:styles>")
        archive.writestr("word/_rels/document.xml.rels", f"<Relationships>{relations}</Relationships>")
        for each in images:
            archive.writestr(f"word/media/{each}.png", PNG)
    return buffer.getvalue()


def docx(*paragraphs: str, styles: str = "", images: Sequence[str] = ()) -> Reading:
    content = word(*(each if each.startswith("<") else p(each) for each in paragraphs), styles=styles, images=images)
    assert detect(Document("exam.docx", content)) == "docx"
    return read("docx", content)


def keys(reading: Reading) -> list[str]:
    """Write the right options of every question."""
    items = [each.item for each in reading.drafts]
    return [
        "+".join(option.text for option in item.options if option.correct)
        for item in items
        if isinstance(item, SingleBestAnswer | MultipleResponse)
    ]


@pytest.mark.parametrize("mark", ["bold", "highlight", "colour", "underline"])
def test_the_option_that_is_set_apart_is_the_key(mark: str) -> None:
    reading = docx("1. Which?", "A. Lead", p("B. ", run("Iron", mark)), "C. Zinc")
    assert only(reading, SingleBestAnswer).stem == "Which?"
    assert keys(reading) == ["Iron"]
    assert reading.losses == ()


@pytest.mark.parametrize("option", ["*B. Iron", "B. *Iron", "B) Iron <-", "B. Iron *", "(b) Iron \u2713"])
def test_an_asterisk_arrow_or_tick_is_the_key(option: str) -> None:
    assert keys(docx("1) Which?", "A) Lead", option, "C) Zinc")) == ["Iron"]


@pytest.mark.parametrize(
    "line", ["Answer: B", "Ans: B", "Correct answer: B. Iron", "ANSWER - (B)", "Antwort: b", "Answer: Iron"]
)
def test_a_line_that_says_the_answer_is_the_key(line: str) -> None:
    reading = docx("Question 1: Which?", "A. Lead", "B. Iron", "C. Zinc", line, "Explanation: A metal.")
    assert keys(reading) == ["Iron"]
    assert only(reading, SingleBestAnswer).explanation == "A metal."


def test_a_key_table_at_the_end_belongs_to_the_questions() -> None:
    row = "".join(f"<w:tc>{p(text)}</w:tc>" for text in ("1. B", "2. A"))
    exam = ["1. Which?", "A. Lead", "B. Iron", "2. And now?", "A. x", "B. y", "Answer Key"]
    assert keys(docx(*exam, f"<w:tbl><w:tr>{row}</w:tr></w:tbl>")) == ["Iron", "x"]
    assert keys(docx(*exam, "1. B   2. A")) == ["Iron", "x"]
    assert keys(docx(*exam, "1. B", "2. A")) == ["Iron", "x"]


def test_numbers_and_letters_that_word_counts() -> None:
    reading = docx(
        p("Which?", num=1),
        p("Lead", num=2),
        p(run("Iron", "bold"), num=2),
        p("And now?", num=1),
        p("x", num=3),
        p("y", num=3),
        "Answer: B",
    )
    assert keys(reading) == ["Iron", "y"]


def test_two_marks_that_differ_are_asked_about_and_not_guessed() -> None:
    reading = docx("1. Which?", p("A. ", run("Lead", "bold")), "B. Iron", "Answer: B")
    assert reading.drafts == ()
    assert causes(reading) == [("unclear", "different marks name different options")]
    assert reading.losses[0].found == "answer line: B; bold: A"


def test_a_mark_that_all_options_bear_is_no_key() -> None:
    exam = ["1. Which?", p("A. ", run("Lead", "bold")), p("B. ", run("Iron", "bold", "highlight"))]
    assert keys(docx(*exam)) == ["Iron"]
    assert causes(docx("1. Which?", "A. Lead", "B. Iron")) == [("left out", "no option is marked as right")]


def test_a_mark_from_a_style_counts_unless_the_run_takes_it_back() -> None:
    styles = '<w:style w:styleId="Key"><w:name w:val="Key"/><w:rPr><w:b/></w:rPr></w:style>'
    styles += '<w:style w:styleId="Key2"><w:basedOn w:val="Key"/></w:style>'
    exam = ["1. Which?", p(run("A. Lead", "plain"), style="Key"), p("B. Iron", style="Key2"), "C. Zinc"]
    assert keys(docx(*exam, styles=styles)) == ["Iron"]


def test_several_options_on_a_line_and_in_a_table() -> None:
    cells = "".join(f"<w:tc>{p(text)}</w:tc>" for text in ("A. a", "B. b"))
    table = f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
    reading = docx("1. Which?", "A. Lead\tB. Iron\t*C. Zinc\tD. Tin", "2. Now?", table, "Answer: B")
    assert keys(reading) == ["Zinc", "b"]
    assert len(only(Reading(reading.drafts[:1], ()), SingleBestAnswer).options) == 4


def test_options_out_of_order_a_stem_of_several_paragraphs_and_low_figures() -> None:
    stem = p("1. A case of H", run("2", "sub"), "O.")
    reading = docx(stem, "Which is it?", "A. Lead", "C. Zinc", "B. Iron", "Answer: C")
    assert only(reading, SingleBestAnswer).stem == "A case of H₂O.\nWhich is it?"
    assert keys(reading) == ["Zinc"]


def test_several_right_options_and_true_or_false_and_a_word() -> None:
    several = ["1. These?", "*A. a", "*B. b", "C. c", "D. d"]
    reading = docx(
        *several, "2. It is.", "Answer: False", "3. Symbol?", "Answer: Fe", "4. Sure?", "A. True", "B. False", "Ans: A"
    )
    assert [type(each.item) for each in reading.drafts] == [MultipleResponse, TrueFalse, ShortAnswer, TrueFalse]
    assert keys(reading) == ["a+b"]


def test_what_was_deleted_is_gone_and_what_was_inserted_is_there() -> None:
    deleted = "<w:del><w:r><w:delText>x</w:delText></w:r></w:del>"
    changed = f"<w:p><w:r><w:t>1. Which</w:t></w:r>{deleted}<w:ins>{run('?')}</w:ins></w:p>"
    assert only(docx(changed, "*A. a", "B. b"), SingleBestAnswer).stem == "Which?"


def test_boxes_to_tick_are_options() -> None:
    assert keys(docx("1. Which?", "\u2610 Lead", "\u2612 Iron", "\u2610 Zinc")) == ["Iron"]


def test_headings_are_topics_and_questions_without_numbers_are_told_by_their_options() -> None:
    styles = '<w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
    reading = docx(p("Bones", style="H1"), "Which?", "*A. a", "B. b", "And now?", "A. a", "*B. b", styles=styles)
    assert [each.category for each in reading.drafts] == [("Bones",), ("Bones",)]
    assert keys(reading) == ["a", "b"]


def test_an_image_in_the_question_comes_along_and_a_formula_is_named() -> None:
    picture = '<w:p><w:r><w:drawing><a:blip r:embed="hand"/></w:drawing></w:r></w:p>'
    maths = '<w:p><m:oMath xmlns:m="m"><m:r><m:t>x+1</m:t></m:r></m:oMath></w:p>'
    reading = docx("1. Which?", picture, maths, "*A. a", "B. b", images=["hand"])
    assert reading.drafts[0].picture is not None
    assert reading.drafts[0].picture.content == PNG
    assert "x+1" in only(reading, SingleBestAnswer).stem
    assert ("changed", "a formula of Word's came in as its letters alone: look at it") in causes(reading)


def test_a_file_that_is_no_word_file_is_refused() -> None:
    with pytest.raises(RefusedFileError, match="not a zip file"):
        read("docx", b"PK\x03\x04")


def test_a_sign_before_the_words_marks_an_option_and_a_bold_title_below_does_not() -> None:
    content = word(
        p("Which?", num=1),
        p("one", num=2),
        p("! two", num=2),
        p("three", num=2),
        p(run("A much longer title of the second quiz", "bold")),
        p("And?", num=1),
        p("yes", num=3),
        p(run("!", "plain"), " no", num=3),
    )
    items = [each.item for each in read("docx", content).drafts]
    assert [
        [option.text for option in item.options if option.correct]
        for item in items
        if isinstance(item, SingleBestAnswer)
    ] == [["two"], ["no"]]
    assert [option.text for option in items[0].options] == ["one", "two", "three"]  # type: ignore[union-attr]
