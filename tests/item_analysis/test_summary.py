"""The three sentences that a report begins with."""

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.item_analysis.statistics.reference import make_scores

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.item_analysis.statistics.analysis import analyse
from calcinosis_quiz.item_analysis.statistics.change import compare
from calcinosis_quiz.item_analysis.summary import summarise

NO_BANK = Library(())


def draw(n: int, k: int, slope: float, seed: int = 1) -> NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    chance = 1 / (1 + np.exp(-slope * rng.normal(size=(n, 1)) + np.linspace(-1, 1, k)))
    matrix: NDArray[np.float64] = (rng.random((n, k)) < chance).astype(np.float64)
    return matrix


def test_a_small_class_is_told_to_teach_with_its_marks_and_no_question_is_called_bad() -> None:
    matrix = draw(12, 6, 1)
    did, worth, look = summarise(analyse(make_scores(matrix), NO_BANK), None)
    shares = matrix.mean(1)
    assert did.startswith(f"12 learners earned {100 * shares.mean():.0f} % (")
    assert f"the lowest {100 * shares.min():.0f} % and the highest {100 * shares.max():.0f} %" in did
    assert worth.startswith("With 12 learners it is not known how reliable the marks are (alpha ")
    assert "use them to teach, not to pass or fail" in worth
    assert look.startswith("No question can be called bad: 6 of 6 questions wait for more data. Read first")


@pytest.mark.parametrize(
    ("slope", "items", "said"),
    [
        (3.0, 40, "The marks are reliable enough to pass or fail by"),
        (0.3, 6, "The marks are too unreliable to pass or fail anybody by"),
    ],
)
def test_a_large_class_is_told_what_its_marks_are_worth(slope: float, items: int, said: str) -> None:
    _, worth, _ = summarise(analyse(make_scores(draw(400, items, slope)), NO_BANK), None)
    assert worth.startswith(said)
    assert "a single mark is good to about" in worth


def test_questions_to_look_at_are_named_with_the_reason() -> None:
    matrix = draw(400, 8, 2)
    matrix[:, 3] = 1 - matrix[:, 3]
    _, _, look = summarise(analyse(make_scores(matrix), NO_BANK), None)
    assert look.startswith("Look first at i3 (those who know more get it wrong more often")


def test_the_gain_is_said_with_its_interval() -> None:
    before, after = make_scores(draw(20, 10, 1, 1)), make_scores(np.ones((20, 10)))
    did, _, _ = summarise(analyse(after, NO_BANK), compare(before, after))
    assert "the 20 who sat both rounds gained" in did
    assert "percentage points (+" in did


def test_a_single_learner_gets_sentences_too() -> None:
    did, worth, look = summarise(analyse(make_scores(np.array([[1.0, 0.0]])), NO_BANK), None)
    assert did == "1 learner earned 50 % of the points."
    assert worth.startswith("How far the marks can be trusted cannot be said")
    assert "questions wait for more data" in look
