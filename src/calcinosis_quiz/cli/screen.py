"""Drawing: questions, feedback and scores as text that reads well in a terminal, a pipe and a screen reader."""

import os
import re
from typing import Final

import click
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from calcinosis_quiz.bank.facts import STRENGTH_LABELS, Fact
from calcinosis_quiz.bank.items import Described, Matching, Open, TrueFalse
from calcinosis_quiz.bank.questions import CaseQuestion, Question, stem_of
from calcinosis_quiz.quiz.feedback import Remark, Verdict, remark_on
from calcinosis_quiz.quiz.marking import Mark
from calcinosis_quiz.quiz.paper import Presented
from calcinosis_quiz.quiz.results import Result, Score
from calcinosis_quiz.quiz.session import Outcome

MEASURE: Final = 88  # characters: longer lines are hard to follow
_WORDS: Final[dict[Verdict, tuple[str, str]]] = {
    "right": ("+ right", "green"),
    "wrong": ("x wrong", "red"),
    "missed": ("> missed", "yellow"),
    "left": ("", "dim"),
}


def make_console(plain: bool = False) -> Console:
    """Make a console of a comfortable width; colour only on a terminal that wants it."""
    bare = plain or os.environ.get("TERM") == "dumb" or bool(os.environ.get("NO_COLOR"))
    console = Console(highlight=False, markup=False, emoji=False, no_color=bare, color_system=None if bare else "auto")
    console.width = min(console.width, MEASURE)
    return console


class Screen:
    """Draws one thing after the other, so that everything stays readable in the scrollback."""

    def __init__(self, console: Console) -> None:
        """Draw on a console."""
        self.console = console

    def say(self, text: str, style: str = "") -> None:
        """Write a line or a paragraph."""
        self.draw(Text(text, style=style))

    def draw(self, *contents: RenderableType) -> None:
        """Draw one thing below the other, without the blanks that fill tables up to the width."""
        with self.console.capture() as drawn:
            self.console.print(*contents, sep="\n")
        click.echo(re.sub(r" +(?=(\x1b\[[\d;]*m)*$)", "", drawn.get(), flags=re.MULTILINE), nl=False, color=True)

    def show_question(self, presented: Presented, heading: str) -> None:
        """Show a question with what can be chosen."""
        question = presented.question
        self.draw("", Text(heading, style="dim"))
        for paragraph in self._stem(question):
            self.draw(Text(paragraph, style="bold"))
        rows = [(letter, Text(text)) for letter, text in presented.choices]
        if isinstance(question, TrueFalse):
            rows = [("T", Text(question.true_label)), ("F", Text(question.false_label))]
        if isinstance(question, Matching):
            prompts = [(str(i), Text(pair.prompt)) for i, pair in enumerate(question.pairs, 1)]
            self.draw("", _indent(_grid(prompts)))
        if rows:
            self.draw("", _indent(_grid(rows)))
        self.draw("")

    def _stem(self, question: Question) -> list[str]:
        theme = [f"Theme: {question.theme}"] if isinstance(question, CaseQuestion) else []
        return [*theme, *stem_of(question).split("\n")]

    def show_outcome(self, outcome: Outcome, facts: tuple[Fact, ...]) -> None:
        """Say how an answer was marked, why every part is right or wrong, and what else there is to know."""
        question = outcome.presented.question
        word, style = _judge(outcome.mark)
        working = f": {outcome.mark.working}." if outcome.mark.working else "."
        self.draw("", Text.assemble((word, f"bold {style}"), working))
        self._show_model_answer(question)
        self._show_remarks(remark_on(outcome.presented, outcome.answer))
        self.show_notes(question, facts)

    def _show_model_answer(self, question: Question) -> None:
        if isinstance(question, Open):
            self.draw(_indent(Text(f"Model answer: {question.model_answer}")))

    def show_self_marking(self, question: Open) -> None:
        """Show the model answer and the points to look for in one's own."""
        self.draw("")
        self._show_model_answer(question)
        self.say("Which of these points are in your answer?")
        self.draw(_indent(_grid([(str(i), Text(point)) for i, point in enumerate(question.points, 1)])))

    def _show_remarks(self, remarks: tuple[Remark, ...]) -> None:
        grid = Table.grid(padding=(0, 1, 0, 0))
        for style in ("bold", "bold", ""):
            grid.add_column(style=style, no_wrap=style != "")
        for remark in remarks:
            word, style = _WORDS[remark.verdict]
            text = Text(remark.text, style=style if remark.verdict != "left" else "")
            said: RenderableType = Group(text, Text(remark.why, style="dim")) if remark.why else text
            grid.add_row(Text(word, style=style), remark.label, said)
        self.draw(_indent(grid))

    def show_notes(self, question: Described, facts: tuple[Fact, ...]) -> None:
        """Show the explanation, how firm the report's statements are, and what has moved since."""
        if question.explanation:
            self.draw("", Text(question.explanation))
        if facts:
            strengths = dict.fromkeys(STRENGTH_LABELS[fact.strength] for fact in facts)
            self.draw(Text(f"In the report: {', '.join(strengths)}.", style="dim"))
        if question.later_evidence:
            note = question.later_evidence
            text = f"Since then (as of {note.as_of}, not marked): {note.text} [{note.source}]"
            self.draw("", Text(text, style="italic"))

    def show_result(self, result: Result) -> None:
        """Show the score, by topic, and what to look at again."""
        self.draw("")
        if not result.answered:
            self.say("No question was answered.")
            return
        if result.total.possible:
            self.say(f"Score: {_write_score(result.total)}", "bold")
        if result.answered > result.total.possible:
            count = result.answered - result.total.possible
            self.say(f"{count} open answer{'s' if count > 1 else ''} marked by yourself, not in the score.")
        if len(result.by_topic) > 1:
            self.draw(_indent(_grid([(topic, Text(_write_score(s))) for topic, s in result.by_topic.items()])))
        if result.missed:
            self.say("To look at again:")
            self.draw(_indent(Text("\n".join(f"calcinosis-quiz show {item}" for item in result.missed))))


def _judge(mark: Mark) -> tuple[str, str]:
    if not mark.counts:
        return "Marked by yourself", "cyan"
    if mark.fraction == 1:
        return "Right", "green"
    return ("Partly right", "yellow") if mark.fraction > 0 else ("Wrong", "red")


def _write_score(score: Score) -> str:
    share = f" ({score.share:.0%})" if score.share is not None else ""
    return f"{score.points:.2f}".rstrip("0").rstrip(".") + f" of {score.possible}{share}"


def _grid(rows: list[tuple[str, Text]]) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column()
    for label, text in rows:
        grid.add_row(label, text)
    return grid


def _indent(content: RenderableType) -> Padding:
    return Padding(content, (0, 0, 0, 2))
