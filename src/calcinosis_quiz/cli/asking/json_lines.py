"""A quiz by JSON Lines: events out, answers in."""

import time
from collections.abc import Callable

import click

from calcinosis_quiz.cli.asking import events
from calcinosis_quiz.cli.asking.plain import read_lines
from calcinosis_quiz.cli.asking.sitting import Sitting
from calcinosis_quiz.cli.json_text import Event, write_event
from calcinosis_quiz.quiz.paper import Presented
from calcinosis_quiz.quiz.results import sum_up
from calcinosis_quiz.quiz.session import NO, YES, NearMiss, Outcome, Session, respond


def run_json(
    sitting: Sitting,
    feedback: bool = True,
    is_over: Callable[[], bool] = lambda: False,
    after: Callable[[Session], Session] = lambda session: session,
) -> Session:
    """Ask every question that is left, until the end of the input.

    Without `feedback` an answer is met with a `saved` event, and no result is given.
    Once `is_over` says so, no answer is taken any more. `after` each reply what is left may be ordered anew.
    """
    session, lines = sitting.session, read_lines()
    while (presented := session.current) is not None:
        number, of = len(session.replies) + 1, len(session.paper)
        _emit(events.question_event(presented, number, of))
        begun = time.monotonic()
        while len(session.replies) < number:
            line = next(lines, None)
            if line is None or is_over():
                return _end(session, feedback)
            session, reply = events.respond_to_line(session, line)
            if isinstance(reply, NearMiss) and not feedback:
                session, reply = respond(session, "no")  # to ask now would tell too much
            sitting.record(number - 1, reply, begun)
            if isinstance(reply, Outcome) and not feedback:
                _emit({"event": "saved", "id": presented.question.id})
            else:
                _emit(events.reply_event(reply, presented))
        session = after(session)
    return _end(session, feedback)


def confirm_json(presented: Presented, near_miss: NearMiss) -> bool:
    """Ask about a slip of the keyboard; true takes the suggestion, false or the end of the input keeps the answer."""
    _emit(events.reply_event(near_miss, presented))
    for line in read_lines():
        word = line.strip().strip('"').casefold()
        if word in YES | NO:
            return word in YES
        _emit(events.error_event("Expected true or false."))
    return False


def _end(session: Session, feedback: bool) -> Session:
    if feedback:
        _emit(events.result_event(sum_up(session.outcomes)))
    return session


def _emit(event: Event) -> None:
    click.echo(write_event(event))
