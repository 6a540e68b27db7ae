"""Measured shares against expected ones, columns and bars."""

import re

from calcinosis_quiz.plots.charts import (
    Column,
    Expected,
    Point,
    Share,
    draw_columns,
    draw_curve,
    draw_points,
    draw_share,
)
from calcinosis_quiz.plots.frame import Words

WORDS = Words("w", "title", "description")


def point(x: float, share: float) -> Point:
    return Point(x=x, share=share, low=share - 0.1, high=share + 0.05, n=7, said="seven")


def draw(*points: Point, marked: bool = True) -> str:
    expected = Expected([(0, 0.9), (1, 0.9)], marked)
    return draw_points(WORDS, points, expected, x=(0, 1), xs=[(0, "0")], title="days")


def test_each_point_has_whiskers_its_n_and_words() -> None:
    drawn = draw(point(0.2, 0.8), point(0.8, 0.9))
    assert drawn.count('class="measured"') == 2
    assert drawn.count('class="whisker"') == 6
    assert drawn.count(">7</text>") == 2
    assert drawn.count("<title>seven</title>") == 2


def test_what_was_expected_is_a_dashed_line_with_signs_of_its_own() -> None:
    assert draw(point(0, 0.8)).count('class="expected-mark"') == 2
    assert 'class="expected-mark"' not in draw(point(0, 0.8), marked=False)
    assert draw(point(0, 0.8)).count('class="expected"') == 1


def test_the_axis_begins_at_a_half_only_where_nothing_lies_below() -> None:
    assert ">0%<" not in draw(point(0, 0.8))
    assert ">0%<" in draw(point(0, 0.5))


def test_a_curve_has_its_share_written_at_the_ticks() -> None:
    drawn = draw_curve(WORDS, [(0, 0.9), (7, 0.8), (30, 0.7)], [(0, "0"), (30, "30")], "days")
    assert re.findall(r">(\d+%)</text>", drawn)[-2:] == ["90%", "70%"]
    assert drawn.count('class="measured"') == 2


def test_columns_are_as_high_as_their_counts() -> None:
    drawn = draw_columns(WORDS, [Column(4, "a", "four"), Column(0, "", "none"), Column(2, "b", "two")], ("x", "y"))
    heights = [float(height) for height in re.findall(r'<rect [^>]*height="([\d.]+)"', drawn)]
    assert len(heights) == 2
    assert round(heights[0] / heights[1], 2) == 2
    assert "<title>four</title>" in drawn


def test_nothing_but_zeros_is_still_a_plot() -> None:
    assert draw_columns(WORDS, [Column(0, "a", "none")], ("x", "y")).startswith("<svg")


def test_a_bar_is_as_wide_as_its_share_and_has_its_interval() -> None:
    drawn = draw_share(Share(0.5, 0.25, 0.75, 0.9, "half <b>"))
    assert 'width="50.0%"' in drawn
    assert 'x1="25.0%" x2="75.0%"' in drawn
    assert 'x1="90.0%" x2="90.0%"' in drawn
    assert 'aria-label="half &lt;b&gt;"' in drawn


def test_too_few_answers_draw_no_bar() -> None:
    drawn = draw_share(Share(None, None, None, None, "too few to tell"))
    assert 'class="bar"' not in drawn
    assert "whisker" not in drawn
