"""How fast a learner forgets."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from calcinosis_quiz.study.attempts import Attempt
from calcinosis_quiz.study.forgetting import PAUSES, measure_forgetting, predict_pause
from calcinosis_quiz.study.item_records import Totals, replay
from calcinosis_quiz.study.schedule import GOOD, Review, Scheduler

START = date(2026, 1, 5)
SCHEDULER = Scheduler()


def answered(*days_and_marks: tuple[int, float]) -> list[Attempt]:
    return [Attempt(START + timedelta(days=day), mark, at=f"{day:03}") for day, mark in days_and_marks]


def test_reviews_are_sorted_by_the_days_that_had_gone_by() -> None:
    histories = [answered((0, 1), (1, 1), (5, 0), (25, 1)) for _ in range(5)]
    measured = measure_forgetting(histories, SCHEDULER)
    assert [(each.first, each.last, each.days, each.recalled.answers) for each in measured] == [
        (1, 1, 1, 5),
        (3, 4, 4, 5),
        (15, 30, 20, 5),
    ]
    assert [each.recalled.share for each in measured] == [1, 0, 1]


def test_predictions_are_those_of_the_scheduler_and_add_up_to_those_by_tenths() -> None:
    history = answered((0, 1), (1, 1), (5, 0), (25, 1), (200, 1))
    measured = measure_forgetting([history], SCHEDULER)
    assert measured[0].predicted == pytest.approx(
        SCHEDULER.recall(SCHEDULER.review(None, Review(START, GOOD)), START + timedelta(days=1))
    )
    totals = Totals()
    replay(history, SCHEDULER, totals)
    by_tenths = totals.predictions.values()
    assert sum(each.predicted * each.recalled.answers for each in measured) == pytest.approx(
        sum(each.predicted for each in by_tenths)
    )
    assert measured[-1].last is None


def test_a_second_answer_on_the_same_day_and_one_after_a_reset_tell_nothing_of_forgetting() -> None:
    assert measure_forgetting([answered((0, 0), (0, 1))], SCHEDULER) == ()
    reset = [*answered((0, 1)), Attempt(START + timedelta(days=1), review_rating=0, at="r"), *answered((9, 1))]
    assert measure_forgetting([reset], SCHEDULER) == ()


def test_under_five_reviews_are_too_few_to_tell() -> None:
    (measured,) = measure_forgetting([answered((0, 1), (1, 1))] * 4, SCHEDULER)
    assert (measured.recalled.answers, measured.recalled.share) == (4, None)


def test_a_pause_leaves_less_and_less() -> None:
    memory = SCHEDULER.review(None, Review(START, GOOD))
    left = predict_pause([memory, memory], SCHEDULER, START)
    assert [each.days for each in left] == list(PAUSES)
    assert left[0].recall == 1
    assert all(later.recall < earlier.recall for earlier, later in pairwise(left))


def test_before_anything_was_seen_there_is_nothing_to_forget() -> None:
    assert predict_pause([], SCHEDULER, START) == ()
    assert measure_forgetting([], SCHEDULER) == ()


def test_a_clock_at_the_end_of_time_does_no_harm() -> None:
    assert predict_pause([SCHEDULER.review(None, Review(START, GOOD))], SCHEDULER, date.max)[-1].days == 90
