"""Bipartite matching: each of several places gets something of its own."""

from collections.abc import Sequence


def match_places(choices: Sequence[Sequence[int]]) -> tuple[int | None, ...]:
    """Give each place one of its choices, no choice twice, as many places as can be served (Kuhn, 1955).

    `choices` lists for each place what it may have, the best first. None marks a place that goes empty.
    """
    holder: dict[int, int] = {}

    def serve(place: int, refused: set[int]) -> bool:
        for choice in choices[place]:
            if choice in refused:
                continue
            refused.add(choice)
            if choice not in holder or serve(holder[choice], refused):
                holder[choice] = place
                return True
        return False

    for place in range(len(choices)):
        serve(place, set())
    given = {place: choice for choice, place in holder.items()}
    return tuple(given.get(place) for place in range(len(choices)))
