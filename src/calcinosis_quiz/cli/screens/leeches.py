"""What is said about a leech: an item that is missed again and again."""

from calcinosis_quiz.bank.facts import Fact
from calcinosis_quiz.cli.screens.layout import Column, Grid
from calcinosis_quiz.cli.screens.screen import Screen, indent
from calcinosis_quiz.cli.screens.text import Text
from calcinosis_quiz.study.leeches import Leech


def show_leech(screen: Screen, leech: Leech, facts: tuple[Fact, ...]) -> None:
    """Show how often an item was missed, what draws the learner away, the facts to learn, and how to leave it out."""
    screen.draw("", Text(f"Missed {leech.misses} times since you last knew it: a leech.", style="bold"))
    rows = []
    if leech.lure is not None:
        reason = f" {leech.lure.why}" if leech.lure.why else ""
        rows.append((f"Chosen {leech.times} times:" if leech.times > 1 else "Chosen:", f"{leech.lure.text}.{reason}"))
    rows += [("Fact:", fact.statement) for fact in facts]
    if rows:
        screen.draw(indent(Grid(rows, [Column(style="dim")])))
    screen.say(f"It goes on coming back. `calcinosis-quiz suspend {leech.item}` leaves it out.", "dim")
