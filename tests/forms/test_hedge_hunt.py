"""The hedge hunt: claims of all strengths, none on two sheets."""

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import json

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.forms.hedge_hunt import BINS, build_hunts, write_hunt


@settings(max_examples=30)
@given(forms=st.integers(1, 4), seed=st.integers(0, 2**32))
def test_no_claim_stands_twice_and_each_sheet_has_claims_of_every_strength(
    shipped: Library, forms: int, seed: int
) -> None:
    hunts = build_hunts(shipped, claims=12, forms=forms, seed=seed)
    ids = [fact.id for hunt in hunts for fact in hunt.claims]
    assert len(ids) == len(set(ids)) == 12 * forms
    for hunt in hunts:
        assert {fact.strength for fact in hunt.claims} == set(BINS)


def test_one_sheet_has_two_claims_of_each_strength(shipped: Library) -> None:
    (hunt,) = build_hunts(shipped, claims=12, forms=1, seed=1)
    assert set(Counter(fact.strength for fact in hunt.claims).values()) == {2}


def test_the_same_seed_gives_the_same_sheets_and_another_one_others(shipped: Library) -> None:
    first, again, other = (build_hunts(shipped, claims=12, forms=2, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert len({hunt.fingerprint for hunt in (*first, *other)}) == 4


def test_claims_can_be_held_to_topics_and_facts(shipped: Library) -> None:
    (hunt,) = build_hunts(shipped, topics=["surgery"], claims=5, forms=1, seed=1)
    assert {fact.topic for fact in hunt.claims} == {"surgery"}
    (hunt,) = build_hunts(shipped, facts=["surg-concerns"], claims=1, forms=1, seed=1)
    assert [fact.id for fact in hunt.claims] == ["surg-concerns"]


def test_too_few_claims_are_counted(shipped: Library) -> None:
    with pytest.raises(QuizError, match=r"6 hedge hunts of 12 claims need 72, and there are 57: 15 short\."):
        build_hunts(shipped, claims=12, forms=6, seed=1)


def test_a_bank_without_a_ledger_has_no_claims(make_library: Callable[[str], Library]) -> None:
    library = make_library("- {id: a, type: true-false, stem: A., answer: true}")
    with pytest.raises(QuizError, match=r"facts\.yaml"):
        build_hunts(library, claims=12, forms=1, seed=1)


def test_the_record_names_the_claims(shipped: Library) -> None:
    (hunt,) = build_hunts(shipped, claims=6, forms=1, seed=1)
    record = json.decode(write_hunt(hunt))
    assert record["claims"] == [fact.id for fact in hunt.claims]
    assert (record["form"], record["fingerprint"], record["seed"]) == ("A", hunt.fingerprint, 1)
