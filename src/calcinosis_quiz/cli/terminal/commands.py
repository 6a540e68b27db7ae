"""What can be done besides answering: a letter for each command, the help, and the Escape key before a command."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from calcinosis_quiz.bank.items import TrueFalse
from calcinosis_quiz.cli.screens.console import Console
from calcinosis_quiz.cli.screens.layout import Column, Grid
from calcinosis_quiz.cli.terminal.live_area import Stage
from calcinosis_quiz.cli.terminal.view import Hint, View
from calcinosis_quiz.quiz.key_entry import Entry, Key, TextEntry, place_named
from calcinosis_quiz.quiz.presentation import Presented

_ANSWERING: Final[tuple[Hint, ...]] = (
    ("A-F or 1-6", "choose or answer"),
    ("arrows", "move"),
    ("space", "choose, take or drop"),
    ("Enter", "hand in"),
    ("x", "strike an option out"),
)
_ESCAPE: Final = "While you type, or where a letter is an option, press Esc before a command."
_TWO_COLUMNS: Final = 70  # columns of the screen, for help in two columns


class Command(Struct, frozen=True):
    """A command: its key, its name in the program, a word for it, and what it does."""

    key: str
    name: str
    word: str
    what: str


Commands = tuple[Command, ...]
HELP: Final = Command("?", "help", "help", "this help")
QUIZ_COMMANDS: Final = (
    Command("s", "skip", "skip", "skip the question"),
    Command("u", "undo", "undo", "take the last answer back"),
    Command("f", "flag", "flag", "flag the item, with a reason"),
    HELP,
    Command("q", "leave", "leave", "leave; the session is kept"),
)
EXAM_COMMANDS: Final = (
    Command("n", "next", "next", "next question"),
    Command("p", "previous", "previous", "previous question"),
    Command("f", "flag", "flag", "flag the question to come back to"),
    Command("r", "review", "review", "review all, and hand in the exam"),
    HELP,
    Command("q", "leave", "leave", "leave; the clock goes on"),
)


def named(commands: Commands, key: Key) -> str | None:
    """Tell which command a key stands for."""
    sign = key.text.lower() if key.name == "text" else ""
    return next((command.name for command in commands if command.key == sign), None)


def hints_of(commands: Commands) -> tuple[Hint, ...]:
    """Say the keys of commands in a word each."""
    return tuple((command.key, command.word) for command in commands)


def command_of(stage: Stage, presented: Presented, entry: Entry, key: Key, commands: Commands) -> str | None:
    """Tell which command a key gives while a question is answered: no letter that answers, and Escape goes before."""
    if key.name == "escape":
        shown = View(("Which command?",), 0)
        return named(commands, stage.read(lambda _: shown, (*hints_of(commands), ("any other key", "back"))))
    is_option = place_named(key, len(presented.order), isinstance(presented.question, TrueFalse)) is not None
    return None if isinstance(entry, TextEntry) or is_option else named(commands, key)


def show_help(stage: Stage, commands: Commands) -> None:
    """Show every key until one is pressed."""
    pairs = (*_ANSWERING, *((command.key, command.what) for command in commands))
    stage.read(lambda console: _draw_help(console, pairs), (("any key", "back"),))


def _draw_help(console: Console, pairs: Sequence[Hint]) -> View:
    columns = 2 if console.width >= _TWO_COLUMNS else 1
    rows = -(-len(pairs) // columns)
    cells = [[cell for pair in pairs[i::rows] for cell in pair] for i in range(rows)]
    table = Grid(cells, [Column(style="bold"), Column(overflow="fold")] * columns)
    return View((*console.write(table), "", *console.write(_ESCAPE)), 0)
