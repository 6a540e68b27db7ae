"""What is said about an answer: the verdict, every part with its reason, and what else there is to know."""

from typing import Final

from calcinosis_quiz.bank.facts import STRENGTH_LABELS, Fact
from calcinosis_quiz.bank.items import Described, Open
from calcinosis_quiz.cli.screens.layout import Cell, Column, Grid
from calcinosis_quiz.cli.screens.question import list_labelled
from calcinosis_quiz.cli.screens.screen import BAD, GOOD, HALF, Screen, Signs, indent
from calcinosis_quiz.cli.screens.text import Text
from calcinosis_quiz.quiz.answers import Answer, Chosen, SelfMark, Truth, key_of
from calcinosis_quiz.quiz.feedback import Remark, Verdict, remark_on
from calcinosis_quiz.quiz.marking import Mark
from calcinosis_quiz.quiz.presentation import Presented, write_answer
from calcinosis_quiz.quiz.session import Outcome

_STYLES: Final[dict[Verdict, str]] = {"right": GOOD, "wrong": BAD, "missed": HALF, "left": ""}


def show_outcome(screen: Screen, outcome: Outcome, facts: tuple[Fact, ...], *, model_answer: bool = True) -> None:
    """Say how an answer was marked, why every part is right or wrong, and what else there is to know.

    Without `model_answer` that of an open question is left out: it has just been shown.
    """
    presented, answer = outcome.presented, outcome.answer
    screen.draw("", write_verdict(screen, outcome))
    if not isinstance(answer, Chosen | Truth | SelfMark):
        screen.say(f"Your answer: {write_answer(presented, answer)}")
    _show_reasons(screen, presented, answer, model_answer=model_answer)
    show_notes(screen, presented.question, facts)


def write_verdict(screen: Screen, outcome: Outcome) -> Text:
    """Say how an answer was marked, and what would have been right where that is short."""
    word, style = _judge(outcome.mark)
    sign = _sign(screen.signs, outcome.mark)
    working = f": {outcome.mark.working}" if outcome.mark.working else ""
    letter = _letter_of_key(outcome.presented) if outcome.mark.fraction == 0 else ""
    return Text.assemble((f"{sign}{word}", style), f"{working}.", f" The answer is {letter}." if letter else "")


def show_key(screen: Screen, presented: Presented, facts: tuple[Fact, ...]) -> None:
    """Show the answer to a question, with the reasons and what else there is to know."""
    answer = key_of(presented.question)
    if not isinstance(answer, SelfMark):
        screen.draw("", Text(f"Answer: {write_answer(presented, answer)}", style="bold"))
    _show_reasons(screen, presented, answer)
    show_notes(screen, presented.question, facts)


def show_model_answer(screen: Screen, question: Open) -> None:
    """Show the model answer of an open question."""
    screen.draw("", Text.assemble(("Model answer: ", "bold"), question.model_answer))


def show_self_marking(screen: Screen, question: Open) -> None:
    """Show the model answer and the points to look for in one's own."""
    show_model_answer(screen, question)
    screen.draw("", "Which of these points are in your answer?")
    screen.draw(indent(list_labelled([(str(i), Text(point)) for i, point in enumerate(question.points, 1)])))


def show_notes(screen: Screen, question: Described, facts: tuple[Fact, ...]) -> None:
    """Show the explanation, how firm the report's statements are, and what has moved since."""
    if question.explanation:
        screen.draw("", Text(question.explanation))
    if facts:
        strengths = dict.fromkeys(STRENGTH_LABELS[fact.strength] for fact in facts)
        screen.draw(Text(f"In the report: {', '.join(strengths)}.", style="dim"))
    if question.later_evidence:
        note = question.later_evidence
        since = (f"Since then (as of {note.as_of}, not marked): ", "bold")
        screen.draw("", Text.assemble(since, f"{note.text} ", (f"[{note.source}]", "dim")))


def _show_reasons(screen: Screen, presented: Presented, answer: Answer, *, model_answer: bool = True) -> None:
    question = presented.question
    if isinstance(question, Open) and model_answer:
        show_model_answer(screen, question)
    screen.draw("", _list_remarks(screen.signs, remark_on(presented, answer)))


def _list_remarks(signs: Signs, remarks: tuple[Remark, ...]) -> Grid:
    has_labels = any(remark.label for remark in remarks)
    words = {"right": signs.right, "wrong": signs.wrong, "missed": signs.missed, "left": " "}
    rows: list[tuple[Cell, ...]] = []
    for remark in remarks:
        style = _STYLES[remark.verdict]
        word = "" if remark.verdict == "left" else f" ({remark.verdict})"
        said = Text(f"{remark.text}{word}", style)
        if remark.why:
            said = Text.assemble(said, "\n", (remark.why, "dim" if remark.verdict == "left" else ""))
        rows.append((Text(words[remark.verdict], style), *([remark.label] if has_labels else []), said))
    return Grid(rows, [Column(), Column(style="bold")] if has_labels else [], gap=1)


def _judge(mark: Mark) -> tuple[str, str]:
    if not mark.counts:
        return "Marked by yourself", ""
    if mark.fraction == 1:
        return "Right", GOOD
    return ("Partly right", HALF) if mark.fraction > 0 else ("Wrong", BAD)


def _sign(signs: Signs, mark: Mark) -> str:
    if not mark.counts:
        return ""
    return f"{signs.right if mark.fraction == 1 else signs.partly if mark.fraction else signs.wrong} "


def _letter_of_key(presented: Presented) -> str:
    match key_of(presented.question):
        case Chosen(options) if len(options) == 1:
            return presented.letter(next(iter(options)))
        case Truth(value):
            return "T" if value else "F"
    return ""
