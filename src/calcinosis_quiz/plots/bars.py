"""A share as a bar that fits any width, with its interval and a mark to compare it with."""

from html import escape
from typing import Final

from msgspec import Struct

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
