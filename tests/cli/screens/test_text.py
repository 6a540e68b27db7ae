"""Styled text: wrapped by cells, nothing lost, nothing wider than the screen."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calcinosis_quiz.cli.screens.cells import cell_len
from calcinosis_quiz.cli.screens.text import Text

texts = st.text(st.sampled_from("ab cé\u0301漢字\U0001f600\n-"), max_size=60)


def plain(lines: list[Text]) -> list[str]:
    return [line.plain for line in lines]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("one two three", 7, ["one two", "three"]),
        ("one two three", 100, ["one two three"]),
        ("one  two", 3, ["one", "two"]),
        ("a word that is incomprehensible", 8, ["a word", "that is", "incompre", "hensible"]),
        ("漢字漢字漢字", 5, ["漢字", "漢字", "漢字"]),
        ("first\n\nthird", 20, ["first", "", "third"]),
        ("  kept at the start", 12, ["  kept at", "the start"]),
        ("e\u0301e\u0301e\u0301", 2, ["e\u0301e\u0301", "e\u0301"]),
    ],
)
def test_lines_break_between_words_and_inside_what_is_wider_than_a_line(
    text: str, width: int, lines: list[str]
) -> None:
    assert plain(Text(text).wrap(width)) == lines


@given(texts, st.integers(2, 30))
def test_no_line_is_wider_than_asked_and_only_blanks_go(text: str, width: int) -> None:
    lines = plain(Text(text).wrap(width))
    assert all(sum(map(cell_len, line)) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(texts, texts, st.integers(2, 30))
def test_styles_stay_with_their_characters(first: str, second: str, width: int) -> None:
    lines = Text.assemble((first, "bold"), (second, "dim")).wrap(width)
    bold = "".join(text for line in lines for text, style in line.parts if style == "bold")
    assert "".join(bold.split()) == "".join(first.split())


@given(texts.map(lambda text: text.replace("\n", "")), st.integers(0, 30))
def test_a_cut_text_fits_and_says_that_it_was_cut(text: str, width: int) -> None:
    kept = Text(text).cut(width)
    assert kept.cells <= width
    assert kept.plain == text or width == 0 or kept.plain.endswith("\u2026")


def test_styles_become_codes_where_they_are_wanted() -> None:
    text = Text.assemble(("a", "bold"), "b", ("c", "dim green"))
    assert text.render(styled=True) == "\x1b[1ma\x1b[0mb\x1b[2;32mc\x1b[0m"
    assert text.render(styled=False) == "abc"


def test_a_text_between_texts_and_a_style_over_all() -> None:
    joined = Text(", ").join([Text("a", "bold"), Text("b")])
    assert joined.plain == "a, b"
    assert joined.restyled("dim").parts == (("a", "dim bold"), (", ", "dim"), ("b", "dim"))


@given(texts)
def test_codes_never_touch_the_words(text: str) -> None:
    assert re.sub(r"\x1b\[[\d;]*m", "", Text(text, "bold").render(styled=True)) == text
