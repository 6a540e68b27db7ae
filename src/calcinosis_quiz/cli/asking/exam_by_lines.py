"""An exam by typed lines: every question open until the words "hand in", and kept when the learner goes before."""

import time

import click

from calcinosis_quiz.cli.answer_sheet import AnswerSheet
from calcinosis_quiz.cli.asking.line_input import (
    ask_certainty,
    ask_yes_or_no,
    make_ask,
    say_words,
    show_words,
    strike,
)
from calcinosis_quiz.cli.screens.question import heading_of, show_question
from calcinosis_quiz.cli.screens.screen import Screen
from calcinosis_quiz.cli.screens.times import write_left
from calcinosis_quiz.quiz.exam import Exam, go_to, list_unanswered, toggle_flag, write
from calcinosis_quiz.quiz.line_commands import Said, read_command, unquote
from calcinosis_quiz.quiz.marking import Certainty, mark
from calcinosis_quiz.quiz.presentation import label_answer
from calcinosis_quiz.quiz.session import Outcome
from calcinosis_quiz.quiz.typed_answers import Unreadable, describe_answer, read_answer


class LineExam:
    """One exam by typed lines."""

    def __init__(self, screen: Screen, sheet: AnswerSheet, exam: Exam, confidence: bool) -> None:
        """Ask on a screen; every answer is written down before anything else is said."""
        self.screen, self.sheet, self.exam, self.confidence = screen, sheet, exam, confidence
        self.ask = make_ask()
        self._is_handed_in = False
        self._struck: dict[int, set[int]] = {}

    def run(self) -> Exam | None:
        """Let the exam be answered until it is handed in; None when the learner goes before."""
        try:
            while not self._is_handed_in:
                self._ask()
        except (EOFError, KeyboardInterrupt):
            click.echo()
            return None
        return self.exam

    def confirm(self, question: str) -> bool:
        """Ask a question after the exam is handed in; the end of the input is a no."""
        try:
            return ask_yes_or_no(self.screen, self.ask, question)
        except (EOFError, KeyboardInterrupt):
            click.echo()
            return False

    def _ask(self) -> None:
        """Show the open question and take lines until another one is open or the exam is handed in."""
        exam, screen, position = self.exam, self.screen, self.exam.position
        presented = exam.current
        heading = heading_of(presented.question, self.sheet.banks)
        show_question(screen, presented, f"Question {position + 1} of {len(exam.paper)}\n{heading}")
        screen.draw("")
        given = exam.answers[position]
        if given is not None:
            screen.say(f"Your answer so far: {label_answer(presented, given)}. Answer again to change it.")
        if position in exam.flagged:
            screen.say("You flagged this question.")
        screen.say(self._status())
        say_words(screen, presented, "exam", has_answers=True)
        begun = time.monotonic()
        while self.exam.position == position and not self._is_handed_in:
            line = self.ask(screen.wrap(f"Your answer ({describe_answer(presented)}) > "))
            left = self.sheet.seconds_left()
            if left is not None and left <= 0:
                screen.say("Time is up. The exam is handed in as it stands.")
                self._is_handed_in = True
                return
            said = read_command(presented, line, "exam")
            if said is not None:
                self._obey(said)
                continue
            answer = read_answer(presented, unquote(line))
            if isinstance(answer, Unreadable):
                screen.say(answer.message)
                continue
            certainty: Certainty | None = None
            was_complete = None not in self.exam.answers
            try:
                certainty = ask_certainty(screen, self.ask) if self.confidence else None
            finally:  # an answer is kept, even when the learner leaves without having said how sure it was
                outcome = Outcome(presented, answer, mark(presented.question, answer, exam.policies))
                self.sheet.record(position, outcome, begun, certainty)
                self.exam = write(self.exam, answer)
            screen.say(f"Saved: {label_answer(presented, answer)}")
            if None not in self.exam.answers and not was_complete:
                self._review()
                screen.say("Every question has an answer. To finish, type: hand in")

    def _obey(self, said: Said) -> None:
        screen, exam = self.screen, self.exam
        match said.action:
            case "leave":
                raise EOFError
            case "help":
                show_words(screen, exam.current, "exam")
            case "skip" | "back":
                self._go(exam.position + (1 if said.action == "skip" else -1))
            case "open":
                self._go(int(said.more) - 1 if said.more.isdecimal() and len(said.more) < 4 else -1)
            case "strike":
                strike(screen, exam.current, self._struck.setdefault(exam.position, set()), said.more)
            case "flag":
                self.exam = toggle_flag(exam)
                is_flagged = exam.position in self.exam.flagged
                self.sheet.flag_place(exam.position, is_flagged)
                screen.say("Flagged, to come back to." if is_flagged else "No longer flagged.")
            case "review":
                self._review()
            case "hand-in":
                left = list_unanswered(exam)
                self._is_handed_in = not left or ask_yes_or_no(screen, self.ask, f"{left} Hand in?")

    def _go(self, position: int) -> None:
        if 0 <= position < len(self.exam.paper):
            self.exam = go_to(self.exam, position)
        else:
            self.screen.say(f"There is no such question. They are numbered 1 to {len(self.exam.paper)}: go 1")

    def _review(self) -> None:
        for number, (presented, answer) in enumerate(zip(self.exam.paper, self.exam.answers, strict=True), 1):
            said = label_answer(presented, answer) if answer is not None else "no answer yet"
            flag = ", flagged" if number - 1 in self.exam.flagged else ""
            self.screen.say(f"Question {number}: {said}{flag}")

    def _status(self) -> str:
        left = self.sheet.seconds_left()
        clock = f" {write_left(left)}." if left is not None else ""
        return f"Answered {self.exam.answered} of {len(self.exam.paper)}.{clock}"
