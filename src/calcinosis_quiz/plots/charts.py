"""What was measured, as points with their intervals, against what was expected, as a line."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from html import escape
from typing import Final

from msgspec import Struct

from calcinosis_quiz.plots.frame import (
    SHARES,
    UPPER_SHARES,
    Frame,
    Margins,
    Ticks,
    Words,
    circle,
    count_ticks,
    diamond,
    draw_svg,
    line,
    path,
    rectangle,
    text,
)

_SIZE = (400, 270)


class Point(Struct, frozen=True, kw_only=True):
    """A share from 0 to 1 with its interval at a place across; `n` stands above it, `said` tells everything."""

    x: float
    share: float
    low: float
    high: float
    n: int
    said: str


class Expected(Struct, frozen=True):
    """Shares that were expected, by place across; `marked` puts a sign on each of them."""

    line: Sequence[tuple[float, float]]
    marked: bool = True


def draw_points(
    words: Words, points: Sequence[Point], expected: Expected, *, x: tuple[float, float], xs: Ticks, title: str
) -> str:
    """Draw measured shares with whiskers, and the dashed line of expected ones."""
    bottom = 58 if any("\n" in label for _, label in xs) else 44
    frame, ys = _frame([*(share for _, share in expected.line), *(point.low for point in points)], x, bottom)
    parts = frame.draw_grid(xs, ys, (title, ""))
    places = [(frame.x(across), frame.y(share)) for across, share in expected.line]
    parts.append(path(places, "expected"))
    if expected.marked:
        parts += [diamond(*place, 4.5, "expected-mark") for place in places]
    parts.append(text(frame.left - 7, frame.top - 10, "n", "tick", "end"))
    for point in points:
        across = frame.x(point.x)
        low, high = frame.y(point.low), frame.y(point.high)
        parts.append(line(across, low, across, high, "whisker"))
        parts += [line(across - 4, end, across + 4, end, "whisker") for end in (low, high)]
        parts.append(circle(across, frame.y(point.share), 5, "measured", point.said))
        parts.append(text(across, frame.top - 10, str(point.n), "tick", "middle"))
    return frame.draw(words, parts)


def draw_curve(words: Words, curve: Sequence[tuple[float, float]], xs: Ticks, title: str) -> str:
    """Draw a curve of shares through places across; those that are ticks have their share written beside them."""
    frame, ys = _frame([share for _, share in curve], (curve[0][0], curve[-1][0]), 44)
    parts = frame.draw_grid(xs, ys, (title, ""))
    places = [(frame.x(across), frame.y(share)) for across, share in curve]
    parts.append(path(places, "curve s0"))
    marked = {value for value, _ in xs}
    for (across, share), place in zip(curve, places, strict=True):
        if across in marked:
            anchor = "start" if across == curve[0][0] else "end" if across == curve[-1][0] else "middle"
            parts.append(circle(*place, 4, "measured"))
            parts.append(text(place[0], place[1] - 10, f"{share:.0%}", "tick halo", anchor))
    return frame.draw(words, parts)


def _frame(shares: Sequence[float], x: tuple[float, float], bottom: int) -> tuple[Frame, Ticks]:
    """Make a frame up to 100 %, from 50 % where nothing lies below: points, unlike bars, need no zero."""
    floor, ys = (0.5, UPPER_SHARES) if min(shares) > 0.55 else (0.0, SHARES)
    return Frame(_SIZE, x, (floor, 1), Margins(left=50, top=24, bottom=bottom)), ys


_MIDDLE: Final = 10  # of a bar 20 pixels high


class Share(Struct, frozen=True):
    """A share from 0 to 1 with its interval; `mark` is another share to compare it with, `said` tells everything."""

    share: float | None
    low: float | None
    high: float | None
    mark: float | None
    said: str


def draw_share(share: Share) -> str:
    """Draw a share along a line from 0 to 100 %: widths are percentages, so that the bar fits its cell anywhere."""
    parts = [f'<rect x="0" y="{_MIDDLE - 5}" width="100%" height="10" class="track"/>']
    if share.share is not None:
        parts.append(f'<rect x="0" y="{_MIDDLE - 5}" width="{share.share:.1%}" height="10" class="bar"/>')
    if share.low is not None and share.high is not None:
        ends = f'x1="{share.low:.1%}" x2="{share.high:.1%}" y1="{_MIDDLE}" y2="{_MIDDLE}"'
        parts += [f'<line {ends} class="whisker halo"/>', f'<line {ends} class="whisker"/>']
    if share.mark is not None:
        parts.append(f'<line x1="{share.mark:.1%}" x2="{share.mark:.1%}" y1="1" y2="19" class="compared"/>')
    return f'<svg class="share" role="img" aria-label="{escape(share.said)}">{"".join(parts)}</svg>'


class Column(Struct, frozen=True):
    """A count; `label` is written below it where it is not empty, `said` tells everything."""

    count: int
    label: str
    said: str
    kind: str = "bar"


def draw_columns(
    words: Words, columns: Sequence[Column], titles: tuple[str, str], size: tuple[int, int] = (400, 220)
) -> str:
    """Draw counts from the left to the right; `titles` name the axes."""
    ticks = count_ticks(max(column.count for column in columns))
    frame = Frame(size, (0, len(columns)), (0, ticks[-1][0]))
    labels = [(i + 0.5, column.label) for i, column in enumerate(columns) if column.label]
    parts = frame.draw_grid([], ticks, titles)
    parts += [text(frame.x(place), frame.bottom + 18, label, "tick", "middle") for place, label in labels]
    gap = min(3.0, (frame.right - frame.left) / len(columns) / 4)
    for i, column in enumerate(columns):
        left, right, top = frame.x(i) + gap / 2, frame.x(i + 1) - gap / 2, frame.y(column.count)
        if column.count:
            parts.append(rectangle((left, top), (right - left, frame.bottom - top), column.kind, column.said))
    return frame.draw(words, parts)


LEVELS: Final = 4
_STEP, _CELL, _LEFT, _TOP = 15, 12, 34, 20
_SIDES: Final = (4, 6, 8, 10, 12)  # of the square of each level, in units of the drawing


def bound_levels(counts: Mapping[date, int]) -> tuple[int, ...]:
    """Return the least count of each level above nothing.

    They are quarters of the days that have any, so that one day of cramming does not wash out the rest.
    """
    ordered = sorted(count for count in counts.values() if count > 0)
    bounds = [ordered[len(ordered) * quarter // LEVELS] for quarter in range(LEVELS)] if ordered else []
    return tuple(dict.fromkeys(bounds))


def level_of(count: int, bounds: tuple[int, ...]) -> int:
    """Return the level of a count, 0 for none."""
    return sum(count >= bound for bound in bounds) + LEVELS - len(bounds) if count > 0 else 0


def first_monday(last: date, weeks: int) -> date:
    """Return on which Monday a calendar of so many weeks begins that ends in the week of `last`."""
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
