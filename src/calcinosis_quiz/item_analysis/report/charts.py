"""Charts of an item analysis: the map of items, scores, options by thirds, correlations, before and after."""

from collections import Counter
from collections.abc import Sequence
from html import escape
from math import sqrt
from typing import Final

from calcinosis_quiz.item_analysis.statistics.analysis import BINS
from calcinosis_quiz.item_analysis.statistics.distractors import OptionUse
from calcinosis_quiz.item_analysis.statistics.intervals import Estimate
from calcinosis_quiz.item_analysis.statistics.item_statistics import ItemAnalysis
from calcinosis_quiz.item_analysis.statistics.verdicts import ITEM_REST_BORDER, TOO_EASY, TOO_HARD, Decision
from calcinosis_quiz.plots.charts import Column, draw_columns
from calcinosis_quiz.plots.frame import SHARES, Frame, Margins, Ticks, Words, circle, line, path, rectangle, text

CLASSES: Final[dict[Decision, str]] = {"look at": "look", "wait for data": "wait", "keep": "keep"}
_STROKES: Final = 6
_LEAST_GAP: Final = 14.0
_NAMED: Final = 12  # items to look at whose names stand on the map
_HUNDRED: Final[Ticks] = tuple((n, str(n)) for n in range(0, 101, 20))
_MAP = Words(
    "item-map",
    "Items by difficulty and item-rest correlation",
    "Each item at its share right and its correlation with the rest of the test; the table below has the figures.",
)


def draw_map(items: Sequence[ItemAnalysis]) -> str:
    """Draw every item at its difficulty and item-rest correlation, each with both intervals, linked to its page."""
    known = [
        (number, item, item.difficulty.value, item.item_rest.value)
        for number, item in enumerate(items, 1)
        if item.difficulty.value is not None and item.item_rest.value is not None
    ]
    if not known:
        return '<p class="quiet">No item has both figures.</p>'
    floor = min([0.0, *(item.item_rest.low if item.item_rest.low is not None else rest for _, item, _, rest in known)])
    lowest = max(-1.0, int(floor * 5 - 0.999) / 5)
    frame = Frame((720, 420), (0, 1), (lowest, 1))
    left, right, top, border = frame.x(TOO_HARD), frame.x(TOO_EASY), frame.y(1), frame.y(ITEM_REST_BORDER)
    parts = [
        rectangle((left, top), (right - left, border - top), "band"),
        *frame.draw_grid(
            [(i / 5, _number(i / 5)) for i in range(6)],
            [(i / 5, _number(i / 5)) for i in range(round(lowest * 5), 6)],
            ("difficulty: share right", "item-rest"),
        ),
        line(frame.left, frame.y(0), frame.right, frame.y(0), "zero"),
    ]
    for _, item, p, rest in known:
        kind = CLASSES[item.verdict.decision]
        x, y = frame.x(p), frame.y(rest)
        across, up = item.difficulty, item.item_rest
        if across.low is not None and across.high is not None:
            parts.append(line(frame.x(across.low), y, frame.x(across.high), y, f"point {kind}"))
        if up.low is not None and up.high is not None:
            parts.append(line(x, frame.y(up.low), x, frame.y(up.high), f"point {kind}"))
    for number, item, p, rest in known:
        words = f"{item.item}: {item.verdict.decision}"
        is_look = item.verdict.decision == "look at"
        dot = circle(frame.x(p), frame.y(rest), 6 if is_look else 4.5, f"dot {CLASSES[item.verdict.decision]}", words)
        parts.append(f'<a href="#item-{number}" aria-label="{escape(words)}">{dot}</a>')
    looks = [(item, frame.x(p), frame.y(rest)) for _, item, p, rest in known if item.verdict.decision == "look at"]
    for item, x, y in looks[:_NAMED]:
        anchor, shift = ("end", -9) if x > frame.width * 0.6 else ("start", 9)
        parts.append(text(x + shift, y - 8, item.item, "halo", anchor))
    return frame.draw(_MAP, parts, "map", "group")


def draw_histogram(counts: Sequence[int]) -> str:
    """Draw how many learners have which share of the points."""
    columns = []
    for i, count in enumerate(counts):
        low, high = i * 100 // BINS, (i + 1) * 100 // BINS
        columns.append(Column(count, str(high), f"{low} to {high}%: {count} learners"))
    told = "; ".join(column.said for column in columns)
    words = Words("score-columns", "Learners by score, in ten steps", told)
    return draw_columns(words, columns, ("score in %, up to", "learners"))


def draw_curves(options: Sequence[OptionUse], name: str) -> str:
    """Draw the share of each option in the lowest, middle and highest third; the key is the thick line.

    `name` is an id of its own on the page.
    """
    frame = Frame((400, 250), (0, 2), (0, 1), Margins(right=96))
    thirds = [(float(place), third) for place, third in enumerate(("lowest", "middle", "highest"))]
    parts = frame.draw_grid(thirds, SHARES, ("third by score", ""))
    ends: list[tuple[float, str]] = []
    for number, option in enumerate(options):
        points = [(frame.x(i), frame.y(share)) for i, share in enumerate(option.by_third) if share is not None]
        if not points:
            continue
        kind = f"curve s{number % _STROKES}{' keyed' if option.is_key else ''}"
        parts.append(path(points, kind, option.label))
        label = option.label if len(option.label) <= 10 else option.label[:9] + "\u2026"
        ends.append((points[-1][1], f"{label}{' (key)' if option.is_key else ''}"))
    parts += [text(frame.right + 7, y + 4, words, "tick") for y, words in _spread(ends, frame.top, frame.bottom)]
    told = "The share of each option in the lowest, middle and highest third by score; the table below has the figures."
    return frame.draw(Words(name, "Share of each option by score third", told), parts)


def _spread(labels: Sequence[tuple[float, str]], top: float, bottom: float) -> list[tuple[float, str]]:
    """Move labels apart where they would lie on each other."""
    placed: list[tuple[float, str]] = []
    above = top - _LEAST_GAP
    for y, words in sorted(labels):
        above = max(y, above + _LEAST_GAP)
        placed.append((above, words))
    below = bottom + _LEAST_GAP
    spread = []
    for y, words in reversed(placed):
        below = min(y, below - _LEAST_GAP)
        spread.append((below, words))
    return spread


def draw_pull(estimate: Estimate, is_key: bool) -> str:
    """Draw an option's correlation with the score on a line from -1 to 1; other colour: interval on the wrong side."""
    if estimate.value is None:
        return ""
    low = estimate.low if estimate.low is not None else estimate.value
    high = estimate.high if estimate.high is not None else estimate.value
    against = estimate.is_known and (high < 0 if is_key else low > 0)
    kind = " against" if against else ""
    parts = [
        line(2, 8, 142, 8, "grid"),
        line(72, 1, 72, 15, "zero"),
        line(72 + 70 * low, 8, 72 + 70 * high, 8, f"pull{kind}"),
        circle(72 + 70 * estimate.value, 8, 4, f"mark{kind}"),
    ]
    words = f"{estimate.value:.2f}, interval {low:.2f} to {high:.2f}"
    return f'<svg class="inline" viewBox="0 0 144 16" role="img" aria-label="{words}">{"".join(parts)}</svg>'


def draw_pairs(pairs: Sequence[tuple[float, float]]) -> str:
    """Draw each learner before (across) and after (up); equal learners as one larger dot. Above the line is a gain."""
    frame = Frame((400, 380), (0, 100), (0, 100))
    parts = frame.draw_grid(_HUNDRED, _HUNDRED, ("before, %", "after, %"))
    parts.append(line(frame.x(0), frame.y(0), frame.x(100), frame.y(100), "zero"))
    counts = Counter((round(before * 100, 1), round(after * 100, 1)) for before, after in pairs)
    for (before, after), count in sorted(counts.items()):
        said = f"{before:g}% before, {after:g}% after: {count}"
        parts.append(circle(frame.x(before), frame.y(after), min(4 * sqrt(count), 16), "pair", said))
    gained = sum(after > before for before, after in pairs)
    told = f"{gained} of {len(pairs)} learners gained."
    return frame.draw(Words("pairs", "Scores before and after", told), parts)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"
