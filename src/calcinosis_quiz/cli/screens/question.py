"""A question on screen: how far the quiz has come, what is asked, and what can be chosen."""

from collections.abc import Sequence
from typing import Final

from calcinosis_quiz.bank.items import Matching, TrueFalse
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import CaseQuestion, Question, stem_of
from calcinosis_quiz.cli.screens.cells import cell_len
from calcinosis_quiz.cli.screens.layout import Column, Grid
from calcinosis_quiz.cli.screens.screen import Screen, indent
from calcinosis_quiz.cli.screens.text import Text
from calcinosis_quiz.quiz.presentation import Presented
from calcinosis_quiz.quiz.results import Score

_LONGEST_BAR, _SHORTEST_BAR = 30, 6  # cells
_GAP: Final = "  "


def show_notice(screen: Screen, library: Library) -> None:
    """Show what must be said about where the questions come from."""
    notice = library.describe()[1].partition(" Source:")[0]
    if notice:
        screen.say(notice, "dim")


def show_progress(screen: Screen, passed: int, of: int, score: Score) -> None:
    """Show how far a session has come, and the score so far."""
    place = f"Question {passed + 1} of {of}"
    tally = f"Score {write_score(score)}" if score.possible else ""
    room = screen.console.width - cell_len(place + tally) - len(_GAP) * (2 if tally else 1)
    bar = screen.bar(min(room, _LONGEST_BAR), passed / of) if room >= _SHORTEST_BAR else Text("")
    parts = [part for part in (Text(place), bar, Text(tally)) if part]
    screen.draw("", Text(_GAP).join(parts))


def show_stem(screen: Screen, presented: Presented, heading: str) -> None:
    """Show what is asked, without what can be chosen."""
    question = presented.question
    screen.draw(Text(heading, style="dim"))
    if isinstance(question, CaseQuestion) and question.theme:
        screen.draw(Text(f"Theme: {question.theme}"))
    for paragraph in stem_of(question).split("\n"):
        screen.draw(Text(paragraph, style="bold"))
    if question.image:
        screen.draw(Text(f"[Picture: {question.image.alt}]"))


def show_question(screen: Screen, presented: Presented, heading: str) -> None:
    """Show a question with what can be chosen."""
    question = presented.question
    screen.draw("")
    show_stem(screen, presented, heading)
    rows = [(letter, Text(text)) for letter, text in presented.choices]
    if isinstance(question, TrueFalse):
        rows = [("T", Text(question.true_label)), ("F", Text(question.false_label))]
    if isinstance(question, Matching):
        prompts = [(str(i), Text(pair.prompt)) for i, pair in enumerate(question.pairs, 1)]
        screen.draw("", indent(list_labelled(prompts)))
    if rows:
        screen.draw("", indent(list_labelled(rows)))


def list_labelled(rows: Sequence[tuple[str, Text]]) -> Grid:
    """List texts, each with a label before it; a long text goes on below itself."""
    return Grid(rows, [Column(style="bold")])


def write_score(score: Score) -> str:
    """Write points out of points possible."""
    share = f" ({score.share:.0%})" if score.share is not None else ""
    return f"{score.points:.2f}".rstrip("0").rstrip(".") + f" of {score.possible}{share}"


def heading_of(question: Question, library: Library) -> str:
    """Name a question by the title of its topic and its id."""
    return " - ".join(part for part in (library.topic_title(question), question.id) if part)
