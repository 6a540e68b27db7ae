"""FSRS-6 over study days: intervals as published, ratings from marks, limits, and fitting."""

from collections.abc import Sequence
from datetime import date, timedelta
from math import log
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calcinosis_quiz.log.rows import Rating
from calcinosis_quiz.study.schedule import (
    AGAIN,
    DEFAULT_PARAMETERS,
    EASY,
    GOOD,
    HARD,
    MISCONCEPTION_INTERVAL,
    Memory,
    Plan,
    Review,
    Scheduler,
    fit,
    log_loss,
)

START = date(2026, 1, 5)
RATINGS: dict[str, Rating] = {"A": AGAIN, "H": HARD, "G": GOOD, "E": EASY}
HISTORIES = st.lists(st.tuples(st.integers(0, 60), st.sampled_from(get_args(Rating)), st.booleans()), min_size=1)


def study(ratings: str, scheduler: Scheduler) -> list[int]:
    """Review whenever an item is due, and give the intervals in days."""
    memory, day, intervals = None, START, []
    for rating in ratings:
        memory = scheduler.review(memory, Review(day, RATINGS[rating]))
        due = scheduler.due(memory)
        intervals.append((due - day).days)
        day = due
    return intervals


def reviews_of(steps: Sequence[tuple[int, Rating, bool]]) -> list[Review]:
    """Turn gaps in days into reviews."""
    reviews, day = [], START
    for gap, rating, misconception in steps:
        day += timedelta(days=gap)
        reviews.append(Review(day, rating, misconception and rating == AGAIN))
    return reviews


@pytest.mark.parametrize(
    ("ratings", "intervals"),
    [
        ("GGGGG", [2, 11, 46, 163, 497]),
        ("HHHHH", [1, 3, 7, 12, 18]),
        ("AGGGG", [1, 2, 6, 17, 44]),
        ("GGAGG", [2, 11, 2, 5, 12]),
        ("EEEEE", [8, 66, 397, 1875, 7265]),
    ],
)
def test_intervals_are_those_published_for_fsrs_6(ratings: str, intervals: list[int]) -> None:
    assert study(ratings, Scheduler(Plan(longest_interval=36_500))) == intervals


@pytest.mark.parametrize(
    ("rating", "interval", "stability"),
    [(AGAIN, 1, 0.212), (HARD, 1, 1.2931), (GOOD, 2, 2.3065), (EASY, 8, 8.2956)],
)
def test_the_first_rating_sets_the_stability_published_for_it(rating: Rating, interval: int, stability: float) -> None:
    scheduler = Scheduler()
    memory = scheduler.review(None, Review(START, rating))
    assert memory.stability == pytest.approx(stability, rel=1e-5)
    assert (scheduler.due(memory) - START).days == interval


def test_no_interval_is_longer_than_the_cap() -> None:
    assert study("GGGGGG", Scheduler())[-2:] == [365, 365]


def test_a_review_23_hours_later_on_the_next_study_day_counts_as_a_day() -> None:
    scheduler = Scheduler()
    first = scheduler.review(None, Review(START, GOOD))
    same_day = scheduler.review(first, Review(START, GOOD))
    next_day = scheduler.review(first, Review(START + timedelta(days=1), GOOD))
    assert first.stability <= same_day.stability < next_day.stability


@given(steps=HISTORIES, retention=st.floats(0.7, 0.99))
def test_what_is_due_is_recalled_with_the_chance_wished_for(
    steps: list[tuple[int, Rating, bool]], retention: float
) -> None:
    scheduler = Scheduler(Plan(retention=retention, longest_interval=10**6))
    memory = scheduler.replay(reviews_of(steps))
    assert memory is not None
    due = scheduler.due(memory)
    assert due > memory.last_day
    if (due - memory.last_day).days > 1 and not memory.misconception:
        half = timedelta(days=1)
        assert scheduler.recall(memory, due + half) <= retention <= scheduler.recall(memory, due - half)


@given(steps=HISTORIES, day=st.integers(-100, 10_000))
def test_recall_is_a_chance_that_falls_with_time(steps: list[tuple[int, Rating, bool]], day: int) -> None:
    scheduler = Scheduler()
    memory = scheduler.replay(reviews_of(steps))
    assert memory is not None
    then = START + timedelta(days=day)
    assert 0 < scheduler.recall(memory, then + timedelta(days=1)) <= scheduler.recall(memory, then) <= 1


@given(steps=HISTORIES, days=st.integers(-30, 500))
def test_nothing_that_can_be_reviewed_before_an_exam_is_put_off_until_after_it(
    steps: list[tuple[int, Rating, bool]], days: int
) -> None:
    reviews = reviews_of(steps)
    exam = reviews[-1].day + timedelta(days=days)
    plan = Plan(exam_day=exam)
    memory = Scheduler(plan).replay(reviews)
    assert memory is not None
    due, free = Scheduler(plan).due(memory), Scheduler().due(memory)
    left = (exam - memory.last_day).days
    assert due == (free if left <= 0 else min(free, memory.last_day + timedelta(days=max(left - 1, 1))))


def test_a_clock_that_went_back_counts_as_the_same_day() -> None:
    scheduler = Scheduler()
    first = scheduler.review(None, Review(START, GOOD))
    again = scheduler.review(first, Review(START - timedelta(days=30), GOOD))
    assert again == scheduler.review(first, Review(START, GOOD))


def test_a_review_at_the_end_of_the_calendar_is_due_within_it() -> None:
    scheduler = Scheduler()
    assert scheduler.due(scheduler.review(None, Review(date.max, EASY))) == date.max


@given(steps=HISTORIES)
def test_a_misconception_comes_back_within_a_week_until_a_later_day_puts_it_right(
    steps: list[tuple[int, Rating, bool]],
) -> None:
    scheduler = Scheduler()
    mature = [Review(START - timedelta(days=n), GOOD) for n in (400, 390, 350, 200)]
    memory = scheduler.replay([*mature, *reviews_of(steps)])
    assert memory is not None
    wrong = scheduler.review(memory, Review(memory.last_day + timedelta(days=300), AGAIN, misconception=True))
    put_right_at_once = scheduler.review(wrong, Review(wrong.last_day, GOOD))
    for each in (wrong, put_right_at_once):
        assert each.misconception
        assert (scheduler.due(each) - each.last_day).days <= MISCONCEPTION_INTERVAL
    later = scheduler.review(put_right_at_once, Review(wrong.last_day + timedelta(days=3), GOOD))
    assert not later.misconception


def test_a_misconception_leaves_only_at_a_pass() -> None:
    scheduler = Scheduler()
    wrong = scheduler.review(None, Review(START, AGAIN, misconception=True))
    assert scheduler.review(wrong, Review(START + timedelta(days=3), AGAIN)).misconception


def simulate(items: int, recall: float) -> list[list[Review]]:
    """Make reviews three days apart, of which a share is recalled: every n-th is not."""
    rhythm = round(1 / (1 - recall))
    return [
        [Review(START + timedelta(days=3 * n), GOOD if (n + item) % rhythm else AGAIN) for n in range(8)]
        for item in range(items)
    ]


def test_fitted_parameters_predict_the_learner_better_than_the_default_ones() -> None:
    histories = simulate(150, recall=0.5)
    fitted = fit(histories)
    assert len(fitted) == len(DEFAULT_PARAMETERS)
    assert log_loss(histories, fitted) < log_loss(histories, DEFAULT_PARAMETERS)


def test_without_reviews_on_two_days_there_is_nothing_to_fit_or_to_measure() -> None:
    for histories in ([], [[Review(START, GOOD)]], [[Review(START, GOOD), Review(START, AGAIN)]]):
        with pytest.raises(ValueError, match="two days"):
            fit(histories)
        with pytest.raises(ValueError, match="two days"):
            log_loss(histories, DEFAULT_PARAMETERS)


def test_log_loss_is_the_mean_of_the_surprises() -> None:
    histories = [[Review(START, GOOD), Review(START + timedelta(days=2), GOOD)]]
    memory = Memory(stability=DEFAULT_PARAMETERS[2], difficulty=5, last_day=START)
    assert log_loss(histories, DEFAULT_PARAMETERS) == pytest.approx(
        -log(Scheduler().recall(memory, START + timedelta(days=2)))
    )
