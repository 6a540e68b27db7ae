"""Drawing item analyses: a table that begins with the worst, and every number with its interval."""

from collections.abc import Sequence
from typing import Final

from rich.table import Table
from rich.text import Text

from calcinosis_quiz.cli.screens.screen import Screen
from calcinosis_quiz.teach.findings import Findings
from calcinosis_quiz.teach.ledger import Series
from calcinosis_quiz.teach.statistics.analysis import BINS, Analysis, ItemAnalysis, rank_worst_first
from calcinosis_quiz.teach.statistics.change import Change
from calcinosis_quiz.teach.statistics.distractors import FUNCTIONAL
from calcinosis_quiz.teach.statistics.intervals import Estimate
from calcinosis_quiz.teach.statistics.item_response import ResponseModel
from calcinosis_quiz.teach.statistics.verdicts import Decision, Verdict

_STYLES: Final[dict[Decision, str]] = {"look at": "yellow", "wait for data": "dim", "keep": "green"}
_BAR: Final = 24
_ESTIMATE: Final = 21  # characters of `-.20 (-.43 to -.06)` and a gap


def draw_findings(screen: Screen, findings: Findings, details: bool) -> None:
    """Draw the test, its items worst first, groups, change, model, and what was marked again."""
    analysis = findings.analysis
    _draw_test(screen, analysis)
    _draw_items(screen, rank_worst_first(analysis.items), details)
    _draw_groups(screen, analysis)
    if findings.change is not None:
        _draw_change(screen, findings.change)
    if findings.model is not None:
        _draw_model(screen, findings.model)
    if findings.audit:
        _head(screen, "Marked again")
        for line in findings.audit:
            screen.say(str(line))
    if findings.notes():
        screen.say("")
        for note in findings.notes():
            screen.say(note, "dim")


def draw_series(screen: Screen, series: Sequence[Series]) -> None:
    """Draw pooled uses, those to look at first, and where data contradict the author."""
    if not series:
        screen.say("The ledger is empty. `ledger add` puts a class into it.")
        return
    dates = sorted([one.first for one in series] + [one.last for one in series])
    screen.say(
        f"{len(series)} wordings of {len({one.item for one in series})} items, {dates[0]} to {dates[-1]}", "bold"
    )
    groups: dict[tuple[Decision, str], list[Series]] = {}
    for one in sorted(series, key=lambda one: list(_STYLES).index(one.verdict.decision)):
        groups.setdefault((one.verdict.decision, one.verdict.reason), []).append(one)
    for (decision, reason), members in groups.items():
        _draw_heading(screen, decision, reason, len(members))
        room = screen.console.width - _ESTIMATE * 2 - 13
        table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
        longest = max(len("item"), *(len(_name(one)) for one in series))
        table.add_column("  item", width=min(longest + 2, room - 2), overflow="fold")
        for name in ("right", "item-rest"):
            table.add_column(name, width=_ESTIMATE - 2, no_wrap=True)
        table.add_column("n", justify="right", no_wrap=True)
        table.add_column("uses", justify="right", no_wrap=True)
        for one in members:
            numbers = (write_estimate(one.difficulty), write_estimate(one.item_rest), str(one.learners), str(one.uses))
            table.add_row(Text(f"  {_name(one)}"), *numbers)
        screen.draw(table)
    contradicted = [one for one in series if one.is_present and one.agreement.endswith("r than estimated")]
    if contradicted:
        _head(screen, "Not as difficult as their authors thought")
        for one in contradicted:
            screen.say(f"  {one.item}: said to be {one.author_difficulty}, {one.agreement}")


def _name(one: Series) -> str:
    return one.item if one.is_present else f"{one.item} (earlier wording)"


def _draw_heading(screen: Screen, decision: Decision, reason: str, count: int) -> None:
    screen.say("")
    heading = Text(f"{decision.capitalize()} ({count}):", style=f"bold {_STYLES[decision]}")
    screen.draw(heading.append(f" {reason}", style="not bold default"))


def write_estimate(estimate: Estimate | None, digits: int = 2) -> str:
    """Write a value with its interval, such as `.75 (.47 to .91)`; a dash where it is not defined."""
    if estimate is None or estimate.value is None:
        return "-"
    value = _short(estimate.value, digits)
    if estimate.low is None or estimate.high is None:
        return value
    return f"{value} ({_short(estimate.low, digits)} to {_short(estimate.high, digits)})"


def _with_n(estimate: Estimate | None, digits: int = 2) -> str:
    """Write an estimate with its own number of learners."""
    return write_estimate(estimate, digits) + (f", n {estimate.n}" if estimate else "")


def _short(value: float, digits: int) -> str:
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.removeprefix("-")
    return text.replace("0.", ".", 1) if digits and text.lstrip("-").startswith("0.") else text


def _head(screen: Screen, title: str) -> None:
    screen.say("")
    screen.say(title, "bold")


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column(first, overflow="fold", ratio=None)
    for name in others:
        table.add_column(name, overflow="fold")
    return table


def _verdict(verdict: Verdict) -> Text:
    return Text(f"  {verdict.decision}: {verdict.reason}", style=_STYLES[verdict.decision])


def _draw_test(screen: Screen, analysis: Analysis) -> None:
    test = analysis.test
    named = f", round {analysis.round}" if analysis.round else ""
    screen.say(f"{test.learners} learners, {test.items} items{named}", "bold")
    reliability = test.reliability
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    rows = [
        ("mean score", write_estimate(test.mean), f"standard deviation {write_estimate(test.spread)}"),
        ("alpha", write_estimate(reliability.alpha), f"over {reliability.items} items whose marks differ"),
        ("measurement error", write_estimate(reliability.standard_error), f"points of {test.maximum:g}"),
    ]
    for row in rows:
        table.add_row(*row)
    screen.draw(table)
    most = max(test.histogram)
    if not most:
        return
    for i, count in enumerate(test.histogram):
        bar = "#" * round(count / most * _BAR)
        screen.say(f"{i * 100 // BINS:>3}-{(i + 1) * 100 // BINS:<3} % {bar:<{_BAR}} {count or ''}".rstrip())


def _draw_items(screen: Screen, items: Sequence[ItemAnalysis], details: bool) -> None:
    groups: dict[tuple[Decision, str], list[ItemAnalysis]] = {}
    for item in items:
        groups.setdefault((item.verdict.decision, item.verdict.reason), []).append(item)
    width = max(len("item"), *(len(item.item) for item in items))
    for (decision, reason), members in groups.items():
        _draw_heading(screen, decision, reason, len(members))
        screen.draw(_item_table(screen, members, width))
        if details:
            for item in members:
                _draw_details(screen, item)


def _item_table(screen: Screen, items: Sequence[ItemAnalysis], width: int) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    room = screen.console.width - _ESTIMATE * 2 - 6
    roomy = room - _ESTIMATE >= width + 4
    table.add_column("  item", width=min(width + 2, room - 2), overflow="fold")
    for name in ("right", "item-rest", *(["upper-lower"] if roomy else [])):
        table.add_column(name, width=_ESTIMATE - 2, no_wrap=True)
    table.add_column("n", justify="right", no_wrap=True)
    for item in items:
        numbers = [item.difficulty, item.item_rest, *([item.upper_lower] if roomy else [])]
        table.add_row(Text(f"  {item.item}"), *map(write_estimate, numbers), str(item.learners))
    return table


def _draw_details(screen: Screen, item: ItemAnalysis) -> None:
    screen.say("")
    screen.draw(Text(f"  {item.item}", style="bold").append(f"  n {item.learners}", style="not bold dim"))
    table = Table(box=None, padding=(0, 2, 0, 2), show_header=False)
    table.add_row("right", write_estimate(item.difficulty), "item-rest", write_estimate(item.item_rest))
    table.add_row(
        "upper-lower", write_estimate(item.upper_lower), "point-biserial", write_estimate(item.point_biserial)
    )
    discrimination, efficiency = (
        write_estimate(each, 0) for each in (item.moodle_discrimination, item.moodle_efficiency)
    )
    table.add_row("discrimination %", discrimination, "efficiency %", efficiency)
    table.add_row("alpha without", write_estimate(item.alpha_without))
    if item.seconds or item.confidence_gap:
        table.add_row(
            "median seconds", _with_n(item.seconds, 0), "too sure by", _with_n(item.confidence_gap)
        )
    screen.draw(table)
    if item.options:
        screen.draw(_option_table(item))


def _option_table(item: ItemAnalysis) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    chosen_of = f"chosen, n {item.options[0].share.n}"
    for name in ("    option", chosen_of, "low", "mid", "high", "with the score", ""):
        table.add_column(name, no_wrap=name != "    option", overflow="fold")
    for option in item.options:
        thirds = ["-" if share is None else _short(share, 2) for share in option.by_third]
        remark = "key" if option.is_key else f"under {FUNCTIONAL:.0%}" if option.is_functional is False else ""
        chosen = f"{option.count:>4} {write_estimate(option.share)}"
        table.add_row(Text(f"    {option.label}"), chosen, *thirds, write_estimate(option.with_total), remark)
    return table


def _draw_groups(screen: Screen, analysis: Analysis) -> None:
    for kind in ("topic", "objective"):
        groups = [group for group in analysis.groups if group.kind == kind]
        if not groups:
            continue
        screen.say("")
        table = _table(kind, "items", "mean score", "alpha", "n")
        for group in groups:
            figures = (write_estimate(group.mean), write_estimate(group.alpha), str(group.mean.n))
            table.add_row(Text(group.name), str(group.items), *figures)
        screen.draw(table)


def _draw_change(screen: Screen, change: Change) -> None:
    _head(
        screen,
        f"{change.before_round or 'first'} to {change.after_round or 'last'}: {change.learners} learners in both",
    )
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    p = (
        ""
        if change.p_value is None
        else "paired t, p " + ("< .001" if change.p_value < 0.001 else f"= {change.p_value:.3f}")
    )
    table.add_row("mean before", write_estimate(change.before))
    table.add_row("mean after", write_estimate(change.after))
    table.add_row("difference", write_estimate(change.difference), p)
    table.add_row("gain of the class", write_estimate(change.class_gain), "of what there was to gain (Hake)")
    top = f"{change.at_top} had full marks before" if change.at_top else ""
    table.add_row("mean of single gains", write_estimate(change.mean_gain), top)
    screen.draw(table)
    if change.only_before or change.only_after:
        screen.say(
            f"{change.only_before} sat only the first, {change.only_after} only the last: not in this comparison."
        )
    if change.items:
        roomy = screen.console.width >= max(len(item.item) for item in change.items) + 70
        names = ("before", "after", "gained", "lost", "n", "McNemar p", *(["difference"] if roomy else []))
        items = _table("item", *names)
        for item in sorted(change.items, key=lambda item: item.difference.value or 0.0):
            cells = [_short(item.before, 2), _short(item.after, 2), str(item.gained), str(item.lost), str(item.n)]
            cells.append(f"{item.p_value:.3f}" if item.p_value >= 0.001 else "< .001")
            items.add_row(Text(item.item), *cells, *([write_estimate(item.difference)] if roomy else []))
        screen.draw(items)


def _draw_model(screen: Screen, model: ResponseModel) -> None:
    name = {"rasch": "Rasch model", "2pl": "Two-parameter model"}[model.model]
    _head(screen, f"{name}: {model.learners} learners, log-likelihood {model.log_likelihood:.2f}")
    table = _table("item", "location", "slope")
    for item in model.items:
        table.add_row(Text(item.item), write_estimate(item.location), write_estimate(item.slope))
    screen.draw(table)
    if model.left_out:
        screen.say(f"Left out, since all marks are equal or some are partial: {', '.join(model.left_out)}.", "dim")
