"""A quiz by JSON Lines: events out, answers in."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, cast, get_args

import click

from calcinosis_quiz import __version__
from calcinosis_quiz.cli.answer_sheet import AnswerSheet
from calcinosis_quiz.cli.asking import events
from calcinosis_quiz.cli.asking.input_mode import read_lines
from calcinosis_quiz.cli.asking.protocol import AnyEvent, CertaintyEvent, ErrorEvent, SavedEvent, SessionEvent
from calcinosis_quiz.cli.json_text import write_event
from calcinosis_quiz.quiz.marking import Certainty
from calcinosis_quiz.quiz.presentation import Presented
from calcinosis_quiz.quiz.results import Degree, Result, sum_up
from calcinosis_quiz.quiz.session import NO, YES, NearMiss, Outcome, Session, respond

if TYPE_CHECKING:
    from calcinosis_quiz.cli.study_session import StudySession  # the scheduler is slow to import, and a quiz needs none


def run_json(
    sheet: AnswerSheet,
    *,
    feedback: bool = True,
    confidence: bool = False,
    is_over: Callable[[], bool] = lambda: False,
    study: "StudySession | None" = None,
) -> Session:
    """Ask every question that is left, until the end of the input.

    Without `feedback` an answer is met with a `saved` event, and no result is given. With `confidence` a `certainty`
    event asks how sure it is. Once `is_over` says so, no answer is taken any more. A `study` session
    orders what is left anew after each reply, and may ask for a rating.
    """
    session, lines = sheet.session, read_lines()
    left = len(session.paper) - len(session.replies)
    _emit(SessionEvent(program=__version__, questions=left, feedback=feedback, certainty=confidence))
    while (presented := session.current) is not None:
        place = len(session.replies)
        _emit(events.question_event(presented, place + 1, len(session.paper)))
        begun = time.monotonic()
        while len(session.replies) == place:
            line = next(lines, None)
            if line is None or is_over():
                return _end(session, sheet, feedback=feedback)
            session, reply = events.respond_to_line(session, line)
            if isinstance(reply, NearMiss) and not feedback:
                session, reply = respond(session, "no")  # to ask now would tell too much
            certainty = _ask_certainty(reply, lines) if confidence and isinstance(reply, Outcome) else None
            sheet.record(place, reply, begun, certainty)
            if isinstance(reply, Outcome) and not feedback:
                _emit(SavedEvent(id=presented.question.id))
            else:
                _emit(events.reply_event(reply, presented))
            if study and isinstance(reply, Outcome):
                _follow_up(study, place, reply, lines)
        session = study.reorder(session) if study else session
    return _end(session, sheet, feedback=feedback)


def _follow_up(study: "StudySession", place: int, outcome: Outcome, lines: Iterator[str]) -> None:
    """Name a leech, and ask for a rating where the learner chooses one; an empty line is good."""
    leech = study.leech(place, outcome)
    if leech is not None:
        _emit(events.leech_event(leech))
    grades = study.grades(place, outcome) if study.asks_grades else ()
    if not grades:
        return
    _emit(events.grades_event(outcome.presented.question.id, grades))
    for line in lines:
        word = line.strip().strip('"')
        chosen = next((grade for grade in grades if word in {str(grade.rating), grade.name}), None)
        if chosen is not None:
            study.grade(place, outcome, chosen)
        if chosen is not None or word in {"", "null"}:
            return
        _emit(ErrorEvent(message="Expected 1, 2, 3 or 4."))


def write_outcomes(outcomes: Sequence[Outcome], result: Result, degrees: Sequence[Degree]) -> None:
    """Write all marks of an exam, and what it came to."""
    for outcome in outcomes:
        _emit(events.outcome_event(outcome))
    _emit(events.result_event(result, degrees))


def confirm_json(presented: Presented, near_miss: NearMiss) -> bool:
    """Ask about a slip of the keyboard; true takes the suggestion, false or the end of the input keeps the answer."""
    _emit(events.reply_event(near_miss, presented))
    for line in read_lines():
        word = line.strip().strip('"').casefold()
        if word in YES | NO:
            return word in YES
        _emit(ErrorEvent(message="Expected true or false."))
    return False


def _ask_certainty(outcome: Outcome, lines: Iterator[str]) -> Certainty | None:
    """Ask how sure an answer is; None at the end of the input."""
    degrees = get_args(Certainty)
    _emit(CertaintyEvent(id=outcome.presented.question.id, expected=degrees))
    for line in lines:
        word = line.strip().strip('"')
        if word in degrees:
            return cast("Certainty", word)
        _emit(ErrorEvent(message=f"Expected one of {', '.join(degrees)}."))
    return None


def _end(session: Session, sheet: AnswerSheet, *, feedback: bool) -> Session:
    if feedback:
        answered = [(i, reply) for i, reply in enumerate(session.replies) if isinstance(reply, Outcome)]
        _emit(events.result_event(sum_up(session.outcomes), sheet.calibrate(answered)))
    return session


def _emit(event: AnyEvent) -> None:
    click.echo(write_event(event))
