"""A quiz by typed lines: in a pipe, for screen readers, and wherever nothing may move on screen."""

import time
from typing import TYPE_CHECKING

import click

from calcinosis_quiz.bank.items import Open
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.cli.answer_sheet import AnswerSheet
from calcinosis_quiz.cli.asking.line_input import Ask, ask_certainty, make_ask, say_words, show_words, strike
from calcinosis_quiz.cli.screens.feedback import show_outcome, show_self_marking
from calcinosis_quiz.cli.screens.question import heading_of, show_question
from calcinosis_quiz.cli.screens.screen import Screen
from calcinosis_quiz.quiz.line_commands import Said, read_command, unquote
from calcinosis_quiz.quiz.presentation import Presented
from calcinosis_quiz.quiz.session import NearMiss, Outcome, Reply, SelfMarking, Session, Skipped, respond, skip, undo
from calcinosis_quiz.quiz.typed_answers import Unreadable, describe_answer

if TYPE_CHECKING:
    from calcinosis_quiz.cli.study_session import StudySession  # the scheduler is slow to import, and a quiz needs none


def run_plain(
    sheet: AnswerSheet, screen: Screen, *, confidence: bool = False, study: "StudySession | None" = None
) -> Session:
    """Ask every question that is left, and explain each answer.

    `confidence` asks how sure each answer is. A `study` session orders what is left anew after each reply, and may ask
    for a rating.
    """
    room = LineQuiz(sheet, screen, confidence=confidence, study=study)
    try:
        room.run()
    except (EOFError, KeyboardInterrupt):
        click.echo()
    return room.session


class LineQuiz:
    """One session by typed lines."""

    def __init__(
        self, sheet: AnswerSheet, screen: Screen, *, confidence: bool, study: "StudySession | None" = None
    ) -> None:
        """Ask on a screen, and write down each answer before anything is said about it."""
        self.sheet, self.screen, self.confidence, self.study = sheet, screen, confidence, study
        self.session, self.ask = sheet.session, make_ask()

    def run(self) -> None:
        """Ask until no question is left; raises EOFError when the learner goes."""
        while (presented := self.session.current) is not None:
            self._ask(presented)
            self.session = self.study.reorder(self.session) if self.study else self.session

    def _ask(self, presented: Presented) -> None:
        place = len(self.session.replies)
        heading = heading_of(presented.question, self.sheet.banks)
        show_question(self.screen, presented, f"Question {place + 1} of {len(self.session.paper)}\n{heading}")
        self.screen.draw("")
        say_words(self.screen, presented, "quiz", has_answers=place > 0)
        begun = time.monotonic()
        struck: set[int] = set()
        while len(self.session.replies) == place:
            line = self.ask(self.screen.wrap(_prompt(self.session, presented)))
            said = read_command(presented, line, "quiz")
            if said is not None and said.action != "skip":
                self._obey(said, presented, struck)
                continue
            self.session, reply = skip(self.session) if said else respond(self.session, unquote(line))
            certainty = None
            try:
                certainty = (
                    ask_certainty(self.screen, self.ask) if self.confidence and isinstance(reply, Outcome) else None
                )
            finally:  # an answer is kept, even when the learner leaves without having said how sure it was
                self.sheet.record(place, reply, begun, certainty)
            _draw_reply(self.screen, self.sheet.banks, presented, reply)
            if self.study and isinstance(reply, Outcome):
                _follow_up(self.screen, self.study, place, reply, self.ask)

    def _obey(self, said: Said, presented: Presented, struck: set[int]) -> None:
        screen = self.screen
        match said.action:
            case "leave":
                raise EOFError
            case "help":
                show_words(screen, presented, "quiz")
            case "strike":
                strike(screen, presented, struck, said.more)
            case "flag":
                self.sheet.flag(presented, said.more)
                screen.say(f"Flagged {presented.question.id}: {said.more or 'no reason given'}")
            case "why" if self.session.outcomes:
                last = self.session.outcomes[-1]
                screen.say(f"Your last answer, to {last.presented.question.id}:")
                show_outcome(screen, last, self.sheet.banks.facts_of(last.presented.question))
            case "undo" if self.session.replies:
                self.session, reply = undo(self.session)
                self.sheet.take_back(len(self.session.replies))
                what = "skip" if isinstance(reply, Skipped) else "answer"
                screen.say(f"Taken back: the {what} to {self.session.paper[len(self.session.replies)].question.id}.")
            case _:
                screen.say("Nothing is answered yet.")


def _follow_up(screen: Screen, study: "StudySession", place: int, outcome: Outcome, ask: Ask) -> None:
    """Name a leech, and ask for a rating where the learner chooses one; an empty line is good."""
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


def _prompt(session: Session, presented: Presented) -> str:
    if isinstance(session.pending, NearMiss):
        return "(y or n) > "
    if isinstance(session.pending, SelfMarking):
        return "Your points (numbers, 0 for none) > "
    return f"Your answer ({describe_answer(presented)}) > "


def _draw_reply(screen: Screen, library: Library, presented: Presented, reply: Reply) -> None:
    match reply:
        case Outcome():
            show_outcome(screen, reply, library.facts_of(presented.question), model_answer=False)
        case Skipped():
            screen.say("Skipped.")
        case NearMiss():
            screen.say(f"Close. Did you mean: {'; '.join(reply.suggestion.texts)}?")
        case SelfMarking() if isinstance(presented.question, Open):
            show_self_marking(screen, presented.question)
        case Unreadable():
            screen.say(reply.message)
