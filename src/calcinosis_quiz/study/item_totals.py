"""What one item's answers come to: its memory, and what it adds to days, predictions and calibration. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from msgspec import Struct, field

from calcinosis_quiz.log.rows import Grade
from calcinosis_quiz.quiz.marking import Certainty
from calcinosis_quiz.study.schedule import AGAIN, Memory, Review, Scheduler, is_misconception, rate

TENTHS: Final = 10


class Answered(Struct, frozen=True):
    """One answer as far as progress is concerned; `at` is its time as the log writes it.

    `grade` is that of a review in another program, where the learner rates the answer: such a one has no mark, and
    its `fraction` means nothing.
    """

    day: date
    fraction: float = 0.0
    certainty: Certainty | None = None
    easy: bool = False
    milliseconds: int = 0
    at: str = ""
    grade: Grade | None = None


def review_of(answered: Answered) -> Review | None:
    """Tell what the scheduler makes of an answer; None where the card was reset."""
    match answered.grade:
        case 0:  # a card that was reset
            return None
        case 1 | 2 | 3 | 4:
            return Review(answered.day, answered.grade)
    rating = rate(answered.fraction, answered.certainty, answered.easy)
    return Review(answered.day, rating, is_misconception(answered.fraction, answered.certainty))


class DayTotal(Struct):
    """Answers of one study day, those given in other programs included: how many, and the time they took."""

    answers: int = 0
    milliseconds: int = 0


class Prediction(Struct):
    """Reviews in one tenth of predicted recall: how many, the sum of the predictions, how many were recalled."""

    reviews: int = 0
    predicted: float = 0.0
    recalled: int = 0


class Stated(Struct):
    """Answers at one degree of certainty: how many, and how many earned full marks."""

    answers: int = 0
    correct: int = 0


class Tally(Struct):
    """The sums over one item; `add` keeps them up answer by answer.

    Reviews in other programs count for the memory, the days, the time and the predictions. They have no mark, so
    `answers` and `earned` leave them out.
    """

    memory: Memory | None = None
    answers: int = 0
    earned: float = 0.0
    milliseconds: int = 0
    last_at: str = ""
    days: dict[date, DayTotal] = field(default_factory=dict)
    predictions: dict[int, Prediction] = field(default_factory=dict)
    certainties: dict[Certainty, Stated] = field(default_factory=dict)

    def add(self, answered: Answered, scheduler: Scheduler) -> None:
        """Take in the next answer, in order of time."""
        self.last_at = answered.at
        review = review_of(answered)
        if review is None:
            self.memory = None
            return
        if self.memory is not None and answered.day > self.memory.last_day:
            chance = scheduler.recall(self.memory, answered.day)
            bucket = self.predictions.setdefault(min(int(chance * TENTHS), TENTHS - 1), Prediction())
            bucket.reviews += 1
            bucket.predicted += chance
            bucket.recalled += review.rating > AGAIN
        self.memory = scheduler.review(self.memory, review)
        if answered.grade is None:
            self.answers += 1
            self.earned += answered.fraction
        self.milliseconds += answered.milliseconds
        day = self.days.setdefault(answered.day, DayTotal())
        day.answers += 1
        day.milliseconds += answered.milliseconds
        if answered.certainty is not None:
            stated = self.certainties.setdefault(answered.certainty, Stated())
            stated.answers += 1
            stated.correct += answered.fraction == 1


def tally(answers: Iterable[Answered], scheduler: Scheduler) -> Tally:
    """Add up all answers to one item, in order of time."""
    sums = Tally()
    for answered in answers:
        sums.add(answered, scheduler)
    return sums
