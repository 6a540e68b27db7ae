"""When an item would come back after each rating, so that what a learner is promised is what is scheduled. Pure."""

from datetime import date
from typing import Final

from msgspec import Struct

from calcinosis_quiz.log.rows import Rating
from calcinosis_quiz.study.schedule import AGAIN, EASY, GOOD, HARD, Memory, Review, Scheduler

RATING_NAMES: Final[dict[Rating, str]] = {AGAIN: "again", HARD: "hard", GOOD: "good", EASY: "easy"}


class Grade(Struct, frozen=True):
    """A rating that a learner may choose, and the study day on which the item would be due then."""

    rating: Rating
    due: date

    @property
    def name(self) -> str:
        """Return the word for the rating."""
        return RATING_NAMES[self.rating]


def preview_grades(memory: Memory | None, scheduler: Scheduler, today: date) -> tuple[Grade, ...]:
    """Return what each rating would lead to; `memory` is the one from before the answer, None for a new item."""
    return tuple(
        Grade(rating, scheduler.due(scheduler.review(memory, Review(today, rating)))) for rating in RATING_NAMES
    )
