"""What lies ahead of a learner: what is due on the next days, and where each topic stands."""

from datetime import date

from msgspec import Struct

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.study.progress import Group, by_topic, forecast_due, group_by, match_states
from calcinosis_quiz.study.schedule import Scheduler
from calcinosis_quiz.study.snapshot import Snapshot


class Outlook(Struct, frozen=True):
    """What is due today and on the days that follow, and where each topic stands.

    `in_the_future` counts what was answered on a day that has not come yet.
    """

    due: int
    following: tuple[tuple[date, int], ...]
    topics: tuple[Group, ...]
    in_the_future: int
    exam_day: date | None = None


def look_ahead(
    library: Library, questions: tuple[Question, ...], snapshot: Snapshot, scheduler: Scheduler, today: date
) -> Outlook:
    """Tell what is due today and on the next days, where each topic stands at the exam, and what lies in the future."""
    states = match_states(library, snapshot.states)
    asked = {question.id: states[question.id] for question in questions if question.id in states}
    due, following = forecast_due((state.memory for state in asked.values()), scheduler, today)
    exam_day = scheduler.plan.exam_day
    return Outlook(
        due=due,
        following=following,
        topics=group_by(questions, asked, scheduler, by_topic, today=today, recall_day=exam_day),
        in_the_future=sum(state.memory.last_day > today for state in asked.values()),
        exam_day=exam_day,
    )
