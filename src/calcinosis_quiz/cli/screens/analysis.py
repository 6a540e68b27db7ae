"""Drawing item analyses: a table that begins with the worst, and every number with its interval."""

from collections.abc import Sequence
from typing import Final

from calcinosis_quiz.cli.screens.estimates import (
    ESTIMATE_WIDTH,
    LEAST_NAME,
    STYLES,
    draw_heading,
    draw_title,
    write_estimate,
    write_number,
)
from calcinosis_quiz.cli.screens.layout import Column, Grid, Indented
from calcinosis_quiz.cli.screens.screen import Screen
from calcinosis_quiz.cli.screens.text import Text
from calcinosis_quiz.item_analysis.findings import Findings
from calcinosis_quiz.item_analysis.statistics.analysis import BINS, Analysis, FormAnalysis
from calcinosis_quiz.item_analysis.statistics.change import Change
from calcinosis_quiz.item_analysis.statistics.distractors import FUNCTIONAL
from calcinosis_quiz.item_analysis.statistics.intervals import Estimate
from calcinosis_quiz.item_analysis.statistics.item_response import ResponseModel
from calcinosis_quiz.item_analysis.statistics.item_statistics import ItemAnalysis, rank_worst_first
from calcinosis_quiz.item_analysis.statistics.verdicts import Decision, Verdict

_BAR: Final = 24


def draw_findings(screen: Screen, findings: Findings, details: bool) -> None:
    """Draw three sentences, the test, its items worst first, groups, change, model, and what was marked again."""
    analysis = findings.analysis
    for sentence in findings.summary():
        screen.say(sentence)
    screen.say("")
    _draw_test(screen, findings)
    _draw_items(screen, rank_worst_first(analysis.items), details)
    _draw_groups(screen, analysis)
    if findings.change is not None:
        _draw_change(screen, findings.change)
    if findings.model is not None:
        _draw_model(screen, findings.model)
    if findings.audit:
        draw_title(screen, "Marked again")
        for line in findings.audit:
            screen.say(str(line))
    if findings.notes():
        screen.say("")
        for note in findings.notes():
            screen.say(note, "dim")


def _with_n(estimate: Estimate | None, digits: int = 2) -> str:
    """Write an estimate with its own number of learners."""
    return write_estimate(estimate, digits) + (f", n {estimate.n}" if estimate else "")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _table(rows: Sequence[Sequence[str]], titles: Sequence[str] = (), title_style: str = "bold") -> Grid:
    """Make a grid all of whose columns fold on a narrow screen."""
    columns = [Column(title, overflow="fold") for title in titles or [""] * max(map(len, rows))]
    return Grid(rows, columns, title_style=title_style)


def _verdict(verdict: Verdict) -> Text:
    return Text(f"  {verdict.decision}: {verdict.reason}", style=STYLES[verdict.decision])


def _draw_test(screen: Screen, findings: Findings) -> None:
    analysis = findings.analysis
    test = analysis.test
    named = f", round {analysis.round}" if analysis.round else ""
    screen.say(f"{_count(test.learners, 'learner')}, {_count(test.items, 'item')}{named}", "bold")
    rows = [("mean score", write_estimate(test.mean), f"standard deviation {write_estimate(test.spread)}")]
    if len(analysis.forms) == 1:
        reliability = test.reliability
        rows += [
            ("alpha", write_estimate(reliability.alpha), f"over {reliability.items} items whose marks differ"),
            ("measurement error", write_estimate(reliability.standard_error), f"points of {test.maximum:g}"),
        ]
    screen.draw(_table(rows))
    if len(findings.forms) > 1:
        _draw_forms(screen, findings.forms)
    most = max(test.histogram)
    if not most:
        return
    for i, count in enumerate(test.histogram):
        bar = "#" * round(count / most * _BAR)
        screen.say(f"{i * 100 // BINS:>3}-{(i + 1) * 100 // BINS:<3} % {bar:<{_BAR}} {count or ''}".rstrip())


def _draw_forms(screen: Screen, forms: Sequence[FormAnalysis]) -> None:
    screen.say("")
    rows = [
        (
            form.round or "-",
            form.form or "-",
            str(form.learners),
            f"{form.items}",
            write_estimate(form.mean),
            write_estimate(form.reliability.alpha),
            write_estimate(form.reliability.standard_error),
        )
        for form in forms
    ]
    screen.draw(_table(rows, ("round", "form", "n", "items", "mean score", "alpha", "measurement error")))
    screen.say("")


def _draw_items(screen: Screen, items: Sequence[ItemAnalysis], details: bool) -> None:
    groups: dict[tuple[Decision, str], list[ItemAnalysis]] = {}
    for item in items:
        groups.setdefault((item.verdict.decision, item.verdict.reason), []).append(item)
    width = max(len("item"), *(len(item.item) for item in items))
    for (decision, reason), members in groups.items():
        draw_heading(screen, decision, reason, len(members))
        screen.draw(_item_table(screen, members, width))
        if details:
            for item in members:
                _draw_details(screen, item)


def _item_table(screen: Screen, items: Sequence[ItemAnalysis], width: int) -> Grid:
    room = screen.console.width - ESTIMATE_WIDTH * 2 - 6
    roomy = room - ESTIMATE_WIDTH >= width + 4
    columns = [
        Column("  item", overflow="fold", width=min(width + 2, max(room - 2, LEAST_NAME))),
        *(
            Column(name, overflow="fold", width=ESTIMATE_WIDTH - 2)
            for name in ("right", "item-rest", *(["upper-lower"] if roomy else []))
        ),
        Column("n", right=True),
    ]
    rows = []
    for item in items:
        numbers = [item.difficulty, item.item_rest, *([item.upper_lower] if roomy else [])]
        rows.append((f"  {item.item}", *map(write_estimate, numbers), str(item.learners)))
    return Grid(rows, columns, title_style="dim")


def _draw_details(screen: Screen, item: ItemAnalysis) -> None:
    screen.say("")
    screen.draw(Text.assemble((f"  {item.item}", "bold"), (f"  n {item.learners}", "dim")))
    rows = [
        ("right", item.difficulty, 2, "item-rest", item.item_rest, 2),
        ("upper-lower", item.upper_lower, 2, "point-biserial", item.point_biserial, 2),
        ("discrimination %", item.moodle_discrimination, 0, "efficiency %", item.moodle_efficiency, 0),
    ]
    cells = [
        (name, write_estimate(one, digits), other, write_estimate(two, places))
        for name, one, digits, other, two, places in rows
    ]
    cells.append(("alpha without", write_estimate(item.alpha_without), "", ""))
    if item.seconds or item.confidence_gap:
        cells.append(("median seconds", _with_n(item.seconds, 0), "too sure by", _with_n(item.confidence_gap)))
    screen.draw(Indented(_table(cells)))
    if item.options:
        screen.draw(_option_table(item))


def _option_table(item: ItemAnalysis) -> Grid:
    chosen_of = f"chosen, n {item.options[0].share.n}"
    titles = ("    option", chosen_of, "low", "mid", "high", "with the score", "")
    rows = []
    for option in item.options:
        thirds = ["-" if share is None else write_number(share, 2) for share in option.by_third]
        remark = "key" if option.is_key else f"under {FUNCTIONAL:.0%}" if option.is_functional is False else ""
        chosen = f"{option.count:>4} {write_estimate(option.share)}"
        rows.append((f"    {option.label}", chosen, *thirds, write_estimate(option.with_total), remark))
    return _table(rows, titles, "dim")


def _draw_groups(screen: Screen, analysis: Analysis) -> None:
    for kind in ("topic", "objective"):
        groups = [group for group in analysis.groups if group.kind == kind]
        if not groups:
            continue
        screen.say("")
        rows = []
        for group in groups:
            figures = (write_estimate(group.mean), write_estimate(group.alpha), str(group.mean.n))
            rows.append((group.name, str(group.items), *figures))
        screen.draw(_table(rows, (kind, "items", "mean score", "alpha", "n")))


def _draw_change(screen: Screen, change: Change) -> None:
    draw_title(
        screen,
        f"{change.before_round or 'first'} to {change.after_round or 'last'}: {change.learners} learners in both",
    )
    p = (
        ""
        if change.p_value is None
        else ("t of the orders, p " if change.design == "crossover" else "paired t, p ")
        + ("< .001" if change.p_value < 0.001 else f"= {change.p_value:.3f}")
    )
    top = f"{change.at_top} had full marks before" if change.at_top else ""
    if change.design == "crossover":
        screen.say("Crossover: means and gains are those of the orders, so that the difficulty of the forms cancels.")
    rows = [
        ("mean before", write_estimate(change.before)),
        ("mean after", write_estimate(change.after)),
        ("difference", write_estimate(change.difference), p),
        ("gain of the class", write_estimate(change.class_gain), "of what there was to gain (Hake)"),
        ("mean of single gains", write_estimate(change.mean_gain), top),
    ]
    screen.draw(_table(rows))
    if change.sequences:
        orders = [
            (
                f"{each.first_form} then {each.last_form}",
                str(each.learners),
                write_number(each.before, 2),
                write_number(each.after, 2),
            )
            for each in change.sequences
        ]
        screen.draw(_table(orders, ("forms", "n", "before", "after")))
    if change.only_before or change.only_after:
        screen.say(
            f"{change.only_before} sat only the first, {change.only_after} only the last: not in this comparison."
        )
    if change.items:
        roomy = screen.console.width >= max(len(item.item) for item in change.items) + 70
        names = ("before", "after", "gained", "lost", "n", "McNemar p", *(["difference"] if roomy else []))
        rows = []
        for item in sorted(change.items, key=lambda item: item.difference.value or 0.0):
            cells = [
                write_number(item.before, 2),
                write_number(item.after, 2),
                str(item.gained),
                str(item.lost),
                str(item.n),
            ]
            cells.append(f"{item.p_value:.3f}" if item.p_value >= 0.001 else "< .001")
            rows.append((item.item, *cells, *([write_estimate(item.difference)] if roomy else [])))
        screen.draw(_table(rows, ("item", *names)))


def _draw_model(screen: Screen, model: ResponseModel) -> None:
    name = {"rasch": "Rasch model", "2pl": "Two-parameter model"}[model.model]
    draw_title(screen, f"{name}: {model.learners} learners, log-likelihood {model.log_likelihood:.2f}")
    rows = [(item.item, write_estimate(item.location), write_estimate(item.slope)) for item in model.items]
    screen.draw(_table(rows, ("item", "location", "slope")))
    if model.left_out:
        screen.say(f"Left out, since all marks are equal or some are partial: {', '.join(model.left_out)}.", "dim")
