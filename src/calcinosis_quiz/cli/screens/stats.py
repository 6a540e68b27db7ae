"""Progress drawn as text. What is not known comes last, since that is where a reader is when it has scrolled by."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from calcinosis_quiz.cli.screens.layout import Column, Grid
from calcinosis_quiz.cli.screens.screen import Screen, indent
from calcinosis_quiz.cli.screens.text import Text
from calcinosis_quiz.quiz.intervals import Proportion
from calcinosis_quiz.study.leeches import LEECH_MISSES, Leech
from calcinosis_quiz.study.progress import FORECAST_DAYS, Group, Progress, Time
from calcinosis_quiz.study.report.words import (
    TOO_FEW,
    worst_first,
    write_duration,
    write_proportion,
    write_recall,
    write_score,
)

MEASURE: Final = 92  # characters: tables have room for the names of facts
_BAR: Final = len(TOO_FEW)  # cells: where there is no bar, these words stand in its place
_WEAKEST: Final = 8  # facts shown unless all are wanted: with what stands around them they fit on a screen
_NUMBERS: Final = 51  # characters of a row beside the name

_LEAST_NAME: Final = 28  # characters of a long name that must fit beside the figures
_NARROW: Final = 57  # characters: on such a screen figures are broken before they are cut

Row = tuple[str | Text, ...]


class Shown(Struct, frozen=True):
    """What the learner wants to see, and what the objectives are called."""

    all_facts: bool
    objectives: Mapping[str, str]


def show_progress(screen: Screen, progress: Progress, shown: Shown) -> None:
    """Draw everything there is something to say about."""
    screen.say(f"{progress.seen} of {progress.questions} questions seen, {progress.due} due today", "bold")
    _warn(screen, progress)
    if not progress.time.answers:
        screen.say("Nothing was answered yet. `calcinosis-quiz study` begins.")
        return
    _show_time(screen, progress.time)
    _show_forecast(screen, progress)
    _show_retention(screen, progress)
    _show_calibration(screen, progress)
    _show_groups(
        screen, "By objective, weakest first (chance of recall tomorrow)", progress.by_objective, shown.objectives
    )
    _show_groups(screen, "By topic, weakest first (chance of recall tomorrow)", progress.by_topic, {})
    if progress.flagged:
        _head(screen, "Flagged")
        _list(screen, [f"{flag.item}: {flag.reason or 'no reason given'}" for flag in progress.flagged])
    _show_unknown(screen, progress, shown.all_facts)
    if progress.due:
        screen.draw("", f"{progress.due} due today: `calcinosis-quiz study`")


def _warn(screen: Screen, progress: Progress) -> None:
    if progress.in_the_future:
        screen.say(
            f"Answered on a day that has not come yet: {progress.in_the_future}. "
            "Check the clock of this machine; the answers are kept.",
            "yellow",
        )
    if progress.not_in_banks:
        screen.say(f"Answered, but not in these banks: {progress.not_in_banks}. The answers are kept.")


def _show_time(screen: Screen, time: Time) -> None:
    _head(screen, "Time")
    spent, today = write_duration(time.milliseconds), write_duration(time.milliseconds_today)
    rows = [
        ("days in a row", f"{time.streak} (longest {time.longest_streak})"),
        ("study days", str(time.days)),
        ("answers", f"{time.answers} ({time.answers_today} today)"),
        ("time", f"{spent} ({today} today), {time.milliseconds / time.answers / 1000:.0f} s an answer"),
    ]
    _table(screen, rows)


def _show_forecast(screen: Screen, progress: Progress) -> None:
    _head(screen, "Due")
    week, later = progress.forecast[:FORECAST_DAYS], progress.forecast[FORECAST_DAYS:]
    counts = [("today", progress.due), *((f"{day:%a} {day.day} {day:%b}", due) for day, due in week)]
    most = max(count for _, count in counts) or 1
    rows: list[Row] = [(name, screen.bar(_BAR, count / most), str(count)) for name, count in counts]
    _table(screen, [*rows, (f"{len(later)} days after", "", str(sum(due for _, due in later)))])


def _show_retention(screen: Screen, progress: Progress) -> None:
    _head(screen, "Remembered on later days, against the prediction")
    retention = progress.retention
    if retention is None:
        screen.say("  Nothing has come back on a later day yet.")
        return
    rows = [("all reviews", retention)]
    rows += [(f"near {each.predicted:.0%}", each) for each in progress.retention_by_prediction]
    _table(screen, [(name, *_measure(screen, each.recalled), f"predicted {each.predicted:.0%}") for name, each in rows])


def _show_calibration(screen: Screen, progress: Progress) -> None:
    if not progress.calibration:
        return
    _head(screen, "When you said you were...")
    rows = [
        (each.certainty, *_measure(screen, each.right), f"stands for {each.stated:.0%}")
        for each in progress.calibration
    ]
    _table(screen, rows)
    screen.say(f"  Brier score: {write_score(progress.brier)}; 0 is perfect, always saying 50% gives 0.25")


def _show_groups(screen: Screen, title: str, groups: Sequence[Group], names: Mapping[str, str]) -> None:
    seen = worst_first(groups)
    if not seen:
        return
    _head(screen, title)
    _draw_groups(screen, seen, names)
    unseen = [group.name for group in groups if not group.seen]
    if unseen:
        screen.draw(indent(Text(f"nothing seen yet: {', '.join(unseen)}", style="dim")))


def _show_unknown(screen: Screen, progress: Progress, all_facts: bool) -> None:
    if progress.misconceptions:
        _head(screen, "Sure but wrong, back within a week")
        _list(screen, progress.misconceptions)
    if progress.leeches:
        _head(screen, f"Leeches, missed {LEECH_MISSES} times or more since you last knew them")
        _list(screen, map(_describe_leech, progress.leeches))
        screen.say(
            "  `calcinosis-quiz quiz --leeches` asks them, `calcinosis-quiz suspend ITEM` leaves one out.", "dim"
        )
    seen = worst_first(progress.by_fact)
    shown = seen if all_facts else seen[:_WEAKEST]
    if shown:
        _head(screen, "Facts that you are least likely to recall" if len(shown) < len(seen) else "Facts, weakest first")
        _draw_groups(screen, shown, {})
    if len(shown) < len(seen):
        screen.say(f"  {len(seen) - len(shown)} more: `calcinosis-quiz stats --facts`", "dim")
    facts = sum(not fact.seen for fact in progress.by_fact)
    if progress.seen < progress.questions:
        _head(screen, f"Never seen: {progress.questions - progress.seen} of {progress.questions} questions")
        left = {topic.name: topic.questions - topic.seen for topic in progress.by_topic if topic.seen < topic.questions}
        most_first = sorted(left, key=lambda name: (-left[name], name))
        lines = [", ".join(f"{name} {left[name]}" for name in most_first)] if left else []
        lines += [f"not asked about yet: {facts} of {len(progress.by_fact)} facts"] if facts else []
        _list(screen, lines)


def _describe_leech(leech: Leech) -> str:
    parts = [f"{leech.item}: missed {leech.misses} times."]
    if leech.lure is not None:
        why = f" {leech.lure.why}" if leech.lure.why else ""
        parts.append(f"Most often chosen: {leech.lure.text}.{why}")
    if leech.facts:
        parts.append(f"Facts: {', '.join(leech.facts)}.")
    return " ".join(parts)


def _draw_groups(screen: Screen, groups: Sequence[Group], names: Mapping[str, str]) -> None:
    """Draw a row a group, or two where the names leave no room for the figures beside them."""
    room = screen.console.width - _NUMBERS
    named = [f"{group.name} {names.get(group.name, '')}".rstrip() for group in groups]
    stacked = room < min(max(map(len, named)), _LEAST_NAME)
    head: Row = ("right so far", "", "recall", "seen")
    rows: list[Row] = []
    for group, full in zip(groups, named, strict=True):
        figures: Row = (*_measure(screen, group.right), write_recall(group), f"{group.seen} of {group.questions}")
        if stacked:
            figures = (*figures[:2], f"recall {figures[2]}", f"{figures[3]} seen")
        title = Text(full).cut(max(screen.console.width - 2 if stacked else room, 8))
        rows += [(title,), ("", *figures)] if stacked else [(title, *figures)]
    if not stacked:
        _table(screen, [("", *head), *rows], header=True)
        return
    for name, figures in zip(rows[::2], rows[1::2], strict=True):
        screen.draw(indent(name[0]))
        _table(screen, [figures])


def _measure(screen: Screen, proportion: Proportion) -> tuple[Text, str]:
    """Return a bar with the proportion and its n, or the words that stand for too few."""
    share = proportion.share
    if share is None:
        return Text(TOO_FEW), f"(n={proportion.answers})"
    return screen.bar(_BAR, share), write_proportion(proportion)


def _head(screen: Screen, title: str) -> None:
    screen.draw("", Text(title, style="bold"))


def _list(screen: Screen, lines: Iterable[str]) -> None:
    screen.draw(indent(Text("\n".join(lines))))


def _table(screen: Screen, rows: Sequence[Row], *, header: bool = False) -> None:
    columns = [Column(overflow="keep" if screen.console.width > _NARROW else "fold")] * len(rows[0])
    shown = [[Text(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    if header:
        shown[0] = [cell.restyled("dim") for cell in shown[0]]
    screen.draw(indent(Grid(shown, columns)))
