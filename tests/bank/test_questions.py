"""What is asked: every item as it stands, and each case of a set as an item of its own."""

from collections.abc import Callable
from typing import Final

import pytest

from calcinosis_quiz.bank.items import Cloze, Lint, Matching, Option, Pair, Reasoned, TrueFalse
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import CaseQuestion, choices_of, gap_answers, questions_of, stem_of, with_unit

SET: Final = """
- id: set
  type: extended-matching
  theme: Treatments
  stem: Which fits?
  options: [{text: Surgery, why: It cuts.}, {text: Waiting, why: It waits.}]
  shuffle: false
  explanation: About both.
  reviewed: by two
  tags: [core]
  lint: {ignore: {long-stem: Quoted.}}
  cases:
  - {id: one, stem: A lump., answer: Surgery, why: It fits here., facts: [f], level: apply, vignette: true}
  - {id: two, stem: A speck., answer: Waiting, topic: other, explanation: Its own.}
"""


def test_a_set_becomes_a_question_for_each_case_with_what_they_share(make_library: Callable[[str], Library]) -> None:
    library = make_library(SET)
    assert list(library.questions) == ["one", "two"]
    assert library.questions["one"] == CaseQuestion(
        id="one",
        set_id="set",
        theme="Treatments",
        lead_in="Which fits?",
        stem="A lump.",
        options=(Option(text="Surgery", correct=True, why="It fits here."), Option(text="Waiting", why="It waits.")),
        shuffle=False,
        facts=("f",),
        level="apply",
        vignette=True,
        topic="sample",
        explanation="About both.",
        reviewed="by two",
        tags=("core",),
        lint=Lint(ignore={"long-stem": "Quoted."}),
    )


def test_what_a_case_says_itself_goes_before_what_its_set_says(make_library: Callable[[str], Library]) -> None:
    question = make_library(SET).questions["two"]
    assert isinstance(question, CaseQuestion)
    assert (question.topic, question.explanation) == ("other", "Its own.")
    assert question.options == (
        Option(text="Surgery", why="It cuts."),
        Option(text="Waiting", correct=True, why="It waits."),
    )


def test_a_case_is_an_extended_matching_question(make_library: Callable[[str], Library]) -> None:
    assert make_library(SET).questions["one"].type == "extended-matching"


def test_any_other_item_is_its_own_question() -> None:
    item = TrueFalse(id="a", stem="S", answer=True)
    assert list(questions_of(item)) == [item]


def test_the_stem_of_a_case_is_read_before_the_lead_in(make_library: Callable[[str], Library]) -> None:
    assert stem_of(make_library(SET).questions["one"]) == "A lump.\nWhich fits?"


@pytest.mark.parametrize(
    ("text", "blanked", "answers"),
    [
        ("{{Calcium}} binds {{ phosphate }}.", "____ binds ____.", ("Calcium", "phosphate")),
        ("The {{two\nwords}} here", "The ____ here", ("two\nwords",)),
    ],
)
def test_a_cloze_is_asked_with_blanks_for_its_answers(text: str, blanked: str, answers: tuple[str, ...]) -> None:
    item = Cloze(id="a", text=text)
    assert (stem_of(item), gap_answers(item)) == (blanked, answers)


@pytest.mark.parametrize(
    ("unit", "written"),
    [("%", "70%"), ("\u00b0", "70\u00b0"), ("mg/L", "70 mg/L"), ("patients", "70 patients"), (None, "70")],
)
def test_a_unit_follows_its_number_as_it_is_printed(unit: str | None, written: str) -> None:
    assert with_unit("70", unit) == written


def test_the_choices_of_a_matching_item_are_the_needed_ones_once_then_the_spare_ones() -> None:
    pairs = (Pair(prompt="P", choice="B"), Pair(prompt="Q", choice="A"), Pair(prompt="R", choice="B"))
    item = Matching(id="a", stem="S", pairs=pairs, spare=(Reasoned(text="C"),))
    assert choices_of(item) == ("B", "A", "C")
