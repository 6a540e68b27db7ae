"""The order in which new cards are learnt: easy before hard, topics in turn, and one fact never twice in a row."""

from collections import Counter
from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from typing import Final

from msgspec import Struct

from calcinosis_quiz.bank.items import Difficulty

APART: Final = 10
"""How many cards lie between the begin of one card and the next of the same fact, where that is possible."""
_TRIES: Final = 40  # from different cards on: the order takes what is best next, which is not always best in the end
_FEW: Final = 1000  # cards for which there is time to try
Facts = tuple[str, ...]
_RANKS: Final[dict[Difficulty | None, int]] = {"easy": 0, "medium": 1, None: 1, "hard": 2}


class NewCard(Struct, frozen=True):
    """What the order of a new card depends on."""

    item: str
    topic: str
    facts: tuple[str, ...] = ()
    difficulty: Difficulty | None = None


def order_new_cards(cards: Sequence[NewCard]) -> list[str]:
    """Return the ids of cards in an order to learn them in; the same cards give the same order.

    Within a topic easy cards come before medium and those before hard, and no topic comes twice in a row while another
    can. Two cards that share a fact are at least APART places from each other where that is possible. Of several that
    can come next, the one whose fact has the most cards left does, since that leaves the fewest for the end.
    """
    tries = _TRIES if len(cards) <= _FEW else 1
    step = -(-len(cards) // tries) or 1
    orders = (_order([*cards[start:], *cards[:start]]) for start in range(0, len(cards), step))
    best = min(orders, key=count_close, default=())
    return [card.item for card in best]


def count_close(order: Sequence[NewCard]) -> int:
    """Count the cards that come less than APART places after another of the same fact."""
    last: dict[str, int] = {}
    close = 0
    for place, card in enumerate(order):
        close += any(place - last[fact] < APART for fact in card.facts if fact in last)
        last.update(dict.fromkeys(card.facts, place))
    return close


def _order(cards: Sequence[NewCard]) -> Sequence[NewCard]:
    order = _Order()
    topics = _group(cards)
    facts = Counter(fact for card in cards for fact in card.facts)
    while topics:
        found = [(topic, *topic.find(order, facts)) for topic in topics]
        # The first rule that tells two topics apart decides.
        topic, _, shared = min(
            found,
            key=lambda each: (
                -each[1],
                each[0].name == order.previous_topic,
                -_most_left(each[2], facts),
                -each[0].left / each[0].total,
            ),
        )
        order.place(topic.take(shared))
        facts.subtract(shared)
        if not topic.levels:
            topics.remove(topic)
    return order.cards


def _most_left(shared: Facts, facts: Counter[str]) -> int:
    return max((facts[fact] for fact in shared), default=0)


class _Topic:
    """The cards of a topic that are still to come: by difficulty, the easiest last, and then by their facts."""

    def __init__(self, name: str, levels: list[dict[Facts, list[NewCard]]]) -> None:
        self.name = name
        self.levels = levels
        self.total = self.left = sum(len(cards) for level in levels for cards in level.values())
        self._waiting: list[tuple[int, int, Facts]] = []
        self._wait()

    def _wait(self) -> None:
        """Line up the facts of the easiest level; their counts are filled in when they are looked at."""
        self._waiting = [(-self.total, i, shared) for i, shared in enumerate(self.levels[-1])] if self.levels else []
        heapify(self._waiting)

    def find(self, order: "_Order", facts: Counter[str]) -> tuple[int, Facts]:
        """Find the facts of the card to come next, and how many places ago any of them was met, at most APART."""
        blocked = []
        best: tuple[int, Facts] = (-1, ())
        while self._waiting and best[0] < APART:
            stated, turn, shared = heappop(self._waiting)
            left = -_most_left(shared, facts)
            if stated < left:  # counts only fall, so this one belongs further back
                heappush(self._waiting, (left, turn, shared))
                continue
            blocked.append((left, turn, shared))
            best = max(best, (order.since(shared), shared), key=lambda each: each[0])
        for each in blocked:
            heappush(self._waiting, each)
        return best

    def take(self, shared: Facts) -> NewCard:
        """Take out the next card with these facts."""
        level = self.levels[-1]
        card = level[shared].pop(0)
        self.left -= 1
        if not level[shared]:
            del level[shared]
            self._waiting = [each for each in self._waiting if each[2] != shared]
            heapify(self._waiting)
        if not level:
            self.levels.pop()
            self._wait()
        return card


class _Order:
    """The cards that have their place, and where each fact was met last."""

    def __init__(self) -> None:
        self.cards: list[NewCard] = []
        self._last: dict[str, int] = {}

    @property
    def previous_topic(self) -> str:
        return self.cards[-1].topic if self.cards else ""

    def since(self, shared: Facts) -> int:
        """Count the places since any of the facts was met, at most APART."""
        return min([APART, *(len(self.cards) - self._last[fact] for fact in shared if fact in self._last)])

    def place(self, card: NewCard) -> None:
        """Put a card at the end."""
        self._last.update(dict.fromkeys(card.facts, len(self.cards)))
        self.cards.append(card)


def _group(cards: Sequence[NewCard]) -> list[_Topic]:
    grouped: dict[str, dict[int, dict[Facts, list[NewCard]]]] = {}
    for card in cards:
        level = grouped.setdefault(card.topic, {}).setdefault(_RANKS[card.difficulty], {})
        level.setdefault(card.facts, []).append(card)
    return [_Topic(name, [levels[rank] for rank in sorted(levels, reverse=True)]) for name, levels in grouped.items()]
