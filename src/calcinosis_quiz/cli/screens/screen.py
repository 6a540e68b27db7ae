"""Drawing: questions, feedback and scores as text that reads well in a terminal, a pipe and a screen reader."""

import os
import re
from collections.abc import Sequence
from typing import Final

import click
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from calcinosis_quiz.bank.facts import STRENGTH_LABELS, Fact
from calcinosis_quiz.bank.items import Described, Matching, Open, TrueFalse
from calcinosis_quiz.bank.questions import CaseQuestion, Question, stem_of
from calcinosis_quiz.quiz.answers import Answer, Chosen, SelfMark, Truth, key_of
from calcinosis_quiz.quiz.calibration import Degree
from calcinosis_quiz.quiz.feedback import Remark, Verdict, remark_on
from calcinosis_quiz.quiz.marking import Mark
from calcinosis_quiz.quiz.paper import Presented, write_answer
from calcinosis_quiz.quiz.results import Result, Score
from calcinosis_quiz.quiz.session import Outcome

BAR_CELLS: Final = 20
MEASURE: Final = 88  # characters: longer lines are hard to follow
_WORDS: Final[dict[Verdict, tuple[str, str]]] = {
    "right": ("+ right", "green"),
    "wrong": ("x wrong", "red"),
    "missed": ("> missed", "yellow"),
    "left": ("", "dim"),
}


def make_console(plain: bool = False, measure: int = MEASURE) -> Console:
    """Make a console no wider than a comfortable measure; colour only on a terminal that wants it."""
    bare = plain or os.environ.get("TERM") == "dumb" or bool(os.environ.get("NO_COLOR"))
    console = Console(highlight=False, markup=False, emoji=False, no_color=bare, color_system=None if bare else "auto")
    console.width = min(console.width or 80, measure)  # COLUMNS=0 says nothing
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

    def wrap(self, prompt: str) -> str:
        """Break a prompt into lines that fit, with a blank after it to type behind."""
        return "\n".join(line.plain for line in Text(prompt.rstrip()).wrap(self.console, self.console.width - 1)) + " "

    def style(self, text: str, style: str, width: int) -> list[str]:
        """Give a text as lines no wider than `width`, in a style."""
        with self.console.capture() as drawn:
            self.console.print(Text(text, style=style), width=width)
        return drawn.get().rstrip("\n").split("\n")

    def refresh(self) -> None:
        """Take the width of the terminal as it is now."""
        self.console = make_console(measure=MEASURE)

    def show_progress(self, passed: int, of: int, score: Score) -> None:
        """Show how far a session has come, and the score so far."""
        cells = max(min(self.console.width - 50, 30), 10)
        full = cells * passed // of
        bar = Text.assemble(("\u2501" * full, "green"), ("\u2500" * (cells - full), "dim"))
        tally = f"  {_write_score(score)}" if score.possible else ""
        self.draw("", Text.assemble(f"Question {passed + 1} of {of}  ", bar, tally))

    def show_stem(self, presented: Presented, heading: str) -> None:
        """Show what is asked, without what can be chosen."""
        self.draw(Text(heading, style="dim"))
        for paragraph in self._stem(presented.question):
            self.draw(Text(paragraph, style="bold"))
        self.draw("")

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
        picture = [f"[Picture: {question.image.alt}]"] if question.image else []
        return [*theme, *stem_of(question).split("\n"), *picture]

    def show_outcome(self, outcome: Outcome, facts: tuple[Fact, ...]) -> None:
        """Say how an answer was marked, why every part is right or wrong, and what else there is to know."""
        word, style = _judge(outcome.mark)
        working = f": {outcome.mark.working}." if outcome.mark.working else "."
        self.draw("", Text.assemble((word, f"bold {style}"), working))
        if not isinstance(outcome.answer, Chosen | Truth | SelfMark):
            self.say(f"Your answer: {write_answer(outcome.presented, outcome.answer)}")
        self._show_reasons(outcome.presented, outcome.answer)
        self.show_notes(outcome.presented.question, facts)

    def show_key(self, presented: Presented, facts: tuple[Fact, ...]) -> None:
        """Show the answer to a question, with the reasons and what else there is to know."""
        answer = key_of(presented.question)
        if not isinstance(answer, SelfMark):
            self.draw("", Text(f"Answer: {write_answer(presented, answer)}", style="bold"))
        self._show_reasons(presented, answer)
        self.show_notes(presented.question, facts)

    def _show_reasons(self, presented: Presented, answer: Answer) -> None:
        self._show_model_answer(presented.question)
        self._show_remarks(remark_on(presented, answer))

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
            grid.add_column(style=style, no_wrap=style != "", overflow="fold")
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
        """Show the score, by topic and objective, what was missed, and what to do about it."""
        self.draw("")
        if not (result.answered or result.unanswered):
            self.say("No question was answered.")
            return
        if result.total.possible:
            self.say(f"Score: {_write_score(result.total)}", "bold")
        if result.unanswered:
            self.say(f"Not answered, counted as wrong: {len(result.unanswered)}")
        marked = result.total.possible - len(result.unanswered)
        if result.answered > marked:
            count = result.answered - marked
            self.say(f"{count} open answer{'s' if count > 1 else ''} marked by yourself, not in the score.")
        for name, groups in (("topic", result.by_topic), ("objective", result.by_objective)):
            if len(groups) > 1:
                self.draw("", Text(f"By {name}", style="dim"), _indent(self._bars(groups)))
        missed = (*result.missed, *result.unanswered)
        if missed:
            self.draw("", Text("To read again, with the reasons:"))
            self.draw(_indent(Text("\n".join(f"calcinosis-quiz show {item}" for item in missed))))

    def _bars(self, groups: dict[str, Score]) -> Table:
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(style="bold", no_wrap=True)
        table.add_column(no_wrap=True)
        table.add_column()
        for name, score in groups.items():
            full = round(BAR_CELLS * (score.share or 0))
            bar = Text.assemble(("#" * full, "green"), ("." * (BAR_CELLS - full), "dim"))
            table.add_row(name or "other", bar, _write_score(score))
        return table

    def show_calibration(self, degrees: Sequence[Degree]) -> None:
        """Show how often each degree of certainty was right, with certainty-based marks."""
        table = Table.grid(padding=(0, 2, 0, 0))
        for _ in range(3):
            table.add_column(no_wrap=True)
        for degree in degrees:
            table.add_row(degree.certainty, f"right {degree.right} of {degree.of}", f"{degree.marks:+d}")
        self.draw("", Text("When you said you were...", style="dim"), _indent(table))
        total = sum(degree.marks for degree in degrees)
        self.say(f"Certainty-based marks: {total:+d} (right +1, +2, +3; wrong 0, -2, -6)")


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
    grid.add_column(overflow="fold")  # a long word, or a script without blanks, goes on in the next line
    for label, text in rows:
        grid.add_row(label, text)
    return grid


def _indent(content: RenderableType) -> Padding:
    return Padding(content, (0, 0, 0, 2))
