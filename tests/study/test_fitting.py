"""The learner's own parameters: fitted with reviews held out, kept, and undone."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from msgspec.structs import replace

from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.study.fitting import Fit, Fits, count_later, optimise, read_fits, write_fits
from calcinosis_quiz.study.schedule import AGAIN, DEFAULT_PARAMETERS, GOOD, Review

START = date(2026, 1, 5)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
FIT = Fit(fitted_at=NOW, parameters=tuple(DEFAULT_PARAMETERS), learnt_from=600, held_out=150, before=0.5, after=0.4)


def simulate(items: int, recall: float) -> list[list[Review]]:
    """Make reviews three days apart of a learner who recalls at random, whatever the scheduler thinks."""
    rng = Random(1)  # noqa: S311 - a simulated learner
    return [
        [Review(START + timedelta(days=3 * n), GOOD if rng.random() < recall else AGAIN) for n in range(8)]
        for _ in range(items)
    ]


def test_a_learner_unlike_the_average_is_predicted_better_on_items_that_were_held_out() -> None:
    histories = simulate(150, recall=0.5)
    fit = optimise(histories, DEFAULT_PARAMETERS, NOW)
    assert fit.is_better
    assert fit.learnt_from + fit.held_out == count_later(histories) == 150 * 7
    assert fit.fitted_at == NOW


def test_a_second_fit_to_the_same_reviews_is_no_better() -> None:
    histories = simulate(150, recall=0.5)
    once = optimise(histories, DEFAULT_PARAMETERS, NOW)
    assert not optimise(histories, once.parameters, NOW).is_better


@pytest.mark.parametrize("items", [0, 1, 50])
def test_too_few_reviews_are_told_with_how_many_are_needed(items: int) -> None:
    with pytest.raises(QuizError, match=rf"There are {items * 7} reviews on later days; fitting needs about 640"):
        optimise(simulate(items, recall=0.5), DEFAULT_PARAMETERS, NOW)


def test_the_last_fit_is_in_use_and_without_one_the_default_parameters_are() -> None:
    own = replace(FIT, parameters=(1.0,) * 21)
    assert Fits().parameters == DEFAULT_PARAMETERS
    assert Fits(fits=(FIT, own)).parameters == own.parameters


def test_the_file_comes_back_as_it_was_written() -> None:
    for fits in (Fits(), Fits(fits=(FIT, FIT))):
        assert read_fits(write_fits(fits), "parameters.json") == fits


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"format": 2}',
        b'{"fits": [{}]}',
        b"\xff",
        b'{"strange": 1}',
        write_fits(Fits(fits=(replace(FIT, parameters=DEFAULT_PARAMETERS[1:]),))),
    ],
)
def test_another_file_is_refused_with_the_way_back(content: bytes) -> None:
    with pytest.raises(QuizError, match=r"parameters\.json: these are no scheduler parameters .* Delete the file"):
        read_fits(content, "parameters.json")
