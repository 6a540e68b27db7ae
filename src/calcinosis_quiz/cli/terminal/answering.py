"""Answering one question by keys: each key goes to the answer in the making, or is a command."""

from collections.abc import Callable
from functools import partial

from calcinosis_quiz.cli.terminal.commands import HELP, Commands, command_of, show_help
from calcinosis_quiz.cli.terminal.entry_view import hints, view
from calcinosis_quiz.cli.terminal.keys import RESIZE
from calcinosis_quiz.cli.terminal.live_area import Stage
from calcinosis_quiz.cli.terminal.view import Hint
from calcinosis_quiz.quiz.answers import Answer
from calcinosis_quiz.quiz.key_entry import Entry, TextEntry, press
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
