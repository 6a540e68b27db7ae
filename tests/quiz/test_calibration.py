"""How well stated certainty fits."""

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from calcinosis_quiz.quiz.marking import Certainty, mark_certainty
from calcinosis_quiz.quiz.results import Degree, calibrate


def test_each_degree_is_counted_with_its_marks_in_rising_order() -> None:
    stated: list[tuple[Certainty, float]] = [("sure", 1), ("guess", 0), ("sure", 0), ("guess", 1), ("sure", 1)]
    assert calibrate(stated) == (Degree("guess", 1, 2, 1), Degree("sure", 2, 3, 0))


def test_partly_right_is_not_right() -> None:
    assert calibrate([("fairly", 0.99)]) == (Degree("fairly", 0, 1, -2),)


def test_nothing_stated_is_no_table() -> None:
    assert calibrate([]) == ()


@given(st.lists(st.tuples(st.sampled_from(get_args(Certainty)), st.sampled_from([0.0, 0.5, 1.0]))))
def test_nothing_is_lost_or_counted_twice(stated: list[tuple[Certainty, float]]) -> None:
    degrees = calibrate(stated)
    assert sum(degree.of for degree in degrees) == len(stated)
    assert sum(degree.right for degree in degrees) == sum(fraction == 1 for _, fraction in stated)
    assert sum(degree.marks for degree in degrees) == sum(mark_certainty(f == 1, c) for c, f in stated)
    assert [degree.certainty for degree in degrees] == [c for c in get_args(Certainty) if c in dict(stated)]
