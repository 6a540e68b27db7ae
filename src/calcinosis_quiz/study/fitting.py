"""The scheduler parameters fitted to a learner, one fit after the other, so that the last can be undone. Pure."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import isfinite
from typing import Annotated, Final

from msgspec import UNSET, Meta, MsgspecError, Struct, UnsetType, json

from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.study.item_records import Totals
from calcinosis_quiz.study.schedule import DEFAULT_PARAMETERS, Review, can_schedule, fit, log_loss

ENOUGH: Final = 512  # reviews on a later day to learn from: with fewer the default parameters serve better
HELD_OUT: Final = 5  # every fifth item is held out
ENOUGH_IN_ALL: Final = ENOUGH * HELD_OUT // (HELD_OUT - 1)  # with those held out
OFFERED_AFTER: Final = timedelta(days=14)


class Fit(Struct, frozen=True, kw_only=True):
    """Parameters with the log loss on held-out reviews before and after, in nats a review."""

    fitted_at: datetime
    parameters: tuple[float, ...]
    learnt_from: int
    held_out: int
    before: float
    after: float

    @property
    def is_better(self) -> bool:
        """Return whether held-out reviews are predicted better than before."""
        return self.after < self.before


class Fits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The content of the parameters file; `offered_on` is the study day on which a first fit was offered."""

    format: Annotated[int, Meta(ge=1, le=1)] = 1
    fits: tuple[Fit, ...] = ()
    offered_on: date | UnsetType = UNSET

    @property
    def parameters(self) -> tuple[float, ...]:
        """Return the parameters in use: those of the last fit, else the default ones."""
        return self.fits[-1].parameters if self.fits else DEFAULT_PARAMETERS


def is_worth_offering(fits: Fits, totals: Totals, today: date) -> bool:
    """Return whether a first fit should be offered: after two weeks, with enough reviews, and not offered before."""
    is_first = not fits.fits and fits.offered_on is UNSET
    reviews = sum(total.reviews for total in totals.predictions.values())
    is_enough = bool(totals.days) and min(totals.days) <= today - OFFERED_AFTER and reviews >= ENOUGH_IN_ALL
    return is_first and is_enough


def read_fits(content: bytes, name: str) -> Fits:
    """Read the parameters file; raises QuizError when it is not one."""
    try:
        fits = json.decode(content, type=Fits)
    except (MsgspecError, RecursionError) as error:
        raise _unreadable(name, str(error)) from error
    for each in fits.fits:
        if len(each.parameters) != len(DEFAULT_PARAMETERS) or not all(map(isfinite, each.parameters)):
            raise _unreadable(name, f"expected {len(DEFAULT_PARAMETERS)} parameters, got {len(each.parameters)}")
        if not can_schedule(each.parameters):
            raise _unreadable(name, "nothing can be scheduled by them")
    return fits


def write_fits(fits: Fits) -> bytes:
    """Write the parameters file."""
    return json.format(json.encode(fits), indent=2) + b"\n"


def optimise(histories: Sequence[Sequence[Review]], before: Sequence[float], now: datetime) -> Fit:
    """Fit parameters to four fifths of the items and measure them on the rest; raises QuizError for too few reviews."""
    held_out = [history for i, history in enumerate(histories) if i % HELD_OUT == HELD_OUT - 1]
    training = [history for i, history in enumerate(histories) if i % HELD_OUT != HELD_OUT - 1]
    learnt_from, measured_on = count_later(training), count_later(held_out)
    if learnt_from < ENOUGH or not measured_on:
        raise QuizError(
            f"There are {learnt_from + measured_on} reviews on later days; fitting needs about {ENOUGH_IN_ALL}. "
            "Go on studying: until then the default parameters serve."
        )
    fitted = fit(training)
    return Fit(
        fitted_at=now,
        parameters=fitted,
        learnt_from=learnt_from,
        held_out=measured_on,
        before=log_loss(held_out, before),
        after=log_loss(held_out, fitted),
    )


def count_later(histories: Sequence[Sequence[Review]]) -> int:
    """Count the reviews of an item on a later day than the one before: those that can be predicted."""
    return sum(later.day > earlier.day for history in histories for earlier, later in pairwise(history))


def _unreadable(name: str, reason: str) -> QuizError:
    return QuizError(
        f"{name}: these are no scheduler parameters ({reason}). Delete the file to go back to the default."
    )
