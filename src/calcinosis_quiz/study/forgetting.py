"""How fast a learner forgets: what was recalled after so many days, and what would be left after a pause. Pure."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from calcinosis_quiz.quiz.intervals import Proportion, proportion
from calcinosis_quiz.study.attempts import Attempt
from calcinosis_quiz.study.item_records import PredictionTotal
from calcinosis_quiz.study.schedule import AGAIN, Memory, Scheduler

BAND_STARTS: Final = (1, 2, 3, 5, 8, 15, 31, 61, 121)
"""Days since an item was seen last, at which a band of them begins; the last has no end."""
PAUSES: Final = (0, 1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 75, 90)


class Delayed(Struct, frozen=True):
    """Reviews after `first` to `last` days: the mean delay and predicted recall, and what was recalled.

    `last` is None where the band has no end.
    """

    first: int
    last: int | None
    days: float
    predicted: float
    recalled: Proportion


class Left(Struct, frozen=True):
    """The mean chance of recall of what was seen, after a pause of so many days from today on."""

    days: int
    recall: float


def measure_forgetting(histories: Iterable[Iterable[Attempt]], scheduler: Scheduler) -> tuple[Delayed, ...]:
    """Add up the reviews on later days by how many days had gone by; each history is an item's, in order of time."""
    sums = [PredictionTotal() for _ in BAND_STARTS]
    waited = [0] * len(BAND_STARTS)
    for history in histories:
        memory: Memory | None = None
        for attempt in history:
            review = attempt.review
            if review is None:
                memory = None
                continue
            if memory is not None and review.day > memory.last_day:
                days = (review.day - memory.last_day).days
                band = sum(start <= days for start in BAND_STARTS) - 1
                waited[band] += days
                sums[band].reviews += 1
                sums[band].predicted += scheduler.recall(memory, review.day)
                sums[band].recalled += review.rating > AGAIN
            memory = scheduler.review(memory, review)
    ends = [*(start - 1 for start in BAND_STARTS[1:]), None]
    return tuple(
        Delayed(
            start, end, total / each.reviews, each.predicted / each.reviews, proportion(each.recalled, each.reviews)
        )
        for start, end, total, each in zip(BAND_STARTS, ends, waited, sums, strict=True)
        if each.reviews
    )


def predict_pause(memories: Collection[Memory], scheduler: Scheduler, today: date) -> tuple[Left, ...]:
    """Return the mean chance of recall after pauses of up to three months; nothing where nothing was seen."""
    if not memories:
        return ()
    left = []
    for days in PAUSES:
        day = today + timedelta(days=min(days, (date.max - today).days))
        left.append(Left(days, sum(scheduler.recall(memory, day) for memory in memories) / len(memories)))
    return tuple(left)
