"""Look-up in banks that have been read."""

from pathlib import Path
from typing import Final

import pytest
from tests.bank.bank_texts import LEDGER, bank

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.errors import QuizError

DESCRIBED: Final = "objective: LO1, level: apply, difficulty: easy"
ITEMS: Final = f"""
- {{id: plain, type: true-false, stem: S, answer: true, facts: [other-fact, first-fact], {DESCRIBED}}}
- id: set
  type: extended-matching
  theme: T
  stem: S
  options: [{{text: One}}, {{text: Two}}]
  cases:
  - {{id: case-one, stem: C, answer: One, facts: [first-fact], {DESCRIBED}}}
  - {{id: case-two, stem: C, answer: Two, facts: [other-fact], {DESCRIBED}}}
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Load a bank beside a ledger, and one without."""
    for name in ("with", "without"):
        (tmp_path / name).mkdir()
    (tmp_path / "with" / "facts.yaml").write_text(LEDGER)
    (tmp_path / "with" / "a.yaml").write_text(bank(ITEMS))
    (tmp_path / "without" / "b.yaml").write_text(
        "format: 1\nbank: b\ntitle: Bare\nitems: [{id: bare, type: true-false, stem: S, answer: true, facts: [any]}]\n"
    )
    return open_library([tmp_path / "with", tmp_path / "without"])


def test_items_and_questions_come_in_the_order_of_the_files(library: Library) -> None:
    assert list(library.items) == ["plain", "set", "bare"]
    assert list(library.questions) == ["plain", "case-one", "case-two", "bare"]


@pytest.mark.parametrize(("item_id", "file"), [("plain", "a"), ("set", "a"), ("case-two", "a"), ("bare", "b")])
def test_every_item_set_and_case_knows_its_bank(library: Library, item_id: str, file: str) -> None:
    assert Path(library.bank_of(item_id).file).stem == file


@pytest.mark.parametrize(
    ("item_id", "facts"), [("plain", ["other-fact", "first-fact"]), ("case-one", ["first-fact"]), ("bare", [])]
)
def test_the_facts_of_a_question_are_those_it_cites_as_far_as_there_is_a_ledger(
    library: Library, item_id: str, facts: list[str]
) -> None:
    assert [fact.id for fact in library.facts_of(library.questions[item_id])] == facts


def test_a_library_says_its_titles_and_where_it_comes_from(library: Library) -> None:
    assert library.describe() == ("A ledger and Bare", "Not advice. Source: A report.")


@pytest.mark.parametrize("item_id", ["plain", "case-one", "bare"])
def test_a_question_is_found_by_its_id(library: Library, item_id: str) -> None:
    assert library.find_question(item_id).id == item_id


@pytest.mark.parametrize(("item_id", "found"), [("plain", "plain"), ("set", "set"), ("case-two", "set")])
def test_an_item_is_found_by_its_id_or_that_of_a_case(library: Library, item_id: str, found: str) -> None:
    assert library.find_item(item_id).id == found


def test_a_set_is_no_question_and_its_cases_are_offered(library: Library) -> None:
    with pytest.raises(QuizError) as error:
        library.find_question("set")
    assert str(error.value) == "set is a set of cases. Name one of them: case-one, case-two."


@pytest.mark.parametrize(
    ("item_id", "hint"), [("plane", ' Did you mean "plain"?'), ("case-on", ' Did you mean "case-one"?'), ("zzz", "")]
)
def test_an_id_that_nothing_has_gets_the_nearest_one_and_the_way_to_all(
    library: Library, item_id: str, hint: str
) -> None:
    for find in (library.find_question, library.find_item):
        with pytest.raises(QuizError) as error:
            find(item_id)
        assert str(error.value) == f"There is no item '{item_id}'.{hint} `list` shows them all."
