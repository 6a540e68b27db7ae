"""Progress: what is due, what is known, and how well the learner judges it. Pure."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.log.current_answers import Flag
from calcinosis_quiz.quiz.intervals import Proportion, proportion
from calcinosis_quiz.study.attempts import ItemName
from calcinosis_quiz.study.calibration import Calibrated, Score, brier_score, calibrate
from calcinosis_quiz.study.item_records import DayTotal, PredictionTotal, Totals
from calcinosis_quiz.study.leeches import Leech
from calcinosis_quiz.study.schedule import Memory, Scheduler
from calcinosis_quiz.study.snapshot import ItemState

FORECAST_DAYS: Final = 7
MONTH: Final = 30  # days of the forecast in a picture of progress


class Group(Struct, frozen=True, kw_only=True):
    """What a learner remembers of the questions on one topic, objective or fact.

    `recall` is the mean chance of recalling those `seen` of `questions` tomorrow, or on the day of an exam.
    """

    name: str
    questions: int
    seen: int
    due: int
    right: Proportion
    recall: float | None


class Retention(Struct, frozen=True):
    """Reviews on a later day: the mean chance of recall that was predicted, and what was recalled."""

    predicted: float
    recalled: Proportion


class StudyDay(Struct, frozen=True):
    """What was done on one study day."""

    day: date
    answers: int
    milliseconds: int


class Time(Struct, frozen=True):
    """Study days: how many, how many without a gap up to today, the longest such run; answers and milliseconds."""

    days: int
    streak: int
    longest_streak: int
    answers: int
    answers_today: int
    milliseconds: int
    milliseconds_today: int


class Progress(Struct, frozen=True, kw_only=True):
    """Everything that `stats` shows.

    `forecast` counts what falls due on each of the next days. `days` are those with answers, in order of time.
    `in_the_future` counts items answered on a day that has not come yet, `not_in_banks` items answered that these
    banks do not hold.
    """

    today: date
    questions: int
    seen: int
    due: int
    forecast: tuple[tuple[date, int], ...]
    retention: Retention | None
    retention_by_prediction: tuple[Retention, ...]
    by_topic: tuple[Group, ...]
    by_objective: tuple[Group, ...]
    by_fact: tuple[Group, ...]
    time: Time
    days: tuple[StudyDay, ...]
    calibration: tuple[Calibrated, ...]
    brier: Score
    misconceptions: tuple[str, ...]
    leeches: tuple[Leech, ...]
    flagged: tuple[Flag, ...]
    in_the_future: int
    not_in_banks: int


def match_states(library: Library, states: Mapping[ItemName, ItemState]) -> dict[str, ItemState]:
    """Return the states of the questions of a library, by question id."""
    return {
        item: state
        for (bank, item), state in states.items()
        if item in library.questions and library.bank_of(item).bank.bank == bank
    }


def forecast_due(
    memories: Iterable[Memory], scheduler: Scheduler, today: date, days: int = FORECAST_DAYS
) -> tuple[int, tuple[tuple[date, int], ...]]:
    """Count what is due today or was before, and what falls due on each of the days after."""
    due = Counter(max(scheduler.due(memory), today) for memory in memories)
    following = [today + timedelta(days=n) for n in range(1, days + 1)]
    return due[today], tuple((day, due[day]) for day in following)


def group_by(
    questions: Sequence[Question],
    states: Mapping[str, ItemState],
    scheduler: Scheduler,
    names_of: Callable[[Question], Collection[str]],
    *,
    today: date,
    recall_day: date | None = None,
) -> tuple[Group, ...]:
    """Sum up by the names that each question has, in the order in which they come.

    Recall is that of `recall_day`, else of tomorrow: right after an answer everything seems known.
    """
    groups: dict[str, list[Question]] = {}
    for question in questions:
        for name in names_of(question):
            groups.setdefault(name, []).append(question)
    return tuple(
        _sum_up(name, members, states, scheduler, today=today, day=recall_day or today + timedelta(days=1))
        for name, members in groups.items()
    )


def by_topic(question: Question) -> Collection[str]:
    """Return the topic of a question, as a group of one; nothing where it has none."""
    return (question.topic,) if question.topic else ()


def measure_progress(
    library: Library,
    states: Mapping[ItemName, ItemState],
    scheduler: Scheduler,
    today: date,
    *,
    totals: Totals,
    leeches: tuple[Leech, ...] = (),
    flagged: tuple[Flag, ...] = (),
    suspended: Collection[tuple[str, str]] = (),
) -> Progress:
    """Measure everything that `stats` shows; suspended questions are never due."""
    questions = tuple(library.questions.values())
    matched = match_states(library, states)
    asked = [s.memory for name, s in matched.items() if (library.bank_of(name).bank.bank, name) not in suspended]
    due, following = forecast_due(asked, scheduler, today, MONTH)
    predictions, certainties = totals.predictions, totals.certainties
    retention = [_retention([predictions[tenth]]) for tenth in sorted(predictions)]
    return Progress(
        today=today,
        questions=len(questions),
        seen=len(matched),
        due=due,
        forecast=following,
        retention=_retention(predictions.values()) if predictions else None,
        retention_by_prediction=tuple(retention),
        by_topic=group_by(questions, matched, scheduler, by_topic, today=today),
        by_objective=group_by(
            questions, matched, scheduler, lambda q: (q.objective,) if q.objective else (), today=today
        ),
        by_fact=group_by(questions, matched, scheduler, lambda q: q.facts, today=today),
        time=_measure_time(totals.days, today),
        days=tuple(StudyDay(day, total.attempts, total.milliseconds) for day, total in sorted(totals.days.items())),
        calibration=calibrate(certainties),
        brier=brier_score(certainties),
        misconceptions=tuple(name for name, state in matched.items() if state.memory.misconception),
        leeches=leeches,
        flagged=flagged,
        in_the_future=sum(state.memory.last_day > today for state in states.values()),
        not_in_banks=len(states) - len(matched),
    )


def count_streak(days: Collection[date], last: date) -> int:
    """Count the study days without a gap up to and including `last`."""
    streak = 0
    while last - timedelta(days=streak) in days:
        streak += 1
    return streak


def _sum_up(
    name: str,
    members: Sequence[Question],
    states: Mapping[str, ItemState],
    scheduler: Scheduler,
    *,
    today: date,
    day: date,
) -> Group:
    known = [states[question.id] for question in members if question.id in states]
    recalls = [scheduler.recall(state.memory, day) for state in known]
    return Group(
        name=name,
        questions=len(members),
        seen=len(known),
        due=sum(scheduler.due(state.memory) <= today for state in known),
        right=proportion(sum(s.earned for s in known), sum(s.answers for s in known)),
        recall=sum(recalls) / len(recalls) if recalls else None,
    )


def _retention(predictions: Iterable[PredictionTotal]) -> Retention:
    found = list(predictions)
    reviews = sum(each.reviews for each in found)
    predicted = sum(each.predicted for each in found) / reviews
    return Retention(predicted, proportion(sum(each.recalled for each in found), reviews))


def _measure_time(days: Mapping[date, DayTotal], today: date) -> Time:
    yesterday = today - timedelta(days=1)
    ends = [day for day in days if day <= today and day + timedelta(days=1) not in days] if days else []
    here = days.get(today, DayTotal())
    return Time(
        days=len(days),
        streak=count_streak(days, today if today in days else yesterday),  # today is not over yet
        longest_streak=max((count_streak(days, end) for end in ends), default=0),
        answers=sum(total.attempts for total in days.values()),
        answers_today=here.attempts,
        milliseconds=sum(total.milliseconds for total in days.values()),
        milliseconds_today=here.milliseconds,
    )
