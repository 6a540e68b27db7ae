"""Several files together: doubles, forms, fingerprints, rounds and names."""

from collections.abc import Callable

import pytest

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.item_analysis.responses.detect_format import ReadFile, read_responses
from calcinosis_quiz.item_analysis.responses.join_files import find_names, join_files, name_round
from calcinosis_quiz.item_analysis.responses.table import split_rounds

Read = Callable[..., ReadFile]


def open_text(bank: Library, name: str, text: str) -> ReadFile:
    return read_responses(name, text.encode(), bank)


def test_a_second_answer_is_a_problem_that_names_both_places(bank: Library) -> None:
    one = open_text(bank, "one.csv", "learner,capital\nr1,A\nr2,B\n")
    two = open_text(bank, "two.csv", "learner,capital\nr3,A\nr1,B\n")
    joined = join_files([one, two])
    (problem,) = joined.problems
    assert (problem.file, problem.line, problem.rule) == ("two.csv", 3, "duplicate-answer")
    assert "one.csv:2" in problem.message
    assert joined.table.columns[0].responses == ("A", "B", "A")


def test_a_learner_twice_in_one_file_is_found(bank: Library) -> None:
    for text in ("learner,capital\nr1,A\nr1,B\n", "learner,item,response\nr1,capital,A\nr1,capital,B\n"):
        (problem,) = join_files([open_text(bank, "a.csv", text)]).problems
        assert (problem.line, problem.rule) == (3, "duplicate-answer")


def test_equal_answers_count_once_where_files_are_merged(bank: Library) -> None:
    one = open_text(bank, "one.csv", "learner,capital,flat\nr1,A,T\n")
    two = open_text(bank, "two.csv", "learner,capital,dozen\nr1,A,12\n")
    joined = join_files([one, two, one], same_answer_is_fine=True)
    assert (joined.problems, joined.dropped) == ((), 3)
    assert [(column.item, column.responses) for column in joined.table.columns] == [
        ("capital", ("A",)),
        ("flat", ("T",)),
        ("dozen", ("12",)),
    ]


def test_rounds_are_kept_apart_and_in_order(bank: Library) -> None:
    text = "learner,capital\nr1,A\n"
    files = [name_round(open_text(bank, f"{name}.csv", text), name) for name in ("post", "pre", "2", "10")]
    joined = join_files(files)
    assert joined.problems == ()
    assert list(split_rounds(joined.table)) == ["pre", "2", "10", "post"]


LONG = "learner,item,response,form,fingerprint\nr1,flat,T,A,aa\nr2,flat,F,A,aa\nr3,flat,T,A,bb\nr4,flat,T,B,cc\n"


def test_another_forms_fingerprint_is_refused(bank: Library) -> None:
    joined = join_files([open_text(bank, "a.csv", LONG)])
    assert [(problem.line, problem.rule) for problem in joined.problems] == [(4, "wrong-fingerprint")]
    assert [attempt.learner for attempt in joined.table.attempts] == ["r1", "r2", "r4"]
    wanted = join_files([open_text(bank, "a.csv", LONG)], fingerprints=["cc"])
    assert len(wanted.problems) == 3


def test_forms_can_be_chosen_and_unknown_ones_are_an_error(bank: Library) -> None:
    file = open_text(bank, "a.csv", LONG)
    assert [attempt.learner for attempt in join_files([file], forms=["B"]).table.attempts] == ["r4"]
    with pytest.raises(QuizError, match=r"'C'.*A, B"):
        join_files([file], forms=["C"])


@pytest.mark.parametrize("learner", ["r07", "12", "k7fq-22", "AB", "MEYER", "abc", "2026:r1"])
def test_codes_are_no_names(bank: Library, learner: str) -> None:
    assert find_names(open_text(bank, "a.csv", f"learner,flat\n{learner},T\n").table) == []


@pytest.mark.parametrize("learner", ["Maria", "maria", "Jo Doe", "jo1@example.org", "Müller"])
def test_names_and_addresses_are_found_with_their_line(bank: Library, learner: str) -> None:
    (problem,) = find_names(open_text(bank, "a.csv", f"learner,flat\nr1,T\n{learner},T\n").table)
    assert (problem.line, problem.rule) == (3, "name")
    assert learner not in problem.message
