"""A quiz by typed lines: in a pipe, for screen readers, and wherever nothing may move on screen."""

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, cast, get_args

import click

from calcinosis_quiz.bank.items import Open
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.cli.answer_sheet import AnswerSheet
from calcinosis_quiz.cli.asking.input_mode import read_lines
from calcinosis_quiz.cli.screens.feedback import show_outcome, show_self_marking
from calcinosis_quiz.cli.screens.question import heading_of, show_question
from calcinosis_quiz.cli.screens.screen import Screen
from calcinosis_quiz.quiz.marking import Certainty
from calcinosis_quiz.quiz.presentation import Presented
from calcinosis_quiz.quiz.session import NO, YES, NearMiss, Outcome, Reply, SelfMarking, Session, Skipped, respond, skip
from calcinosis_quiz.quiz.typed_answers import Unreadable, describe_answer

if TYPE_CHECKING:
    from calcinosis_quiz.cli.study_session import StudySession  # the scheduler is slow to import, and a quiz needs none

_LETTERED: Final = frozenset({"single-best-answer", "multiple-response", "true-false", "extended-matching", "ordering"})


def run_plain(
    sheet: AnswerSheet,
    screen: Screen,
    *,
    feedback: bool = True,
    confidence: bool = False,
    is_over: Callable[[], bool] = lambda: False,
    study: "StudySession | None" = None,
) -> Session:
    """Ask every question that is left; without `feedback` the answers are saved and nothing is said about them.

    `confidence` asks how sure each answer is. Once `is_over` says so, no answer is taken any more. A `study` session
    orders what is left anew after each reply, and may ask for a rating.
    """
    session, ask = sheet.session, _prompts()
    try:
        while (presented := session.current) is not None:
            place = len(session.replies)
            heading = heading_of(presented.question)
            show_question(screen, presented, f"Question {place + 1} of {len(session.paper)} - {heading}")
            screen.draw("")
            begun = time.monotonic()
            while len(session.replies) == place:
                line = ask(screen.wrap(_prompt(session, presented)))
                if is_over():
                    screen.say("Time is up. The paper is handed in as it stands.")
                    return session
                session, reply = _step(session, presented, line)
                if isinstance(reply, NearMiss) and not feedback:
                    session, reply = respond(session, "no")  # to ask now would tell too much
                certainty: Certainty | None = None
                try:
                    certainty = _ask_certainty(screen, ask) if confidence and isinstance(reply, Outcome) else None
                finally:  # an answer is kept, even when the learner leaves without having said how sure it was
                    sheet.record(place, reply, begun, certainty)
                _draw_reply(screen, sheet.banks, presented, reply, feedback=feedback)
                if study and isinstance(reply, Outcome):
                    _follow_up(screen, study, place, reply, ask)
            session = study.reorder(session) if study else session
    except (EOFError, KeyboardInterrupt):
        click.echo()
    return session


def _follow_up(screen: Screen, study: "StudySession", place: int, outcome: Outcome, ask: Callable[[str], str]) -> None:
    """Tell of a leech, and ask for a rating where the learner chooses one; an empty line is good."""
    from calcinosis_quiz.cli.screens.days import write_day
    from calcinosis_quiz.cli.screens.leeches import show_leech

    leech = study.leech(place, outcome)
    if leech is not None:
        show_leech(screen, leech, study.sheet.banks.facts_of(outcome.presented.question))
    grades = study.grades(place, outcome) if study.asks_grades else ()
    choices = "; ".join(f"{grade.rating} {grade.name}, {write_day(grade.due, study.today)}" for grade in grades)
    while grades:
        word = ask(screen.wrap(f"How well did you know it? ({choices}; Enter for good) > ")).strip().casefold()
        chosen = next((grade for grade in grades if word in {str(grade.rating), grade.name}), None)
        if chosen is not None:
            study.grade(place, outcome, chosen)
        if chosen is not None or not word:
            return
        screen.say("Expected 1, 2, 3 or 4.")


def confirm_plain(screen: Screen, question: str) -> bool:
    """Ask a question to be answered with y or n; the end of the input is a no."""
    ask = _prompts()
    try:
        while (word := ask(screen.wrap(f"{question} (y or n) >")).strip().casefold()) not in YES | NO:
            screen.say("Expected y or n.")
    except (EOFError, KeyboardInterrupt):
        click.echo()
        return False
    return word in YES


def _prompts() -> Callable[[str], str]:
    """Give a function that asks for a line: with line editing on a terminal, in step with the answers from a pipe."""
    if sys.stdin is not None and sys.stdin.isatty():
        return input
    lines = read_lines()

    def ask(prompt: str) -> str:
        click.echo(prompt.rstrip(), nl=False)
        line = next(lines, None)
        if line is None:
            raise EOFError
        click.echo(f" {line}".rstrip())
        return line

    return ask


def _prompt(session: Session, presented: Presented) -> str:
    if isinstance(session.pending, NearMiss):
        return "(y or n) > "
    if isinstance(session.pending, SelfMarking):
        return "Your points (numbers, 0 for none) > "
    return f"Your answer ({describe_answer(presented)}) > "


def _ask_certainty(screen: Screen, ask: Callable[[str], str]) -> Certainty:
    degrees = get_args(Certainty)
    while True:
        word = ask(screen.wrap("How sure are you? (1 guess, 2 fairly, 3 sure) > ")).strip().casefold()
        for number, degree in enumerate(degrees, 1):
            if word in {str(number), degree}:
                return cast("Certainty", degree)
        screen.say("Expected 1, 2 or 3.")


def _step(session: Session, presented: Presented, line: str) -> tuple[Session, Reply]:
    word = line.strip().casefold()
    one_key = presented.question.type in _LETTERED and word.upper() not in dict(presented.choices)
    if word == "quit" or (one_key and word == "q"):
        raise EOFError
    if word == "skip" or (one_key and word == "s"):
        return skip(session)
    return respond(session, line)


def _draw_reply(screen: Screen, library: Library, presented: Presented, reply: Reply, *, feedback: bool) -> None:
    match reply:
        case Outcome() if feedback:
            show_outcome(screen, reply, library.facts_of(presented.question), model_answer=False)
        case Outcome():
            screen.say("Saved.")
        case Skipped():
            screen.say("Skipped.")
        case NearMiss():
            screen.say(f"Close. Did you mean: {'; '.join(reply.suggestion.texts)}?")
        case SelfMarking() if isinstance(presented.question, Open):
            show_self_marking(screen, presented.question)
        case Unreadable():
            screen.say(reply.message)
