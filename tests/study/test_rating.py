"""What a mark tells the scheduler."""

import pytest

from calcinosis_quiz.log.rows import Rating
from calcinosis_quiz.quiz.marking import Certainty
from calcinosis_quiz.study.schedule import AGAIN, EASY, GOOD, HARD, is_misconception, rate

CERTAINTIES: tuple[Certainty | None, ...] = ("guess", "fairly", None)


@pytest.mark.parametrize(
    ("fraction", "certainty", "chosen", "rating"),
    [
        (0, None, None, AGAIN),
        (0.49, "sure", EASY, AGAIN),
        (0.5, None, None, HARD),
        (0.99, "sure", EASY, HARD),
        (1, None, None, GOOD),
        (1, "sure", None, GOOD),
        (1, "fairly", EASY, EASY),
        (1, "guess", None, AGAIN),
        (1, "guess", EASY, AGAIN),
        (1, None, HARD, HARD),
        (1, None, AGAIN, AGAIN),
        (0.5, None, EASY, HARD),
    ],
)
def test_a_mark_becomes_a_rating(
    fraction: float, certainty: Certainty | None, chosen: Rating | None, rating: Rating
) -> None:
    assert rate(fraction, certainty, chosen) == rating


def test_only_a_wrong_answer_given_as_sure_is_a_misconception() -> None:
    assert is_misconception(0, "sure")
    assert not any(is_misconception(0, certainty) for certainty in CERTAINTIES)
    assert not is_misconception(0.5, "sure")
