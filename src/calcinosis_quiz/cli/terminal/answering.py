"""Answering one question by keys: each key goes to the answer in the making, or is a command."""

from collections.abc import Callable
from functools import partial
from typing import Final, get_args

from calcinosis_quiz.bank.items import Open
from calcinosis_quiz.cli.screens.console import Console
from calcinosis_quiz.cli.screens.feedback import show_model_answer
from calcinosis_quiz.cli.terminal.commands import HELP, Commands, command_of, show_help
from calcinosis_quiz.cli.terminal.entry_view import hints, view
from calcinosis_quiz.cli.terminal.keys import RESIZE
from calcinosis_quiz.cli.terminal.live_area import Stage
from calcinosis_quiz.cli.terminal.view import Hint, View, draw_rows
from calcinosis_quiz.quiz.answers import Answer
from calcinosis_quiz.quiz.key_entry import ChoiceEntry, Entry, Key, TextEntry, move, place_named, press
from calcinosis_quiz.quiz.marking import Certainty, mark_certainty
from calcinosis_quiz.quiz.presentation import Presented


def take_answer(
    stage: Stage,
    presented: Presented,
    entry: Entry,
    commands: Commands,
    *,
    more: tuple[Hint, ...],
    show: Callable[[], None],
    obey: Callable[[str], bool],
) -> Answer | str:
    """Read keys until an answer is handed in, or until a command that leads away from the question.

    `show` draws the question anew after a resize. `obey` is offered each command but help, and tells whether it has
    been done and the question goes on; the name of any other is returned.
    """
    while True:
        drawing = partial(view, presented=presented, entry=entry)
        also = () if isinstance(entry, TextEntry) else more  # their letters can be typed
        key = stage.read(drawing, (*hints(presented, entry), *also))
        if key == RESIZE:
            show()
            continue
        command = command_of(stage, presented, entry, key, commands)
        if command == HELP.name:
            show_help(stage, commands)
        elif command is not None:
            stage.clear()
            if not obey(command):
                return command
        else:
            taken = press(presented, entry, key)
            if not isinstance(taken, Entry):
                stage.clear()
                return taken
            entry = taken


_DEGREES: Final[dict[str, Certainty]] = {str(i): name for i, name in enumerate(get_args(Certainty), 1)}
_HINTS: Final = tuple(
    (key, f"{name} ({mark_certainty(True, name):+d} or {mark_certainty(False, name):+d})".replace("+0", "0"))
    for key, name in _DEGREES.items()
)


def ask_certainty(stage: Stage, answer: str) -> Certainty:
    """Ask how sure an answer is, with what each degree earns when it is right and when it is wrong."""
    return stage.choose(f"Your answer: {answer}\nHow sure are you?", _DEGREES, _HINTS)


def mark_oneself(stage: Stage, question: Open, text: str) -> str:
    """Show the model answer, and have its points ticked off; give their numbers as a learner would type them."""
    stage.clear()
    stage.say(f"Your answer: {text}")
    show_model_answer(stage.screen, question)
    entry = ChoiceEntry(len(question.points), several=True)
    keys = ((f"1-{entry.count} or space", "in my answer or not"), ("Enter", "done"))
    while True:
        key = stage.read(partial(_draw, question=question, entry=entry), keys)
        if key.name == "enter":
            stage.clear()
            return " ".join(str(i + 1) for i in sorted(entry.chosen)) or "0"
        entry = tick(entry, key)


def tick(entry: ChoiceEntry, key: Key) -> ChoiceEntry:
    """Move, or tick a point or take the tick away."""
    place = entry.cursor if key == Key("text", " ") else place_named(key, entry.count)
    moved = move(entry.cursor, key, entry.count)
    if place is not None:
        return ChoiceEntry(entry.count, several=True, cursor=place, chosen=entry.chosen ^ {place})
    return ChoiceEntry(entry.count, several=True, cursor=moved, chosen=entry.chosen) if moved is not None else entry


def _draw(console: Console, question: Open, entry: ChoiceEntry) -> View:
    rows = [
        (">" if i == entry.cursor else " ", "[x]" if i in entry.chosen else "[ ]", str(i + 1), point)
        for i, point in enumerate(question.points)
    ]
    lines, row = draw_rows(console, rows, entry.cursor)
    return View(("Which of these points are in your answer?", *lines), row + 1)
