"""An exam by keys: no feedback until the end, a visible clock, every question open until the paper is handed in."""

import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from calcinosis_quiz.bank.items import TrueFalse
from calcinosis_quiz.cli.asking.exam import ask_about_slips, describe_slip
from calcinosis_quiz.cli.screens.screen import Screen
from calcinosis_quiz.cli.terminal.entry_view import View, say, view
from calcinosis_quiz.cli.terminal.hold import EOF, RESIZE, Keys
from calcinosis_quiz.cli.terminal.region import Region
from calcinosis_quiz.history.recorder import Recorder
from calcinosis_quiz.quiz.answers import Answer
from calcinosis_quiz.quiz.entry import Entry, Key, TextEntry, begin, place_named, press
from calcinosis_quiz.quiz.exam import Exam, go_to, toggle_flag, write
from calcinosis_quiz.quiz.line import Line
from calcinosis_quiz.quiz.marking import mark
from calcinosis_quiz.quiz.paper import Presented, write_answer
from calcinosis_quiz.quiz.session import NearMiss, Outcome

COMMANDS: Final = {"n": "next", "p": "previous", "f": "flag", "r": "review", "?": "help", "q": "leave"}
HELP: Final = """\
A-F or 1-6   choose or answer           n, p    next and previous question
space        choose, take or drop       f       flag the question to come back to
Enter        hand in this answer        r       review all, and hand in the exam
x            strike an option out       q       leave; the clock goes on
While you type, or where a letter is an option, press Esc before a command."""


class Left(Exception):  # noqa: N818 - nothing went wrong
    """The learner leaves before handing in; the answers are saved."""


class TimeIsUp(Exception):  # noqa: N818 - nothing went wrong
    """The time allowed is over."""


class ExamRoom:
    """One exam at a terminal; `seconds_left` tells the time left, or None where there is no limit."""

    def __init__(
        self, screen: Screen, keys: Keys, recorder: Recorder | None, seconds_left: Callable[[], float | None]
    ) -> None:
        """Draw on a screen and read from keys; every answer is written down before anything else is drawn."""
        self.screen, self.keys, self.recorder, self.seconds_left = screen, keys, recorder, seconds_left
        self.region = Region()

    def run(self, exam: Exam) -> Exam | None:
        """Let the paper be written; None when the learner leaves before handing it in."""
        try:
            while True:
                exam, command = self._write(exam)
                if command == "review" and (chosen := self._review(exam)) is not None:
                    if chosen < 0:
                        break
                    exam = go_to(exam, chosen)
        except (Left, KeyboardInterrupt):
            self.region.clear()
            return None
        except SystemExit:  # a signal: the line that the shell goes on in is left clean
            with suppress(OSError):
                self.region.clear()
            raise
        except TimeIsUp as up:
            self.region.clear()
            self.screen.say("Time is up. The paper is handed in as it stands.", "bold")
            exam = up.args[0]
        return ask_about_slips(exam, self.recorder, self._confirm)

    def _write(self, exam: Exam) -> tuple[Exam, str]:
        """Show the open question and take what the learner does with it."""
        presented, given = exam.current, exam.answers[exam.position]
        self.screen.draw("")
        self.screen.show_stem(presented, f"Question {exam.position + 1} of {len(exam.paper)} - {presented.question.id}")
        if given is not None:
            self.screen.say(f"Your answer so far: {write_answer(presented, given)}. Answer again to change it.", "dim")
        entry, begun = begin(presented), time.monotonic()
        while True:
            key = self._read(exam, view(self.screen.console, presented, entry))
            command = self._command_of(exam, entry, key)
            if command == "flag":
                exam = toggle_flag(exam)
                if self.recorder:
                    self.recorder.flag_place(exam.position, exam.position in exam.flagged)
                continue
            if command in {"next", "previous"}:
                self.region.clear()
                return go_to(exam, exam.position + (1 if command == "next" else -1)), command
            if command == "review" or key == RESIZE:
                self.region.clear() if command else self.region.forget()
                self.screen.refresh()
                return exam, command or "redraw"
            if command == "leave":
                raise Left
            if command == "help":
                self.region.clear()
                self.screen.say(HELP)
                return exam, command
            taken = press(presented, entry, key)
            if isinstance(taken, Entry):
                entry = taken
                continue
            self.region.clear()
            self._record(exam, taken, begun)
            self.screen.say(f"Saved: {write_answer(presented, taken)}", "dim")
            written = write(exam, taken)
            return written, "review" if written.answered == len(exam.paper) > exam.answered else "answer"

    def _record(self, exam: Exam, answer: Answer, begun: float) -> None:
        if self.recorder:
            outcome = Outcome(exam.current, answer, mark(exam.current.question, answer, exam.policies))
            milliseconds = int((time.monotonic() - begun) * 1000)
            self.recorder.answer(exam.position, outcome, milliseconds=milliseconds)

    def _command_of(self, exam: Exam, entry: Entry, key: Key) -> str | None:
        if key.name == "escape":
            key = self._read(exam, self._say("n next   p previous   f flag   r review   ? help   q leave"))
            return COMMANDS.get(key.text.lower()) if key.name == "text" else None
        presented = exam.current
        is_option = place_named(key, len(presented.order), isinstance(presented.question, TrueFalse)) is not None
        if isinstance(entry, TextEntry) or is_option or key.name != "text":
            return None
        return COMMANDS.get(key.text.lower())

    def _review(self, exam: Exam) -> int | None:
        """Show what is answered and flagged; give a question to open, -1 to hand in, None to go back."""
        self.screen.draw("")
        self.screen.say("Review", "bold")
        for i, presented in enumerate(exam.paper):
            answer = exam.answers[i]
            state = write_answer(presented, answer) if answer is not None else "no answer yet"
            flag = "  flagged" if i in exam.flagged else ""
            self.screen.say(f"{i + 1:3}  {presented.question.id}: {state}{flag}", "" if answer else "bold")
        typed = ""
        while True:
            prompt = "A number and Enter opens a question, h hands the exam in, Esc goes back > "
            key = self._read(exam, say(self.screen.console, prompt, Line(typed, len(typed))))
            if key.name == "escape":
                self.region.clear()
                return None
            if key.name == "text" and key.text in "0123456789":
                typed = (typed + key.text)[:3]
            elif key.name == "backspace":
                typed = typed[:-1]
            elif key.name == "enter" and typed and 1 <= int(typed) <= len(exam.paper):
                self.region.clear()
                return int(typed) - 1
            elif key.text.lower() == "h" and self._is_sure(exam):
                self.region.clear()
                return -1

    def _is_sure(self, exam: Exam) -> bool:
        empty = len(exam.paper) - exam.answered
        if not empty:
            return True
        question = (
            f"{empty} question{'s have' if empty > 1 else ' has'} no answer and will count as wrong. Hand in? y/n"
        )
        return self._read(exam, self._say(question)).text.lower() == "y"

    def _confirm(self, presented: Presented, near_miss: NearMiss) -> bool:
        """Ask whether an answer was a slip; a terminal that is gone, and leaving, keep it as it was typed."""
        self.region.draw(self.screen.style(f"{describe_slip(presented, near_miss)} (y or n)", "", self.width))
        try:
            while (key := self.keys.read()) is None or key.text.lower() not in {"y", "n"}:
                if key == EOF:
                    return False
        except KeyboardInterrupt:
            return False
        finally:
            self.region.clear()
        return key.text.lower() == "y"

    def _read(self, exam: Exam, shown: View) -> Key:
        """Draw, and wait for a key; the clock goes on meanwhile."""
        while True:
            left = self.seconds_left()
            if left is not None and left <= 0:
                raise TimeIsUp(exam)
            self._draw(exam, shown, left)
            key = self.keys.read(None if left is None else min(1.0, left))
            if key is None:
                continue
            if key == EOF or key.name in {"ctrl-c", "ctrl-d"}:
                raise Left
            return key

    @property
    def width(self) -> int:
        """Give the width of the screen as it is now."""
        return self.screen.console.width

    def _say(self, text: str) -> View:
        return say(self.screen.console, text)

    def _draw(self, exam: Exam, shown: View, left: float | None) -> None:
        clock = f"   time left {_write_time(left)}" if left is not None else ""
        flags = f"   flagged {len(exam.flagged)}" if exam.flagged else ""
        here = "   this one is flagged" if exam.position in exam.flagged else ""
        status = f"answered {exam.answered} of {len(exam.paper)}{flags}{clock}{here}   n p f r ? q"
        room = max(shutil.get_terminal_size().lines - 4, 3)
        first = max(0, min(shown.row - room // 2, len(shown.lines) - room))
        footer = ["", *self.screen.style(status, "dim", self.width)]
        cursor = (shown.row - first, shown.column) if shown.column is not None else None
        self.region.draw([*shown.lines[first : first + room], *footer], cursor)


def _write_time(seconds: float) -> str:
    minutes, rest = divmod(int(seconds + 0.999), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
