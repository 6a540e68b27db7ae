"""How an answer looks while it is given: lines with a cursor, drawn again at every key."""

from calcinosis_quiz.bank.items import Cloze, Matching, Numeric, TrueFalse
from calcinosis_quiz.cli.screens.cells import cell_len
from calcinosis_quiz.cli.screens.console import Console
from calcinosis_quiz.cli.screens.text import Text
from calcinosis_quiz.cli.terminal.view import View, cut_line, draw_rows, has_room_to_type
from calcinosis_quiz.quiz.key_entry import ChoiceEntry, Entry, OrderEntry, PairEntry, TextEntry
from calcinosis_quiz.quiz.presentation import LETTERS, Presented

Row = tuple[str | Text, ...]


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


def _view_choice(console: Console, presented: Presented, entry: ChoiceEntry) -> View:
    choices = presented.choices
    if isinstance(presented.question, TrueFalse):
        choices = (("T", presented.question.true_label), ("F", presented.question.false_label))
    rows: list[Row] = []
    for place, (letter, text) in enumerate(choices):
        struck = place in entry.struck
        pointer = ">" if place == entry.cursor else " "
        box = (("[x]" if place in entry.chosen else "[ ]"),) if entry.several else ()
        shown = Text(f"{text} (struck out)" if struck else text, style="dim strike" if struck else "")
        rows.append((pointer, *box, letter, shown))
    lines, row = draw_rows(console, rows, entry.cursor or 0)
    return _with_message(console, View(tuple(lines), row), entry.message)


def _view_order(console: Console, presented: Presented, entry: OrderEntry) -> View:
    texts = dict(enumerate(text for _, text in presented.choices))
    rows: list[Row] = []
    for i, place in enumerate(entry.places):
        here = i == entry.cursor
        pointer = "<>" if here and entry.held else "> " if here else "  "
        style = "reverse" if here and entry.held else ""
        rows.append((pointer, f"{i + 1}.", LETTERS[place], Text(texts[place], style=style)))
    lines, row = draw_rows(console, rows, entry.cursor)
    return _with_message(console, View(tuple(lines), row), entry.message)


def _view_pairs(console: Console, presented: Presented, entry: PairEntry) -> View:
    question = presented.question
    prompts = question.pairs if isinstance(question, Matching) else ()
    rows: list[Row] = []
    for i, pair in enumerate(prompts):
        given = entry.given[i]
        letter = LETTERS[given] if given is not None else "_"
        style = "bold" if i == entry.prompt else ""
        rows.append((">" if i == entry.prompt else " ", str(i + 1), letter, Text(pair.prompt, style=style)))
    above, _ = draw_rows(console, rows, 0)
    choices: list[Row] = [
        (" " * 3 + (">" if place == entry.cursor else " "), letter, Text(text))
        for place, (letter, text) in enumerate(presented.choices)
    ]
    below, row = draw_rows(console, choices, entry.cursor or 0)
    seen = 0 if entry.cursor is None else len(above) + 1 + row
    return _with_message(console, View((*above, "", *below), seen), entry.message)


def _with_message(console: Console, shown: View, message: str) -> View:
    """Add what there is to say about the last key; it stays in sight."""
    said = [each.plain.rstrip() for each in Text(message).wrap(console.width)] if message else []
    return View((*shown.lines, *said), len(shown.lines) + len(said) - 1 if said else shown.row)


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
        if not has_room_to_type(console, prompt):  # a long hint stands in a line of its own
            lines += [each.plain.rstrip() for each in Text(prompt).wrap(console.width)]
            prompt = ""
        shown, cells = cut_line(line.text, line.cursor, console.width - cell_len(prompt) - 1)
        if i == entry.active:
            row, column = len(lines), cell_len(prompt) + cells
        lines.append(prompt + shown)
    if entry.message:
        lines += [each.plain.rstrip() for each in Text(entry.message).wrap(console.width)]
    return View(tuple(lines), row, column)
