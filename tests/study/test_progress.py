"""The picture of progress."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.log.rows import Rating
from calcinosis_quiz.quiz.intervals import proportion
from calcinosis_quiz.quiz.marking import Certainty
from calcinosis_quiz.study.attempts import ItemName
from calcinosis_quiz.study.calibration import Score
from calcinosis_quiz.study.item_records import CertaintyTotal, DayTotal, PredictionTotal, Totals
from calcinosis_quiz.study.progress import (
    Progress,
    StudyDay,
    count_streak,
    forecast_due,
    measure_progress,
)
from calcinosis_quiz.study.schedule import AGAIN, GOOD, Review, Scheduler
from calcinosis_quiz.study.snapshot import ItemState

TODAY = date(2026, 1, 15)
SCHEDULER = Scheduler()
ITEMS = """
- {id: one, type: true-false, topic: bones, stem: Is it?, answer: true, objective: LO1, facts: [a]}
- {id: two, type: true-false, topic: bones, stem: Is it not?, answer: true, objective: LO2, facts: [a, b]}
- {id: three, type: true-false, topic: skin, stem: Was it?, answer: true, objective: LO2, facts: [c]}
"""


def state(
    days_ago: int, rating: Rating = GOOD, *, misconception: bool = False, answers: int = 1, earned: float = 1
) -> ItemState:
    memory = SCHEDULER.review(None, Review(TODAY - timedelta(days=days_ago), rating, misconception))
    return ItemState(memory, answers, earned, memory.last_day)


@pytest.fixture
def measure(make_library: Callable[[str], Library]) -> Callable[..., Progress]:
    library = make_library(ITEMS)

    def measure(
        states: dict[tuple[str, str], ItemState] | None = None,
        days: dict[date, DayTotal] | None = None,
        predictions: dict[int, PredictionTotal] | None = None,
        certainties: dict[Certainty, CertaintyTotal] | None = None,
        suspended: frozenset[tuple[str, str]] = frozenset(),
    ) -> Progress:
        return measure_progress(
            library,
            {ItemName(*name): each for name, each in (states or {}).items()},
            SCHEDULER,
            TODAY,
            totals=Totals(days or {}, predictions or {}, certainties or {}),
            suspended=suspended,
        )

    return measure


def test_a_beginner_has_a_picture_too(measure: Callable[..., Progress]) -> None:
    progress = measure()
    assert (progress.questions, progress.seen, progress.due, progress.time.streak) == (3, 0, 0, 0)
    assert progress.retention is None
    assert progress.brier == Score(None, 0)
    assert [group.recall for group in progress.by_topic] == [None, None]


def test_groups_say_what_is_known_and_what_is_not(measure: Callable[..., Progress]) -> None:
    progress = measure(
        {
            ("sample", "one"): state(9, answers=4, earned=3),
            ("sample", "two"): state(0, answers=2, earned=1.5),
        }
    )
    bones, skin = progress.by_topic
    assert (bones.name, bones.questions, bones.seen, bones.due) == ("bones", 2, 2, 1)
    assert bones.right == proportion(4.5, 6)
    assert bones.right.share == 0.75
    assert (skin.name, skin.seen, skin.right.share, skin.recall) == ("skin", 0, None, None)
    assert [(group.name, group.seen) for group in progress.by_objective] == [("LO1", 1), ("LO2", 1)]
    facts = {fact.name: fact for fact in progress.by_fact}
    assert [facts[name].seen for name in "abc"] == [2, 1, 0]
    recalls = [facts[name].recall for name in "ab"]
    assert recalls[0] is not None
    assert recalls[1] is not None
    assert recalls[0] < recalls[1] < 1


def test_what_was_due_is_due_today_and_the_rest_on_its_day() -> None:
    memories = [state(days).memory for days in (300, 2, 1, 0)]
    due, following = forecast_due(memories, SCHEDULER, TODAY)
    assert due == 2
    assert following[:3] == tuple((TODAY + timedelta(days=n), count) for n, count in ((1, 1), (2, 1), (3, 0)))
    assert len(following) == 7


def test_a_suspended_question_is_not_due(measure: Callable[..., Progress]) -> None:
    states = {("sample", "one"): state(9)}
    assert measure(states).due == 1
    assert measure(states, suspended=frozenset({("sample", "one")})).due == 0


def test_items_of_other_banks_and_of_the_future_are_told_and_left_out(measure: Callable[..., Progress]) -> None:
    progress = measure({("other", "one"): state(9), ("sample", "deleted"): state(9), ("sample", "one"): state(-400)})
    assert (progress.seen, progress.not_in_banks, progress.in_the_future, progress.due) == (1, 2, 1, 0)


def test_misconceptions_are_named(measure: Callable[..., Progress]) -> None:
    states = {("sample", "one"): state(1, AGAIN, misconception=True), ("sample", "two"): state(1, AGAIN)}
    assert measure(states).misconceptions == ("one",)


def test_predicted_recall_is_held_against_what_was_recalled(measure: Callable[..., Progress]) -> None:
    progress = measure(predictions={9: PredictionTotal(6, 5.6, 5), 3: PredictionTotal(4, 1.4, 1)})
    assert progress.retention is not None
    assert progress.retention.predicted == pytest.approx(0.7)
    assert progress.retention.recalled == proportion(6, 10)
    assert [each.recalled.answers for each in progress.retention_by_prediction] == [4, 6]


def test_time_is_added_up_and_today_may_still_be_missing_from_a_streak(measure: Callable[..., Progress]) -> None:
    days = {TODAY - timedelta(days=n): DayTotal(2, 500) for n in (1, 2, 10, 11, 12, 13)}
    time = measure(days=days).time
    assert (time.days, time.streak, time.longest_streak) == (6, 2, 4)
    assert measure(days=days).days[0] == StudyDay(TODAY - timedelta(days=13), 2, 500)
    assert (time.answers, time.answers_today, time.milliseconds) == (12, 0, 3000)
    days[TODAY] = DayTotal(1, 100)
    time = measure(days=days).time
    assert (time.streak, time.answers_today, time.milliseconds_today) == (3, 1, 100)


@given(days=st.sets(st.integers(0, 20)))
def test_a_streak_ends_at_the_first_gap(days: set[int]) -> None:
    streak = count_streak({TODAY - timedelta(days=n) for n in days}, TODAY)
    assert set(range(streak)) <= days
    assert streak not in days


def test_calibration_has_a_line_for_each_degree_that_was_stated(measure: Callable[..., Progress]) -> None:
    progress = measure(certainties={"sure": CertaintyTotal(8, 6), "guess": CertaintyTotal(2, 1)})
    assert [(each.certainty, each.right.share) for each in progress.calibration] == [("guess", None), ("sure", 0.75)]
