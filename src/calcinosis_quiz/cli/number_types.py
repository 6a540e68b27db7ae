"""Numbers on the command line, and what is said of those that are none."""

from math import isfinite
from typing import Any

import click


class WholeNumber(click.IntRange):
    """A whole number in a range."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401 - click's own
        """Read the number; anything else is wrong usage."""
        try:
            number: int = super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{str(value)!r} is not a whole number{_write_range(self)}.", param, ctx)
        return number


class Number(click.FloatRange):
    """A number in a range; what is none, or without end, is in no range."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:  # noqa: ANN401 - click's own
        """Read the number; anything else is wrong usage."""
        try:
            number: float = super().convert(value, param, ctx)
        except click.BadParameter:
            number = float("nan")
        if not isfinite(number):
            self.fail(f"{str(value)!r} is not a number{_write_range(self)}.", param, ctx)
        return number


def _write_range(numbers: click.IntRange | click.FloatRange) -> str:
    """Write a range with a lower end as it follows the word number."""
    if numbers.max is not None:
        return f" from {numbers.min} to {numbers.max}"
    return f" above {numbers.min}" if numbers.min_open else f" of at least {numbers.min}"
