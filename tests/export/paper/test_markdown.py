"""Markdown: read by a Markdown program, it shows every text as it stands, and nothing of a bank becomes markup."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt
from markdown_it.token import Token
from tests.export.paper.hostile_banks import hostile_libraries
from tests.export.paper.papers import LABEL, TEXTS, paper_of, png, squeeze
from tests.export.paper.shown_texts import texts_of

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.export.paper import compose
from calcinosis_quiz.export.paper.document import (
    Bullets,
    Document,
    Fields,
    FoldLine,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Question,
    Table,
    WritingLines,
)
from calcinosis_quiz.export.paper.markdown import show, write_markdown

KINDS = (compose.exam, compose.answer_sheet, compose.key, compose.facilitator_guide)
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
# What our own markup is read as; a bank's text may add nothing to it.
OURS = {"heading", "paragraph", "bullet_list", "ordered_list", "list_item", "strong", "blockquote"}
OURS |= {"table", "thead", "tbody", "tr", "th", "td"}
PLAIN = {"text", "inline", "hardbreak", "softbreak", "hr", "image"}


def tokens_of(markdown: bytes) -> Iterator[Token]:
    for token in READER.parse(markdown.decode()):
        yield token
        yield from token.children or ()


def text_of(markdown: bytes) -> str:
    return squeeze("".join(token.content for token in tokens_of(markdown) if token.type == "text"))


def foreign(markdown: bytes) -> set[str]:
    """Name what is in the tokens besides our own markup."""
    kinds = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens_of(markdown)}
    return kinds - OURS - PLAIN


@settings(max_examples=12)
@given(hostile_libraries())
def test_every_hostile_text_is_shown_as_it_stands_and_none_is_markup(library: Library) -> None:
    paper = paper_of(library)
    for make in KINDS:
        document = make(LABEL, paper, library)
        written = write_markdown(document)
        assert foreign(written) == set()
        shown = text_of(written)
        assert all(squeeze(text) in shown for text in texts_of(document))


@settings(max_examples=60)
@given(TEXTS)
def test_a_hostile_text_in_any_other_block_stays_text(text: str) -> None:
    blocks = (
        Heading(text),
        Paragraph(text),
        Paragraph(text, "framed"),
        Bullets((text, text)),
        Bullets((text,), "number"),
    )
    more = (Table((text, text), ((text, text),)), Fields((text,)), FoldLine(text), WritingLines(2), PageBreak())
    written = write_markdown(Document(label=LABEL, kind="Exam", blocks=blocks + more, notices=(text,), footer=text))
    assert foreign(written) == set()
    assert text_of(written).count(squeeze(text)) >= 14


@settings(max_examples=100)
@given(TEXTS.map(lambda text: text.replace(" ", "\n")))
def test_line_breaks_stay_and_begin_no_block(text: str) -> None:
    written = show(text).encode()
    assert foreign(written) == set()
    assert text_of(written) == squeeze(text)


def test_plain_text_is_not_cluttered_with_escapes() -> None:
    plain = 'Serum calcium is 2.5 mmol/L (10 mg/dL; 8.6-10.2): normal, isn\'t it? "Up to" 25%!'
    assert show(plain) == plain


def test_a_number_or_dash_begins_no_list() -> None:
    assert [show(text) for text in ("1. x", "12) x", "- x", "+ x", "2.5 mm")] == [
        "1\\. x",
        "12\\) x",
        "\\- x",
        "\\+ x",
        "2.5 mm",
    ]


@pytest.mark.parametrize("make", KINDS)
def test_form_and_fingerprint_stand_at_both_ends(make: type[Document], shipped: Library) -> None:
    written = write_markdown(make(LABEL, paper_of(shipped)[:5], shipped)).decode()  # type: ignore[call-arg,arg-type]
    lines = written.rstrip("\n").split("\n")
    assert "Form B · 0123abcd" in lines[2]
    assert "Form B · 0123abcd" in lines[-1]
    assert "Not medical advice" in lines[-1]


def test_pictures_stand_in_the_text_with_their_words() -> None:
    questions = [
        Question(number=i, stem=("What?",), picture=Picture(f"a{i}.PNG", f"A [grey] *square* {i}", png()))
        for i in (1, 2)
    ]
    written = write_markdown(Document(label=LABEL, kind="Exam", blocks=tuple(questions)))
    images = [token for token in tokens_of(written) if token.type == "image"]
    assert [image.content for image in images] == ["A \\[grey\\] \\*square\\* 1", "A \\[grey\\] \\*square\\* 2"]
    assert all(str(image.attrs["src"]).startswith("data:image/png;base64,iVBOR") for image in images)


def test_every_type_looks_as_it_should() -> None:
    library = open_library([Path(__file__).parents[2] / "cli" / "every_type.yaml"])
    written = write_markdown(compose.exam(LABEL, paper_of(library), library)).decode()
    for part in (
        "Most deposits are ........................ (1: a mineral), a salt of ........................ (2: a metal).",
        "1. Galena ........\n2. Haematite ........",
        "1\\. ........ 2\\. ........ 3\\. ........ 4\\. ........",
        "Colours of streaks\\\nWhich mineral is it?",
        "- **T** It does\n- **F** It does not",
        " mm\n",
    ):
        assert part in written
