"""How an answer in the making looks: lines with a cursor, drawn again at every key."""

import unicodedata
from string import ascii_uppercase
from typing import Final

from msgspec import Struct
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from calcinosis_quiz.bank.items import Cloze, Matching, Numeric, TrueFalse
from calcinosis_quiz.quiz.entry import ChoiceEntry, Entry, OrderEntry, PairEntry, TextEntry
from calcinosis_quiz.quiz.line import Line
from calcinosis_quiz.quiz.paper import Presented

_LEAST_ROOM: Final = 12  # cells to type in


class View(Struct, frozen=True):
    """Lines to draw, the row that must stay in sight, and the cell of the text cursor where something is typed."""

    lines: tuple[str, ...]
    row: int
    column: int | None = None


def view(console: Console, presented: Presented, entry: Entry) -> View:
    """Draw an entry as it stands."""
    match entry:
        case ChoiceEntry():
            return _view_choice(console, presented, entry)
        case OrderEntry():
            return _view_order(console, presented, entry)
        case PairEntry():
            return _view_pairs(console, presented, entry)
        case TextEntry():
            return _view_text(console, presented, entry)


def say(console: Console, text: str, line: Line | None = None) -> View:
    """Draw a message no wider than the screen, with a line being typed behind it."""
    lines = [each.plain.rstrip() for each in Text(text).wrap(console, console.width)]
    if line is None:
        return View(tuple(lines), len(lines) - 1)
    prompt = lines[-1] + " " if text.endswith(" ") else lines[-1]
    if cell_len(prompt) > console.width - _LEAST_ROOM:
        lines.append("")
        prompt = ""
    shown, cells = _window(line.text, line.cursor, console.width - cell_len(prompt) - 1)
    return View((*lines[:-1], prompt + shown), len(lines) - 1, cell_len(prompt) + cells)


def hint(presented: Presented, entry: Entry) -> str:
    """Say which keys answer."""
    match entry:
        case ChoiceEntry(several=True):
            return f"A-{ascii_uppercase[entry.count - 1]} or space: choose   x: strike out   Enter: hand in"
        case ChoiceEntry() if isinstance(presented.question, TrueFalse):
            return "T or F: answer"
        case ChoiceEntry():
            return f"A-{ascii_uppercase[entry.count - 1]}: answer   arrows and Enter   x: strike out"
        case OrderEntry():
            return "arrows: go to   space: take or drop   Enter: hand in"
        case PairEntry():
            return "letter or Enter: give to the prompt   left, right: other prompt   Enter again: hand in"
        case _:
            return "type, then Enter   Esc: other keys"


def _lines(console: Console, table: Table) -> list[str]:
    with console.capture() as drawn:
        console.print(table)
    return drawn.get().rstrip("\n").split("\n")


def _grid(*columns: str) -> Table:
    grid = Table.grid(padding=(0, 1, 0, 0))
    for style in columns:
        grid.add_column(style=style or None, no_wrap=style == "bold", overflow="fold")
    return grid


def _rows(console: Console, rows: list[tuple[str | Text, ...]], active: int) -> tuple[list[str], int]:
    """Draw rows one by one, so that it is known on which line the active one begins."""
    lines: list[str] = []
    row = 0
    for i, cells in enumerate(rows):
        if i == active:
            row = len(lines)
        grid = _grid(*["bold"] * (len(cells) - 1), "")
        grid.add_row(*cells)
        lines += _lines(console, grid)
    return lines, row


def _view_choice(console: Console, presented: Presented, entry: ChoiceEntry) -> View:
    choices = presented.choices
    if isinstance(presented.question, TrueFalse):
        choices = (("T", presented.question.true_label), ("F", presented.question.false_label))
    rows: list[tuple[str | Text, ...]] = []
    for place, (letter, text) in enumerate(choices):
        struck = place in entry.struck
        pointer = ">" if place == entry.cursor else " "
        box = (("[x]" if place in entry.chosen else "[ ]"),) if entry.several else ()
        shown = Text(f"{text} (struck out)" if struck else text, style="dim strike" if struck else "")
        rows.append((pointer, *box, letter, shown))
    lines, row = _rows(console, rows, entry.cursor)
    return View(tuple(lines), row)


def _view_order(console: Console, presented: Presented, entry: OrderEntry) -> View:
    texts = dict(enumerate(text for _, text in presented.choices))
    rows: list[tuple[str | Text, ...]] = []
    for i, place in enumerate(entry.places):
        here = i == entry.cursor
        pointer = "<>" if here and entry.held else "> " if here else "  "
        style = "reverse" if here and entry.held else ""
        rows.append((pointer, f"{i + 1}.", ascii_uppercase[place], Text(texts[place], style=style)))
    lines, row = _rows(console, rows, entry.cursor)
    return View(tuple(lines), row)


def _view_pairs(console: Console, presented: Presented, entry: PairEntry) -> View:
    question = presented.question
    prompts = question.pairs if isinstance(question, Matching) else ()
    rows: list[tuple[str | Text, ...]] = []
    for i, pair in enumerate(prompts):
        given = entry.given[i]
        letter = ascii_uppercase[given] if given is not None else "_"
        style = "bold" if i == entry.prompt else ""
        rows.append((">" if i == entry.prompt else " ", str(i + 1), letter, Text(pair.prompt, style=style)))
    above, _ = _rows(console, rows, 0)
    choices: list[tuple[str | Text, ...]] = [
        (" " * 3 + (">" if place == entry.cursor else " "), letter, Text(text))
        for place, (letter, text) in enumerate(presented.choices)
    ]
    below, row = _rows(console, choices, entry.cursor)
    return View((*above, "", *below), len(above) + 1 + row)


def _view_text(console: Console, presented: Presented, entry: TextEntry) -> View:
    question = presented.question
    lines: list[str] = []
    column = row = 0
    for i, line in enumerate(entry.lines):
        name = "Your answer"
        if isinstance(question, Cloze):
            given_hint = question.gaps[i].hint if question.gaps else None
            name = f"Gap {i + 1}" if len(entry.lines) > 1 else "The missing words"
            name += f" ({given_hint})" if given_hint else ""
        elif isinstance(question, Numeric) and question.unit:
            name += f" ({question.unit})"
        prompt = f"{name}: "
        if cell_len(prompt) > console.width - _LEAST_ROOM:  # a long hint stands in a line of its own
            lines += [each.plain.rstrip() for each in Text(prompt).wrap(console, console.width)]
            prompt = ""
        room = console.width - cell_len(prompt) - 1
        shown, cells = _window(line.text, line.cursor, room)
        if i == entry.active:
            row, column = len(lines), cell_len(prompt) + cells
        lines.append(prompt + shown)
    if entry.message:
        lines += [each.plain.rstrip() for each in Text(entry.message).wrap(console, console.width)]
    return View(tuple(lines), row, column)


def _window(text: str, cursor: int, room: int) -> tuple[str, int]:
    """Cut a line to what fits around the cursor; give that part, and the cells up to the cursor."""
    start = cursor
    before = 0
    while start and before + cell_len(text[start - 1]) <= room:
        start -= 1
        before += cell_len(text[start])
    while start < cursor and unicodedata.combining(text[start]):  # no sign without its letter at the edge
        start += 1
    end, cells = cursor, before
    while end < len(text) and cells + cell_len(text[end]) <= room:
        cells += cell_len(text[end])
        end += 1
    return text[start:end], before
