"""Filters, and a draw from what they leave."""

from collections.abc import Callable
from itertools import groupby
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import CaseQuestion
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.quiz.selection import Filters, draw, select

ITEMS = """
    - {id: bone, type: true-false, stem: s, answer: true, level: apply, difficulty: easy, objective: LO1,
       facts: [fact-one, fact-two], tags: [new]}
    - {id: skin, type: true-false, stem: s, answer: true, level: apply, difficulty: hard, objective: LO2,
       facts: [fact-two], topic: surgery}
    - {id: dose, type: numeric, stem: s, value: 5, level: remember, objective: LO2, tags: [new, old]}
    - id: sites
      type: extended-matching
      theme: t
      stem: s
      options: [{text: x}, {text: y}]
      tags: [old]
      cases:
        - {id: sites-one, stem: s, answer: x, level: apply}
        - {id: sites-two, stem: s, answer: y, topic: surgery}
"""


@pytest.fixture
def library(make_library: Callable[[str], Library]) -> Library:
    return make_library(ITEMS)


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (Filters(), ["bone", "skin", "dose", "sites-one", "sites-two"]),
        (Filters(topic=("surgery",)), ["skin", "sites-two"]),
        (Filters(topic=("surgery", "sample")), ["bone", "skin", "dose", "sites-one", "sites-two"]),
        (Filters(type=("numeric",)), ["dose"]),
        (Filters(type=("extended-matching", "numeric")), ["dose", "sites-one", "sites-two"]),
        (Filters(level=("apply",)), ["bone", "skin", "sites-one"]),
        (Filters(difficulty=("hard",)), ["skin"]),
        (Filters(objective=("LO2",)), ["skin", "dose"]),
        (Filters(fact=("fact-two",)), ["bone", "skin"]),
        (Filters(fact=("fact-one", "fact-two")), ["bone", "skin"]),
        (Filters(tag=("old",)), ["dose", "sites-one", "sites-two"]),
        (Filters(tag=("new", "old")), ["bone", "dose", "sites-one", "sites-two"]),
        (Filters(item=("dose", "bone")), ["bone", "dose"]),
        (Filters(item=("sites",)), ["sites-one", "sites-two"]),
        (Filters(item=("sites-two",)), ["sites-two"]),
        (Filters(level=("apply",), topic=("surgery",)), ["skin"]),
        (Filters(level=("apply",), fact=("fact-two",), tag=("new",)), ["bone"]),
        (Filters(type=("extended-matching",), tag=("old",), level=("apply",)), ["sites-one"]),
    ],
)
def test_any_value_of_a_filter_will_do_and_all_filters_must_hold(
    library: Library, filters: Filters, ids: list[str]
) -> None:
    assert [question.id for question in select(library, filters)] == ids


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        (Filters(topic=("surgry",)), "No question has the topic 'surgry'. Did you mean \"surgery\"?"),
        (Filters(fact=("fact-tow",)), "No question has the fact 'fact-tow'. Did you mean \"fact-two\"?"),
        (Filters(item=("sites-tow",)), "No question has the item 'sites-tow'. Did you mean \"sites-two\"?"),
        (
            Filters(type=("open",)),
            "No question has the type 'open'. There are: extended-matching, numeric, true-false.",
        ),
        (Filters(topic=("surgery", "xyz")), "No question has the topic 'xyz'. There are: sample, surgery."),
        (Filters(level=("",)), "No question has the level ''. There are: apply, remember."),
    ],
)
def test_a_value_that_no_question_has_is_named_with_what_there_is(
    library: Library, filters: Filters, message: str
) -> None:
    with pytest.raises(QuizError) as raised:
        select(library, filters)
    assert str(raised.value) == message


def test_filters_that_leave_nothing_say_so(library: Library) -> None:
    with pytest.raises(QuizError, match=r"^No question fits all these filters\. Leave one out"):
        select(library, Filters(type=("numeric",), level=("apply",)))


@given(data=st.data())
def test_selecting_is_the_same_as_asking_every_question(shipped: Library, data: st.DataObject) -> None:
    questions = tuple(shipped.questions.values())
    wanted = {
        name: data.draw(st.lists(st.sampled_from(sorted({getattr(q, name) for q in questions})), max_size=2), name)
        for name in ("topic", "type", "level", "difficulty", "objective")
    }
    fitting = tuple(q for q in questions if all(not each or getattr(q, name) in each for name, each in wanted.items()))
    filters = Filters(**{name: tuple(each) for name, each in wanted.items()})
    try:
        assert select(shipped, filters) == fitting
    except QuizError:
        assert not fitting


def test_a_filter_on_what_no_question_has_says_so(make_library: Callable[[str], Library]) -> None:
    bare = make_library("- {id: q1, type: true-false, stem: It is., answer: true}")
    with pytest.raises(QuizError) as raised:
        select(bare, Filters(level=("apply",)))
    assert str(raised.value) == "No question has the level 'apply'. None of these has a level: leave --level out."


def test_where_there_are_too_many_to_name_it_is_said_where_they_are_listed(shipped: Library) -> None:
    with pytest.raises(QuizError, match=r"There are \d+, such as [a-z-]+: `calcinosis-quiz list --json` shows them\.$"):
        select(shipped, Filters(fact=("zzz",)))


@given(count=st.none() | st.integers(0, 200), seed=st.integers())
def test_a_draw_has_no_repeats_the_count_asked_for_and_sets_in_one_piece(
    shipped: Library, count: int | None, seed: int
) -> None:
    questions = tuple(shipped.questions.values())
    drawn = draw(questions, count, Random(seed))  # noqa: S311 - a paper, not a secret
    ids = [question.id for question in drawn]
    assert len(set(ids)) == len(ids) == min(len(questions) if count is None else count, len(questions))
    assert set(ids) <= set(shipped.questions)
    sets = [name for name, _ in groupby(q.set_id if isinstance(q, CaseQuestion) else q.id for q in drawn)]
    assert len(set(sets)) == len(sets)


def test_the_same_seed_draws_the_same_and_another_seed_something_else(shipped: Library) -> None:
    questions = tuple(shipped.questions.values())
    seven, again, eight = (draw(questions, 10, Random(seed)) for seed in (7, 7, 8))  # noqa: S311
    assert seven == again != eight


def test_every_question_is_drawn_about_equally_often(library: Library) -> None:
    questions = tuple(library.questions.values())
    rng = Random(1)  # noqa: S311 - the same numbers in every run
    ids = [question.id for _ in range(1000) for question in draw(questions, 2, rng)]
    assert all(340 < ids.count(question.id) < 460 for question in questions)
