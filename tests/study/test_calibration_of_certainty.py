"""Certainty stated against what happened."""

import pytest

from calcinosis_quiz.quiz.marking import Certainty
from calcinosis_quiz.study.calibration import STATED_CHANCES, Score, brier_score, calibrate
from calcinosis_quiz.study.item_records import CertaintyTotal


@pytest.mark.parametrize("certainty", STATED_CHANCES)
def test_the_brier_score_is_the_mean_squared_distance(certainty: Certainty) -> None:
    chance = STATED_CHANCES[certainty]
    expected = (3 * (1 - chance) ** 2 + 2 * chance**2) / 5
    score = brier_score({certainty: CertaintyTotal(5, 3)})
    assert score.value == pytest.approx(expected)
    assert score.answers == 5
    assert brier_score({certainty: CertaintyTotal(4, 3)}) == Score(None, 4)


def test_degrees_are_listed_from_the_least_certain_and_only_those_stated() -> None:
    found = calibrate({"sure": CertaintyTotal(8, 6), "guess": CertaintyTotal(2, 1)})
    assert [(each.certainty, each.stated, each.right.share) for each in found] == [
        ("guess", 1 / 3, None),
        ("sure", 0.9, 0.75),
    ]
