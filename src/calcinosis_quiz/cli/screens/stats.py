"""Progress drawn as text: bars, with the numbers beside them."""

from collections.abc import Iterable, Sequence
from typing import Final

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from calcinosis_quiz.cli.screens.screen import Screen
from calcinosis_quiz.history.progress import Group, Progress, Proportion, Time

BAR_CELLS: Final = 20
WEAKEST: Final = 10  # facts shown unless all are wanted
TOO_FEW: Final = "too few to tell"


def show_progress(screen: Screen, progress: Progress, all_facts: bool) -> None:
    """Draw everything there is something to say about."""
    screen.say(f"{progress.seen} of {progress.questions} questions seen, {progress.due} due today", "bold")
    _warn(screen, progress)
    if not progress.time.answers:
        screen.say("Nothing was answered yet. `calcinosis-quiz study` begins.")
        return
    _show_time(screen, progress.time)
    _show_forecast(screen, progress)
    _show_retention(screen, progress)
    _show_groups(screen, "By topic", progress.by_topic)
    _show_groups(screen, "By objective", progress.by_objective)
    _show_facts(screen, progress.by_fact, all_facts)
    _show_calibration(screen, progress)
    if progress.misconceptions:
        _head(screen, "Sure but wrong, back within a week")
        _list(screen, progress.misconceptions)
    if progress.flagged:
        _head(screen, "Flagged")
        _list(screen, [f"{flag.item}: {flag.reason or 'no reason given'}" for flag in progress.flagged])


def write_proportion(proportion: Proportion) -> str:
    """Write a proportion with its n; under five answers it says nothing."""
    share = proportion.share
    return f"{share:.0%} (n={proportion.answers})" if share is not None else f"{TOO_FEW} (n={proportion.answers})"


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
    minutes, today = time.milliseconds / 60_000, time.milliseconds_today / 60_000
    rows = [
        ("days in a row", f"{time.streak} (longest {time.longest_streak})"),
        ("study days", str(time.days)),
        ("answers", f"{time.answers} ({time.answers_today} today)"),
        ("minutes", f"{minutes:.0f} ({today:.0f} today)"),
        ("seconds an answer", f"{time.milliseconds / time.answers / 1000:.0f} (n={time.answers})"),
    ]
    _table(screen, rows)


def _show_forecast(screen: Screen, progress: Progress) -> None:
    _head(screen, "Due")
    counts = [("today", progress.due), *((day.strftime("%a %d %b"), due) for day, due in progress.forecast)]
    most = max(count for _, count in counts) or 1
    _table(screen, [(name, _bar(count / most, "cyan", empty=" "), str(count)) for name, count in counts])


def _show_retention(screen: Screen, progress: Progress) -> None:
    _head(screen, "Recalled on a later day")
    retention = progress.retention
    if retention is None:
        screen.say("  Nothing has come back on a later day yet.")
        return
    rows = [("all reviews", retention)]
    rows += [(f"near {each.predicted:.0%}", each) for each in progress.retention_by_prediction]
    _table(
        screen,
        [
            (name, _bar_of(each.recalled), write_proportion(each.recalled), f"predicted {each.predicted:.0%}")
            for name, each in rows
        ],
    )


def _show_groups(screen: Screen, title: str, groups: Sequence[Group]) -> None:
    seen = [group for group in groups if group.seen]
    if not seen:
        return
    _head(screen, f"{title}: right so far, and the chance of recalling it tomorrow")
    _table(screen, [_row(group) for group in seen])
    unseen = [group.name for group in groups if not group.seen]
    if unseen:
        screen.say(f"  nothing seen yet: {', '.join(unseen)}", "dim")


def _show_facts(screen: Screen, facts: Sequence[Group], all_facts: bool) -> None:
    seen = sorted((fact for fact in facts if fact.seen), key=lambda fact: (fact.recall or 0, fact.name))
    if not seen:
        return
    shown = seen if all_facts else seen[:WEAKEST]
    _head(screen, "Facts that you are least likely to recall" if len(shown) < len(seen) else "Facts, weakest first")
    _table(screen, [_row(fact) for fact in shown])
    if len(shown) < len(seen):
        screen.say(f"  {len(seen) - len(shown)} more: `calcinosis-quiz stats --facts`", "dim")
    screen.say(f"  not asked about yet: {len(facts) - len(seen)} of {len(facts)} facts", "dim")


def _show_calibration(screen: Screen, progress: Progress) -> None:
    if not progress.calibration:
        return
    _head(screen, "When you said you were...")
    rows = [
        (each.certainty, _bar_of(each.right), write_proportion(each.right), f"stands for {each.stated:.0%}")
        for each in progress.calibration
    ]
    _table(screen, rows)
    n = sum(each.right.answers for each in progress.calibration)
    score = f"{progress.brier:.3f}" if progress.brier is not None else TOO_FEW
    screen.say(f"  Brier score: {score} (n={n}; 0 is perfect, 0.25 is what always saying 50 % comes to)")


def _row(group: Group) -> tuple[str | Text, ...]:
    recall = f"recall {group.recall:.0%}" if group.recall is not None else ""
    seen = f"{group.seen} of {group.questions} seen"
    return group.name, _bar_of(group.right), write_proportion(group.right), recall, seen


def _bar_of(proportion: Proportion) -> Text:
    share = proportion.share
    return Text("") if share is None else _bar(share, "green")


def _bar(share: float, style: str, empty: str = ".") -> Text:
    full = round(BAR_CELLS * share)
    return Text.assemble(("#" * full, style), (empty * (BAR_CELLS - full), "dim"))


def _head(screen: Screen, title: str) -> None:
    screen.draw("", Text(title, style="bold"))


def _list(screen: Screen, lines: Iterable[str]) -> None:
    screen.draw(Padding(Text("\n".join(lines)), (0, 0, 0, 2)))


def _table(screen: Screen, rows: Sequence[tuple[str | Text, ...]]) -> None:
    table = Table.grid(padding=(0, 2, 0, 0))
    for _ in rows[0]:
        table.add_column(overflow="fold")
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
    screen.draw(Padding(table, (0, 0, 0, 2)))
