"""The interval of a proportion."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calcinosis_quiz.quiz.intervals import proportion, score_interval


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    # Newcombe (1998), table I: method 3, the score interval.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_that_of_the_published_examples(right: int, n: int, low: float, high: float) -> None:
    assert list(score_interval(right / n, n)) == pytest.approx([low, high], abs=5e-5)


@given(share=st.floats(0, 1), n=st.integers(1, 10**6))
def test_a_share_lies_within_its_interval_and_more_answers_narrow_it(share: float, n: int) -> None:
    low, high = score_interval(share, n)
    assert 0 <= low <= share + 1e-9
    assert share - 1e-9 <= high <= 1
    closer = score_interval(share, n * 4)
    assert closer[1] - closer[0] < high - low


def test_without_answers_there_is_no_interval() -> None:
    with pytest.raises(ValueError, match="no answers"):
        score_interval(0.5, 0)


@pytest.mark.parametrize(("answers", "share"), [(0, None), (4, None), (5, 0.0), (10, 0.0)])
def test_under_five_answers_a_proportion_is_too_few_to_tell(answers: int, share: float | None) -> None:
    told = proportion(0, answers)
    assert told.share == share
    assert (told.low is None, told.high is None) == (share is None, share is None)


def test_a_sum_of_marks_that_misses_by_a_rounding_is_still_a_share() -> None:
    whole = proportion(sum([0.1] * 10) * 1.0000000001 * 10, 10)
    assert whole.share == 1
    assert whole.low is not None
    assert 0.7 < whole.low < 1
