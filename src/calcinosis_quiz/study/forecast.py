"""What lies ahead of a learner: what is due today and on the next days, and what is remembered of each topic. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.study.attempts import ItemName
from calcinosis_quiz.study.daily import Day
from calcinosis_quiz.study.item_records import Totals
from calcinosis_quiz.study.progress import Group, by_topic, count_streak, forecast_due, group_by, match_states
from calcinosis_quiz.study.schedule import Scheduler
from calcinosis_quiz.study.snapshot import ItemState

MILLISECONDS_PER_MINUTE: Final = 60_000


class Outlook(Struct, frozen=True, kw_only=True):
    """What is due today and on the days that follow, and what is remembered of each topic.

    `left` is what the daily limits still allow today, `next_at` the moment at which the next study day begins, and
    `unseen` says whether there are questions that were never asked. `in_the_future` counts what was answered on a day
    that has not come yet.
    """

    due: int
    left: Day
    next_at: datetime
    unseen: bool
    following: tuple[tuple[date, int], ...]
    topics: tuple[Group, ...]
    in_the_future: int
    exam_day: date | None = None


class Today(Struct, frozen=True):
    """What a learner sees first: what is due and new today, for how many minutes, and the days in a row so far.

    `minutes` follows from the learner's own pace; None before there is one.
    """

    due: int
    new: int
    minutes: int | None
    streak: int


def look_at_today(day: Day, totals: Totals, today: date) -> Today:
    """Return what a learner sees first."""
    attempts = sum(total.attempts for total in totals.days.values())
    milliseconds = sum(total.milliseconds for total in totals.days.values())
    pace = milliseconds / attempts / MILLISECONDS_PER_MINUTE if milliseconds else None
    minutes = max(round(pace * len(day.questions)), 1) if pace is not None else None
    yesterday = today - timedelta(days=1)
    return Today(day.reviews, day.new, minutes, count_streak(totals.days, today if today in totals.days else yesterday))


def look_ahead(
    library: Library,
    questions: Sequence[Question],
    states: Mapping[ItemName, ItemState],
    scheduler: Scheduler,
    today: date,
    *,
    left: Day,
    next_at: datetime,
) -> Outlook:
    """Return what lies ahead.

    `left` is what the daily limits still allow today, `next_at` the moment at which the next study day begins.
    """
    known = match_states(library, states)
    asked = {question.id: known[question.id] for question in questions if question.id in known}
    due, following = forecast_due((state.memory for state in asked.values()), scheduler, today)
    exam_day = scheduler.plan.exam_day
    return Outlook(
        due=due,
        left=left,
        next_at=next_at,
        unseen=len(asked) < len(questions),
        following=following,
        topics=group_by(questions, asked, scheduler, by_topic, today=today, recall_day=exam_day),
        in_the_future=sum(state.memory.last_day > today for state in asked.values()),
        exam_day=exam_day,
    )
