"""Item response models: refusals, and recovery of what classes were made from."""

import numpy as np
import pytest
from tests.item_analysis.statistics.reference import make_scores
from tests.item_analysis.statistics.test_properties import draw_class

from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.item_analysis.statistics.item_response import Model, fit_response_model


def test_a_small_class_is_refused_with_the_reason() -> None:
    with pytest.raises(QuizError, match=r"at least 200 learners, and there are 199.*chance"):
        fit_response_model(make_scores(draw_class(1, n=199)), "rasch")


def test_too_few_usable_items_are_refused() -> None:
    with pytest.raises(QuizError, match="at least three items"):
        fit_response_model(make_scores(draw_class(1, n=200, k=2)), "rasch")


@pytest.mark.parametrize("model", ["rasch", "2pl"])
@pytest.mark.parametrize("missing", [0.0, 0.1])
def test_intervals_cover_the_locations_that_a_class_was_made_from(model: Model, missing: float) -> None:
    # draw_class makes P = logistic(1.5 theta - d) with d from -1 to 1: locations d/1.5.
    fitted = fit_response_model(make_scores(draw_class(8, n=1500, missing=missing)), model)
    truth = np.linspace(-1, 1, 8) / 1.5
    hits = [
        item.location.low is not None
        and item.location.high is not None
        and item.location.low <= b <= item.location.high
        for item, b in zip(fitted.items, truth, strict=True)
    ]
    assert sum(hits) >= 7
    assert all(item.slope.value == pytest.approx(1.5, abs=0.5) for item in fitted.items)


def test_items_with_partial_or_equal_marks_are_left_out_and_named() -> None:
    matrix = np.hstack([draw_class(2, n=250, k=4), np.ones((250, 1)), draw_class(3, n=250, k=1) / 2 + 0.25])
    fitted = fit_response_model(make_scores(matrix), "rasch")
    assert len(fitted.items) == 4
    assert fitted.left_out == ("i4", "i5")
