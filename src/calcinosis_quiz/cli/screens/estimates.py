"""What screens of item analysis share: numbers with their intervals, and the heading of a group of items."""

from typing import Final

from calcinosis_quiz.cli.screens.screen import Screen
from calcinosis_quiz.cli.screens.text import Text
from calcinosis_quiz.item_analysis.statistics.intervals import Estimate
from calcinosis_quiz.item_analysis.statistics.verdicts import Decision

STYLES: Final[dict[Decision, str]] = {"look at": "yellow", "wait for data": "dim", "keep": "green"}
LEAST_NAME: Final = 8  # characters
ESTIMATE_WIDTH: Final = 21  # characters of `-.20 (-.43 to -.06)` and a gap


def draw_heading(screen: Screen, decision: Decision, reason: str, count: int) -> None:
    """Draw the verdict that a group of items shares, and how many they are."""
    screen.say("")
    screen.draw(Text.assemble((f"{decision.capitalize()} ({count}):", f"bold {STYLES[decision]}"), f" {reason}"))


def write_estimate(estimate: Estimate | None, digits: int = 2) -> str:
    """Write a value with its interval, such as `.75 (.47 to .91)`; a dash where it is not defined."""
    if estimate is None or estimate.value is None:
        return "-"
    value = write_number(estimate.value, digits)
    if estimate.low is None or estimate.high is None:
        return value
    return f"{value} ({write_number(estimate.low, digits)} to {write_number(estimate.high, digits)})"


def write_number(value: float, digits: int) -> str:
    """Write a number without the zero before its point, such as `.75`."""
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.removeprefix("-")
    return text.replace("0.", ".", 1) if digits and text.lstrip("-").startswith("0.") else text


def draw_title(screen: Screen, title: str) -> None:
    """Draw the title of a part, with a line free above it."""
    screen.say("")
    screen.say(title, "bold")
