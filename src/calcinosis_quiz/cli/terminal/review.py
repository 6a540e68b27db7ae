"""The review of an exam before it is handed in: what is answered, what is flagged, and where to go."""

from functools import partial
from typing import Final

from calcinosis_quiz.cli.screens.question import list_labelled
from calcinosis_quiz.cli.screens.screen import indent
from calcinosis_quiz.cli.screens.text import Text
from calcinosis_quiz.cli.terminal.live_area import Stage
from calcinosis_quiz.cli.terminal.view import say
from calcinosis_quiz.quiz.exam import Exam
from calcinosis_quiz.quiz.line_editor import Line
from calcinosis_quiz.quiz.presentation import write_answer

HAND_IN: Final = -1
_LONGEST_NUMBER: Final = 3  # digits
_HINTS: Final = (("number and Enter", "open a question"), ("h", "hand in"), ("Esc", "back"))


def review(stage: Stage, exam: Exam) -> int | None:
    """Show what is answered and flagged; give a question to open, HAND_IN, or None to go back."""
    _show(stage, exam)
    typed = ""
    while True:
        line = Line(typed, len(typed))
        key = stage.read(partial(say, text="Open question, or h to hand in: ", line=line), _HINTS)
        if key.name == "escape":
            stage.clear()
            return None
        if key.name == "text" and key.text in "0123456789":
            typed = (typed + key.text)[:_LONGEST_NUMBER]
        elif key.name == "backspace":
            typed = typed[:-1]
        elif key.name == "enter" and typed and 1 <= int(typed) <= len(exam.paper):
            stage.clear()
            return int(typed) - 1
        elif key.text.lower() == "h" and _is_sure(stage, exam):
            stage.clear()
            return HAND_IN


def _show(stage: Stage, exam: Exam) -> None:
    rows = []
    for i, presented in enumerate(exam.paper):
        answer = exam.answers[i]
        flag = ("  flagged", "bold") if i in exam.flagged else ""
        state = (write_answer(presented, answer), "") if answer is not None else ("no answer yet", "bold")
        rows.append((f"{i + 1:2}", Text.assemble(f"{presented.question.id}: ", state, flag)))
    stage.screen.draw("", Text("Review", style="bold"), indent(list_labelled(rows)))


def _is_sure(stage: Stage, exam: Exam) -> bool:
    empty = len(exam.paper) - exam.answered
    if not empty:
        return True
    have = "s have" if empty > 1 else " has"
    return stage.choose(
        f"{empty} question{have} no answer and will count as wrong. Hand in? (y or n)", {"y": True, "n": False}
    )
