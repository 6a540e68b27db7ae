"""A learner's log as progress for a first import into Anki."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.cli.learner import learner_calendar
from calcinosis_quiz.export.anki.notes import namespace_of
from calcinosis_quiz.export.anki.progress import Progress, Review
from calcinosis_quiz.log.current_answers import suspended
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.study.attempts import Attempt, read_all
from calcinosis_quiz.study.schedule import Memory, Scheduler

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def read_progress(library: Library, log: AnswerLog, scheduler: Scheduler) -> tuple[Progress, ...]:
    """Replay the answers to every question of the library, and its reviews in other programs.

    Items that were never answered, or reset and not answered since, are left out.
    """
    left_out = suspended(log)
    progress = []
    for (bank, item), attempts in read_all(log, learner_calendar()):
        if item in library.questions and library.bank_of(item).bank.bank == bank:
            guid = f"{namespace_of(library.bank_of(item))}:{item}"
            found = _replay(guid, attempts, scheduler, (bank, item) in left_out)
            if found is not None:
                progress.append(found)
    return tuple(progress)


def _replay(guid: str, attempts: Iterable[Attempt], scheduler: Scheduler, is_suspended: bool) -> Progress | None:
    memory: Memory | None = None
    reviews: list[Review] = []
    for attempt in attempts:
        review = attempt.review
        if review is None:
            memory, reviews = None, []
            continue
        memory = scheduler.review(memory, review)
        reviews.append(
            Review(
                at=(datetime.fromisoformat(attempt.at) - _EPOCH) // timedelta(milliseconds=1),
                rating=review.rating,
                interval=(scheduler.due(memory) - memory.last_day).days,
                difficulty=memory.difficulty,
                milliseconds=attempt.milliseconds,
            )
        )
    if memory is None:
        return None
    return Progress(
        guid=guid,
        due=scheduler.due(memory),
        stability=memory.stability,
        difficulty=memory.difficulty,
        last_review=reviews[-1].at,
        reps=memory.reviews,
        lapses=memory.lapses,
        reviews=tuple(reviews),
        desired_retention=scheduler.plan.retention,
        suspended=is_suspended,
    )
