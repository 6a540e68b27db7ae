"""What the attempts at an item amount to: its record, and what it adds to the totals over all items. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from msgspec import Struct, field

from calcinosis_quiz.quiz.marking import Certainty
from calcinosis_quiz.study.attempts import Attempt
from calcinosis_quiz.study.schedule import AGAIN, Memory, Scheduler

TENTHS: Final = 10


class DayTotal(Struct, array_like=True):
    """The attempts of one study day, those in other programs included: how many, and the time they took."""

    attempts: int = 0
    milliseconds: int = 0


class PredictionTotal(Struct, array_like=True):
    """Reviews in one tenth of predicted recall: how many, the sum of the predictions, how many were recalled."""

    reviews: int = 0
    predicted: float = 0.0
    recalled: int = 0


class CertaintyTotal(Struct, array_like=True):
    """Answers at one degree of certainty: how many, and how many earned full marks."""

    answers: int = 0
    correct: int = 0


class Totals(Struct, array_like=True):
    """Sums over many items: by study day, by tenth of predicted recall (0 to 9), by certainty stated."""

    days: dict[date, DayTotal] = field(default_factory=dict)
    predictions: dict[int, PredictionTotal] = field(default_factory=dict)
    certainties: dict[Certainty, CertaintyTotal] = field(default_factory=dict)

    def add(self, other: "Totals", sign: int = 1) -> None:
        """Add other totals, or take them away where `sign` is -1; a sum of nothing is left out."""
        for day, total in other.days.items():
            at_day = self.days.setdefault(day, DayTotal())
            at_day.attempts += sign * total.attempts
            at_day.milliseconds += sign * total.milliseconds
            if not at_day.attempts:
                del self.days[day]
        for tenth, prediction in other.predictions.items():
            at_tenth = self.predictions.setdefault(tenth, PredictionTotal())
            at_tenth.reviews += sign * prediction.reviews
            at_tenth.predicted += sign * prediction.predicted
            at_tenth.recalled += sign * prediction.recalled
            if not at_tenth.reviews:
                del self.predictions[tenth]
        for certainty, stated in other.certainties.items():
            at_certainty = self.certainties.setdefault(certainty, CertaintyTotal())
            at_certainty.answers += sign * stated.answers
            at_certainty.correct += sign * stated.correct
            if not at_certainty.answers:
                del self.certainties[certainty]


class ItemRecord(Struct, array_like=True, gc=False):
    """What became of one item; `add` keeps it up attempt by attempt.

    `answers` and what they `earned` are those with a mark, given here: reviews in other programs only count for the
    rest. `first_day` is the study day on which the item was new. `misses` counts since it was last recalled on a
    later day than the one before. After a reset there is no `memory` and no `first_day`.
    """

    memory: Memory | None = None
    answers: int = 0
    earned: float = 0.0
    last_at: str = ""
    first_day: date | None = None
    misses: int = 0
    was_missed: bool = False

    def add(self, attempt: Attempt, scheduler: Scheduler, totals: Totals) -> None:
        """Take in the next attempt, in order of time, here and in the totals."""
        self.last_at = attempt.at
        review = attempt.review
        if review is None:
            self.memory, self.first_day, self.misses, self.was_missed = None, None, 0, False
            return
        is_later = self.memory is not None and review.day > self.memory.last_day
        if self.memory is not None and is_later:
            chance = scheduler.recall(self.memory, review.day)
            tenth = totals.predictions.setdefault(min(int(chance * TENTHS), TENTHS - 1), PredictionTotal())
            tenth.reviews += 1
            tenth.predicted += chance
            tenth.recalled += review.rating > AGAIN
        self.memory = scheduler.review(self.memory, review)
        self.first_day = self.first_day or review.day
        self.was_missed = review.rating == AGAIN
        if self.was_missed:
            self.misses += 1
        elif is_later:
            self.misses = 0
        if attempt.review_rating is None:
            self.answers += 1
            self.earned += attempt.fraction
        day = totals.days.setdefault(attempt.day, DayTotal())
        day.attempts += 1
        day.milliseconds += attempt.milliseconds
        if attempt.certainty is not None:
            stated = totals.certainties.setdefault(attempt.certainty, CertaintyTotal())
            stated.answers += 1
            stated.correct += attempt.fraction == 1


def replay(attempts: Iterable[Attempt], scheduler: Scheduler, totals: Totals) -> ItemRecord:
    """Return the record of all attempts at an item, in order of time, and add them to the totals."""
    record = ItemRecord()
    for attempt in attempts:
        record.add(attempt, scheduler, totals)
    return record
