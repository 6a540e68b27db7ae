"""Sets of questions as whole numbers, one bit a place: crowds of them are joined without going through pairs."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def index(held: Iterable[Iterable[T]]) -> defaultdict[T, int]:
    """Return for each thing the places of those that hold it."""
    holders: defaultdict[T, int] = defaultdict(int)
    for place, things in enumerate(held):
        for thing in things:
            holders[thing] |= 1 << place
    return holders


def union(sets: Iterable[int]) -> int:
    """Join sets."""
    places = 0
    for each in sets:
        places |= each
    return places


def places_in(places: int) -> Iterator[int]:
    """Yield the places of a set, the lowest first."""
    while places:
        lowest = places & -places
        yield lowest.bit_length() - 1
        places ^= lowest
