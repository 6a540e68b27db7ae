"""The frame of a plot: from values to places in a drawing, the axes, and the few shapes that plots are made of."""

from collections.abc import Sequence
from html import escape
from typing import Final, Literal

from msgspec import Struct

Ticks = Sequence[tuple[float, str]]
"""Values on an axis, each with what is written beside it."""

Role = Literal["img", "group"]
"""How a screen reader takes a drawing: as one thing, or as a group of links."""

SHARES: Final[Ticks] = tuple((n / 4, f"{n * 25}%") for n in range(5))
UPPER_SHARES: Final[Ticks] = tuple((n / 10, f"{n * 10}%") for n in range(5, 11))


class Margins(Struct, frozen=True):
    """Room for labels around the field of a plot, in units of the drawing."""

    left: int = 52
    top: int = 14
    right: int = 14
    bottom: int = 44


class Frame:
    """Maps values to places in a drawing of `width` by `height`, with room for labels around it."""

    def __init__(
        self, size: tuple[int, int], x: tuple[float, float], y: tuple[float, float], margins: Margins | None = None
    ) -> None:
        """Take the size in units of the drawing, and the ranges of both axes."""
        around = margins or Margins()
        self.width, self.height, self._x, self._y = *size, x, y
        self.left, self.top = around.left, around.top
        self.right, self.bottom = size[0] - around.right, size[1] - around.bottom

    def x(self, value: float) -> float:
        """Return the horizontal place of a value, kept inside the frame."""
        share = (min(max(value, self._x[0]), self._x[1]) - self._x[0]) / (self._x[1] - self._x[0])
        return self.left + share * (self.right - self.left)

    def y(self, value: float) -> float:
        """Return the vertical place of a value, kept inside the frame."""
        share = (min(max(value, self._y[0]), self._y[1]) - self._y[0]) / (self._y[1] - self._y[0])
        return self.bottom - share * (self.bottom - self.top)

    def draw_grid(self, xs: Ticks, ys: Ticks, titles: tuple[str, str]) -> list[str]:
        """Draw lines at the values of the upright axis, labels at both, and the names of the axes.

        A label below the plot may have two lines.
        """
        parts = []
        for value, label in ys:
            parts.append(line(self.left, self.y(value), self.right, self.y(value), "grid"))
            parts.append(text(self.left - 7, self.y(value) + 4, label, "tick", "end"))
        for value, label in xs:
            parts.append(line(self.x(value), self.bottom, self.x(value), self.bottom + 4, "grid"))
            for row, words in enumerate(label.split("\n")):
                parts.append(text(self.x(value), self.bottom + 18 + 14 * row, words, "tick", "middle"))
        if titles[0]:
            parts.append(text((self.left + self.right) / 2, self.height - 6, titles[0], "tick", "middle"))
        if titles[1]:
            middle = (self.top + self.bottom) / 2
            turn = f'transform="rotate(-90 12 {middle:.1f})"'
            parts.append(
                f'<text x="12" y="{middle:.1f}" class="tick" text-anchor="middle" {turn}>{escape(titles[1])}</text>'
            )
        return parts

    def draw(self, words: "Words", parts: Sequence[str], kind: str = "plot", role: Role = "img") -> str:
        """Put the parts together, with what a screen reader says."""
        return draw_svg(words, (self.width, self.height), parts, kind, role)


class Words(Struct, frozen=True):
    """What stands for a plot where it is not seen; `name` is an id of its own on the page."""

    name: str
    title: str
    description: str


def draw_svg(words: Words, size: tuple[float, float], parts: Sequence[str], kind: str, role: Role = "img") -> str:
    """Put parts together into a drawing with a title and a description."""
    name = escape(words.name)
    return "\n".join(
        [
            f'<svg class="{kind}" viewBox="0 0 {size[0]:g} {size[1]:g}" role="{role}" '
            f'aria-labelledby="{name}-title {name}-desc">',
            f'<title id="{name}-title">{escape(words.title)}</title>',
            f'<desc id="{name}-desc">{escape(words.description)}</desc>',
            *parts,
            "</svg>",
        ]
    )


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """Draw a straight line."""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def path(points: Sequence[tuple[float, float]], kind: str, said: str = "") -> str:
    """Draw straight lines from point to point; `said` is shown to a pointer that rests on them."""
    places = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{places}" class="{kind}">{_title(said)}</polyline>'


def rectangle(corner: tuple[float, float], size: tuple[float, float], kind: str, said: str = "") -> str:
    """Draw a rectangle from its upper left corner."""
    place = f'x="{corner[0]:.1f}" y="{corner[1]:.1f}" width="{size[0]:.1f}" height="{size[1]:.1f}"'
    return f'<rect {place} class="{kind}">{_title(said)}</rect>'


def circle(x: float, y: float, radius: float, kind: str, said: str = "") -> str:
    """Draw a circle."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" class="{kind}">{_title(said)}</circle>'


def diamond(x: float, y: float, radius: float, kind: str, said: str = "") -> str:
    """Draw a square that stands on a corner: another sign than a circle, whatever the colour."""
    corners = ((x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y))
    places = " ".join(f"{across:.1f},{down:.1f}" for across, down in corners)
    return f'<polygon points="{places}" class="{kind}">{_title(said)}</polygon>'


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    """Write words."""
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'


def count_ticks(most: int, steps: int = 4) -> Ticks:
    """Choose whole numbers from 0 to at least `most`, at steps of 1, 2 or 5 times a power of ten."""
    wanted = max(most, 1) / steps
    step = next(size * 10**power for power in range(12) for size in (1, 2, 5) if size * 10**power >= wanted)
    return [(value, str(value)) for value in range(0, -(-max(most, 1) // step) * step + 1, step)]


def _title(said: str) -> str:
    return f"<title>{escape(said)}</title>" if said else ""
