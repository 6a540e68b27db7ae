"""The end of a session: the score and where it came from, what was missed, and what to do next."""

import shlex
from collections.abc import Sequence
from typing import Final

import click

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import stem_of
from calcinosis_quiz.cli.answer_sheet import AnswerSheet
from calcinosis_quiz.cli.screens.cells import cell_len
from calcinosis_quiz.cli.screens.layout import Column, Grid, Indented
from calcinosis_quiz.cli.screens.question import write_score
from calcinosis_quiz.cli.screens.screen import Screen, indent
from calcinosis_quiz.cli.screens.text import Text
from calcinosis_quiz.cli.screens.times import write_time
from calcinosis_quiz.quiz.results import Degree, Result, Score

_BAR, _SHORTEST_BAR, _SHORTEST_TEXT, _GAP = 20, 6, 20, 2  # cells
_WIDE: Final = 70  # columns, for a table with bars and remarks
_WORTH_COMPARING: Final = 2  # topics: with fewer there is no weakest
_PAYS: Final = {
    "guess": "worth saying if you are right less than 67% of the time",
    "fairly": "worth saying if you are right at least 67% of the time",
    "sure": "worth saying if you are right at least 80% of the time",
}


def show_ending(
    screen: Screen, result: Result, sheet: AnswerSheet, degrees: Sequence[Degree] = (), banks: Sequence[str] = ()
) -> None:
    """Show the score, by topic and objective, the time, what was missed, and what to do about it.

    `banks` are the paths named on the command line: the commands to go on with name them too.
    """
    screen.draw("")
    if not (result.answered or result.unanswered):
        screen.say("No question was answered.")
        _show_again(screen, sheet.again)
        return
    if result.total.possible:
        screen.say(f"Score: {write_score(result.total)}", "bold")
    times = sheet.milliseconds.values()
    if times:
        seconds = sum(times) / 1000
        each = f", {write_time(seconds / len(times))} a question" if len(times) > 1 else ""
        screen.say(f"Time: {write_time(seconds)}{each}")
    if result.unanswered:
        screen.say(f"Not answered, counted as wrong: {len(result.unanswered)}")
    marked = result.total.possible - len(result.unanswered)
    if result.answered > marked:
        count = result.answered - marked
        screen.say(f"{count} open answer{'s' if count > 1 else ''} marked by yourself, not in the score.")
    _show_groups(screen, "By topic", result.by_topic, _topics(sheet.banks))
    _show_groups(screen, "By objective", result.by_objective, _objectives(sheet.banks))
    if degrees:
        show_calibration(screen, degrees)
    _show_missed(screen, result, sheet.banks)
    _show_next(screen, result, banks, is_kept=sheet.recorder is not None)
    _show_again(screen, sheet.again)


def show_calibration(screen: Screen, degrees: Sequence[Degree]) -> None:
    """Show how often each degree of certainty was right, with certainty-based marks."""
    total = _sign(sum(degree.marks for degree in degrees))
    marks = f"Certainty-based marks: {total} (right +1, +2, +3; wrong 0, -2, -6)"
    if screen.is_linear:
        said = (
            f"{each.certainty}: right {each.right} of {each.of}, marks {_sign(each.marks)}; {_PAYS[each.certainty]}"
            for each in degrees
        )
        screen.draw("", "When you said you were...", *said, marks)
        return
    rows = [
        (
            Text(degree.certainty),
            screen.bar(_BAR, degree.right / degree.of) if screen.console.width >= _WIDE else Text(""),
            Text(f"right {degree.right} of {degree.of}"),
            Text(_sign(degree.marks)),
        )
        for degree in degrees
    ]
    screen.draw("", Text("When you said you were...", style="dim"), _lay_out(screen, rows))
    screen.say(marks)
    screen.say(f'"fairly" is {_PAYS["fairly"]}, "sure" at least 80%.', "dim")


def _sign(marks: int) -> str:
    return f"{marks:+d}" if marks else "0"


def _show_groups(screen: Screen, title: str, groups: dict[str, Score], titles: dict[str, str] | None = None) -> None:
    if len(groups) < _WORTH_COMPARING:
        return
    if screen.is_linear:
        screen.draw("", title)
        for name, score in groups.items():
            screen.say(f"{(titles or {}).get(name) or name or 'other'}: {write_score(score)}")
        return
    is_slug = title == "By topic"
    names = {name: ((titles or {}).get(name) if is_slug else name) or name or "other" for name in groups}
    scores = {name: write_score(score) for name, score in groups.items()}
    taken = max(map(cell_len, names.values())) + max(map(cell_len, scores.values()))
    room = screen.console.width - taken - 2 * _GAP - 2
    cells = min(room, _BAR) if room >= _SHORTEST_BAR else 0
    rows = [
        (
            Text(names[name]),
            screen.bar(cells, score.share or 0),
            Text(scores[name]),
            Text("" if is_slug else (titles or {}).get(name, ""), style="dim"),
        )
        for name, score in groups.items()
    ]
    screen.draw("", Text(title, style="dim"), _lay_out(screen, rows))


def _show_missed(screen: Screen, result: Result, library: Library) -> None:
    missed = (*result.missed, *result.unanswered)
    if missed:
        stems = {item: stem_of(library.questions[item]).split("\n")[0] for item in missed}
        if screen.is_linear:
            said = (Text(f"{item}: {stem}").cut(screen.console.width) for item, stem in stems.items())
            screen.draw("", "Missed", *said)
            return
        rows = [(Text(item), Text(stem, style="dim")) for item, stem in stems.items()]
        screen.draw("", Text("Missed", style="dim"), _lay_out(screen, rows))


def _show_next(screen: Screen, result: Result, paths: Sequence[str], *, is_kept: bool) -> None:
    banks = "".join(f" --bank {shlex.quote(path)}" for path in paths)
    missed = (*result.missed, *result.unanswered)
    weakest = _weakest(result.by_topic)
    steps = [("Read again", f"calcinosis-quiz show {missed[0]}{banks}")] if missed else []
    if is_kept:
        steps.append(("Practise later" if missed else "Keep it fresh", f"calcinosis-quiz study{banks}"))
    if weakest:
        steps.append(("Weakest topic", f"calcinosis-quiz quiz --topic {shlex.quote(weakest)}{banks}"))
    if not missed:
        steps.append(("Other questions", f"calcinosis-quiz quiz --new{banks}"))
    width = max(len(label) for label, _ in steps) + _GAP
    screen.draw("", Text("Next", style="dim"))
    for label, step in steps:
        text = Text.assemble((f"{label:{width}}", "dim"), step)
        if text.cells + 2 <= screen.console.width:
            screen.draw(indent(text))
        else:  # a command is not broken in two, so that it can be copied
            screen.draw(indent(Text(f"{label}:", style="dim")))
            click.echo(f"  {step}")


def _show_again(screen: Screen, command: str | None) -> None:
    if command is not None:
        screen.draw("", Text("The same questions again", style="dim"))
        click.echo(f"  {command}")  # not broken in two, so that it can be copied


def _weakest(topics: dict[str, Score]) -> str | None:
    """Name the topic with the lowest share, where there are several and one of them is not full."""
    shares = {name: score.share for name, score in topics.items() if name and score.share is not None}
    lowest = min(shares, key=lambda name: shares[name]) if len(shares) >= _WORTH_COMPARING else None
    return lowest if lowest is not None and shares[lowest] < 1 else None


def _topics(library: Library) -> dict[str, str]:
    return {question.topic: library.topic_title(question) for question in library.questions.values()}


def _objectives(library: Library) -> dict[str, str]:
    ledgers = [loaded.ledger for loaded in library.banks if loaded.ledger]
    return {objective.id: objective.text for ledger in ledgers for objective in ledger.objectives}


def _lay_out(screen: Screen, rows: Sequence[tuple[Text, ...]]) -> Indented:
    """Put rows in columns; the last one is cut where the screen ends, and left out where next to nothing would fit."""
    widths = [max(cell.cells for cell in column) for column in zip(*rows, strict=True)]
    room = screen.console.width - 2 - sum(width + _GAP for width in widths[:-1] if width)
    kept = [i for i, width in enumerate(widths) if width]
    if kept[-1] == len(widths) - 1 and room < min(_SHORTEST_TEXT, widths[-1]):
        kept.pop()
    columns = [*[Column()] * (len(kept) - 1), Column(overflow="cut")]
    return indent(Grid([[row[i] for i in kept] for row in rows], columns, _GAP))
