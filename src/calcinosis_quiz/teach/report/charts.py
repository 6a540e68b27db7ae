"""Charts as SVG, drawn by hand: no script, nothing to load."""

from collections import Counter
from collections.abc import Sequence
from html import escape
from math import sqrt
from typing import Final

from calcinosis_quiz.teach.statistics.analysis import BINS, ItemAnalysis
from calcinosis_quiz.teach.statistics.distractors import OptionUse
from calcinosis_quiz.teach.statistics.intervals import Estimate
from calcinosis_quiz.teach.statistics.verdicts import ITEM_REST_BORDER, TOO_EASY, TOO_HARD, Decision

CLASSES: Final[dict[Decision, str]] = {"look at": "look", "wait for data": "wait", "keep": "keep"}
_STROKES: Final = 6
_LEAST_GAP: Final = 13.0


class Frame:
    """Maps values to places in a drawing of `width` by `height`, with room for labels around it."""

    def __init__(self, size: tuple[int, int], x: tuple[float, float], y: tuple[float, float], right: int = 12) -> None:
        """Take the size in units of the drawing, and the ranges of both axes."""
        self.width, self.height, self._x, self._y = *size, x, y
        self.left, self.top, self.right, self.bottom = 46, 12, size[0] - right, size[1] - 38

    def x(self, value: float) -> float:
        """Give the horizontal place of a value, kept inside the frame."""
        share = (min(max(value, self._x[0]), self._x[1]) - self._x[0]) / (self._x[1] - self._x[0])
        return self.left + share * (self.right - self.left)

    def y(self, value: float) -> float:
        """Give the vertical place of a value, kept inside the frame."""
        share = (min(max(value, self._y[0]), self._y[1]) - self._y[0]) / (self._y[1] - self._y[0])
        return self.bottom - share * (self.bottom - self.top)

    def draw(self, label: str, parts: Sequence[str], kind: str = "") -> str:
        """Put the parts together; `label` is what a screen reader says."""
        box = f"0 0 {self.width} {self.height}"
        head = f'<svg class="{kind}" viewBox="{box}" role="img" aria-label="{escape(label)}">'
        return "\n".join([head, *parts, "</svg>"])

    def draw_grid(self, xs: Sequence[float], ys: Sequence[float], titles: tuple[str, str]) -> list[str]:
        """Draw lines and numbers at some values, and the names of the axes."""
        parts = []
        for value in xs:
            parts.append(line(self.x(value), self.top, self.x(value), self.bottom, "grid"))
            parts.append(text(self.x(value), self.bottom + 15, _number(value), "tick", "middle"))
        for value in ys:
            parts.append(line(self.left, self.y(value), self.right, self.y(value), "grid"))
            parts.append(text(self.left - 6, self.y(value) + 4, _number(value), "tick", "end"))
        parts.append(text((self.left + self.right) / 2, self.height - 4, titles[0], "tick", "middle"))
        middle = (self.top + self.bottom) / 2
        turn = f'transform="rotate(-90 12 {middle:.1f})"'
        parts.append(
            f'<text x="12" y="{middle:.1f}" class="tick" text-anchor="middle" {turn}>{escape(titles[1])}</text>'
        )
        return parts


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """Draw a straight line."""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    """Write words."""
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'


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
    left, right, top = frame.x(TOO_HARD), frame.x(TOO_EASY), frame.y(1)
    border = frame.y(ITEM_REST_BORDER)
    parts = [
        f'<rect class="band" x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{border - top:.1f}"/>',
        *frame.draw_grid(
            [i / 5 for i in range(6)],
            [i / 5 for i in range(round(lowest * 5), 6)],
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
        kind = CLASSES[item.verdict.decision]
        words = escape(f"{item.item}: {item.verdict.decision}")
        radius = 6 if kind == "look" else 4.5
        place = f'cx="{frame.x(p):.1f}" cy="{frame.y(rest):.1f}" r="{radius}"'
        dot = f'<circle {place} class="dot {kind}"><title>{words}</title></circle>'
        parts.append(f'<a href="#item-{number}" aria-label="{words}">{dot}</a>')
    looks = [(item, frame.x(p), frame.y(rest)) for _, item, p, rest in known if item.verdict.decision == "look at"]
    for item, x, y in looks[:12]:
        anchor, shift = ("end", -9) if x > frame.width * 0.6 else ("start", 9)
        parts.append(text(x + shift, y - 8, item.item, "", anchor))
    return frame.draw("Items by difficulty and item-rest correlation; the table below holds the same figures", parts)


def draw_histogram(counts: Sequence[int]) -> str:
    """Draw how many learners have which share of the points."""
    most = max([1, *counts])
    step = max(1, -(-most // 5))
    frame = Frame((720, 240), (0, 100), (0, step * -(-most // step)))
    ys = [float(value) for value in range(0, step * -(-most // step) + 1, step)]
    parts = frame.draw_grid([i * 100 / BINS for i in range(BINS + 1)], ys, ("score in %", "learners"))
    width = (frame.right - frame.left) / len(counts)
    for i, count in enumerate(counts):
        if not count:
            continue
        x, y = frame.left + i * width + 1.5, frame.y(count)
        low, high = i * 100 // BINS, (i + 1) * 100 // BINS
        parts.append(
            f'<rect class="bar" x="{x:.1f}" y="{y:.1f}" width="{width - 3:.1f}" height="{frame.bottom - y:.1f}">'
            f"<title>{low} to {high} %: {count}</title></rect>"
        )
    return frame.draw(f"Learners by score in ten steps: {', '.join(map(str, counts))}", parts)


def draw_curves(options: Sequence[OptionUse]) -> str:
    """Draw the share of each option in the lowest, middle and highest third; the key is the thick line."""
    frame = Frame((380, 240), (0, 2), (0, 1), right=92)
    parts = frame.draw_grid([], [0, 0.25, 0.5, 0.75, 1], ("third by score", "share choosing it"))
    for place, name in enumerate(("lowest", "middle", "highest")):
        parts.append(text(frame.x(place), frame.bottom + 15, name, "tick", "middle"))
    ends: list[tuple[float, str]] = []
    for number, option in enumerate(options):
        points = [(frame.x(i), frame.y(share)) for i, share in enumerate(option.by_third) if share is not None]
        if not points:
            continue
        kind = f"curve s{number % _STROKES}{' keyed' if option.is_key else ''}"
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline class="{kind}" points="{path}"><title>{escape(option.label)}</title></polyline>')
        label = option.label if len(option.label) <= 10 else option.label[:9] + "\u2026"
        ends.append((points[-1][1], f"{label}{' (key)' if option.is_key else ''}"))
    parts += [text(frame.right + 7, y + 4, words, "tick") for y, words in _spread(ends, frame.top, frame.bottom)]
    return frame.draw("Share of each option by score third; the table below holds the same figures", parts, "small")


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
        f'<circle cx="{72 + 70 * estimate.value:.1f}" cy="8" r="4" class="mark{kind}"/>',
    ]
    words = f"{estimate.value:.2f}, interval {low:.2f} to {high:.2f}"
    return f'<svg class="inline" viewBox="0 0 144 16" role="img" aria-label="{words}">{"".join(parts)}</svg>'


def draw_pairs(pairs: Sequence[tuple[float, float]]) -> str:
    """Draw each learner before (across) and after (up); equal learners as one larger dot. Above the line is a gain."""
    frame = Frame((460, 420), (0, 100), (0, 100))
    ticks = [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
    parts = frame.draw_grid(ticks, ticks, ("before, %", "after, %"))
    parts.append(line(frame.x(0), frame.y(0), frame.x(100), frame.y(100), "zero"))
    counts = Counter((round(before * 100, 1), round(after * 100, 1)) for before, after in pairs)
    for (before, after), count in sorted(counts.items()):
        radius = min(4 * sqrt(count), 16)
        title = f"{before:g} % before, {after:g} % after: {count}"
        parts.append(
            f'<circle class="pair" cx="{frame.x(before):.1f}" cy="{frame.y(after):.1f}" r="{radius:.1f}">'
            f"<title>{title}</title></circle>"
        )
    gained = sum(after > before for before, after in pairs)
    return frame.draw(f"Scores before and after: {gained} of {len(pairs)} learners gained", parts, "small")


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"
