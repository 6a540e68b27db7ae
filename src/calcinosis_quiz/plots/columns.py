"""Counts as columns side by side."""

from collections.abc import Sequence

from msgspec import Struct

from calcinosis_quiz.plots.frame import Frame, Words, count_ticks, rectangle, text


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
