"""The screen: one thing put below the other, at a comfortable measure, with colour and signs where possible."""

import os
import re
from typing import Final

import click
from msgspec import Struct
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

MEASURE: Final = 76  # characters: longer lines are hard to follow

# Colours that read on light and dark alike; never bold with them, which many terminals turn into a bright colour.
GOOD, BAD, HALF = "green", "red", "magenta"


class Signs(Struct, frozen=True):
    """Signs that stand beside a word: right, partly right, wrong and missed, and the two parts of a bar."""

    right: str
    partly: str
    wrong: str
    missed: str
    full: str
    empty: str


_DRAWN: Final = Signs("\u2713", "~", "\u2717", "\u2192", "\u2501", "\u2500")
_TYPED: Final = Signs("+", "~", "x", ">", "#", ".")


def make_console(plain: bool = False, measure: int = MEASURE) -> Console:
    """Make a console no wider than a comfortable measure; colour only on a terminal that wants it."""
    bare = plain or os.environ.get("TERM") == "dumb" or bool(os.environ.get("NO_COLOR"))
    console = Console(highlight=False, markup=False, emoji=False, no_color=bare, color_system=None if bare else "auto")
    console.width = min(console.width or 80, measure)  # COLUMNS=0 says nothing
    return console


class Screen:
    """Draws one thing after the other, so that everything stays readable in the scrollback."""

    def __init__(self, console: Console, plain: bool = False) -> None:
        """Draw on a console; `plain` keeps to the signs of a typewriter."""
        self.console = console
        self.lines_drawn = 0
        term = os.environ.get("TERM")
        drawn = console.is_terminal and console.encoding.startswith("utf") and term not in {"dumb", "linux"}
        self.signs = _DRAWN if drawn and not plain else _TYPED

    def say(self, text: str, style: str = "") -> None:
        """Write a line or a paragraph."""
        self.draw(Text(text, style=style))

    def draw(self, *contents: RenderableType) -> None:
        """Draw one thing below the other, without the blanks that fill tables up to the width."""
        with self.console.capture() as drawn:
            self.console.print(*contents, sep="\n")
        text = drawn.get()
        self.lines_drawn += text.count("\n")
        click.echo(re.sub(r" +(?=(\x1b\[[\d;]*m)*$)", "", text, flags=re.MULTILINE), nl=False, color=True)

    def wrap(self, prompt: str) -> str:
        """Break a prompt into lines that fit, with a blank after it to type behind."""
        return "\n".join(line.plain for line in Text(prompt.rstrip()).wrap(self.console, self.console.width - 1)) + " "

    def bar(self, cells: int, share: float) -> Text:
        """Draw a bar, filled from the left by a share from 0 to 1."""
        full = round(cells * share)
        return Text.assemble((self.signs.full * full, GOOD), (self.signs.empty * (cells - full), "dim"))

    def refresh(self) -> None:
        """Take the width of the terminal as it is now."""
        self.console = make_console(measure=MEASURE)


def make_screen(plain: bool = False) -> Screen:
    """Make a screen for questions and what is said about them."""
    return Screen(make_console(plain), plain)


def indent(content: RenderableType) -> Padding:
    """Move something two columns to the right."""
    return Padding(content, (0, 0, 0, 2))
