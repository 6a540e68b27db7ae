"""From values to places."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calcinosis_quiz.plots.frame import Frame, Words, count_ticks, text

FRAME = Frame((400, 250), (0, 10), (0, 1))


@given(value=st.floats(-1e9, 1e9))
def test_every_value_lies_inside_the_frame(value: float) -> None:
    assert FRAME.left <= FRAME.x(value) <= FRAME.right
    assert FRAME.top <= FRAME.y(value) <= FRAME.bottom


def test_more_lies_further_right_and_higher_up() -> None:
    assert FRAME.x(0) < FRAME.x(5) < FRAME.x(10)
    assert FRAME.y(0) > FRAME.y(0.5) > FRAME.y(1)


@given(most=st.integers(0, 10**7))
def test_ticks_of_counts_are_few_whole_numbers_that_reach_the_highest(most: int) -> None:
    values = [value for value, _ in count_ticks(most)]
    assert values[0] == 0
    assert values[-1] >= max(most, 1)
    assert 2 <= len(values) <= 6
    assert len({after - before for before, after in pairwise(values)}) == 1


@pytest.mark.parametrize("hostile", ["</svg><script>x</script>", '" onload="x', "<title>"])
def test_texts_are_shown_as_they_are_written(hostile: str) -> None:
    drawn = FRAME.draw(Words(hostile, hostile, hostile), [text(0, 0, hostile)])
    assert hostile not in drawn.replace('class="tick"', "")
    assert drawn.count("<script") == 0


def test_a_drawing_says_what_it_shows() -> None:
    drawn = FRAME.draw(Words("a", "Ages", "all are young"), [])
    assert 'aria-labelledby="a-title a-desc"' in drawn
    assert '<title id="a-title">Ages</title>' in drawn
    assert '<desc id="a-desc">all are young</desc>' in drawn


def test_a_label_below_may_have_two_lines() -> None:
    drawn = FRAME.draw_grid([(5, "guess\n33%")], [], ("", ""))
    assert sum(part in "".join(drawn) for part in (">guess<", ">33%<")) == 2
