"""A learner's log as progress for a first import into Anki."""

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.export.anki.notes import namespace_of
from calcinosis_quiz.export.anki.progress import Progress, Review
from calcinosis_quiz.history.log import AnswerLog
from calcinosis_quiz.history.rating import is_misconception, rate
from calcinosis_quiz.history.rows import AnswerRow
from calcinosis_quiz.history.schedule import Memory, Scheduler
from calcinosis_quiz.history.schedule import Review as Look
from calcinosis_quiz.history.standing import current_answers, suspended
from calcinosis_quiz.history.study_days import study_day


def read_progress(library: Library, log: AnswerLog, scheduler: Scheduler) -> tuple[Progress, ...]:
    """Replay the answers to every question of the library; items that were never answered are left out."""
    answers: dict[tuple[str, str], list[tuple[AnswerRow, float]]] = {}
    for row, fraction in current_answers(log):
        answers.setdefault((row.bank, row.item), []).append((row, fraction))
    left_out = suspended(log)
    progress = []
    for (bank, item), rows in answers.items():
        if item in library.questions and library.shelf_of(item).bank.bank == bank:
            guid = f"{namespace_of(library.shelf_of(item))}:{item}"
            rows.sort(key=lambda each: each[0].answered_at)
            progress.append(_replay(guid, rows, scheduler, (bank, item) in left_out))
    return tuple(progress)


def _replay(guid: str, rows: list[tuple[AnswerRow, float]], scheduler: Scheduler, is_suspended: bool) -> Progress:
    memory: Memory | None = None
    reviews = []
    for row, fraction in rows:
        rating = rate(fraction, row.certainty, row.easy)
        misconception = is_misconception(fraction, row.certainty)
        memory = scheduler.review(memory, Look(study_day(row.answered_at), rating, misconception))
        interval = (scheduler.due(memory) - memory.last_day).days
        at = int(row.answered_at.timestamp() * 1000)
        reviews.append(
            Review(
                at=at,
                rating=rating,
                interval=interval,
                difficulty=memory.difficulty,
                milliseconds=row.milliseconds or 0,
            )
        )
    assert memory is not None  # noqa: S101 - nothing is replayed that has no answer
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
