"""An exam by keys: no feedback until the end, a visible clock, every question open until the paper is handed in."""

import time
from functools import partial
from typing import Final

from calcinosis_quiz.cli.answer_sheet import AnswerSheet
from calcinosis_quiz.cli.screens.question import heading_of, list_labelled, show_stem
from calcinosis_quiz.cli.screens.screen import Screen, indent
from calcinosis_quiz.cli.screens.text import Text
from calcinosis_quiz.cli.screens.times import write_clock
from calcinosis_quiz.cli.terminal.answering import ask_certainty, take_answer
from calcinosis_quiz.cli.terminal.keys import Keys
from calcinosis_quiz.cli.terminal.live_area import Leave, Stage
from calcinosis_quiz.cli.terminal.view import say
from calcinosis_quiz.quiz.answers import Answer
from calcinosis_quiz.quiz.exam import Exam, go_to, list_unanswered, toggle_flag, write
from calcinosis_quiz.quiz.key_entry import reopen
from calcinosis_quiz.quiz.key_table import Action, find_row, rows_of, write_footer
from calcinosis_quiz.quiz.line_editor import Line
from calcinosis_quiz.quiz.marking import Certainty, mark
from calcinosis_quiz.quiz.presentation import label_answer
from calcinosis_quiz.quiz.session import Outcome

HAND_IN: Final = -1
_LONGEST_NUMBER: Final = 3  # digits


def review(stage: Stage, exam: Exam) -> int | None:
    """Show what is answered and flagged; return a question to open, HAND_IN, or None to go back."""
    _show(stage, exam)
    rows, hints, typed = rows_of("review"), write_footer("review"), ""
    stage.begin()
    while True:
        line = Line(typed, len(typed))
        key = stage.read(partial(say, text="Question number, or h to hand in the exam: ", line=line), hints)
        row = find_row(rows, key)
        match row and row.action:
            case "cancel":
                stage.clear()
                return None
            case "digit":
                typed = (typed + key.text)[:_LONGEST_NUMBER]
            case "delete-before":
                typed = typed[:-1]
            case "open" if typed and 1 <= int(typed) <= len(exam.paper):
                stage.clear()
                return int(typed) - 1
            case "hand-in" if _is_sure(stage, exam):
                stage.clear()
                return HAND_IN


def _show(stage: Stage, exam: Exam) -> None:
    rows = []
    for i, presented in enumerate(exam.paper):
        answer = exam.answers[i]
        flag = ("  flagged", "bold") if i in exam.flagged else ""
        state = (label_answer(presented, answer), "") if answer is not None else ("no answer yet", "bold")
        rows.append((f"{i + 1:2}", Text.assemble(f"{presented.question.id}: ", state, flag)))
    stage.screen.draw("", Text("Review", style="bold"), indent(list_labelled(rows)))


def _is_sure(stage: Stage, exam: Exam) -> bool:
    """Name what is not answered, and ask whether to hand in all the same."""
    left = list_unanswered(exam)
    return not left or stage.choose(f"{left} Hand in?", "hand-in") == "yes"


_TICK: Final = 1.0  # seconds between two looks at the clock
_LAST_MINUTE: Final = 60


class TimeIsUp(Exception):  # noqa: N818 - nothing went wrong
    """The time allowed is over."""


class ExamRoom:
    """One exam at a terminal."""

    def __init__(self, screen: Screen, keys: Keys, sheet: AnswerSheet, exam: Exam, ask_certainty: bool = False) -> None:
        """Draw on a screen and read from keys; every answer is written down before anything else is drawn."""
        self.screen, self.keys, self.sheet, self.exam = screen, keys, sheet, exam
        self.ask_certainty = ask_certainty
        has_limit = sheet.seconds_allowed is not None
        self.stage = Stage(screen, keys, self._status, _TICK if has_limit else None)

    def run(self) -> Exam | None:
        """Let the paper be written; None when the learner leaves before handing it in."""
        with self.stage.cleared_at_the_end():
            try:
                while not self._write():
                    pass
            except (Leave, KeyboardInterrupt):
                return None
            except TimeIsUp:
                self.stage.say("Time is up. The exam is handed in as it stands.", "bold")
        return self.exam

    def confirm(self, question: str) -> bool:
        """Ask a question after the end; leaving, or a terminal that is gone, is a no."""
        stage = Stage(self.screen, self.keys)
        with stage.cleared_at_the_end():
            try:
                return stage.choose(question, "slip") == "yes"
            except (Leave, KeyboardInterrupt):
                return False

    def _write(self) -> bool:
        """Show the open question and take what the learner does with it; true when the exam is handed in."""
        presented, before = self.exam.current, self.exam.answers[self.exam.position]
        was_complete = None not in self.exam.answers
        self._show()
        begun = time.monotonic()
        given = take_answer(
            self.stage,
            presented,
            reopen(presented, before),
            "exam",
            show=self._show,
            obey=self._obey,
        )
        if given == "review":
            return self._review()
        if isinstance(given, str):
            self.exam = go_to(self.exam, self.exam.position + (1 if given == "skip" else -1))
            return False
        self._record(given, begun)
        return None not in self.exam.answers and not was_complete and self._review()

    def _record(self, answer: Answer, begun: float) -> None:
        exam = self.exam
        certainty: Certainty | None = None
        try:
            if self.ask_certainty:
                certainty = ask_certainty(self.stage, label_answer(exam.current, answer))
        finally:  # an answer is kept, even when the time is up before it was said how sure it was
            outcome = Outcome(exam.current, answer, mark(exam.current.question, answer, exam.policies))
            self.sheet.record(exam.position, outcome, begun, certainty)
            self.exam = write(exam, answer)
        self.stage.say(f"Saved: {label_answer(exam.current, answer)}", "dim")

    def _review(self) -> bool:
        chosen = review(self.stage, self.exam)
        if chosen is not None and chosen != HAND_IN:
            self.exam = go_to(self.exam, chosen)
        return chosen == HAND_IN

    def _obey(self, command: Action) -> bool:
        """Do what a command says; false for one that leads away from the question."""
        if command != "flag":
            return False
        self.exam = toggle_flag(self.exam)
        self.sheet.flag_place(self.exam.position, self.exam.position in self.exam.flagged)
        return True

    def _show(self) -> None:
        exam = self.exam
        presented, given = exam.current, exam.answers[exam.position]
        self.screen.draw("")
        with self.screen.paged(self.stage.rows - 2, self.stage.pause):
            heading = heading_of(presented.question, self.sheet.banks)
            show_stem(self.screen, presented, f"Question {exam.position + 1} of {len(exam.paper)}\n{heading}")
        if given is not None:
            self.screen.say(f"Your answer so far: {label_answer(presented, given)}. Answer again to change it.", "dim")

    def _status(self) -> Text:
        """Describe how the exam stands; raises TimeIsUp at the end of the time."""
        exam, left = self.exam, self.sheet.seconds_left()
        if left is not None and left <= 0:
            raise TimeIsUp
        parts = [Text(f"answered {exam.answered} of {len(exam.paper)}")]
        if exam.flagged:
            parts.append(Text(f"flagged {len(exam.flagged)}"))
        if left is not None:
            parts.append(Text(f"time left {write_clock(left)}", style="bold" if left > _LAST_MINUTE else "reverse"))
        if exam.position in exam.flagged:
            parts.append(Text("this one is flagged", style="bold"))
        return Text("   ").join(parts)
