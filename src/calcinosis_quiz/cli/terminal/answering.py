"""Answering one question by keys: each key changes the answer so far, gives it, or is a command."""

from collections.abc import Callable
from functools import partial
from typing import cast

from calcinosis_quiz.bank.items import Open
from calcinosis_quiz.cli.screens.console import Console
from calcinosis_quiz.cli.screens.feedback import show_model_answer
from calcinosis_quiz.cli.screens.layout import Column, Grid
from calcinosis_quiz.cli.terminal.entry_view import view
from calcinosis_quiz.cli.terminal.keys import RESIZE
from calcinosis_quiz.cli.terminal.live_area import Stage
from calcinosis_quiz.cli.terminal.view import View, draw_rows
from calcinosis_quiz.quiz.answers import Answer
from calcinosis_quiz.quiz.key_entry import ChoiceEntry, Entry, move, press
from calcinosis_quiz.quiz.key_table import (
    Action,
    Mode,
    Phase,
    find_row,
    phase_of,
    place_named,
    rows_of,
    write_footer,
    write_help,
)
from calcinosis_quiz.quiz.marking import Certainty
from calcinosis_quiz.quiz.presentation import Presented
from calcinosis_quiz.quiz.strokes import Key

_COMMANDS = {"skip", "back", "undo", "why", "flag", "review", "help", "menu"}


def take_answer(
    stage: Stage,
    presented: Presented,
    entry: Entry,
    mode: Mode,
    *,
    show: Callable[[], None],
    obey: Callable[[Action], bool],
) -> Answer | Action:
    """Read keys until an answer is given, or until a command that leads away from the question.

    `show` draws the question anew after a resize. `obey` is offered each command but help, and tells whether it has
    been done and the question goes on; the name of any other is returned.
    """
    phase, count = phase_of(presented.question), len(presented.order)
    rows, hints = rows_of(phase, mode), write_footer(phase, mode, count)
    stage.begin()
    while True:
        key = stage.read(partial(view, presented=presented, entry=entry), hints)
        if key == RESIZE:
            show()
            continue
        row = find_row(rows, key, count)
        action = row.action if row else None
        if action == "menu":
            action = _choose_command(stage, mode)
        if action == "help":
            show_help(stage, phase, mode, count)
        elif action in _COMMANDS and action is not None:
            stage.clear()
            if not obey(action):
                return action
            stage.begin()
        elif row is not None and row.action != "menu":
            taken = press(presented, entry, key)
            if not isinstance(taken, Entry):
                stage.clear()
                return taken
            entry = taken


def _choose_command(stage: Stage, mode: Mode) -> Action | None:
    """Read a command behind Esc; any other key leads back."""
    shown = View(("Which command?",), 0)
    row = find_row(
        rows_of("menu", mode), stage.read(lambda _: shown, (*write_footer("menu", mode), ("any other key", "back")))
    )
    return row.action if row else None


def show_help(stage: Stage, phase: Phase, mode: Mode, count: int = 0) -> None:
    """Show every key of a phase until one is pressed."""
    stage.begin()
    stage.read(partial(_draw_help, pairs=write_help(phase, mode, count)), (("any key", "back"),))
    stage.begin()


def _draw_help(console: Console, pairs: tuple[tuple[str, str], ...]) -> View:
    return View(tuple(console.write(Grid(pairs, [Column(style="bold"), Column(overflow="fold")]))), 0)


def ask_certainty(stage: Stage, answer: str) -> Certainty:
    """Ask how sure an answer is, with what each degree earns when it is right and when it is wrong."""
    return cast("Certainty", stage.choose(f"Your answer: {answer}\nHow sure are you?", "certainty"))


def mark_oneself(stage: Stage, question: Open, text: str) -> str:
    """Show the model answer, have its points ticked off, and return their numbers as a learner would type them."""
    stage.clear()
    stage.say(f"Your answer: {text}")
    show_model_answer(stage.screen, question)
    entry = ChoiceEntry(len(question.points), several=True)
    rows, hints = rows_of("points"), write_footer("points", count=entry.count)
    stage.begin()
    while True:
        key = stage.read(partial(_draw, question=question, entry=entry), hints)
        row = find_row(rows, key, entry.count)
        if row is not None and row.action == "hand-in":
            stage.clear()
            return " ".join(str(i + 1) for i in sorted(entry.chosen)) or "0"
        entry = tick(entry, key)


def tick(entry: ChoiceEntry, key: Key) -> ChoiceEntry:
    """Return the entry with the cursor moved, or with a point ticked or no longer ticked."""
    row = find_row(rows_of("points"), key, entry.count)
    if row is None:
        return entry
    place = entry.cursor if row.action == "choose" else place_named(row, key, entry.count)
    moved = move(entry.cursor, row.action, entry.count)
    if place is not None:
        return ChoiceEntry(entry.count, several=True, cursor=place, chosen=entry.chosen ^ {place})
    return ChoiceEntry(entry.count, several=True, cursor=moved, chosen=entry.chosen) if moved is not None else entry


def _draw(console: Console, question: Open, entry: ChoiceEntry) -> View:
    rows = [
        (">" if i == entry.cursor else " ", "[x]" if i in entry.chosen else "[ ]", str(i + 1), point)
        for i, point in enumerate(question.points)
    ]
    lines, row = draw_rows(console, rows, entry.cursor or 0)
    return View(("Which of these points are in your answer?", *lines), row + 1)
