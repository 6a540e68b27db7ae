"""The fact ledger: read whole, and each thing wrong with it named."""

from pathlib import Path
from typing import Final, get_args

import pytest
from tests.bank.bank_texts import LEDGER, complaints

from calcinosis_quiz.bank.facts import (
    STRENGTH_LABELS,
    Fact,
    Inference,
    Ledger,
    NotStated,
    Objective,
    Source,
    Strength,
    Topic,
)
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.read import Problems, read
from calcinosis_quiz.bank.source import parse

FULL: Final = """
format: 1
namespace: sample
title: A ledger
source:
  citation: A report
  as_of: 2015-11
  kind: a summary
  disclaimer: Not advice.
  disclaimer_long: >-
    Really not
    advice.
topics: [{id: surgery, title: Surgery}]
objectives: [{id: LO1, text: Name it}]
facts:
- id: first-fact
  topic: surgery
  statement: Up to a quarter recur.
  strength: speaker-experience
  where: ["3.2", 3.10, H]
  hedges: [up to]
  core: true
  currency: caution
  note: A later series differs.
inferences: [{id: so, follows_from: [first-fact], statement: Most do not.}]
not_stated: [{id: doses, statement: No dose is given.}]
hedge_forms: {up to: [at most, no]}
"""
ID: Final = "expected lower-case ASCII words joined by hyphens"
STRENGTHS: Final = "established, future-possibility, hypothesis, provenance, reported-association, speaker-experience"


def test_a_ledger_is_read_with_its_keys_and_its_numbers_as_texts() -> None:
    problems = Problems("facts.yaml")
    assert read(parse(FULL), Ledger, problems) == Ledger(
        format=1,
        namespace="sample",
        title="A ledger",
        source=Source(
            citation="A report",
            as_of="2015-11",
            kind="a summary",
            disclaimer="Not advice.",
            disclaimer_long="Really not advice.",
        ),
        topics=(Topic(id="surgery", title="Surgery"),),
        objectives=(Objective(id="LO1", text="Name it"),),
        facts=(
            Fact(
                id="first-fact",
                topic="surgery",
                statement="Up to a quarter recur.",
                strength="speaker-experience",
                where=("3.2", "3.10", "H"),
                hedges=("up to",),
                core=True,
                currency="caution",
                note="A later series differs.",
            ),
        ),
        inferences=(Inference(id="so", follows_from=("first-fact",), statement="Most do not."),),
        not_stated=(NotStated(id="doses", statement="No dose is given."),),
        hedge_forms={"up to": ("at most", "no")},
    )
    assert problems == []


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ("id: first-fact", "id: First", f'8: facts[0].id: {ID}, got "First".'),
        (
            "strength: established",
            "strength: sure",
            f'8: facts[0].strength: expected one of {STRENGTHS}, got "sure".',
        ),
        ("id: LO1", "id: LO 1", '6: objectives[0].id: expected letters and digits, such as LO1, got "LO 1".'),
        (
            "as_of: 2015-11-11",
            "as_of: 11.11.2015",
            '4: source.as_of: expected a year, or a date as 2020-11-11, got "11.11.2015".',
        ),
        ("kind: a summary, ", "", "4: source: expected the key kind, got none. Add it."),
        (
            "namespace:",
            "namespaces:",
            '2: namespaces: expected a key of the format, got "namespaces". Did you mean "namespace"?',
        ),
        ("statement: One., ", "statement: One., core: yes, ", '8: facts[0].core: expected true or false, got "yes".'),
    ],
)
def test_what_is_wrong_with_a_ledger_is_named(right: str, wrong: str, complaint: str, tmp_path: Path) -> None:
    found = complaints(tmp_path, {"facts.yaml": LEDGER.replace(right, wrong)})
    assert f"facts.yaml:{complaint}" in found
    assert len(found) == (2 if "namespace" in wrong else 1)


def test_a_fact_is_found_by_its_id_or_not_at_all(shipped: Library) -> None:
    ledger = shipped.banks[0].ledger
    assert ledger is not None
    assert [ledger.find_fact(fact.id) for fact in ledger.facts] == list(ledger.facts)
    assert ledger.find_fact("no-such-fact") is None


def test_every_strength_of_a_fact_has_a_word_for_learners() -> None:
    assert set(STRENGTH_LABELS) == set(get_args(Strength))


def test_a_confusable_fact_must_be_one_of_the_ledger(tmp_path: Path) -> None:
    found = complaints(tmp_path, {"facts.yaml": f"{FULL}confusable: [first-fact, first-fct]\n"})
    assert any(
        'confusable[1]: expected the id of a fact, got "first-fct". Did you mean "first-fact"?' in each
        for each in found
    )
    assert not any("confusable[0]" in each for each in found)
