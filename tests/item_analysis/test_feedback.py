"""Feedback sheets: own answer, right answer, reasons, what to read again, and nothing of anybody else."""

from collections.abc import Callable

import pytest

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.item_analysis.feedback import FeedbackSheet, make_sheets
from calcinosis_quiz.item_analysis.report.feedback_page import write_feedback_page
from calcinosis_quiz.item_analysis.responses.detect_format import read_responses
from calcinosis_quiz.item_analysis.responses.join_files import prepare
from calcinosis_quiz.item_analysis.responses.key_files import read_keys
from calcinosis_quiz.item_analysis.responses.marking_rules import Rules
from calcinosis_quiz.item_analysis.responses.paper_answers import merge_keys
from calcinosis_quiz.item_analysis.responses.scoring import score

BANK = """
    - id: capital
      type: single-best-answer
      stem: Which town is the capital of France?
      topic: towns
      explanation: It has been for long.
      later_evidence: {text: Still so., kind: since, date: 2020, as_of: 2026-11, source: Atlas}
      options:
        - {text: Lyon, why: Lyon is the second town.}
        - {text: Paris, correct: true, why: Paris is the seat of the government.}
        - {text: Nice, why: Nice is on the coast.}
    - {id: flat, type: true-false, stem: The earth is flat., answer: false, why_false: It is round.}
    - {id: pi, type: numeric, stem: How much is pi?, between: [3.1, 3.2]}
    - {id: pairs, type: matching, stem: Match., pairs: [{prompt: cat, choice: meows}, {prompt: dog, choice: barks}]}
    - {id: order, type: ordering, stem: Order., entries: [{text: one}, {text: two}, {text: three}]}
    - {id: gap, type: cloze, text: "Roses are {{red}}."}
    - {id: metal, type: short-answer, stem: Which metal?, accept: [mercury]}
"""
FORM = "number,item,key,order,fingerprint\n1,flat,false,,f1\n2,capital,A,B C A,f1\n"


@pytest.fixture
def bank(make_library: Callable[[str], Library]) -> Library:
    return make_library(BANK)


def sheets_of(bank: Library, text: str, key: str = "") -> dict[str, FeedbackSheet]:
    keys = [read_keys("key.csv", key)[0]] if key else []
    file = prepare(read_responses("answers.csv", text.encode(), bank), keys, bank)
    merged, problems = merge_keys(keys, bank)
    assert problems == []
    scored = score(file.table, bank, Rules(keys=merged))
    assert scored.problems == ()
    sheets = make_sheets(scored.table, scored.scores, bank, keys=merged, key_files=keys)
    return {sheet.score.learner: sheet for sheet in sheets}


def test_the_answer_stands_beside_the_right_one_with_the_reasons_of_both(bank: Library) -> None:
    (question,) = sheets_of(bank, "learner,capital\nr1,A\nr2,B\n")["r1"].questions
    assert (question.given, question.right, question.outcome) == ("A. Lyon", "B. Paris", "wrong")
    assert [(each.part, each.why) for each in question.reasons] == [
        ("A. Lyon", "Lyon is the second town."),
        ("B. Paris", "Paris is the seat of the government."),
    ]
    assert question.explanation == "It has been for long."
    assert question.later_evidence == "Since then (2020; last looked at 2026-11; not marked): Still so. (Atlas)"


def test_letters_numbers_and_order_are_those_of_the_learners_paper(bank: Library) -> None:
    sheet = sheets_of(bank, "learner,form,fingerprint,1,2\nr1,A,f1,T,C\nr2,A,f1,F,A\n", FORM)["r1"]
    assert [(q.number, q.given, q.right) for q in sheet.questions] == [
        ("1", "True", "False"),
        ("2", "C. Lyon", "A. Paris"),
    ]


def test_two_ticks_are_shown_as_they_stand_on_the_paper(bank: Library) -> None:
    sheet = sheets_of(bank, "learner,form,fingerprint,1,2\nr1,A,f1,F,A C\n", FORM)["r1"]
    assert (sheet.questions[1].given, sheet.questions[1].outcome) == ("A and C", "wrong")


@pytest.mark.parametrize(
    ("item", "text", "given", "right"),
    [
        ("flat", "T", "True", "False"),
        ("pi", "3", "3", "3.1 to 3.2"),
        ("pairs", "1B 2A", "cat: barks; dog: meows", "cat: meows; dog: barks"),
        ("order", "B A C", "1. two; 2. one; 3. three", "1. one; 2. two; 3. three"),
        ("gap", "blue", "blue", "red"),
        ("metal", "iron", "iron", "mercury"),
    ],
)
def test_every_type_is_written_in_words(bank: Library, item: str, text: str, given: str, right: str) -> None:
    (question,) = sheets_of(bank, f"learner,{item}\nr1,{text}\n")["r1"].questions
    assert (question.given, question.right) == (given, right)


def test_a_question_left_empty_says_so_and_shows_the_right_answer(bank: Library) -> None:
    first, second = sheets_of(bank, "learner,capital,flat\nr1,,F\nr2,B,F\n")["r1"].questions
    assert (first.given, first.right, first.outcome, first.points) == ("", "B. Paris", "no answer", 0)
    assert second.outcome == "right"


def test_a_corrected_key_shows_what_it_accepts_and_no_reasons_of_the_old_one(bank: Library) -> None:
    (question,) = sheets_of(bank, "learner,capital\nr1,A\n", "item,key\ncapital,A|B\n")["r1"].questions
    assert (question.right, question.outcome, question.reasons) == ("A. Lyon or B. Paris", "right", ())
    assert "corrected" in question.explanation


def test_topics_with_lost_points_are_to_be_read_again(bank: Library) -> None:
    sheets = sheets_of(bank, "learner,capital\nr1,A\nr2,B\n")
    assert [(topic.topic, topic.points, topic.possible) for topic in sheets["r1"].topics] == [("towns", 0, 1)]
    assert sheets["r2"].topics == ()


def test_certainty_is_shown_where_it_was_asked(bank: Library) -> None:
    text = "learner,item,response,confidence\nr1,capital,A,sure\nr2,capital,B,guess\n"
    assert sheets_of(bank, text)["r1"].questions[0].certainty == "90 %"


def test_without_a_bank_the_key_is_shown() -> None:
    (question,) = sheets_of(Library(()), "learner,q1\nr1,c\n", "item,key\nq1,B\n")["r1"].questions
    assert (question.stem, question.given, question.right, question.outcome) == ("q1", "c", "B", "wrong")


def test_a_sheet_holds_nothing_of_other_learners(bank: Library) -> None:
    sheets = sheets_of(bank, "learner,capital,metal\nann,A,secret word\nbob,C,mercury\n")
    page = write_feedback_page([sheets["bob"]])
    assert "bob" in page
    assert "ann" not in page.replace("announce", "")
    assert "secret word" not in page
    assert "Lyon" not in page


def test_every_text_on_the_page_is_escaped(bank: Library) -> None:
    sheets = sheets_of(bank, "learner,metal\n<script>alert(1)</script>,<b>iron</b>\n")
    page = write_feedback_page(list(sheets.values()))
    assert "<script>" not in page
    assert "&lt;b&gt;iron" in page
