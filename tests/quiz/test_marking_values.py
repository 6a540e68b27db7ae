"""What single answers earn, as the sources of the formulas have it, and what guessing earns on average."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import combinations, permutations
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calcinosis_quiz.bank.items import (
    Cloze,
    Gap,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Option,
    Ordering,
    Pair,
    Reasoned,
    ShortAnswer,
)
from calcinosis_quiz.quiz.answers import Arrangement, Chosen, Pairing, Quantity, SelfMark, Texts
from calcinosis_quiz.quiz.marking import Certainty, Policy, mark, mark_certainty

THREE_OF_FIVE = MultipleResponse(
    id="three-of-five", stem="Which?", options=tuple(Option(text=t, correct=t in "ABC") for t in "ABCDE")
)
FIVE = Ordering(id="five", stem="In which order?", entries=tuple(Reasoned(text=t) for t in "ABCDE"))
ALL_SETS = [set(some) for n in range(6) for some in combinations(range(5), n)]
ALL_ORDERS = list(permutations(range(5)))
SET_POLICIES: tuple[Policy, ...] = ("false2", "plus-minus", "all-or-nothing")
ORDER_POLICIES: tuple[Policy, ...] = ("longest-ordered", "kendall", "all-or-nothing")


def choose(options: Iterable[int], policy: Policy) -> float:
    return mark(THREE_OF_FIVE, Chosen(frozenset(options)), [policy]).fraction


def order(entries: Iterable[int], policy: Policy) -> float:
    return mark(FIVE, Arrangement(tuple(entries)), [policy]).fraction


@pytest.mark.parametrize(
    ("chosen", "false2", "plus_minus", "all_or_nothing"),
    [
        ({0, 1, 2}, 1, 1, 1),
        ({0, 1, 2, 3, 4}, 0, 1 / 3, 0),  # everything
        ({0, 1}, 2 / 3, 2 / 3, 0),  # one missed
        ({0, 1, 2, 3}, 1 / 2, 2 / 3, 0),  # all and one wrong
        ({0, 1, 3}, 1 / 6, 1 / 3, 0),
        ({0}, 1 / 3, 1 / 3, 0),
        ({3, 4}, 0, 0, 0),
        (set(), 0, 0, 0),
    ],
)
def test_three_keyed_of_five(chosen: set[int], false2: float, plus_minus: float, all_or_nothing: float) -> None:
    wanted = (false2, plus_minus, all_or_nothing)
    assert [choose(chosen, policy) for policy in SET_POLICIES] == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("policy", "coin_flips", "three_at_random"),
    [("false2", 0.19, 0.20), ("plus-minus", 0.24, 0.30), ("all-or-nothing", 0.03, 0.10)],
)
def test_what_guessing_earns_with_three_keyed_of_five(
    policy: Policy, coin_flips: float, three_at_random: float
) -> None:
    assert round(mean(choose(some, policy) for some in ALL_SETS), 2) == coin_flips
    assert round(mean(choose(some, policy) for some in ALL_SETS if len(some) == 3), 2) == three_at_random


@pytest.mark.parametrize(
    ("entries", "longest", "kendall", "all_or_nothing"),
    [
        ((0, 1, 2, 3, 4), 1, 1, 1),
        ((1, 2, 3, 4, 0), 0.75, 0.20, 0),  # the first put last
        ((4, 0, 1, 2, 3), 0.75, 0.20, 0),  # the last put first
        ((1, 0, 2, 3, 4), 0.75, 0.80, 0),  # two neighbours swapped
        ((4, 1, 2, 3, 0), 0.50, 0, 0),  # the ends swapped
        ((4, 3, 2, 1, 0), 0, 0, 0),  # reversed
    ],
)
def test_orders_of_five(entries: tuple[int, ...], longest: float, kendall: float, all_or_nothing: float) -> None:
    wanted = (longest, kendall, all_or_nothing)
    assert [order(entries, policy) for policy in ORDER_POLICIES] == pytest.approx(wanted)


@pytest.mark.parametrize(("policy", "chance"), [("longest-ordered", 0.45), ("kendall", 0.16), ("all-or-nothing", 0.01)])
def test_what_guessing_an_order_of_five_earns(policy: Policy, chance: float) -> None:
    assert round(mean(order(entries, policy) for entries in ALL_ORDERS), 2) == chance


def test_the_longest_ordered_subset_is_the_longest_of_all_subsets() -> None:
    for entries in ALL_ORDERS:
        lengths = [n for n in range(1, 6) for some in combinations(entries, n) if list(some) == sorted(some)]
        assert order(entries, "longest-ordered") == (max(lengths) - 1) / 4


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        (Numeric(id="q", stem="s", value=Decimal(2), tolerance="0.5"), ["1.5", "2", "2.5"], ["1.49", "2.51", "-2"]),
        (Numeric(id="q", stem="s", value=Decimal(-40), tolerance="5%"), ["-38", "-42"], ["-37.9", "-42.1", "40"]),
        (Numeric(id="q", stem="s", value=Decimal("0.3")), ["0.3", "0.30"], ["0.3000001"]),
        (Numeric(id="q", stem="s", between=(Decimal(5), Decimal(10))), ["5", "7.5", "10.0"], ["4.99", "10.01"]),
    ],
)
def test_a_number_is_right_up_to_and_including_both_ends(question: Numeric, right: list[str], wrong: list[str]) -> None:
    assert [n for n in right + wrong if mark(question, Quantity(Decimal(n))).fraction] == right


@pytest.mark.parametrize(
    ("texts", "share", "all_or_nothing"),
    [
        (("Osteoblast", "\N{GREEK SMALL LETTER GAMMA}"), 1, 1),
        (("bone-forming cell", "gamma"), 1, 1),
        (("osteoclast", "gamma"), 0.5, 0),
        (("gamma", "osteoblast"), 0, 0),
    ],
)
def test_gaps_are_marked_one_by_one(texts: tuple[str, ...], share: float, all_or_nothing: float) -> None:
    question = Cloze(id="q", text="{{osteoblast}} and {{gamma}}", gaps=(Gap(accept=("bone forming cell",)), Gap()))
    policies: tuple[Policy, ...] = ("share-right", "all-or-nothing")
    assert [mark(question, Texts(texts), [each]).fraction for each in policies] == [share, all_or_nothing]


@pytest.mark.parametrize(
    ("choices", "share", "all_or_nothing"), [((0, 1, 0), 1, 1), ((0, 0, 0), 2 / 3, 0), ((2, 2, 2), 0, 0)]
)
def test_pairs_are_marked_one_by_one_and_may_share_a_choice(
    choices: tuple[int, ...], share: float, all_or_nothing: float
) -> None:
    pairs = tuple(Pair(prompt=f"prompt {i}", choice=choice) for i, choice in enumerate("XYX"))
    question = Matching(id="q", stem="s", pairs=pairs, spare=(Reasoned(text="Z"),))
    policies: tuple[Policy, ...] = ("share-right", "all-or-nothing")
    assert [mark(question, Pairing(choices), [each]).fraction for each in policies] == [share, all_or_nothing]


def test_a_near_miss_scores_nothing_by_itself() -> None:
    question = ShortAnswer(id="q", stem="s", accept=("hydroxyapatite",))
    assert mark(question, Texts(("hydroxyapatide",))).fraction == 0


def test_an_open_answer_has_the_share_of_the_points_found_and_does_not_count() -> None:
    question = Open(id="q", stem="s", model_answer="m", points=("one", "two", "three", "four"))
    found = mark(question, SelfMark("text", frozenset({0, 2, 3})))
    assert (found.fraction, found.counts, found.working) == (0.75, False, "3 of 4 points found")


def expected(certainty: Certainty, chance: float) -> float:
    return chance * mark_certainty(True, certainty) + (1 - chance) * mark_certainty(False, certainty)


@pytest.mark.parametrize(("certainty", "right", "wrong"), [("guess", 1, 0), ("fairly", 2, -2), ("sure", 3, -6)])
def test_marks_by_certainty(certainty: Certainty, right: int, wrong: int) -> None:
    assert (mark_certainty(True, certainty), mark_certainty(False, certainty)) == (right, wrong)


def test_certainty_breaks_even_at_two_thirds_and_at_four_fifths() -> None:
    assert expected("guess", 2 / 3) == pytest.approx(expected("fairly", 2 / 3))
    assert expected("fairly", 0.8) == pytest.approx(expected("sure", 0.8))
    assert expected("sure", 1 / 5) == pytest.approx(-4.2)  # a blind guess among five options


@given(st.floats(0, 1))
def test_honest_certainty_pays_best(chance: float) -> None:
    levels: tuple[Certainty, ...] = ("guess", "fairly", "sure")
    honest: Certainty = "guess" if chance < 2 / 3 else "fairly" if chance < 0.8 else "sure"
    best = max(expected(level, chance) for level in levels)
    assert expected(honest, chance) == pytest.approx(best, abs=1e-9)
