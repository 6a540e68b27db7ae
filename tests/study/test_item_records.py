"""What one item's answers come to."""

from datetime import date, timedelta
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calcinosis_quiz.log.rows import Rating
from calcinosis_quiz.quiz.marking import Certainty
from calcinosis_quiz.study.attempts import Attempt
from calcinosis_quiz.study.item_records import CertaintyTotal, DayTotal, ItemRecord, Totals, replay
from calcinosis_quiz.study.schedule import AGAIN, EASY, GOOD, Review, Scheduler

START = date(2026, 1, 5)
SCHEDULER = Scheduler()
ANSWERS = st.lists(
    st.builds(
        Attempt,
        day=st.integers(0, 300).map(lambda days: START + timedelta(days=days)),
        fraction=st.sampled_from([0.0, 0.25, 0.5, 1.0]),
        certainty=st.none() | st.sampled_from(get_args(Certainty)),
        rating=st.none() | st.sampled_from(get_args(Rating)),
        milliseconds=st.integers(0, 90_000),
    ),
    max_size=20,
).map(lambda answers: sorted(answers, key=lambda attempt: attempt.day))


def sums_of(attempts: list[Attempt]) -> tuple[ItemRecord, Totals]:
    totals = Totals()
    return replay(attempts, SCHEDULER, totals), totals


def test_no_answers_leave_no_memory() -> None:
    assert sums_of([]) == (ItemRecord(), Totals())


def test_the_memory_is_that_of_the_reviews() -> None:
    later = START + timedelta(days=3)
    record, _ = sums_of([Attempt(START, 1), Attempt(later, 0, "sure")])
    assert record.memory == SCHEDULER.replay([Review(START, GOOD), Review(later, AGAIN, misconception=True)])


@given(attempts=ANSWERS)
def test_every_answer_is_in_every_sum_that_it_belongs_to(attempts: list[Attempt]) -> None:
    record, totals = sums_of(attempts)
    assert record.answers == len(attempts) == sum(day.attempts for day in totals.days.values())
    assert record.earned == pytest.approx(sum(attempt.fraction for attempt in attempts))
    assert sum(day.milliseconds for day in totals.days.values()) == sum(attempt.milliseconds for attempt in attempts)
    stated = sum(attempt.certainty is not None for attempt in attempts)
    assert sum(total.answers for total in totals.certainties.values()) == stated
    later_days = sum(b.day > a.day for a, b in pairwise(attempts))
    assert sum(total.reviews for total in totals.predictions.values()) == later_days


@given(attempts=ANSWERS, cut=st.integers(0, 20))
def test_adding_later_is_adding_at_once(attempts: list[Attempt], cut: int) -> None:
    record, totals = sums_of(attempts[:cut])
    for attempt in attempts[cut:]:
        record.add(attempt, SCHEDULER, totals)
    assert (record, totals) == sums_of(attempts)


@given(some=ANSWERS, others=ANSWERS)
def test_what_was_added_to_totals_can_be_taken_away(some: list[Attempt], others: list[Attempt]) -> None:
    _, kept = sums_of(some)
    both = Totals()
    both.add(kept)
    both.add(sums_of(others)[1])
    both.add(sums_of(others)[1], -1)
    assert (both.days, both.certainties) == (kept.days, kept.certainties)
    assert {tenth: total.recalled for tenth, total in both.predictions.items()} == {
        tenth: total.recalled for tenth, total in kept.predictions.items()
    }


def test_a_day_and_a_degree_of_certainty_are_counted() -> None:
    _, totals = sums_of([Attempt(START, 1, "sure", milliseconds=5), Attempt(START, 0.5, "sure", milliseconds=7)])
    assert totals.days == {START: DayTotal(2, 12)}
    assert totals.certainties == {"sure": CertaintyTotal(2, 1)}


def test_a_prediction_is_held_against_what_was_recalled() -> None:
    due = SCHEDULER.due(SCHEDULER.review(None, Review(START, GOOD)))
    for fraction, recalled in ((1.0, 1), (0.5, 1), (0.0, 0)):
        (found,) = sums_of([Attempt(START, 1), Attempt(due, fraction)])[1].predictions.items()
        assert found[0] in {8, 9}
        assert found[1].predicted == pytest.approx(0.9, abs=0.05)
        assert (found[1].reviews, found[1].recalled) == (1, recalled)


def test_a_review_elsewhere_is_an_attempt_without_a_mark() -> None:
    record, totals = sums_of([Attempt(START, 1, milliseconds=5), Attempt(START, review_rating=1, milliseconds=7)])
    assert record.memory == SCHEDULER.replay([Review(START, GOOD), Review(START, AGAIN)])
    assert (record.answers, record.earned) == (1, 1)
    assert totals.days == {START: DayTotal(2, 12)}


def test_a_rating_that_the_learner_chose_moves_the_schedule_after_a_right_answer_alone() -> None:
    assert sums_of([Attempt(START, 1, rating=EASY)])[0].memory == SCHEDULER.review(None, Review(START, EASY))
    assert sums_of([Attempt(START, 0, rating=EASY)])[0].memory == SCHEDULER.review(None, Review(START, AGAIN))


def test_a_reset_forgets_what_was_known_and_keeps_what_was_done() -> None:
    before = [Attempt(START, 1), Attempt(START, review_rating=0, at="then")]
    record, totals = sums_of(before)
    assert (record.memory, record.answers, totals.days[START].attempts, record.last_at) == (None, 1, 1, "then")
    later = START + timedelta(days=9)
    record, totals = sums_of([*before, Attempt(later, 1)])
    assert (record.memory, record.first_day) == (SCHEDULER.review(None, Review(later, GOOD)), later)
    assert totals.predictions == {}


@pytest.mark.parametrize(
    ("attempts", "misses"),
    [
        ([(0, 0), (0, 0), (1, 0)], 3),
        ([(0, 0), (0, 0), (0, 1)], 2),  # put right within minutes is not kept
        ([(0, 0), (0, 0), (1, 1)], 0),
        ([(0, 0), (1, 1), (2, 0)], 1),
    ],
)
def test_misses_count_since_the_item_was_last_recalled_on_a_later_day(
    attempts: list[tuple[int, float]], misses: int
) -> None:
    record, _ = sums_of([Attempt(START + timedelta(days=day), fraction) for day, fraction in attempts])
    assert record.misses == misses
    assert record.was_missed == (attempts[-1][1] == 0)
