"""Editing a line of text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calcinosis_quiz.quiz.key_table import Action
from calcinosis_quiz.quiz.line_editor import Line, edit

KEYS = st.sampled_from(
    [
        "left",
        "right",
        "first",
        "last",
        "delete-before",
        "delete-after",
        "delete-word",
        "delete-to-start",
        "type",
        "type",
    ]
)
TEXTS = st.text(st.sampled_from("ab \u0301\u0308é漢\n\x1b\u200d") | st.characters(), max_size=4)


def typed(text: str, *keys: Action) -> Line:
    line = Line().insert(text)
    for key in keys:
        line = edit(line, key, "") or line
    return line


@given(steps=st.lists(st.tuples(KEYS, TEXTS), max_size=20))
def test_the_cursor_never_stands_inside_a_character_or_outside_the_line(steps: list[tuple[Action, str]]) -> None:
    line = Line()
    for key, text in steps:
        edited = edit(line, key, text)
        assert edited is not None
        line = edited
        assert 0 <= line.cursor <= len(line.text)
        inside = line.text[line.cursor : line.cursor + 1]
        assert line.cursor == 0 or not inside or not unicodedata.combining(inside)


@given(steps=st.lists(st.tuples(KEYS, TEXTS), max_size=10))
def test_a_line_stays_one_line_without_anything_that_moves_the_screen(steps: list[tuple[Action, str]]) -> None:
    line = Line()
    for key, text in steps:
        line = edit(line, key, text) or line
    assert [sign for sign in line.text if unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"}] == []


@given(before=TEXTS, after=TEXTS.filter(lambda text: not text or not unicodedata.combining(text[0])), new=TEXTS)
def test_text_goes_in_where_the_cursor_stands_and_nothing_else_moves(before: str, after: str, new: str) -> None:
    before, after = Line().insert(before).text, Line().insert(after).text
    line = Line(before + after, len(before)).insert(new)
    assert line.text == before + Line().insert(new).text + after
    assert line.cursor == len(line.text) - len(after)


@given(text=TEXTS, sign=st.characters(categories=["Lu", "Ll", "Lo"]))
def test_backspace_takes_back_a_letter_just_typed(text: str, sign: str) -> None:
    line = Line().insert(text)
    assert line.insert(sign).delete_before() == line


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ((), Line("one two", 7)),
        (("left", "left"), Line("one two", 5)),
        (("first", "left"), Line("one two", 0)),
        (("first", "right", "right"), Line("one two", 2)),
        (("last", "right"), Line("one two", 7)),
        (("delete-before",), Line("one tw", 6)),
        (("first", "delete-before"), Line("one two", 0)),
        (("first", "delete-after"), Line("ne two", 0)),
        (("delete-after",), Line("one two", 7)),
        (("delete-word",), Line("one ", 4)),
        (("delete-word", "delete-word"), Line("", 0)),
        (("left", "delete-word"), Line("one o", 4)),
        (("left", "left", "delete-to-start"), Line("wo", 0)),
    ],
)
def test_each_key_does_what_its_name_says(keys: tuple[Action, ...], expected: Line) -> None:
    assert typed("one two", *keys) == expected


@pytest.mark.parametrize("letter", ["e\u0301", "a\u0308\u0304"])
def test_a_letter_and_its_signs_are_one_step_and_one_deletion(letter: str) -> None:
    assert typed(f"x{letter}", "left").cursor == 1
    assert typed(f"x{letter}", "delete-before").text == "x"
    assert typed(f"{letter}x", "first", "delete-after").text == "x"
    assert typed(f"{letter}x", "first", "right").cursor == len(letter)


def test_a_letter_typed_before_loose_signs_takes_them_on() -> None:
    assert Line("\u0301", 0).insert("e") == Line("e\u0301", 2)


@pytest.mark.parametrize("key", ["up", "down", "menu", "hand-in", "next-line", "place", "leave"])
def test_other_keys_edit_nothing(key: Action) -> None:
    assert edit(Line("x", 1), key, "") is None
