"""What a mark tells the scheduler."""

import pytest

from calcinosis_quiz.quiz.marking import Certainty
from calcinosis_quiz.study.schedule import AGAIN, EASY, GOOD, HARD, Rating, is_misconception, rate

CERTAINTIES: tuple[Certainty | None, ...] = ("guess", "fairly", None)


@pytest.mark.parametrize(
    ("fraction", "certainty", "easy", "rating"),
    [
        (0, None, False, AGAIN),
        (0.49, "sure", True, AGAIN),
        (0.5, None, False, HARD),
        (0.99, "sure", True, HARD),
        (1, None, False, GOOD),
        (1, "sure", False, GOOD),
        (1, "fairly", True, EASY),
        (1, "guess", False, AGAIN),
        (1, "guess", True, AGAIN),
    ],
)
def test_a_mark_becomes_a_rating(fraction: float, certainty: Certainty | None, easy: bool, rating: Rating) -> None:
    assert rate(fraction, certainty, easy) == rating


def test_only_a_wrong_answer_given_as_sure_is_a_misconception() -> None:
    assert is_misconception(0, "sure")
    assert not any(is_misconception(0, certainty) for certainty in CERTAINTIES)
    assert not is_misconception(0.5, "sure")
