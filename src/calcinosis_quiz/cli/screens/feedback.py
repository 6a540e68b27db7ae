"""What is said about an answer: the verdict, every part with its reason, and what else there is to know."""

from collections.abc import Sequence
from typing import Final, assert_never

from calcinosis_quiz.bank.facts import Fact, Strength
from calcinosis_quiz.bank.items import Described, MultipleResponse, Numeric, Open, Ordering
from calcinosis_quiz.bank.questions import with_unit
from calcinosis_quiz.cli.screens.layout import Cell, Column, Grid
from calcinosis_quiz.cli.screens.question import list_labelled
from calcinosis_quiz.cli.screens.screen import BAD, GOOD, HALF, Screen, Signs, indent
from calcinosis_quiz.cli.screens.text import Text
from calcinosis_quiz.quiz.answers import Answer, Arrangement, Chosen, Pairing, Quantity, SelfMark, Texts, Truth, key_of
from calcinosis_quiz.quiz.feedback import Remark, Verdict, remark_on
from calcinosis_quiz.quiz.marking import Mark
from calcinosis_quiz.quiz.presentation import Presented, label_answer
from calcinosis_quiz.quiz.session import Outcome

_HOW_IT_IS_PUT: Final[dict[Strength, str]] = {
    "established": "as a plain statement",
    "reported-association": "as an association",
    "speaker-experience": "as the speaker's experience",
    "hypothesis": "as a hypothesis",
    "future-possibility": "as a possibility",
    "provenance": "as background on the report itself",
}
_STYLES: Final[dict[Verdict, str]] = {"right": GOOD, "wrong": BAD, "missed": HALF, "left": ""}


def show_outcome(screen: Screen, outcome: Outcome, facts: tuple[Fact, ...], *, model_answer: bool = True) -> None:
    """Describe how an answer was marked, why every part is right or wrong, and what else there is to know.

    Without `model_answer` that of an open question is left out: it has just been shown.
    """
    presented, answer = outcome.presented, outcome.answer
    screen.draw("", write_verdict(screen, outcome))
    if not isinstance(answer, Chosen | Truth | SelfMark):
        screen.say(f"Your answer: {label_answer(presented, answer)}")
    _show_reasons(screen, presented, answer, model_answer=model_answer)
    show_notes(screen, presented.question, facts)


def write_verdict(screen: Screen, outcome: Outcome) -> Text:
    """Describe how an answer was marked, and what would have been right where that is short."""
    mark = outcome.mark
    word, style = _judge(mark)
    sign, working = _sign(screen.signs, mark), mark.working
    if 0 < mark.fraction < 1 and mark.counts:
        return Text.assemble((f"{sign}{word}", style), f": {mark.fraction:.2f} of 1 point. {working}.")
    key = _short_key(outcome.presented) if mark.fraction == 0 else ""
    return Text.assemble(
        (f"{sign}{word}", style), f": {working}." if working else ".", f" The answer is {key}." if key else ""
    )


def show_key(screen: Screen, presented: Presented, facts: tuple[Fact, ...]) -> None:
    """Show the answer to a question, with the reasons and what else there is to know."""
    answer = key_of(presented.question)
    if not isinstance(answer, SelfMark):
        screen.draw("", Text(f"Answer: {label_answer(presented, answer)}", style="bold"))
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
    """Show the explanation, how firm the report's statements are, and what else has been published."""
    if question.explanation:
        screen.draw("", Text(question.explanation))
    if facts:
        strengths = dict.fromkeys(_HOW_IT_IS_PUT[fact.strength] for fact in facts)
        screen.draw(Text(f"How the report puts it: {_join(list(strengths))}.", style="dim"))
    if question.later_evidence:
        note = question.later_evidence
        heading = (f"{note.heading}: ", "bold")
        screen.draw("", Text.assemble(heading, f"{note.text} ", (f"[{note.source}]", "dim")))


def _show_reasons(screen: Screen, presented: Presented, answer: Answer, *, model_answer: bool = True) -> None:
    question = presented.question
    if isinstance(question, Open) and model_answer:
        show_model_answer(screen, question)
    remarks = remark_on(presented, answer)
    is_ordering = isinstance(question, Ordering) and isinstance(answer, Arrangement)
    said = [
        _say_place(i, each, answer) if is_ordering else _say_verdict(presented, each) for i, each in enumerate(remarks)
    ]
    screen.draw("", _list_remarks(screen.signs, remarks, said))


def _say_verdict(presented: Presented, remark: Remark) -> str:
    """Return in brackets what came of a part: what was not chosen is missed where there was more to choose."""
    if remark.verdict == "left":
        return ""
    if remark.verdict == "missed" and not isinstance(presented.question, MultipleResponse | Open):
        return " (correct answer)"
    return f" ({remark.verdict})"


def _say_place(right: int, remark: Remark, answer: Answer) -> str:
    """Return where an entry was put, counted from 1, and whether it is one of those to move."""
    place = answer.entries.index(right) if isinstance(answer, Arrangement) else right
    if remark.verdict == "wrong":
        return f" (out of order: you put it at {place + 1})"
    return " (right)" if place == right else f" (right order: you put it at {place + 1})"


def _join(parts: list[str]) -> str:
    return " and ".join(parts) if len(parts) < 3 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _list_remarks(signs: Signs, remarks: tuple[Remark, ...], verdicts: Sequence[str]) -> Grid:
    has_labels = any(remark.label for remark in remarks)
    words = {"right": signs.right, "wrong": signs.wrong, "missed": signs.missed, "left": " "}
    rows: list[tuple[Cell, ...]] = []
    for remark, word in zip(remarks, verdicts, strict=True):
        style = _STYLES[remark.verdict]
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


def _short_key(presented: Presented) -> str:
    question = presented.question
    match key_of(question):
        case Chosen(options) if len(options) == 1:
            return presented.letter(next(iter(options)))
        case Truth(value):
            return "T" if value else "F"
        case Quantity() if isinstance(question, Numeric):
            between = question.between
            return with_unit(f"{between[0]:f} to {between[1]:f}" if between else f"{question.value:f}", question.unit)
        case Chosen() | Quantity() | Texts() | Arrangement() | Pairing() | SelfMark():
            return ""  # its parts are shown below, one by one
        case never:
            assert_never(never)
