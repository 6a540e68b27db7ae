"""Which keys count: those pressed once what they act on could be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calcinosis_quiz.quiz.strokes import BURST, READABLE, Gate

SHOWN = 100.0


def heeded(*times: float, last: float = 0.0) -> list[bool]:
    gate, taken = Gate(last=last).show(SHOWN), []
    for at in times:
        gate, may_act = gate.take(at)
        taken.append(may_act)
    return taken


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ((100.1,), [False]),
        ((100.2,), [True]),
        ((100.0, 100.0), [False, False]),  # the rest of a paste
        ((100.03, 100.06, 100.09, 100.12, 100.15, 100.18, 100.21), [False] * 7),  # a key that is held
        ((100.1, 100.2), [False, True]),
        ((100.2, 100.2, 100.21), [True, True, True]),  # typing is heeded once it has begun
    ],
)
def test_a_key_is_heeded_when_it_was_pressed_after_reading(times: tuple[float, ...], expected: list[bool]) -> None:
    assert heeded(*times) == expected


def test_a_burst_that_began_before_goes_on_being_dropped() -> None:
    assert heeded(100.16, last=100.12) == [False]


@given(gaps=st.lists(st.floats(0, 0.5), max_size=20))
def test_nothing_is_heeded_before_it_could_be_read_or_in_one_burst_with_what_came_before(gaps: list[float]) -> None:
    times = [SHOWN + sum(gaps[: i + 1]) for i in range(len(gaps))]
    taken = heeded(*times, last=SHOWN)
    before = [SHOWN, *times]
    opened = [at - SHOWN >= READABLE and at - before[i] >= BURST for i, at in enumerate(times)]
    assert taken == [any(opened[: i + 1]) for i in range(len(times))]
