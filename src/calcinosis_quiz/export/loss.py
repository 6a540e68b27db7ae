"""What a target cannot carry, item by item: never dropped in silence."""

from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import Final, Literal

from msgspec import Struct

LossKind = Literal["not carried", "marks differ", "shown differently"]
"""Left out; carried, but some answers earn something else; carried and marked the same, but not all is shown."""

_HEADINGS: Final[dict[LossKind, str]] = {
    "not carried": "Not carried",
    "marks differ": "Carried, but marks differ",
    "shown differently": "Carried with the same marks, but shown differently",
}


class Loss(Struct, frozen=True):
    """One thing that one item loses on its way to a target; an empty `item` stands for all items."""

    item: str
    kind: LossKind
    what: str


class Export(Struct, frozen=True):
    """A file for another program: its bytes, the ids of the questions in it, and what was lost."""

    content: bytes
    items: tuple[str, ...]
    losses: tuple[Loss, ...]


def write_report(target: str, carried: int, losses: Sequence[Loss]) -> str:
    """Write losses as text: by kind, and what many items share once, with their ids below it."""
    lines = [f"Loss report: {target}, {carried} question{'' if carried == 1 else 's'} carried"]
    if not losses:
        lines.append("Nothing is lost: all text, feedback and marks are as in the bank.")
    for kind, heading in _HEADINGS.items():
        shared: dict[str, list[str]] = {}
        for loss in losses:
            if loss.kind == kind:
                shared.setdefault(loss.what, []).append(loss.item)
        if shared:
            lines += ["", f"{heading}:"]
        for what, items in shared.items():
            lines += wrap(f"* {what}", 100, subsequent_indent="  ", break_on_hyphens=False)
            lines += _list_ids(items)
    return "\n".join(lines) + "\n"


def _list_ids(items: Iterable[str]) -> list[str]:
    ids = ", ".join(item for item in items if item)
    return wrap(ids, 100, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)
