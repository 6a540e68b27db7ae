"""What is still to be asked on a study day."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.study.attempts import ItemName
from calcinosis_quiz.study.daily import DailyLimits, Day, Done, SessionLimits, count_done, plan_day
from calcinosis_quiz.study.schedule import GOOD, Review, Scheduler
from calcinosis_quiz.study.snapshot import ItemState

TODAY = date(2026, 1, 15)
SCHEDULER = Scheduler()
ITEMS = "\n".join(
    f"- {{id: q{n}, type: true-false, stem: Is it {n}?, answer: true, facts: [f{n % 10}]}}" for n in range(20)
)


def state(*days_ago: int) -> ItemState:
    days = [TODAY - timedelta(days=each) for each in days_ago]
    memory = SCHEDULER.replay(Review(day, GOOD) for day in days)
    assert memory is not None
    return ItemState(memory, len(days), 1.0, days[0])


def plan(
    library: Library,
    states: dict[str, ItemState],
    limits: DailyLimits | None = None,
    session: SessionLimits | None = None,
) -> Day:
    return plan_day(
        library,
        tuple(library.questions.values()),
        {ItemName("sample", name): each for name, each in states.items()},
        SCHEDULER,
        TODAY,
        limits=limits or DailyLimits(),
        rng=Random(1),  # noqa: S311 - a test, not a secret
        session=session,
    )


def test_what_was_new_today_is_told_from_what_was_seen_before() -> None:
    assert count_done([state(0), state(0, 0), state(9, 0), state(9)], TODAY) == Done(new=2, reviews=1)


def test_both_limits_count_what_was_done_today(make_library: Callable[[str], Library]) -> None:
    library = make_library(ITEMS)
    states = {"q0": state(0), "q1": state(40, 0), "q2": state(40), "q3": state(41), "q4": state(42)}
    day = plan(library, states, DailyLimits(new=3, reviews=2))
    assert (day.reviews, day.new, day.held_back) == (1, 2, 2)
    assert day.questions[0].id == "q4"


def test_more_was_done_than_the_limits_allow(make_library: Callable[[str], Library]) -> None:
    states = {f"q{n}": state(0) for n in range(5)} | {"q9": state(40)}
    day = plan(make_library(ITEMS), states, DailyLimits(new=3, reviews=0))
    assert (day.questions, day.held_back) == ((), 1)


def test_a_wish_for_this_session_stands_in_place_of_the_limits(make_library: Callable[[str], Library]) -> None:
    library = make_library(ITEMS)
    states = {f"q{n}": state(40) for n in range(5)}
    none = DailyLimits(new=0, reviews=0)
    assert plan(library, states, none, SessionLimits(new=2)).new == 2
    assert plan(library, states, none, SessionLimits(questions=4)).reviews == 4
    day = plan(library, states, DailyLimits(), SessionLimits(questions=7))
    assert (day.reviews, day.new) == (5, 2)


def test_a_question_on_a_fact_that_was_new_today_waits(make_library: Callable[[str], Library]) -> None:
    library = make_library(ITEMS)
    day = plan(library, {"q3": state(0)}, DailyLimits(new=20))
    assert len(day.questions) == 9
    assert not any(question.facts == ("f3",) for question in day.questions)
    assert len(plan(library, {"q3": state(9, 0)}, DailyLimits(new=20)).questions) == 10
    assert len(plan(library, {}, DailyLimits(new=20), SessionLimits(any_siblings=True)).questions) == 20
