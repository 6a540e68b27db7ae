"""A quiz by keys: one question at a time, explained after each answer, all of it in the scrollback."""

import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Final, TypeVar, get_args

from calcinosis_quiz.bank.items import Open, TrueFalse
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.cli.screens.screen import Screen
from calcinosis_quiz.cli.terminal.entry_view import View, hint, say, view
from calcinosis_quiz.cli.terminal.hold import EOF, RESIZE, Keys
from calcinosis_quiz.cli.terminal.region import Region
from calcinosis_quiz.history.rating import GOOD, rate
from calcinosis_quiz.history.recorder import Recorder
from calcinosis_quiz.quiz.answers import Answer, SelfMark, Texts
from calcinosis_quiz.quiz.entry import Entry, Key, TextEntry, begin, place_named, press
from calcinosis_quiz.quiz.line import Line, edit
from calcinosis_quiz.quiz.marking import Certainty
from calcinosis_quiz.quiz.paper import Presented
from calcinosis_quiz.quiz.results import sum_up
from calcinosis_quiz.quiz.session import (
    NearMiss,
    Outcome,
    SelfMarking,
    Session,
    Skipped,
    respond,
    respond_with,
    skip,
    undo,
)

Chosen = TypeVar("Chosen")
COMMANDS: Final = {"s": "skip", "u": "undo", "f": "flag", "?": "help", "q": "leave"}
HELP: Final = """\
A-F or 1-6   choose or answer           arrows   move
space        choose, take or drop       Enter    hand in
x            strike an option out       s        skip the question
u            take the last answer back  f        flag the item, with a reason
?            this help                  q        leave; the session is kept
While you type, or where F is an option, press Esc before a command."""


class Leave(Exception):  # noqa: N818 - nothing went wrong
    """The learner leaves; what was answered is saved."""


class Interactive:
    """One session at a terminal."""

    def __init__(
        self,
        screen: Screen,
        keys: Keys,
        library: Library,
        recorder: Recorder | None,
        ask_certainty: bool = False,
        *,
        after: Callable[[Session], Session] | None = None,
    ) -> None:
        """Draw on a screen, read from keys, and write down each answer before the next question is drawn.

        `after` is for study: it may order what is left anew after each reply, and a right answer can be called easy.
        """
        self.after = after
        self.screen, self.keys, self.library, self.recorder = screen, keys, library, recorder
        self.ask_certainty = ask_certainty
        self.region = Region()
        self.session = Session(paper=())
        self.certainties: dict[int, Certainty] = {}
        self._uids: list[str | None] = []
        self._typed: tuple[str, ...] = ()

    def run(
        self, session: Session, uids: Sequence[str | None] = (), certainties: Mapping[int, Certainty] | None = None
    ) -> Session:
        """Go through the session to its end, or until the learner leaves.

        `uids` name what was answered before, `certainties` are what was stated about it.
        """
        self.session, self._uids, self.certainties = session, list(uids), dict(certainties or {})
        try:
            while self.session.current is not None:
                self.session = self._ask(self.session, self.session.current)
                self.session = self.after(self.session) if self.after else self.session
        except (Leave, KeyboardInterrupt):
            self.region.clear()
        except SystemExit:  # a signal: the line that the shell goes on in is left clean
            with suppress(OSError):
                self.region.clear()
            raise
        return self.session

    def _ask(self, session: Session, presented: Presented) -> Session:
        position = len(session.replies)
        self._show(session, presented)
        begun = time.monotonic()
        given = self._take_answer(session, presented)
        if isinstance(given, str):
            return self._command(session, presented, given)
        session, reply = respond_with(session, given)
        if isinstance(reply, NearMiss):
            session, reply = respond(session, "yes" if self._confirm(reply) else "no")
        elif isinstance(reply, SelfMarking) and isinstance(presented.question, Open):
            session, reply = respond(session, self._mark_oneself(presented.question))
        if not isinstance(reply, Outcome):
            return session
        certainty = self._take_certainty() if self.ask_certainty else None
        milliseconds = int((time.monotonic() - begun) * 1000)
        self.region.clear()
        if self.recorder:
            self._uids.append(self.recorder.answer(position, reply, certainty, milliseconds))
        self.session = session  # the learner may leave from under the feedback
        if certainty:
            self.certainties[position] = certainty
        self.keys.drop_type_ahead()  # before the feedback: a key pressed under it is meant for it
        self.screen.show_outcome(reply, self.library.facts_of(presented.question))
        easy = partial(self._call_easy, position, reply, certainty, milliseconds)
        return self._pause(
            session, presented, easy if self.after and rate(reply.mark.fraction, certainty) == GOOD else None
        )

    def _show(self, session: Session, presented: Presented) -> None:
        self.screen.show_progress(len(session.replies), len(session.paper), sum_up(session.outcomes).total)
        self.screen.show_stem(presented, f"{presented.question.topic} - {presented.question.id}")

    def _take_answer(self, session: Session, presented: Presented) -> Answer | str:
        """Read keys until an answer is handed in or a command is given."""
        entry = begin(presented, self._typed)
        while True:
            self._draw(view(self.screen.console, presented, entry), hint(presented, entry))
            key = self._read()
            if key == RESIZE or key.name == "redraw":
                self.region.forget()
                self.screen.refresh()
                self._show(session, presented)
                continue
            command = self._command_of(presented, entry, key)
            if command == "help":
                self._help()
                self._show(session, presented)
            elif command is not None:
                self.region.clear()
                return command
            else:
                taken = press(presented, entry, key)
                if isinstance(taken, Entry):
                    entry = taken
                    continue
                if isinstance(taken, Texts | SelfMark):
                    texts = taken.texts if isinstance(taken, Texts) else (taken.text,)
                    self._typed = (*self._typed, *texts)
                return taken

    def _command_of(self, presented: Presented, entry: Entry, key: Key) -> str | None:
        if key.name == "escape":
            self._draw(
                say(self.screen.console, "s skip   u undo   f flag   ? help   q leave   any other key: back"), ""
            )
            key = self._read()
            return COMMANDS.get(key.text.lower()) if key.name == "text" else None
        is_typing = isinstance(entry, TextEntry)
        is_option = place_named(key, len(presented.order), isinstance(presented.question, TrueFalse)) is not None
        return None if is_typing or is_option or key.name != "text" else COMMANDS.get(key.text.lower())

    def _command(self, session: Session, presented: Presented, command: str) -> Session:
        if command == "leave":
            raise Leave
        if command == "flag":
            self._flag(presented)
            return session
        if command == "undo":
            return self._undo(session)
        if self.recorder:
            self.recorder.skip(len(session.replies), presented)
        self._uids.append(None)
        session, _ = skip(session)
        self.screen.say("Skipped.")
        return session

    def _undo(self, session: Session) -> Session:
        session, reply = undo(session)
        if reply is None:
            self.screen.say("There is nothing to take back yet.")
            return session
        uid = self._uids.pop() if self._uids else None
        if self.recorder:
            self.recorder.undo(len(session.replies), uid)
        self.certainties.pop(len(session.replies), None)
        what = "skip" if isinstance(reply, Skipped) else "answer"
        self.screen.say(f"Taken back: the {what} to {reply.presented.question.id}. Here it is again.")
        return session

    def _flag(self, presented: Presented) -> None:
        reason = self._edit("What is wrong with this item? ")
        if reason is None:
            self.screen.say("Not flagged.")
            return
        if self.recorder:
            self.recorder.flag(presented.question.id, reason)
        self.screen.say(f"Flagged {presented.question.id}: {reason or 'no reason given'}")

    def _call_easy(self, position: int, outcome: Outcome, certainty: Certainty | None, milliseconds: int) -> None:
        if self.recorder:
            self._uids[-1] = self.recorder.answer(position, outcome, certainty, milliseconds, easy=True)
        self.screen.say("Easy: it comes back much later.")

    def _pause(self, session: Session, presented: Presented, easy: Callable[[], None] | None = None) -> Session:
        """Wait under the feedback until the learner goes on; `easy` is what the key e does."""
        while True:
            keys = f"Enter: go on   {'e: easy   ' if easy else ''}u: undo   f: flag   ?: help   q: leave"
            self._draw(View(("",), 0), keys)
            key = self._read()
            if easy and key.name == "text" and key.text.lower() == "e":
                self.region.clear()
                easy()
                easy = None
                continue
            command = COMMANDS.get(key.text.lower()) if key.name == "text" else None
            if key.name == "enter" or key.text in {" ", "n"}:
                self.region.clear()
                return session
            if command == "leave":
                self.region.clear()
                raise Leave
            if command == "undo":
                self.region.clear()
                return self._undo(session)
            if command == "flag":
                self.region.clear()
                self._flag(presented)
            elif command == "help":
                self._help()
            elif key == RESIZE:
                self.region.forget()
                self.screen.refresh()

    def _confirm(self, near_miss: NearMiss) -> bool:
        question = f"Close. Did you mean: {'; '.join(near_miss.suggestion.texts)}? (y or n)"
        return self._choose(question, {"y": True, "n": False})

    def _take_certainty(self) -> Certainty:
        names = get_args(Certainty)
        return self._choose(
            "How sure are you?   1 guess   2 fairly   3 sure", {str(i): name for i, name in enumerate(names, 1)}
        )

    def _choose(self, question: str, answers: dict[str, Chosen]) -> Chosen:
        """Ask until one of the keys is pressed."""
        while True:
            self._draw(say(self.screen.console, question), "")
            key = self._read()
            if key.text.lower() in answers:
                return answers[key.text.lower()]
            if key == RESIZE:
                self.region.forget()

    def _mark_oneself(self, question: Open) -> str:
        """Show the model answer, and have its points ticked off; give their numbers as a learner would type them."""
        self.region.clear()
        self.screen.show_self_marking(question)
        found: frozenset[int] = frozenset()
        while True:
            ticks = "   ".join(f"[{'x' if i in found else ' '}] {i + 1}" for i in range(len(question.points)))
            self._draw(say(self.screen.console, ticks), "1, 2, 3: in my answer or not   Enter: done")
            key = self._read()
            place = int(key.text) - 1 if key.name == "text" and key.text in set("123456789") else None
            if place is not None and place < len(question.points):
                found ^= {place}
            elif key.name == "enter":
                return " ".join(str(i + 1) for i in sorted(found)) or "0"
            elif key == RESIZE:
                self.region.forget()

    def _help(self) -> None:
        self.region.clear()
        self.screen.say(HELP)

    def _read(self) -> Key:
        while (key := self.keys.read()) is None:
            pass
        if key == EOF or key.name in {"ctrl-c", "ctrl-d"}:
            raise Leave
        return key

    def _draw(self, shown: View, keys: str) -> None:
        """Draw what fits on the screen, the active row in sight, with the keys below."""
        width, height = self.screen.console.width, shutil.get_terminal_size().lines
        lines = list(shown.lines)
        row, room = shown.row, max(height - 4, 3)
        first = max(0, min(row - room // 2, len(lines) - room))
        footer = ["", *self.screen.style(keys, "dim", width)] if keys else []
        cursor = (row - first, shown.column) if shown.column is not None else None
        self.region.draw([*lines[first : first + room], *footer], cursor)

    def _edit(self, prompt: str) -> str | None:
        """Read a line; None when the learner backs out with Escape."""
        line = Line()
        while True:
            self._draw(say(self.screen.console, prompt, line), "")
            key = self._read()
            if key.name in {"enter", "escape"}:
                self.region.clear()
                return line.text.strip() if key.name == "enter" else None
            line = edit(line, key.name, key.text) or line
