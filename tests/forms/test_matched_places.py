"""Each place gets something of its own."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from calcinosis_quiz.forms.assembly import match_places

CHOICES = st.lists(st.lists(st.integers(0, 4), max_size=4, unique=True), min_size=1, max_size=5)


@given(CHOICES)
def test_as_many_places_are_served_as_can_be(choices: list[list[int]]) -> None:
    given_out = match_places(choices)
    served = [choice for choice in given_out if choice is not None]
    assert len(served) == len(set(served))
    assert all(choice is None or choice in wanted for choice, wanted in zip(given_out, choices, strict=True))
    attempts = product(*([*wanted, None] for wanted in choices))
    best = max(
        sum(choice is not None for choice in attempt)
        for attempt in attempts
        if len({choice for choice in attempt if choice is not None}) == sum(choice is not None for choice in attempt)
    )
    assert len(served) == best


def test_the_best_choice_is_given_where_nobody_else_needs_it() -> None:
    assert match_places([[3, 1], [2, 3]]) == (3, 2)
    assert match_places([[3, 1], [3]]) == (1, 3)
