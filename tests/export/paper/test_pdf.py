"""PDF: that it shows every text as it stands, that it is accessible, and that it is the same every time."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from pypdf import PdfReader
from pypdf.generic import DictionaryObject
from tests.export.paper.hostile_banks import hostile_libraries
from tests.export.paper.papers import LABEL, TEXTS, pages_of, paper_of, png, spelled, squeeze
from tests.export.paper.shown_texts import texts_of

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.export.paper import compose
from calcinosis_quiz.export.paper.document import (
    AnyBlock,
    Bullets,
    Choice,
    Document,
    FoldLine,
    Heading,
    Label,
    PageBreak,
    Paragraph,
    Picture,
    Question,
    Sheet,
    Table,
    WritingLines,
)
from calcinosis_quiz.export.paper.pdf import write_pdf

KINDS = (compose.exam, compose.answer_sheet, compose.key, compose.facilitator_guide)
WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)  # a smaller failure would take minutes to find
RIGHT_TO_LEFT = ("\u05e9\u05dc\u05d5\u05dd", "\u202e")
EVERY_TYPE = Path(__file__).parents[2] / "cli" / "every_type.yaml"


@pytest.fixture(scope="module")
def every_type() -> Library:
    return open_library([EVERY_TYPE])


@pytest.fixture(scope="module")
def exam_pdf(shipped: Library) -> bytes:
    """Set an exam of the whole shipped bank."""
    return write_pdf(compose.exam(LABEL, paper_of(shipped), shipped))


def document_of(*blocks: AnyBlock, footer: str = "", notices: tuple[str, ...] = ()) -> Document:
    return Document(label=LABEL, kind="Exam", blocks=blocks, footer=footer, notices=notices)


def reader_of(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


@settings(max_examples=3, phases=WITHOUT_SHRINKING)
@given(hostile_libraries())
def test_every_hostile_text_stands_in_the_pdf_as_in_the_bank(library: Library) -> None:
    paper = paper_of(library)
    for make in KINDS:
        document = make(Label(library.describe()[0], "B", "0123abcd"), paper, library)
        remarks: list[str] = []
        shown = "".join(pages_of(write_pdf(document, remark=remarks.append)))
        for text in texts_of(document):
            # Programs that read PDF put text that runs from right to left into an order of their own.
            turned = any(sign in text for sign in RIGHT_TO_LEFT)
            for part in re.findall(r"\bn\d+\b", text) if turned else [text]:
                assert squeeze(spelled(part, remarks)) in shown


def test_a_script_that_runs_from_right_to_left_is_shown_with_a_font_of_the_machine_or_as_codes() -> None:
    remarks: list[str] = []
    shown = pages_of(write_pdf(document_of(Paragraph("\u05e9\u05dc\u05d5\u05dd")), remark=remarks.append))[0]
    assert squeeze(spelled("\u05e9\u05dc\u05d5\u05dd", remarks)) in shown


@settings(max_examples=8, phases=WITHOUT_SHRINKING)
@given(TEXTS)
def test_a_hostile_text_in_any_other_block_stands_as_it_is(text: str) -> None:
    blocks = (
        Heading(text),
        Paragraph(text, "framed"),
        Bullets((text,), "box"),
        Table((text,), ((text,),)),
        FoldLine(text),
    )
    remarks: list[str] = []
    shown = "".join(pages_of(write_pdf(document_of(*blocks, footer=text, notices=(text,)), remark=remarks.append)))
    if not any(sign in text for sign in RIGHT_TO_LEFT):
        assert shown.count(squeeze(spelled(text, remarks))) >= 8


def test_signs_that_no_font_has_are_spelled_out_and_named() -> None:
    remarks: list[str] = []
    pdf = write_pdf(document_of(Paragraph("before \U0010fffd after \ufeff.")), remark=remarks.append)
    assert "before[U+10FFFD]after." in pages_of(pdf)[0]
    assert len(remarks) == 1
    assert "\U0010fffd" in remarks[0]


def test_control_characters_become_the_replacement_character() -> None:
    assert "a\ufffdb" in pages_of(write_pdf(document_of(Paragraph("a\x00b"))))[0]


def test_a_word_longer_than_a_line_is_broken_and_nothing_of_it_runs_off_the_paper() -> None:
    page = reader_of(write_pdf(document_of(Paragraph("x" * 400)))).pages[0]
    lines = [squeeze(line) for line in page.extract_text().splitlines() if "x\u200bx" in line]
    assert sum(map(len, lines)) == 400
    assert max(map(len, lines)) < 110


def test_form_fingerprint_and_number_stand_on_every_page_of_every_kind(shipped: Library) -> None:
    paper = paper_of(shipped)[:12]
    for make in KINDS:
        pages = pages_of(write_pdf(make(LABEL, paper, shipped)))
        for number, page in enumerate(pages, 1):
            assert "FormB0123abcd" in page
            assert f"Page{number}of{len(pages)}" in page
            assert "Notmedicaladvice" in page


def test_a_long_title_and_footer_leave_room_for_the_page() -> None:
    document = Document(label=Label("long title " * 300), kind="Exam", blocks=(Paragraph("x"),), footer="word " * 900)
    for large in (False, True):
        assert len(pages_of(write_pdf(document, large=large))) < 20


def test_long_labels_of_a_statement_stand_below_each_other() -> None:
    choices = (Choice("T", "true label " * 20), Choice("F", "false"))
    page = reader_of(write_pdf(document_of(Question(number=1, choices=choices, in_a_row=True)))).pages[0]
    assert max(map(len, page.extract_text().splitlines())) < 120


def test_no_question_is_split_over_pages(shipped: Library, exam_pdf: bytes) -> None:
    pages = pages_of(exam_pdf)
    for presented in paper_of(shipped):
        wanted = [squeeze(text) for _, text in presented.choices]
        stem = getattr(presented.question, "stem", None)
        if presented.question.type != "extended-matching" and stem:
            assert any(squeeze(stem) in page and all(text in page for text in wanted) for page in pages)


@pytest.mark.parametrize("joint", [" ", "\n"])
def test_a_question_taller_than_a_page_goes_on_on_the_next_one(joint: str) -> None:
    words = [f"word{i}" for i in range(1200 if joint == " " else 70)]
    pdf = write_pdf(document_of(Question(number=1, stem=(joint.join(words),))))
    lowest: list[float] = []

    def visit(text: str, cm: list[float], tm: list[float], _font: object, _size: float) -> None:
        if text.strip():
            lowest.append(tm[4] * cm[1] + tm[5] * cm[3] + cm[5])

    for page in reader_of(pdf).pages:
        page.extract_text(visitor_text=visit)
    assert 0 < min(lowest) < 100
    shown = "".join(pages_of(pdf))
    assert all(word in shown for word in words)


def test_cases_stand_below_their_options_on_one_page(every_type: Library) -> None:
    pages = pages_of(write_pdf(compose.exam(LABEL, paper_of(every_type), every_type)))
    page = next(page for page in pages if "Coloursofstreaks" in page)
    assert page.count("Malachite") == 1
    assert page.index("Malachite") < page.index("Itleavesared") < len(page)
    assert "Itleavesagrey" in page


def test_it_is_tagged_for_screen_readers_and_says_its_title_and_language(exam_pdf: bytes) -> None:
    reader = reader_of(exam_pdf)
    root: Any = reader.trailer["/Root"].get_object()
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "A title \N{EN DASH} Exam"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()


def fonts_in(pdf: bytes) -> Iterator[DictionaryObject]:
    for page in reader_of(pdf).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            yield font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()


def test_all_fonts_are_embedded(exam_pdf: bytes) -> None:
    descriptors = list(fonts_in(exam_pdf))
    assert descriptors
    assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(each) for each in descriptors)


@pytest.mark.parametrize("make", KINDS)
def test_large_print_has_nothing_below_18_points(make: Callable[..., Document], every_type: Library) -> None:
    sizes: list[float] = []

    def visit(text: str, cm: list[float], tm: list[float], _font: object, size: float) -> None:
        if text.strip():
            sizes.append(abs(size * tm[3] * cm[3]))

    for page in reader_of(write_pdf(make(LABEL, paper_of(every_type), every_type), large=True)).pages:
        page.extract_text(visitor_text=visit)
    assert min(sizes) >= 17.99


@pytest.mark.parametrize(("sheet", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_the_sheet_has_its_size(sheet: Sheet, size: tuple[int, int]) -> None:
    box = reader_of(write_pdf(document_of(Paragraph("x")), sheet)).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


def test_the_same_document_gives_the_same_bytes_at_any_time(every_type: Library, tmp_path: Path) -> None:
    out = tmp_path / "again.pdf"
    options = ["--bank", str(EVERY_TYPE), "-o", str(out), "--force"]
    command = [sys.executable, "-m", "calcinosis_quiz", "export", "pdf", *options]
    made = []
    for time in ("1000000000", "1700000000"):
        subprocess.run(command, check=True, capture_output=True, env={"SOURCE_DATE_EPOCH": time, "HOME": str(tmp_path)})
        made.append(out.read_bytes())
    assert made[0] == made[1]
    assert b"CreationDate" not in made[0]
    assert every_type.questions


def test_headings_may_skip_levels_though_tags_may_not() -> None:
    pages = pages_of(write_pdf(document_of(Heading("Third", 3), Heading("Second", 2), Heading("Again", 3))))
    assert "ThirdSecondAgain" in pages[0]


def test_a_page_break_begins_a_page_and_lines_leave_room() -> None:
    assert len(pages_of(write_pdf(document_of(WritingLines(3), PageBreak(), Paragraph("x"))))) == 2
    assert len(pages_of(write_pdf(document_of(WritingLines(80))))) > 1


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'


def alternatives_in(pdf: bytes) -> set[str]:
    """Find the words for pictures in the tags."""
    found: set[str] = set()

    def walk(node: Any) -> None:  # noqa: ANN401 - whatever stands in a PDF
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for each in node:
                walk(each)
        elif isinstance(node, DictionaryObject):
            found.update({str(node["/Alt"])} if "/Alt" in node else ())
            walk(node.get("/K", []))

    walk(reader_of(pdf).trailer["/Root"].get_object()["/StructTreeRoot"])  # type: ignore[index]
    return found


@pytest.mark.parametrize(("file", "content"), [("a.png", png()), ("a.svg", SVG)])
def test_a_picture_is_drawn_with_its_words_for_whoever_cannot_see_it(file: str, content: bytes) -> None:
    remarks: list[str] = []
    question = Question(number=1, stem=("What is it?",), picture=Picture(file, "A *grey* square", content))
    pdf = write_pdf(document_of(question), remark=remarks.append)
    assert remarks == []
    assert alternatives_in(pdf) == {"A *grey* square"}


@pytest.mark.parametrize("shape", [(2000, 20), (20, 3000)])
def test_a_large_picture_is_made_to_fit(shape: tuple[int, int]) -> None:
    question = Question(number=1, stem=("What is it?",), picture=Picture("a.png", "A bar", png(*shape)))
    assert len(reader_of(write_pdf(document_of(question))).pages) == 1


def test_a_picture_that_cannot_be_drawn_is_put_into_words_and_named() -> None:
    remarks: list[str] = []
    broken = Question(number=1, stem=("What?",), picture=Picture("images/broken.png", "A square", png()[:30]))
    sound = Question(number=2, stem=("What?",), picture=Picture("sound.png", "A disc", png()))
    pdf = write_pdf(document_of(broken, sound), remark=remarks.append)
    assert "Picture:Asquare" in pages_of(pdf)[0]
    assert alternatives_in(pdf) == {"A disc"}
    assert len(remarks) == 1
    assert "images/broken.png" in remarks[0]
