"""The order of new cards: counted, for the shipped banks and for any other."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.export.anki.study_order import APART, NewCard, count_close, order_new_cards

RANKS = {"easy": 0, "medium": 1, None: 1, "hard": 2}
names = st.sampled_from("abcdefgh")
cards = st.builds(
    NewCard,
    item=st.uuids().map(str),
    topic=st.sampled_from(["bones", "skin", "lungs"]),
    facts=st.lists(names, max_size=2, unique=True).map(tuple),
    difficulty=st.sampled_from(["easy", "medium", "hard", None]),
)
decks = st.lists(cards, max_size=40, unique_by=lambda card: card.item)


def ordered(deck: Sequence[NewCard]) -> list[NewCard]:
    by_item = {card.item: card for card in deck}
    return [by_item[item] for item in order_new_cards(deck)]


def shipped_cards(library: Library) -> list[NewCard]:
    return [NewCard(each.id, each.topic, each.facts, each.difficulty) for each in library.questions.values()]


@settings(deadline=None, max_examples=60)
@given(decks)
def test_every_card_has_one_place_and_the_same_cards_have_the_same_order(deck: list[NewCard]) -> None:
    order = order_new_cards(deck)
    assert sorted(order) == sorted(card.item for card in deck)
    assert order == order_new_cards(deck)


@settings(deadline=None, max_examples=60)
@given(decks)
def test_within_a_topic_easy_cards_come_before_hard_ones(deck: list[NewCard]) -> None:
    order = ordered(deck)
    for topic in {card.topic for card in deck}:
        ranks = [RANKS[card.difficulty] for card in order if card.topic == topic]
        assert ranks == sorted(ranks)


@settings(deadline=None, max_examples=60)
@given(decks)
def test_a_fact_comes_again_too_soon_only_where_no_other_card_could_come(deck: list[NewCard]) -> None:
    order = ordered(deck)
    last: dict[str, int] = {}
    for place, card in enumerate(order):
        if any(place - last[fact] < APART for fact in card.facts if fact in last):
            for topic in {each.topic for each in order[place:]}:
                rest = [each for each in order[place:] if each.topic == topic]
                easiest = min(RANKS[each.difficulty] for each in rest)
                for each in rest:
                    blocked = any(place - last[fact] < APART for fact in each.facts if fact in last)
                    assert blocked or RANKS[each.difficulty] > easiest
        last.update(dict.fromkeys(card.facts, place))


def test_the_cards_of_the_shipped_banks_are_spread_and_their_topics_take_turns(shipped: Library) -> None:
    deck = shipped_cards(shipped)
    order = ordered(deck)
    assert count_close(order) * 10 <= count_close(deck)  # two facts have 11 of 126 questions
    assert count_close(order[: len(order) * 3 // 4]) == 0
    assert sum(one.topic == other.topic for one, other in pairwise(order)) <= len(order) // 20
