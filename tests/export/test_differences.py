"""The largest differences between a platform's marks and ours, held against every order there is."""

from itertools import permutations

import pytest
from tests.export.moodle.reading import longest_run

from calcinosis_quiz.bank.items import Ordering, Reasoned
from calcinosis_quiz.export.differences import by_longest_run, by_place
from calcinosis_quiz.quiz.answers import Arrangement
from calcinosis_quiz.quiz.marking import POLICIES, Policy, mark


def ordering(count: int) -> Ordering:
    return Ordering(id="item", stem="Sort.", entries=tuple(Reasoned(text=f"entry {i}") for i in range(count)))


@pytest.mark.parametrize("policy", POLICIES["ordering"])
@pytest.mark.parametrize("count", range(2, 8))
def test_the_largest_difference_is_that_over_all_orders(count: int, policy: Policy) -> None:
    item = ordering(count)
    places, runs = [], []
    for order in permutations(range(count)):
        ours = mark(item, Arrangement(order), [policy]).fraction
        places.append(abs(sum(i == entry for i, entry in enumerate(order)) / count - ours))
        length = longest_run(order)
        runs.append(abs((length / count if length > 1 else 0) - ours))
    assert by_place(item, [policy]) == pytest.approx(max(places))
    assert by_longest_run(item, [policy]) == pytest.approx(max(runs))


def test_two_entries_earn_the_same_place_by_place() -> None:
    assert by_place(ordering(2), []) == by_longest_run(ordering(2), []) == 0


def test_four_entries_can_earn_two_thirds_more_place_by_place() -> None:
    assert by_place(ordering(4), []) == pytest.approx(2 / 3)
