"""Answers to marks, keys, and what they change."""

from collections.abc import Callable

import pytest
from tests.item_analysis.conftest import marks_of

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.problems import Problem
from calcinosis_quiz.item_analysis.responses.key_files import read_keys
from calcinosis_quiz.item_analysis.responses.scoring import Scored
from calcinosis_quiz.item_analysis.statistics.learner_sets import pick

Mark = Callable[..., Scored]


def places(problems: tuple[Problem, ...]) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.path, problem.rule) for problem in problems]


def test_letters_are_marked_by_the_bank_with_its_own_policies(mark: Mark) -> None:
    scored = mark(
        """
        learner,capital,primes,flat,dozen,metal,pairs,essay
        r1,B,A B,false,12,Quicksilver,1A 2B,anything
        r2,a,A,T,12.0,iron,1B 2A,
        """
    )
    assert scored.problems == ()
    assert marks_of(scored, "capital") == {"r1": 1, "r2": 0}
    assert marks_of(scored, "primes") == {"r1": 1, "r2": 0.5}
    assert marks_of(scored, "flat") == {"r1": 1, "r2": 0}
    assert marks_of(scored, "dozen") == {"r1": 1, "r2": 1}
    assert marks_of(scored, "metal") == {"r1": 1, "r2": 0}
    assert marks_of(scored, "pairs") == {"r1": 1, "r2": 0}
    assert "essay" not in {item.item for item in scored.scores.items}


def test_every_option_is_listed_with_those_who_chose_it(mark: Mark) -> None:
    scored = mark("learner,capital,primes\nr1,B,A B\nr2,B,A C\nr3,A,B\n")
    chosen = {
        item.item: {label: pick(scored.scores.learners, learners) for label, learners in item.options}
        for item in scored.scores.items
    }
    assert chosen["capital"] == {"A": ["r3"], "B": ["r1", "r2"], "C": []}
    assert chosen["primes"] == {"A": ["r1", "r2"], "B": ["r1", "r3"], "C": ["r2"], "D": []}
    assert [item.keyed for item in scored.scores.items] == [{"B"}, {"A", "B"}]


def test_marks_of_items_that_no_bank_knows_stand_as_they_are(mark: Mark) -> None:
    scored = mark("learner,q1,q2\nr1,1,0.25\nr2,0,50%\n")
    assert scored.problems == ()
    assert marks_of(scored, "q2") == {"r1": 0.25, "r2": 0.5}


def test_points_are_shares_of_a_maximum(mark: Mark) -> None:
    by_option = mark("learner,q1,q2\nr1,4,2\nr2,1,0\n", maximum=4.0)
    assert marks_of(by_option, "q1") == {"r1": 4, "r2": 1}
    by_key = mark("learner,q1,q2\nr1,4,1\nr2,1,0\n", key="item,key,max\nq1,,4\n")
    assert [item.maximum for item in by_key.scores.items] == [4, 1]
    assert by_key.problems == ()


def test_bad_numbers_and_responses_are_listed_where_they_stand(mark: Mark) -> None:
    assert places(mark("learner,q1,q2\nr1,1,0\nr2,x,7\nr3,0,1\n").problems) == [
        (3, "q1", "bad-number"),
        (3, "q2", "bad-number"),
    ]
    assert places(mark("learner,capital,primes\nr1,B,A\nr2,E,A F\nr3,2,B\n").problems) == [
        (3, "capital", "unknown-response"),
        (4, "capital", "unknown-response"),
        (3, "primes", "unknown-response"),
    ]


def test_answers_with_a_problem_get_no_mark_and_the_others_do(mark: Mark) -> None:
    assert marks_of(mark("learner,capital,flat\nr1,B,T\nr2,E,F\n"), "capital") == {"r1": 1}


def test_an_item_unknown_among_known_ones_is_named_with_the_nearest(mark: Mark) -> None:
    problem = mark("learner,capital,primse\nr1,B,A\n").problems[0]
    assert problem.rule == "unknown-item"
    assert 'Did you mean "primes"?' in problem.message


def test_letters_without_a_key_are_one_problem_an_item(mark: Mark) -> None:
    assert [p.rule for p in mark("learner,q1,q2\nr1,A,B\nr2,C,C\n").problems] == ["no-key", "no-key"]


@pytest.mark.parametrize("key", ["item,key\nq1,B\nq2,A\n", "learner,q1,q2\nkey,B,A\n", "q1,q2\nB,A\n"])
def test_a_key_marks_letters_in_every_way_that_it_can_be_written(mark: Mark, key: str) -> None:
    scored = mark("learner,q1,q2\nr1,b,A\nr2,C,B\n", key=key)
    assert scored.problems == ()
    assert (marks_of(scored, "q1"), marks_of(scored, "q2")) == ({"r1": 1, "r2": 0}, {"r1": 1, "r2": 0})


def test_a_corrected_key_marks_all_again_and_says_so(mark: Mark) -> None:
    scored = mark("learner,capital,flat\nr1,B,F\nr2,A,F\nr3,A,T\n", key="item,key\ncapital,A\n")
    assert marks_of(scored, "capital") == {"r1": 0, "r2": 1, "r3": 1}
    (audit,) = scored.audit
    assert (audit.old_key, audit.new_key, audit.raised, audit.lowered) == ("B", "A", 2, 1)
    assert str(audit) == ("capital: key B -> A by key.csv:2; 3 answers marked again, 2 up, 1 down, mean 0.333 -> 0.667")
    assert marks_of(scored, "flat") == {"r1": 1, "r2": 1, "r3": 0}


def test_a_corrected_key_overrules_the_marks_of_the_file(mark: Mark) -> None:
    scored = mark("learner,item,response,fraction\nr1,q1,A,1\nr2,q1,B,0\n", key="item,key\nq1,B\n")
    assert marks_of(scored, "q1") == {"r1": 0, "r2": 1}
    assert (scored.audit[0].raised, scored.audit[0].lowered) == (1, 1)


def test_either_of_two_keys_everybody_and_nobody(mark: Mark) -> None:
    text = "learner,capital,flat,dozen\nr1,A,T,1\nr2,B,F,2\nr3,C,,3\n"
    scored = mark(text, key="item,key\ncapital,A|B\nflat,*\ndozen,drop\n")
    assert marks_of(scored, "capital") == {"r1": 1, "r2": 1, "r3": 0}
    assert marks_of(scored, "flat") == {"r1": 1, "r2": 1, "r3": 1}
    assert {item.item for item in scored.scores.items} == {"capital", "flat"}
    assert "dozen: left out by key.csv:4" in str(next(a for a in scored.audit if a.item == "dozen"))


def test_a_key_that_changes_nothing_leaves_no_audit_line(mark: Mark) -> None:
    assert mark("learner,capital\nr1,B\n", key="item,key\ncapital,B\n").audit == ()


def test_partial_marks_follow_a_corrected_key(mark: Mark) -> None:
    scored = mark("learner,primes\nr1,A B\nr2,C D\n", key="item,key\nprimes,A C\n")
    assert marks_of(scored, "primes") == {"r1": 0, "r2": 0}


def test_keys_that_do_not_fit_are_problems_of_the_key_file(mark: Mark) -> None:
    scored = mark("learner,capital,flat\nr1,B,T\n", key="item,key\ncapital,Z\nflatt,T\n")
    assert [(p.file, p.line, p.rule) for p in scored.problems] == [
        ("key.csv", 2, "bad-key"),
        ("key.csv", 3, "unknown-item"),
    ]
    assert [p.rule for p in mark("learner,q1\nr1,1\nr2,0\n", key="item,key\nq1,B\n").problems] == [
        "marks-not-responses"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("item,key\nq1,A\nq1,B\n", [(3, "mixed-keys")]),
        ("item,key\nq1,A\nq1,A\n", [(3, "mixed-keys")]),
        ("item,key,fingerprint\nq1,A,x\nq2,A,y\n", [(3, "mixed-keys")]),
        ("item,key\n,A\nq2,\n", [(2, "bad-key"), (3, "bad-key")]),
        ("item,key,max\nq1,A,none\n", [(2, "bad-max")]),
        ("q1,q2\nA,B\nC,D\n", [(1, "bad-key-file")]),
        ("", [(0, "empty-file")]),
    ],
)
def test_problems_of_a_key_file_are_listed(text: str, expected: list[tuple[int, str]]) -> None:
    assert [(problem.line, problem.rule) for problem in read_keys("key.csv", text)[1]] == expected


def test_one_response_with_two_marks_shows_that_keys_were_mixed(mark: Mark) -> None:
    scored = mark("learner,item,response,fraction\nr1,q1,A,1\nr2,q1,A,0\nr3,q1,B,0\n")
    assert places(scored.problems) == [(3, "q1", "mixed-keys")]
    assert "answers.csv:2" in scored.problems[0].message


def test_blanks_earn_nothing_by_default_and_nothing_is_known_on_request_but_stated_marks_stand(mark: Mark) -> None:
    text = "learner,item,response,fraction\nr1,capital,B,\nr2,capital,,\nr3,capital,,0\n"
    assert marks_of(mark(text), "capital") == {"r1": 1, "r2": 0, "r3": 0}
    assert marks_of(mark(text, blank="missing"), "capital") == {"r1": 1, "r3": 0}
    item = mark(text).scores.items[0]
    assert item.blank.bit_count() == 2


def test_policies_reach_the_marking(mark: Mark) -> None:
    assert marks_of(mark("learner,primes\nr1,A\n", policies=("all-or-nothing",)), "primes") == {"r1": 0}


def test_no_bank_at_all_is_fine_for_marks(bank: Library, mark: Mark) -> None:
    assert bank.questions
    assert mark("id,a,b\n1,1,0\n2,0,1\n").problems == ()


def test_blanks_among_marks_are_missing_unless_a_key_or_the_teacher_says_otherwise(mark: Mark) -> None:
    text = "learner,q1,q2\nr1,1,1\nr2,,0\nr3,0,1\n"
    assert marks_of(mark(text), "q1") == {"r1": 1, "r3": 0}
    assert marks_of(mark(text, blank="wrong"), "q1") == {"r1": 1, "r2": 0, "r3": 0}
    assert marks_of(mark(text, key="item,key,max\nq1,,1\nq2,,1\n"), "q1") == {"r1": 1, "r2": 0, "r3": 0}


def test_an_item_of_the_key_that_nobody_answered_has_n_and_0(mark: Mark) -> None:
    scored = mark("learner,q1,q2\nr1,A,\nr2,B,\n", key="item,key\nq1,A\nq2,B\n")
    assert scored.problems == ()
    assert marks_of(scored, "q2") == {"r1": 0, "r2": 0}


def test_an_item_that_no_key_names_and_nobody_answered_was_not_asked(mark: Mark) -> None:
    scored = mark("learner,capital,flat\nr1,B,\nr2,C,\n")
    assert marks_of(scored, "flat") == {}
