"""Questions and options in an order that gives nothing away."""

from collections import Counter
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.forms.generated import libraries

from calcinosis_quiz.bank.items import Ordering, SingleBestAnswer
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import CaseQuestion
from calcinosis_quiz.forms.arranging import LONGEST_RUN, arrange, key_place, longest_run
from calcinosis_quiz.quiz.presentation import Presented, parts_of

SEEDS = st.integers(0, 2**32)


def arrange_all(library: Library, seed: int) -> tuple[Presented, ...]:
    return arrange(tuple(library.questions.values()), Random(seed))  # noqa: S311 - an order, not a secret


@settings(max_examples=25)
@given(libraries(), SEEDS)
def test_every_question_and_every_option_is_shown_once(library: Library, seed: int) -> None:
    paper = arrange_all(library, seed)
    assert sorted(each.question.id for each in paper) == sorted(library.questions)
    assert all(sorted(each.order) == list(range(len(parts_of(each.question)))) for each in paper)


@settings(max_examples=25)
@given(libraries(), SEEDS)
def test_fixed_options_stay_last(library: Library, seed: int) -> None:
    for each in arrange_all(library, seed):
        if isinstance(each.question, SingleBestAnswer):
            fixed = [each.question.options[i].fixed for i in each.order]
            assert fixed == sorted(fixed)


@settings(max_examples=25)
@given(libraries(), SEEDS)
def test_entries_to_be_put_in_order_are_never_shown_in_the_right_one(library: Library, seed: int) -> None:
    for each in arrange_all(library, seed):
        assert not isinstance(each.question, Ordering) or list(each.order) != sorted(each.order)


@settings(max_examples=25)
@given(libraries(), SEEDS)
def test_cases_of_a_set_stand_together_with_their_options_in_one_order(library: Library, seed: int) -> None:
    paper = arrange_all(library, seed)
    places = [i for i, each in enumerate(paper) if isinstance(each.question, CaseQuestion)]
    assert places == list(range(places[0], places[0] + len(places))) if places else True
    assert len({paper[i].order for i in places}) <= 1


@settings(max_examples=25)
@given(libraries(), SEEDS)
def test_what_is_typed_stands_behind_what_is_chosen(library: Library, seed: int) -> None:
    typed = [each.question.type in {"cloze", "short-answer", "numeric", "open"} for each in arrange_all(library, seed)]
    assert typed == sorted(typed)


@settings(max_examples=25)
@given(st.lists(st.integers(2, 6), min_size=1, max_size=30), SEEDS)
def test_among_questions_of_one_size_no_letter_holds_the_key_twice_more_than_another(
    sizes: list[int], seed: int
) -> None:
    from calcinosis_quiz.bank.items import Option

    questions = [
        SingleBestAnswer(
            id=f"q{i}", stem="Which?", options=tuple(Option(text=str(n), correct=n == i % size) for n in range(size))
        )
        for i, size in enumerate(sizes)
    ]
    paper = arrange(questions, Random(seed))  # noqa: S311 - an order, not a secret
    for size in set(sizes):
        held = Counter(key_place(each) for each in paper if len(each.order) == size)
        counts = [held[place] for place in range(size)]
        assert max(counts) - min(counts) <= 1


def test_a_letter_does_not_hold_the_key_four_times_in_a_row_and_does_hold_it_twice_at_times(shipped: Library) -> None:
    runs = Counter(longest_run(arrange_all(shipped, seed)) for seed in range(20))
    assert max(runs) <= LONGEST_RUN
    assert runs.keys() > {2}


@pytest.fixture
def in_order(make_library: Callable[[str], Library]) -> Library:
    return make_library(
        """
        - id: weeks
          type: single-best-answer
          stem: When?
          shuffle: false
          options: [{text: Week 2}, {text: Week 5}, {text: Week 9, correct: true}]
        """
    )


def test_options_that_the_bank_keeps_in_order_stay_so(in_order: Library) -> None:
    assert all(arrange_all(in_order, seed)[0].order == (0, 1, 2) for seed in range(9))
