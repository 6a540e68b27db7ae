"""What a learner did in Anki, brought into the log, with lines that say what came of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.cli.asking.sessions import now
from calcinosis_quiz.cli.learner import learner_calendar
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.export.anki.note_types import shapes
from calcinosis_quiz.export.anki.notes import namespace_of
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.study.anki_import.collection_file import copied_collection
from calcinosis_quiz.study.anki_import.new_reviews import NewReviews, find_new_reviews
from calcinosis_quiz.study.anki_import.review_log import ReviewLog, read_review_log
from calcinosis_quiz.study.attempts import ItemName

_SHOWN: Final = 3  # notes named in a message


def import_reviews(file: Path, library: Library, log: AnswerLog) -> Iterator[str]:
    """Add the reviews of one file to the log, and say what was done; raises QuizError when there is nothing of ours."""
    names = {
        f"{namespace_of(loaded)}:{question}": ItemName(loaded.bank.bank, question)
        for question in library.questions
        for loaded in [library.bank_of(question)]
    }
    with copied_collection(file) as copy:
        review_log = read_review_log(copy, file, names.keys(), [shape.id for shape in shapes().values()])
    if not review_log.notes:
        raise QuizError(f"{file}: {_say_whose(review_log)}")
    calendar = learner_calendar()
    found = find_new_reviews(review_log.entries, names, log, calendar.day_of(now()), calendar)
    if found.misdated and not (found.rows or found.known):
        raise QuizError(f"{file}: {_say_misdated(found)}")
    added, known = log.merge(found.rows)
    yield f"{file}: {_count(added, 'review')} added, {known + found.known} were here already"
    if not review_log.entries:
        yield f"  None of its {review_log.notes} notes has a review. Did you tick `Include scheduling information`?"
    if found.not_counted:
        yield f"  {found.not_counted} left out: cards crammed or rescheduled, which Anki does not count either"
    if found.misdated:
        yield f"  {_say_misdated(found)}"
    if review_log.unknown:
        yield f"  {_say_unknown(review_log.unknown)}"


def _say_whose(review_log: ReviewLog) -> str:
    if review_log.unknown:
        return _say_unknown(review_log.unknown)
    return (
        "none of its notes is ours. Export the deck that `calcinosis-quiz export anki` made, or the whole collection."
    )


def _say_unknown(unknown: tuple[str, ...]) -> str:
    shown = ", ".join(unknown[:_SHOWN]) + (", ..." if len(unknown) > _SHOWN else "")
    return f"{_count(len(unknown), 'note')} of items that these banks do not have ({shown}). Name the bank with --bank."


def _say_misdated(found: NewReviews) -> str:
    return (
        f"{_count(found.misdated, 'review')} left out, dated in the future or before 1970. "
        "Check the clocks of your devices; reviews dated tomorrow can be imported tomorrow."
    )


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
