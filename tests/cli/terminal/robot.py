"""A learner who presses keys at random, on a clock of its own, and knows from the screen which of them may answer."""

import io
import re
from contextlib import redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Final

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.cli.answer_sheet import AnswerSheet
from calcinosis_quiz.cli.asking.sessions import begin_session
from calcinosis_quiz.cli.learner import learner_calendar, make_scheduler
from calcinosis_quiz.cli.screens.screen import make_screen
from calcinosis_quiz.cli.study_session import StudySession
from calcinosis_quiz.cli.terminal.exam_room import ExamRoom
from calcinosis_quiz.cli.terminal.keys import EOF, RESIZE
from calcinosis_quiz.cli.terminal.quiz_room import QuizRoom
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.quiz.exam import begin_exam
from calcinosis_quiz.quiz.key_table import Mode, Phase, find_row, rows_of, write_footer
from calcinosis_quiz.quiz.marking import Certainty
from calcinosis_quiz.quiz.session import Outcome, Reply
from calcinosis_quiz.quiz.strokes import BURST, READABLE, Key, Stroke

KINDS: Final = ("quiz", "exam", "study")
GAPS: Final = (0.0, 0.01, 0.03, 0.05, 0.1, 0.15, 0.3, 1.0)
NAMED: Final = (
    "up", "down", "left", "right", "home", "end", "enter", "tab", "back-tab", "backspace", "delete", "escape", "ctrl-u",
    "ctrl-w", "unknown",
)  # fmt: skip
SIGNS: Final = "abcdefghijklmnopqrstuvwxyzABCDEFTFX 0123456789?!/<>-=;:"
LEAVES: Final = ("ctrl-c", "ctrl-d")
_ORDER: Final[tuple[Phase, ...]] = ("certainty", "points", "feedback", "reading", "reason", "review", "help")
_BETWEEN: Final = {"certainty", "points", "slip"}  # asked between an answer and its being written down
_LETTERS: Final = re.compile(r"A-([A-Z]): (?:save )?(answer|choose|take|match)|1-(\d): in my")
_COLOURS: Final = re.compile(r"\x1b\[[\d;?]*[A-Za-z]")


class NobodyAnsweredError(AssertionError):
    """An answer was stored that nobody gave."""


class Robot:
    """Presses keys at random, and remembers whether one of them may be what is stored next."""

    def __init__(self, rng: Random, mode: Mode, strokes: int) -> None:
        """Press so many keys, and leave after them."""
        self.rng, self.mode, self.left = rng, mode, strokes
        self.screen = io.StringIO()
        self.clock = self.shown = self.last = 0.0
        self.may_store = False
        self.stored = 0
        self.pressed: list[Key] = []

    def now(self) -> float:
        """Return the time; asked when something else has just been shown."""
        self.shown = self.clock
        self.is_quiet = False
        return self.clock

    def read(self, seconds: float | None = None) -> Stroke | None:
        """Press a key, some time after the last one."""
        phase, count = self.look()
        if phase not in _BETWEEN:
            self.may_store = False
        gap = self.rng.choice(GAPS)
        if seconds is not None and gap > seconds:
            return None
        self.clock += gap
        self.left -= 1
        if self.left < 0:
            return Stroke(EOF, self.clock)
        key = self._choose(phase, count)
        # A key may act once the screen could be read, unless it belongs to a burst that began before.
        if self.clock - self.shown >= READABLE and self.clock - self.last >= BURST:
            self.is_quiet = True
        self.last = self.clock
        row = find_row(rows_of(phase, self.mode), key, count) if phase else None
        self.may_store |= self.is_quiet and row is not None and row.answers
        self.pressed = [*self.pressed[-20:], key]
        return Stroke(key, self.clock)

    def look(self) -> tuple[Phase | None, int]:
        """Return the phase that the footer on screen belongs to, and the letters that it offers."""
        shown = _COLOURS.sub("", self.screen.getvalue()[-3000:]).rpartition("\n\n")[2]
        self.screen.seek(0)
        self.screen.truncate()
        self.screen.write(shown[-3000:])
        found = _LETTERS.search(shown)
        count = (ord(found[1]) - ord("A") + 1 if found[1] else int(found[3])) if found else 0
        if found:
            words: dict[str, Phase] = {"answer": "one", "choose": "several", "take": "order", "match": "pairs"}
            return (words[found[2]] if found[2] else "points"), count
        if re.search("T or F: (save )?answer", shown):
            return "truth", 0
        if "next gap" in shown:
            return "gaps", 0
        if "Esc: commands" in shown:
            return "text", 0
        if "y: yes" in shown:
            return ("hand-in" if "Hand in?" in self.screen.getvalue() else "slip"), 0
        for phase in _ORDER:
            if all(f"{keys}: {word}" in " ".join(shown.split()) for keys, word in write_footer(phase, self.mode)[:1]):
                return phase, 0
        return None, 0

    def store(self) -> None:
        """Count an answer stored; raises NobodyAnsweredError when no key that answers was pressed for it."""
        if not self.may_store:
            raise NobodyAnsweredError(f"stored after {self.pressed}\n{self.screen.getvalue()}")
        self.stored += 1
        self.may_store = False

    def _choose(self, phase: Phase | None, count: int) -> Key:
        rng = self.rng
        kind = rng.random()
        if kind < 0.15 and self.pressed:
            return self.pressed[-1]  # held
        if kind < 0.2:
            return Key("paste", rng.choice(["A\nB\n", "t", "apatite\r\ncalcium\n", "1\n"]))
        if kind < 0.203:
            return rng.choice([RESIZE, Key(rng.choice(LEAVES))])
        if kind < 0.6 and phase:
            row = rng.choice(rows_of(phase, self.mode))
            sign = rng.choice(row.keys)
            if sign in LEAVES:
                return Key("enter")
            if len(sign) == 1:
                return Key("text", sign)
            return (
                Key("text", chr(ord("a") + rng.randrange(max(count, 1)))) if sign in {"options", "text"} else Key(sign)
            )
        return Key(rng.choice(NAMED)) if kind < 0.75 else Key("text", rng.choice(SIGNS))


class WatchedSheet(AnswerSheet):
    """An answer sheet that tells the robot of each answer stored."""

    robot: Robot | None = None

    def record(
        self, place: int, reply: Reply, begun: float, certainty: Certainty | None = None, **more: object
    ) -> None:
        """Take note of an answer, then write it down."""
        if isinstance(reply, Outcome) and self.robot:
            self.robot.store()
        super().record(place, reply, begun, certainty, **more)  # type: ignore[arg-type]  # the rating alone

    def amend(self, place: int, outcome: Outcome, **more: object) -> None:
        """Take note of a rating or of a slip put right, then write it down."""
        if self.robot:
            self.robot.store()
        super().amend(place, outcome, **more)  # type: ignore[arg-type]  # the rating alone


def play(library: Library, folder: Path, kind: str, strokes: int, seed: int) -> int:
    """Press so many keys in quizzes, exams or sessions of study; return how many answers were stored."""
    rng = Random(seed)  # noqa: S311 - keys, not a secret
    scheduler, calendar = make_scheduler(), learner_calendar()
    stored, left = 0, strokes
    with AnswerLog(folder / f"{kind}-{seed}.db") as log:
        while left > 0:
            questions = [q for q in library.questions.values() if kind != "exam" or q.type != "open"]
            chosen = rng.sample(questions, k=6)
            sheet = begin_session(library, log, chosen, seed=seed, rng=rng, policies=(), kind="quiz")
            robot = Robot(rng, "exam" if kind == "exam" else "quiz", left)
            watched = WatchedSheet(**{name: getattr(sheet, name) for name in sheet.__struct_fields__}, robot=robot)
            asks_certainty = rng.random() < 0.3
            with redirect_stdout(robot.screen):
                screen = make_screen()
                if kind == "exam":
                    exam = begin_exam(sheet.session.paper)
                    ExamRoom(screen, robot, watched, exam, asks_certainty).run()
                else:
                    study = None
                    if kind == "study":
                        today = calendar.day_of(datetime.now(UTC))
                        study = StudySession(
                            watched, log, scheduler, calendar, today, seed=seed, asks_grades=rng.random() < 0.5
                        )
                    QuizRoom(screen, robot, watched, asks_certainty, study=study).run()
            if watched.locks:
                watched.locks.close()
            stored += robot.stored
            left = robot.left
    return stored
