"""Words, sentences and figures."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calcinosis_quiz.bank.lint.english import (
    content_words,
    find_phrases,
    lead_in_of,
    overlap,
    read_quantity,
    root_of,
    sentences_of,
    shingles,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [("deposit", "deposits"), ("needle", "needles"), ("cause", "caused"), ("pit", "pits"), ("biopsy", "biopsies")],
)
def test_forms_of_a_word_have_one_root(one: str, other: str) -> None:
    assert root_of(one) == root_of(other)


@pytest.mark.parametrize("word", ["gas", "illness", "virus", "arthritis"])
def test_an_ending_that_belongs_to_the_word_stays(word: str) -> None:
    assert root_of(word) == word


def test_words_that_only_hold_a_sentence_carry_no_meaning() -> None:
    assert content_words("Which of the deposits are in the skin?") == {"deposit", "skin"}


def test_a_title_or_a_decimal_ends_no_sentence() -> None:
    assert sentences_of("Dr. Chung spoke. It was 2.5 times, e.g. here. Why?") == [
        "Dr. Chung spoke.",
        "It was 2.5 times, e.g. here.",
        "Why?",
    ]


def test_the_lead_in_is_the_last_question() -> None:
    assert lead_in_of("A man falls. Which bone is broken? Pick one.") == "Which bone is broken?"
    assert lead_in_of("It is so.") == "It is so."


def test_a_phrase_is_found_as_whole_words_in_any_case_and_number() -> None:
    assert find_phrases("Upper  limits are a Ceiling.", ["upper limit", "ceiling", "limi", "per"]) == [
        "upper limit",
        "ceiling",
    ]
    assert find_phrases("a non-alcoholic drink", ["alcoholic"]) == []


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [("20%", 20, 20, "%"), ("5-10 years", 5, 10, "years"), ("0.5 mg", "0.5", "0.5", "mg"), ("Week 16", 16, 16, "")],
)
def test_a_figure_is_read_with_its_range_and_unit(text: str, low: str, high: str, unit: str) -> None:
    quantity = read_quantity(text)
    assert quantity is not None
    assert (quantity.low, quantity.high, quantity.unit) == (Decimal(low), Decimal(high), unit)


@pytest.mark.parametrize("text", ["", "Urate", "9 and 22", "13-valent vaccine", "A baker ill for 14 years"])
def test_what_is_more_than_a_figure_is_not_read_as_one(text: str) -> None:
    assert read_quantity(text) is None


@given(st.text())
def test_any_text_is_read_without_failing(text: str) -> None:
    assert content_words(text) >= frozenset()
    assert " ".join(sentences_of(text)).split() == text.split()
    assert lead_in_of(text) in " ".join(text.split())
    read_quantity(text)
    assert overlap(shingles(text, 3), shingles(text, 3)) in {0.0, 1.0}
