"""Drawing what is known of items over the years: wordings to look at first, and where data contradict the author."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from calcinosis_quiz.cli.screens.estimates import (
    ESTIMATE_WIDTH,
    LEAST_NAME,
    STYLES,
    draw_heading,
    draw_title,
    write_estimate,
)
from calcinosis_quiz.cli.screens.layout import Column, Grid
from calcinosis_quiz.cli.screens.screen import Screen
from calcinosis_quiz.item_analysis.pooled_uses import Series

if TYPE_CHECKING:
    from calcinosis_quiz.item_analysis.statistics.verdicts import Decision


def draw_series(screen: Screen, series: Sequence[Series]) -> None:
    """Draw pooled uses, those to look at first, and where data contradict the author."""
    if not series:
        screen.say("No uses yet. `calcinosis-quiz item-uses add FILE ANSWERS` adds those of a class.")
        return
    dates = sorted([one.first for one in series] + [one.last for one in series])
    screen.say(
        f"{len(series)} wordings of {len({one.item for one in series})} items, {dates[0]} to {dates[-1]}", "bold"
    )
    groups: dict[tuple[Decision, str], list[Series]] = {}
    for one in sorted(series, key=lambda one: list(STYLES).index(one.verdict.decision)):
        groups.setdefault((one.verdict.decision, one.verdict.reason), []).append(one)
    for (decision, reason), members in groups.items():
        draw_heading(screen, decision, reason, len(members))
        room = screen.console.width - ESTIMATE_WIDTH * 2 - 13
        longest = max(len("item"), *(len(_name(one)) for one in series))
        columns = [
            Column("  item", overflow="fold", width=min(longest + 2, max(room - 2, LEAST_NAME))),
            *(Column(name, overflow="fold", width=ESTIMATE_WIDTH - 2) for name in ("right", "item-rest")),
            *(Column(name, right=True) for name in ("n", "uses")),
        ]
        rows = [
            (
                f"  {_name(one)}",
                write_estimate(one.difficulty),
                write_estimate(one.item_rest),
                str(one.learners),
                str(one.uses),
            )
            for one in members
        ]
        screen.draw(Grid(rows, columns, title_style="dim"))
    contradicted = [one for one in series if one.is_present and one.agreement.endswith("r than estimated")]
    if contradicted:
        draw_title(screen, "Not as difficult as their authors thought")
        for one in contradicted:
            screen.say(f"  {one.item}: said to be {one.author_difficulty}, {one.agreement}")


def _name(one: Series) -> str:
    return one.item if one.is_present else f"{one.item} (earlier wording)"
