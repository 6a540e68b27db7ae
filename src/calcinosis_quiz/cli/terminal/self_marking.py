"""Marking an open answer oneself: its points are ticked off against the model answer."""

from functools import partial

from calcinosis_quiz.bank.items import Open
from calcinosis_quiz.cli.screens.console import Console
from calcinosis_quiz.cli.screens.feedback import show_model_answer
from calcinosis_quiz.cli.terminal.live_area import Stage
from calcinosis_quiz.cli.terminal.view import View, draw_rows
from calcinosis_quiz.quiz.key_entry import ChoiceEntry, Key, move, place_named


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
