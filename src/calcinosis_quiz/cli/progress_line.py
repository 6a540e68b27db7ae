"""How far a long reading is: one line on a terminal, from one second on, and gone at the end."""

import sys
import time
from collections.abc import Callable
from typing import Final

import click

_PATIENCE: Final = 1.0  # seconds without a word
_PAUSE: Final = 0.1  # seconds between two words
_WIDTH: Final = 30


class ProgressLine:
    """A line on standard error that is written over; silent where no person sees it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin to count the time."""
        self._clock = clock
        self._is_seen = sys.stderr.isatty()
        self._next = clock() + _PATIENCE
        self._shown = 0

    def show(self, done: int, count: int) -> None:
        """Say how many records have been read, and of how many where that is known."""
        share = min(done * _WIDTH // count, _WIDTH) if count else 0
        bar = f"[{'#' * share:<{_WIDTH}}] " if count else ""
        self._write(f"{bar}{done:,}{f' of {count:,}' if count else ''} read")

    def say(self, words: str) -> None:
        """Say what is being done where nothing is counted."""
        self._next = min(self._next, self._clock()) if self._shown else self._next
        self._write(words)

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            click.echo(f"\r{'':<{self._shown}}\r", nl=False, err=True)
            self._shown = 0

    def _write(self, text: str) -> None:
        now = self._clock()
        if self._is_seen and now >= self._next:
            click.echo(f"\r{text:<{self._shown}}", nl=False, err=True)
            self._shown, self._next = len(text), now + _PAUSE
