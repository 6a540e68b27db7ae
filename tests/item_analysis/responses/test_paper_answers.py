"""Answers typed from paper, in the numbers and letters of a form."""

from textwrap import dedent

import pytest

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.item_analysis.responses.detect_format import read_responses
from calcinosis_quiz.item_analysis.responses.key_files import KeyFile, read_keys
from calcinosis_quiz.item_analysis.responses.paper_answers import merge_keys, translate_paper
from calcinosis_quiz.item_analysis.responses.table import Table

FORM_A = """\
number,item,key,order,fingerprint
1,primes,B D,C A D B,aaaa1111
2,capital,A,B C A,aaaa1111
3,flat,false,,aaaa1111
4,pairs,1B 2A,B A,aaaa1111
"""
FORM_B = """\
number,item,key,order,fingerprint
1,dozen,12,,bbbb2222
2,metal,mercury,,bbbb2222
"""


def keys(text: str) -> KeyFile:
    found, problems = read_keys("key.csv", dedent(text))
    assert problems == []
    return found


def read(bank: Library, text: str, *key_texts: str) -> tuple[Table, list[str]]:
    file = read_responses("answers.csv", dedent(text).lstrip("\n").encode(), bank)
    file = translate_paper(file, [keys(each) for each in key_texts], bank)
    return file.table, [str(problem) for problem in file.problems]


def responses(table: Table) -> dict[str, tuple[object, ...]]:
    return {
        column.item: tuple(each if isinstance(each, str) else None for each in column.responses)
        for column in table.columns
    }


def test_numbers_become_items_and_letters_those_of_the_bank(bank: Library) -> None:
    table, problems = read(bank, "learner,1,2,3,4\nr1,B D,A,F,1B 2A\nr2,A,c,true,\n", FORM_A)
    assert problems == []
    assert responses(table) == {
        "primes": ("A B", "C"),
        "capital": ("B", "A"),
        "flat": ("F", "true"),
        "pairs": ("1A 2B", None),
    }


def test_columns_named_by_item_hold_the_letters_of_the_paper_too(bank: Library) -> None:
    table, _ = read(bank, "learner,capital\nr1,A\n", FORM_A)
    assert responses(table) == {"capital": ("B",)}


def test_each_sitting_is_read_by_the_key_with_its_fingerprint(bank: Library) -> None:
    text = """
        learner,form,fingerprint,1,2
        r1,A,aaaa1111,B D,A
        r2,B,bbbb2222,12,mercury
        """
    table, problems = read(bank, text, FORM_A, FORM_B)
    assert problems == []
    assert [attempt.learner for attempt in table.attempts] == ["r1", "r2"]
    assert responses(table) == {
        "primes": ("A B", None),
        "capital": ("B", None),
        "dozen": (None, "12"),
        "metal": (None, "mercury"),
    }


def test_without_a_fingerprint_the_only_key_is_meant_and_of_two_keys_none(bank: Library) -> None:
    one, _ = read(bank, "learner,1\nr1,B D\n", FORM_A)
    assert list(responses(one)) == ["primes"]
    two, _ = read(bank, "learner,1\nr1,B D\n", FORM_A, FORM_B)
    assert list(responses(two)) == ["1"]


def test_a_sitting_of_another_form_stays_as_it_was_typed(bank: Library) -> None:
    table, _ = read(bank, "learner,fingerprint,1\nr1,cccc3333,B\n", FORM_A)
    assert responses(table) == {"1": ("B",)}


def test_what_is_no_answer_stays_as_it_was_typed(bank: Library) -> None:
    table, _ = read(bank, "learner,2\nr1,Z\nr2,1\n", FORM_A)
    assert responses(table) == {"capital": ("Z", "1")}


def test_two_ticks_follow_the_paper_to_the_letters_of_the_bank(bank: Library) -> None:
    table, _ = read(bank, "learner,2\nr1,A B\nr2,AB\n", FORM_A)
    assert responses(table) == {"capital": ("B C", "B C")}


def test_the_long_format_holds_the_letters_of_the_bank_already(bank: Library) -> None:
    table, _ = read(bank, "learner,item,response\nr1,capital,A\n", FORM_A)
    assert responses(table) == {"capital": ("A",)}


def test_a_key_that_says_what_the_bank_says_leaves_the_marking_to_the_bank(bank: Library) -> None:
    taken, problems = merge_keys([keys(FORM_A), keys(FORM_B)], bank)
    assert problems == []
    assert {key.item: key.responses for key in taken.keys} == dict.fromkeys(
        ["primes", "capital", "flat", "pairs", "dozen", "metal"], ()
    )


@pytest.mark.parametrize(
    ("key", "taken"), [("B", ("C",)), ("A|C", ("B", "A")), ("*", ("*",)), ("drop", ("drop",)), ("A|*", ("B", "*"))]
)
def test_a_corrected_key_counts_in_the_letters_of_the_bank(bank: Library, key: str, taken: tuple[str, ...]) -> None:
    found, _ = merge_keys([keys(f"number,item,key,order\n2,capital,{key},B C A\n")], bank)
    assert found.keys[0].responses == taken


def test_a_key_of_no_form_stays_a_correction(bank: Library) -> None:
    found, _ = merge_keys([keys("item,key\ncapital,B\n")], bank)
    assert found.keys[0].responses == ("B",)


def problems_with(bank: Library, *texts: str) -> list[str]:
    read_files = [read_keys(f"key{i}.csv", text) for i, text in enumerate(texts)]
    unread = [problem for _, problems in read_files for problem in problems]
    return [str(problem) for problem in (*unread, *merge_keys([keys for keys, _ in read_files], bank)[1])]


def test_an_order_that_is_none_is_a_problem_with_its_line(bank: Library) -> None:
    (problem,) = problems_with(bank, "item,key,order\ncapital,A,B B A\n")
    assert problem.startswith("key0.csv:2: order: expected the letters of the bank in the order shown, such as C A B")


def test_an_order_of_a_question_that_has_changed_since_is_a_problem(bank: Library) -> None:
    (problem,) = problems_with(bank, "number,item,key,order\n1,capital,A,B C A D\n")
    assert problem.startswith("key0.csv:2: order: expected an order of the 3 options of capital, got 4")


def test_two_key_files_that_contradict_each_other_are_a_problem(bank: Library) -> None:
    (problem,) = problems_with(bank, "item,key\ncapital,A\n", "item,key\ncapital,C\n")
    assert problem.startswith("key1.csv:2: expected one key for capital, got another one at key0.csv:2")
    assert problems_with(bank, "item,key\ncapital,A\n", "item,key\ncapital,A\n") == []
