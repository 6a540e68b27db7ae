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

_SHOWN: Final = 3  # names of strangers


def import_reviews(file: Path, library: Library, log: AnswerLog) -> Iterator[str]:
    """Add the reviews of one file to the log, and say what was done; raises QuizError when there is nothing of ours."""
    names = {
        f"{namespace_of(shelf)}:{question}": ItemName(shelf.bank.bank, question)
        for question in library.questions
        for shelf in [library.shelf_of(question)]
    }
    with copied_collection(file) as copy:
        revlog = read_review_log(copy, file, names.keys(), [shape.id for shape in shapes().values()])
    if not revlog.notes:
        raise QuizError(f"{file}: {_say_whose(revlog)}")
    arrivals = find_new_reviews(revlog.entries, names, log, learner_calendar().day_of(now()), learner_calendar())
    if arrivals.misdated and not (arrivals.rows or arrivals.known):
        raise QuizError(f"{file}: {_say_misdated(arrivals)}")
    added, known = log.merge(arrivals.rows)
    yield f"{file}: {_count(added, 'review')} added, {known + arrivals.known} were here already"
    if not revlog.entries:
        yield f"  None of its {revlog.notes} notes has a review. Was `Include scheduling information` ticked in Anki?"
    if arrivals.no_reviews:
        yield f"  {arrivals.no_reviews} left out: cards crammed or rescheduled, which Anki does not count either"
    if arrivals.misdated:
        yield f"  {_say_misdated(arrivals)}"
    if revlog.strangers:
        yield f"  {_say_strangers(revlog.strangers)}"


def _say_whose(revlog: ReviewLog) -> str:
    if revlog.strangers:
        return _say_strangers(revlog.strangers)
    return (
        "none of its notes is ours. Export the deck that `calcinosis-quiz export anki` made, or the whole collection."
    )


def _say_strangers(strangers: tuple[str, ...]) -> str:
    shown = ", ".join(strangers[:_SHOWN]) + (", ..." if len(strangers) > _SHOWN else "")
    return (
        f"{_count(len(strangers), 'note')} of items that these banks do not have ({shown}). Name the bank with --bank."
    )


def _say_misdated(arrivals: NewReviews) -> str:
    return (
        f"{_count(arrivals.misdated, 'review')} left out, dated in the future or before 1970. "
        "Check the clocks of your devices; what is of tomorrow can be imported tomorrow."
    )


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
