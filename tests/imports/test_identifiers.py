"""Ids from titles."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calcinosis_quiz.bank.items import TrueFalse
from calcinosis_quiz.imports.identifiers import assign_ids, slug
from calcinosis_quiz.imports.reading import Draft, Place


def draft(title: str = "", stem: str = "Calcium is a metal of the body.", source_id: str = "") -> Draft:
    return Draft(TrueFalse(id="x", stem=stem, answer=True), Place("a.xml"), title, source_id)


def ids(*drafts: Draft) -> list[str]:
    return [each.item.id for each in assign_ids(drafts, "bank")]


@pytest.mark.parametrize(
    ("one", "wanted"),
    [
        (draft("Bone: its mineral"), "bone-its-mineral"),
        (draft("Question 12"), "calcium-is-a-metal-of-the-body"),
        (draft("007"), "calcium-is-a-metal-of-the-body"),
        (draft("Übergröße d'été"), "ubergrosse-dete"),
        (draft("Bone", source_id="bone-4b"), "bone-4b"),
        (draft("Bone", source_id="1234"), "bone"),
        (draft("кальций", stem="Кальций?"), "bank-"),
    ],
)
def test_an_id_comes_from_the_title_where_it_says_something(one: Draft, wanted: str) -> None:
    assert ids(one)[0].startswith(wanted)


def test_equal_titles_are_numbered_and_the_same_file_gives_the_same_ids() -> None:
    drafts = [draft("Bone"), draft("Bone"), draft("bone!"), draft("骨", stem="骨?")]
    assert ids(*drafts)[:3] == ["bone", "bone-2", "bone-3"]
    assert ids(*drafts) == ids(*drafts)


@given(st.text(max_size=200))
def test_a_slug_is_an_id_or_nothing(text: str) -> None:
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug(text))
    assert len(slug(text)) <= 48
