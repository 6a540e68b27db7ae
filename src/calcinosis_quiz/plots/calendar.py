"""Counts by day as a calendar: a column a week, a row a weekday; the more, the larger and the darker the square."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from calcinosis_quiz.plots.frame import Words, draw_svg, rectangle, text

LEVELS: Final = 4
_STEP, _CELL, _LEFT, _TOP = 15, 12, 34, 20
_SIDES: Final = (4, 6, 8, 10, 12)  # of the square of each level, in units of the drawing


def bound_levels(counts: Mapping[date, int]) -> tuple[int, ...]:
    """Give the least count of each level above nothing.

    They are quarters of the days that have any, so that one day of cramming does not wash out the rest.
    """
    ordered = sorted(count for count in counts.values() if count > 0)
    bounds = [ordered[len(ordered) * quarter // LEVELS] for quarter in range(LEVELS)] if ordered else []
    return tuple(dict.fromkeys(bounds))


def level_of(count: int, bounds: tuple[int, ...]) -> int:
    """Tell the level of a count, 0 for none."""
    return sum(count >= bound for bound in bounds) + LEVELS - len(bounds) if count > 0 else 0


def first_monday(last: date, weeks: int) -> date:
    """Tell on which Monday a calendar of so many weeks begins that ends in the week of `last`."""
    monday = last.toordinal() - last.weekday() - 7 * (weeks - 1)
    return date.fromordinal(max(monday, 1))


def draw_calendar(words: Words, counts: Mapping[date, int], ends: tuple[date, date], noun: str) -> str:
    """Draw the days from the first, a Monday, to the last; `noun` is what was counted."""
    first, last = ends
    bounds = bound_levels({day: count for day, count in counts.items() if first <= day <= last})
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    weeks = len(days) // 7 + bool(len(days) % 7)
    parts = [
        text(_LEFT - 6, _TOP + row * _STEP + 10, name, "tick", "end")
        for row, name in ((0, "Mon"), (3, "Thu"), (6, "Sun"))
    ]
    for n, day in enumerate(days):
        week = n // 7
        x, y = _LEFT + week * _STEP, _TOP + day.weekday() * _STEP
        if day.day == 1 and week < weeks - 1:
            parts.append(text(x, _TOP - 8, str(day.year) if day.month == 1 else f"{day:%b}", "tick"))
        count = counts.get(day, 0)
        level = level_of(count, bounds)
        inset = (_CELL - _SIDES[level]) / 2
        said = f"{day:%a} {day.day} {day:%b %Y}: {count} {noun}"
        parts.append(rectangle((x + inset, y + inset), (_SIDES[level], _SIDES[level]), f"day level-{level}", said))
    return draw_svg(words, (_LEFT + weeks * _STEP, _TOP + 7 * _STEP), parts, "calendar")


def draw_legend() -> str:
    """Draw the levels from nothing to most; the words stand around it."""
    parts = [
        rectangle((i * _STEP + (_CELL - side) / 2, (_CELL - side) / 2), (side, side), f"day level-{i}")
        for i, side in enumerate(_SIDES)
    ]
    width = len(_SIDES) * _STEP
    return f'<svg class="legend" viewBox="0 0 {width} {_CELL}" aria-hidden="true">{"".join(parts)}</svg>'
