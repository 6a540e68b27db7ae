"""A small bank of every kind, and files of answers written in a test."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
from msgspec import structs

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.item_analysis.responses.detect_format import Format, ReadFile, Reading, read_responses
from calcinosis_quiz.item_analysis.responses.join_files import prepare
from calcinosis_quiz.item_analysis.responses.key_files import read_keys
from calcinosis_quiz.item_analysis.responses.marking_rules import Rules
from calcinosis_quiz.item_analysis.responses.scoring import Scored, find_unused_keys, score

BANK = """
    - {id: capital, type: single-best-answer, stem: Which town is the capital of France?, difficulty: easy,
       options: [{text: Lyon}, {text: Paris, correct: true}, {text: Nice}]}
    - {id: primes, type: multiple-response, stem: Which numbers are prime?,
       options: [{text: two, correct: true}, {text: three, correct: true}, {text: four}, {text: six}]}
    - {id: flat, type: true-false, stem: The earth is flat., answer: false}
    - {id: dozen, type: numeric, stem: How many are a dozen?, value: 12}
    - {id: metal, type: short-answer, stem: Which metal is liquid at room temperature?, accept: [mercury, quicksilver]}
    - {id: pairs, type: matching, stem: Match., pairs: [{prompt: cat, choice: meows}, {prompt: dog, choice: barks}]}
    - {id: essay, type: open, stem: Why?, model_answer: Because., points: [one, two]}
"""


@pytest.fixture
def bank(make_library: Callable[[str], Library]) -> Library:
    """Load a bank with an item of most types."""
    return make_library(BANK)


@pytest.fixture
def bank_file(make_bank: Callable[[str], Path]) -> str:
    """Write the same bank and give its path."""
    return str(make_bank(BANK))


@pytest.fixture
def read(bank: Library) -> Callable[..., ReadFile]:
    """Read a text as a file of answers named answers.csv."""

    def read_text(text: str, wanted: Format | None = None) -> ReadFile:
        read = read_responses("answers.csv", dedent(text).lstrip("\n").encode(), bank, Reading(wanted))
        return prepare(read, (), bank)

    return read_text


@pytest.fixture
def mark(bank: Library) -> Callable[..., Scored]:
    """Read and mark a text, with a key written as text."""

    def mark_text(text: str, key: str = "", **rules: object) -> Scored:
        keys = [read_keys("key.csv", dedent(key).lstrip("\n"))[0]] if key else []
        read = read_responses("answers.csv", dedent(text).lstrip("\n").encode(), bank)
        table = prepare(read, keys, bank).table
        made = Rules(**({"keys": keys[0]} if keys else {}) | rules)  # type: ignore[arg-type]  # whatever a test hands in
        scored = score(table, bank, made)
        unused = tuple(find_unused_keys(table, keys))
        return structs.replace(scored, problems=(*scored.problems, *unused))

    return mark_text


def marks_of(scored: Scored, item: str) -> dict[str, float]:
    """Return each learner's mark on an item."""
    scores = scored.scores
    found = next(each for each in scores.items if each.item == item)
    last = len(scores.learners) - 1
    return {
        learner: mark
        for place, learner in enumerate(scores.learners)
        for mark, learners in found.levels
        if learners >> (last - place) & 1
    }
