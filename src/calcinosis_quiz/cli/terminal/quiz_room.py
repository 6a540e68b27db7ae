"""A quiz by keys: one question at a time, explained after each answer, all of it in the scrollback."""

import time
from typing import TYPE_CHECKING

from calcinosis_quiz.bank.items import Open
from calcinosis_quiz.cli.answer_sheet import AnswerSheet
from calcinosis_quiz.cli.screens.days import write_day
from calcinosis_quiz.cli.screens.feedback import show_outcome, write_verdict
from calcinosis_quiz.cli.screens.question import heading_of, show_progress, show_stem
from calcinosis_quiz.cli.screens.screen import Screen
from calcinosis_quiz.cli.terminal.answering import ask_certainty, mark_oneself, show_help, take_answer
from calcinosis_quiz.cli.terminal.keys import Keys
from calcinosis_quiz.cli.terminal.live_area import Leave, Stage
from calcinosis_quiz.cli.terminal.view import View
from calcinosis_quiz.quiz.answers import Answer, SelfMark, Texts
from calcinosis_quiz.quiz.key_entry import begin
from calcinosis_quiz.quiz.key_table import Action, find_row, rows_of, write_footer
from calcinosis_quiz.quiz.presentation import Presented, label_answer
from calcinosis_quiz.quiz.results import sum_up
from calcinosis_quiz.quiz.session import (
    NearMiss,
    Outcome,
    Reply,
    SelfMarking,
    Session,
    Skipped,
    respond,
    respond_with,
    skip,
    undo,
)

if TYPE_CHECKING:  # the scheduler is slow to import, and a quiz needs none
    from calcinosis_quiz.cli.study_session import StudySession
    from calcinosis_quiz.study.grades import Grade


class QuizRoom:
    """One session at a terminal."""

    def __init__(
        self,
        screen: Screen,
        keys: Keys,
        sheet: AnswerSheet,
        ask_certainty: bool = False,
        *,
        study: "StudySession | None" = None,
    ) -> None:
        """Draw on a screen, read from keys, and write down each answer before the next question is drawn.

        A `study` session orders what is left anew after each reply, and a right answer can be rated.
        """
        self.screen, self.keys, self.sheet, self.study = screen, keys, sheet, study
        self.ask_certainty = ask_certainty
        self.stage = Stage(screen, keys)
        self._typed: tuple[str, ...] = ()

    def run(self) -> Session:
        """Go through the session to its end, or until the learner leaves."""
        with self.stage.cleared_at_the_end():
            try:
                while (presented := self.sheet.session.current) is not None:
                    self._ask(presented)
                    self.sheet.session = self.study.reorder(self.sheet.session) if self.study else self.sheet.session
            except (Leave, KeyboardInterrupt):
                pass
        return self.sheet.session

    def _ask(self, presented: Presented) -> None:
        self._show(presented)
        begun = time.monotonic()
        given = take_answer(
            self.stage,
            presented,
            begin(presented, self._typed),
            "quiz",
            show=lambda: self._show(presented),
            obey=lambda command: self._obey(command, presented),
        )
        if isinstance(given, str):
            if given == "skip":
                self._skip(presented)
            else:
                self._undo()
            return
        self._remember(given)
        session, reply = self._settle(presented, given)
        if isinstance(reply, Outcome):
            place = len(self.sheet.session.replies)
            self.sheet.session = session  # the learner may leave from under what follows
            self._record(place, reply, begun)
            self.stage.clear()
            before = self.screen.lines_drawn
            show_outcome(self.screen, reply, self.sheet.banks.facts_of(presented.question), model_answer=False)
            if self.study and (leech := self.study.leech(place, reply)):
                from calcinosis_quiz.cli.screens.leeches import show_leech

                show_leech(self.screen, leech, self.sheet.banks.facts_of(presented.question))
            self._pause(place, reply, is_long=self.screen.lines_drawn - before > self.stage.rows)

    def _settle(self, presented: Presented, given: Answer) -> tuple[Session, Reply]:
        """Mark an answer, once a slip has been cleared up and the points of an open answer are found."""
        session, reply = respond_with(self.sheet.session, given)
        if isinstance(reply, NearMiss):
            typed, meant = "; ".join(reply.answer.texts), "; ".join(reply.suggestion.texts)
            slip = self.stage.choose(f"Close. You typed: {typed}. Did you mean: {meant}?", "slip")
            return respond(session, slip)
        if isinstance(reply, SelfMarking) and isinstance(presented.question, Open):
            return respond(session, mark_oneself(self.stage, presented.question, reply.answer.text))
        return session, reply

    def _record(self, place: int, outcome: Outcome, begun: float) -> None:
        certainty = None
        try:
            if self.ask_certainty:
                certainty = ask_certainty(self.stage, label_answer(outcome.presented, outcome.answer))
        finally:  # an answer is kept, even when the learner leaves without having said how sure it was
            self.sheet.record(place, outcome, begun, certainty)

    def _show(self, presented: Presented) -> None:
        session = self.sheet.session
        with self.screen.paged(self.stage.rows - 2, self.stage.pause):
            show_progress(self.screen, len(session.replies), len(session.paper), sum_up(session.outcomes).total)
            show_stem(self.screen, presented, heading_of(presented.question, self.sheet.banks))

    def _remember(self, given: Answer) -> None:
        if isinstance(given, Texts | SelfMark):
            self._typed += given.texts if isinstance(given, Texts) else (given.text,)

    def _obey(self, command: Action, presented: Presented) -> bool:
        """Do what a command says; false for one that leads away from the question."""
        if command == "flag":
            self._flag(presented)
        elif command == "why":
            self._explain_last(presented)
        elif command == "undo" and not self.sheet.session.replies:
            self.stage.say("There is nothing to take back yet.")
        else:
            return False
        return True

    def _explain_last(self, presented: Presented) -> None:
        """Show the reasons for the last answer again, then the question."""
        outcomes = self.sheet.session.outcomes
        if not outcomes:
            self.stage.say("Nothing is answered yet.")
            return
        last = outcomes[-1]
        self.screen.draw("", f"Your last answer, to {last.presented.question.id}:")
        show_outcome(self.screen, last, self.sheet.banks.facts_of(last.presented.question))
        self._show(presented)

    def _skip(self, presented: Presented) -> None:
        self.sheet.session, reply = skip(self.sheet.session)
        self.sheet.record(len(self.sheet.session.replies) - 1, reply, 0)
        self.stage.say(f"Skipped {presented.question.id}.")

    def _undo(self) -> None:
        self.sheet.session, reply = undo(self.sheet.session)
        if reply is not None:
            self.sheet.take_back(len(self.sheet.session.replies))
            what = "skip" if isinstance(reply, Skipped) else "answer"
            self.stage.say(f"Taken back: the {what} to {reply.presented.question.id}. Here it is again.")

    def _flag(self, presented: Presented) -> None:
        reason = self.stage.edit("What is wrong with this question? (optional) ")
        if reason is None:
            self.stage.say("Not flagged.")
            return
        self.sheet.flag(presented, reason)
        self.stage.say(f"Flagged {presented.question.id}: {reason or 'no reason given'}")

    def _pause(self, place: int, outcome: Outcome, *, is_long: bool) -> None:
        """Wait under the feedback until the learner goes on; a long one ends with the verdict again."""
        grades = self._grades(place, outcome)
        verdict = write_verdict(self.screen, outcome) if is_long else None
        rows, footer = rows_of("feedback"), write_footer("feedback")
        self.stage.begin()
        while True:
            days = {key: write_day(grade.due, self.study.today) for key, grade in grades.items()} if self.study else {}
            choices = ((key, f"{grade.name}: {days[key]}") for key, grade in grades.items())
            ons = ((keys, f"{word} (good)" if len(grades) > 1 else word) for keys, word in footer[:1])
            hints = (*ons, *choices, *footer[1:])
            key = self.stage.read(lambda console: View(tuple(console.write(verdict) if verdict else ()), 0), hints)
            row = find_row(rows, key)
            match row and row.action:
                case "go-on":
                    self.stage.clear()
                    return
                case "undo":
                    self.stage.clear()
                    self._undo()
                    return
                case "help":
                    show_help(self.stage, "feedback", "quiz")
                case "flag":
                    self.stage.clear()
                    self._flag(outcome.presented)
                case "easy" | "grade" if self.study and (grade := grades.get(key.text.lower())):
                    grades = {}
                    self.study.grade(place, outcome, grade)
                    self.stage.say(f"{grade.name.capitalize()}: due {write_day(grade.due, self.study.today)}.")
                    if self.study.asks_grades:
                        self.stage.clear()
                        return

    def _grades(self, place: int, outcome: Outcome) -> dict[str, "Grade"]:
        """Return the grades that may be chosen by their keys: all four, or easy alone where the mark decides."""
        if self.study is None:
            return {}
        grades = self.study.grades(place, outcome)
        if self.study.asks_grades:
            return {str(grade.rating): grade for grade in grades}
        return {grade.name[0]: grade for grade in grades if grade.name == "easy"}
