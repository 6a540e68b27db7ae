"""How many cells of a terminal a text takes. The tables of wide characters are read only when a text needs them."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_OURS: Final = "\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2190\u2191\u2192\u2193\u2264\u2265\u2500\u2501\u2713\u2717"
_NARROW: Final = dict.fromkeys((*range(0x20, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x300), *map(ord, _OURS)))
"""Every character of these takes one cell: Latin letters, and the signs that banks and screens are full of."""


@lru_cache(4096)
def cell_len(text: str) -> int:
    """Return the cells that a text takes on one line; what moves the cursor counts as nothing."""
    if not text.translate(_NARROW):
        return len(text)
    from wcwidth import wcswidth, wcwidth

    cells = wcswidth(text)
    return cells if cells >= 0 else sum(max(wcwidth(sign), 0) for sign in text)


def graphemes(text: str) -> Iterator[str]:
    """Split a text into what is drawn as one: a letter with its marks, an emoji with all that it is joined from."""
    if not text.translate(_NARROW):
        return iter(text)
    from wcwidth import iter_graphemes

    return iter_graphemes(text)


def clip_cells(text: str, width: int) -> str:
    """Return the beginning of a text that takes at most so many cells; nothing drawn as one is cut in two."""
    kept, used = [], 0
    for each in graphemes(text):
        used += cell_len(each)
        if used > width:
            break
        kept.append(each)
    return "".join(kept)
