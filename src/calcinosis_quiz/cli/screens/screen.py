"""The screen: one thing put below the other, at a comfortable measure, with colour and signs where possible."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import click
from msgspec import Struct

from calcinosis_quiz.cli.screens.console import Console, make_console, terminal_size
from calcinosis_quiz.cli.screens.layout import Content, Indented
from calcinosis_quiz.cli.screens.text import Text
from calcinosis_quiz.cli.visible import unguarded

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


class Screen:
    """Draws one thing after the other, so that everything stays readable in the scrollback."""

    def __init__(self, console: Console, plain: bool = False) -> None:
        """Draw on a console; `plain` keeps to the signs of a typewriter."""
        self.console = console
        self.is_linear = plain or not console.is_terminal or os.environ.get("TERM") == "dumb"
        """One thing a line: no columns and bars, which a screen reader cannot follow."""
        self.lines_drawn = 0
        self._page: tuple[int, Callable[[], None]] | None = None
        self._left = 0  # lines until the page is full
        knows_signs = console.is_terminal and console.speaks_unicode and os.environ.get("TERM") not in {"dumb", "linux"}
        self.signs = _DRAWN if knows_signs and not plain else _TYPED

    def say(self, text: str, style: str = "") -> None:
        """Write a line or a paragraph."""
        self.draw(Text(text, style))

    def draw(self, *contents: Content) -> None:
        """Draw one thing below the other."""
        for content in contents:
            for line in self.console.write(content):
                if self._page and not self._left:
                    rows, pause = self._page
                    pause()
                    self._left = rows
                self.lines_drawn += 1
                self._left -= 1
                click.echo(line, file=unguarded(sys.stdout), color=True)

    @contextmanager
    def paged(self, rows: int, pause: Callable[[], None]) -> Iterator[None]:
        """Pause whenever so many lines were drawn in the block and more follow."""
        self._page, self._left = (rows, pause), rows
        try:
            yield
        finally:
            self._page = None

    def wrap(self, prompt: str) -> str:
        """Break a prompt into lines that fit, with a blank after it to type behind."""
        return "\n".join(line.plain for line in Text(prompt.rstrip()).wrap(self.console.width - 1)) + " "

    def bar(self, cells: int, share: float) -> Text:
        """Draw a bar, filled from the left by a share from 0 to 1."""
        full = round(cells * share)
        return Text.assemble((self.signs.full * full, GOOD), (self.signs.empty * (cells - full), "dim"))

    def refresh(self) -> None:
        """Take the width of the terminal as it is now."""
        self.console.width = min(terminal_size()[0], MEASURE)


def make_screen(plain: bool = False, measure: int = MEASURE) -> Screen:
    """Make a screen no wider than a measure, for questions and what is said about them."""
    return Screen(make_console(measure, plain), plain)


def indent(content: Content) -> Indented:
    """Move something two columns to the right."""
    return Indented(content)
