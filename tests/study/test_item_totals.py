"""What one item's answers come to."""

from datetime import date, timedelta
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calcinosis_quiz.quiz.marking import Certainty
from calcinosis_quiz.study.item_totals import Answered, DayTotal, Stated, Tally, tally
from calcinosis_quiz.study.schedule import AGAIN, GOOD, Review, Scheduler

START = date(2026, 1, 5)
SCHEDULER = Scheduler()
ANSWERS = st.lists(
    st.builds(
        Answered,
        day=st.integers(0, 300).map(lambda days: START + timedelta(days=days)),
        fraction=st.sampled_from([0.0, 0.25, 0.5, 1.0]),
        certainty=st.none() | st.sampled_from(get_args(Certainty)),
        easy=st.booleans(),
        milliseconds=st.integers(0, 90_000),
    ),
    max_size=20,
).map(lambda answers: sorted(answers, key=lambda answered: answered.day))


def test_no_answers_leave_no_memory() -> None:
    assert tally([], SCHEDULER) == Tally()


def test_the_memory_is_that_of_the_reviews() -> None:
    later = START + timedelta(days=3)
    sums = tally([Answered(START, 1), Answered(later, 0, "sure")], SCHEDULER)
    assert sums.memory == SCHEDULER.replay([Review(START, GOOD), Review(later, AGAIN, misconception=True)])


@given(answers=ANSWERS)
def test_every_answer_is_in_every_sum_that_it_belongs_to(answers: list[Answered]) -> None:
    sums = tally(answers, SCHEDULER)
    assert sums.answers == len(answers) == sum(day.answers for day in sums.days.values())
    assert sums.earned == pytest.approx(sum(answered.fraction for answered in answers))
    assert sums.milliseconds == sum(day.milliseconds for day in sums.days.values())
    assert sum(stated.answers for stated in sums.certainties.values()) == sum(a.certainty is not None for a in answers)
    later_days = sum(b.day > a.day for a, b in pairwise(answers))
    assert sum(p.reviews for p in sums.predictions.values()) == later_days


@given(answers=ANSWERS, cut=st.integers(0, 20))
def test_adding_later_is_adding_at_once(answers: list[Answered], cut: int) -> None:
    sums = tally(answers[:cut], SCHEDULER)
    for answered in answers[cut:]:
        sums.add(answered, SCHEDULER)
    assert sums == tally(answers, SCHEDULER)


def test_a_day_and_a_degree_of_certainty_are_counted() -> None:
    sums = tally([Answered(START, 1, "sure", milliseconds=5), Answered(START, 0.5, "sure", milliseconds=7)], SCHEDULER)
    assert sums.days == {START: DayTotal(2, 12)}
    assert sums.certainties == {"sure": Stated(2, 1)}


def test_a_prediction_is_held_against_what_was_recalled() -> None:
    due = SCHEDULER.due(SCHEDULER.review(None, Review(START, GOOD)))
    for fraction, recalled in ((1.0, 1), (0.5, 1), (0.0, 0)):
        (found,) = tally([Answered(START, 1), Answered(due, fraction)], SCHEDULER).predictions.items()
        assert found[0] in {8, 9}
        assert found[1].predicted == pytest.approx(0.9, abs=0.05)
        assert (found[1].reviews, found[1].recalled) == (1, recalled)


def test_a_review_elsewhere_is_a_look_at_the_item_without_a_mark() -> None:
    sums = tally([Answered(START, 1, milliseconds=5), Answered(START, grade=1, milliseconds=7)], SCHEDULER)
    assert sums.memory == SCHEDULER.replay([Review(START, GOOD), Review(START, AGAIN)])
    assert (sums.answers, sums.earned, sums.milliseconds) == (1, 1, 12)
    assert sums.days == {START: DayTotal(2, 12)}


def test_a_reset_forgets_what_was_known_and_keeps_what_was_done() -> None:
    before = [Answered(START, 1), Answered(START, grade=0, at="then")]
    sums = tally(before, SCHEDULER)
    assert (sums.memory, sums.answers, sums.days[START].answers, sums.last_at) == (None, 1, 1, "then")
    later = START + timedelta(days=9)
    sums = tally([*before, Answered(later, 1)], SCHEDULER)
    assert sums.memory == SCHEDULER.review(None, Review(later, GOOD))
    assert sums.predictions == {}
