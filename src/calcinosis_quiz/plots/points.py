"""What was measured, as points with their intervals, against what was expected, as a line."""

from collections.abc import Sequence

from msgspec import Struct

from calcinosis_quiz.plots.frame import (
    SHARES,
    UPPER_SHARES,
    Frame,
    Margins,
    Ticks,
    Words,
    circle,
    diamond,
    line,
    path,
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
