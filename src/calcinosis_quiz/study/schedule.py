"""When an item is due: FSRS-6 over study days. The only place that knows the scheduler's library.

FSRS sees nothing in 23 hours and a leap in 24, so reviews are counted in whole study days.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from math import isfinite, log
from typing import Final

import fsrs_rs_python
from msgspec import Struct

from calcinosis_quiz.log.rows import Rating
from calcinosis_quiz.quiz.marking import Certainty

AGAIN: Final[Rating] = 1
HARD: Final[Rating] = 2
GOOD: Final[Rating] = 3
EASY: Final[Rating] = 4


def rate(fraction: float, certainty: Certainty | None = None, chosen: Rating | None = None) -> Rating:
    """Return the rating that a mark amounts to.

    Wrong or under half: Again. Partly right: Hard. Right: Good, or the rating that the learner has `chosen`. A declared
    guess: Again, for a lucky guess is no memory.
    """
    if fraction < 0.5 or certainty == "guess":
        return AGAIN
    if fraction < 1:
        return HARD
    return chosen or GOOD


def is_misconception(fraction: float, certainty: Certainty | None) -> bool:
    """Return whether an answer was wrong and given as sure."""
    return fraction < 0.5 and certainty == "sure"


DEFAULT_PARAMETERS: Final[tuple[float, ...]] = tuple(fsrs_rs_python.DEFAULT_PARAMETERS)
LONGEST_INTERVAL: Final = 365  # days
MISCONCEPTION_INTERVAL: Final = 7  # days: errors made with confidence return within about a week when left alone
_LAST_DAY: Final = date.max.toordinal()
_PROBED_FROM: Final = date(2026, 1, 5)
_PROBES: Final[tuple[Rating, ...]] = (GOOD, AGAIN, HARD, GOOD, EASY, AGAIN, GOOD, GOOD)


class Memory(Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """What is remembered of an item: `stability` in days until recall falls to 90 %, `difficulty` from 1 to 10."""

    stability: float
    difficulty: float
    last_day: date
    reviews: int = 1
    lapses: int = 0
    misconception: bool = False


class Plan(Struct, frozen=True, kw_only=True):
    """How to schedule: desired recall when due, the learner's parameters, and the day of an exam if there is one."""

    retention: float = 0.9
    parameters: tuple[float, ...] = DEFAULT_PARAMETERS
    exam_day: date | None = None
    longest_interval: int = LONGEST_INTERVAL


class Review(Struct, frozen=True):
    """One review of an item: the study day, the rating, and whether a wrong answer was given as sure."""

    day: date
    rating: Rating
    misconception: bool = False


def can_schedule(parameters: tuple[float, ...]) -> bool:
    """Return whether a memory stays within sound numbers over years of reviews by these parameters."""
    try:
        scheduler = Scheduler(Plan(parameters=parameters))
        memory = scheduler.replay(
            Review(_PROBED_FROM + timedelta(days=90 * n), rating) for n, rating in enumerate(_PROBES)
        )
        return memory is not None and isfinite(memory.stability) and scheduler.due(memory) > memory.last_day
    except (ValueError, ArithmeticError):
        return False


class Scheduler:
    """FSRS with one plan; values in, values out."""

    def __init__(self, plan: Plan | None = None) -> None:
        """Schedule by a plan, or by the default one."""
        self.plan = plan or Plan()
        self._fsrs = fsrs_rs_python.FSRS(self.plan.parameters)
        self._decay = -self.plan.parameters[20]
        self._factor = 0.9 ** (1 / self._decay) - 1
        # Days, for each day of stability, until recall falls to what is desired.
        self._stretch = (self.plan.retention ** (1 / self._decay) - 1) / self._factor

    @property
    def signature(self) -> str:
        """Return a text that differs whenever the parameters, or what the library computes from them, differ."""
        steps: tuple[tuple[int, Rating], ...] = ((0, GOOD), (0, AGAIN), (3, HARD), (9, AGAIN), (10, GOOD), (40, EASY))
        probe = self.replay(Review(_PROBED_FROM + timedelta(days=days), rating) for days, rating in steps)
        return f"{self.plan.parameters} {probe}"

    def review(self, memory: Memory | None, review: Review) -> Memory:
        """Return the memory of an item after a review; a day before the last one counts as the same day."""
        elapsed = max((review.day - memory.last_day).days, 0) if memory else 0
        before = fsrs_rs_python.MemoryState(memory.stability, memory.difficulty) if memory else None
        states = self._fsrs.next_states(before, self.plan.retention, elapsed)
        state = (states.again, states.hard, states.good, states.easy)[review.rating - 1]
        day = max(review.day, memory.last_day) if memory else review.day
        # Put right within minutes is not put right: only a pass on a later day clears a misconception.
        is_later_pass = memory is not None and review.rating > AGAIN and elapsed > 0
        misconception = review.misconception or (memory is not None and memory.misconception and not is_later_pass)
        return Memory(
            stability=state.memory.stability,
            difficulty=state.memory.difficulty,
            last_day=day,
            reviews=memory.reviews + 1 if memory else 1,
            lapses=(memory.lapses if memory else 0) + (memory is not None and review.rating == AGAIN),
            misconception=misconception,
        )

    def replay(self, reviews: Iterable[Review]) -> Memory | None:
        """Return the memory after all reviews of an item, in order; None when there are none."""
        memory = None
        for review in reviews:
            memory = self.review(memory, review)
        return memory

    def recall(self, memory: Memory, day: date) -> float:
        """Return the chance that an item is recalled on a day (retrievability, FSRS-6 forgetting curve)."""
        elapsed = max((day - memory.last_day).days, 0)
        return float((1 + self._factor * elapsed / memory.stability) ** self._decay)

    def due(self, memory: Memory) -> date:
        """Return the study day on which recall falls to what is desired, as far as the plan's limits allow.

        At least the day after the last review; a misconception within a week; and before the day of the exam, as long
        as there is a day before it.
        """
        days = min(max(round(memory.stability * self._stretch), 1), self.plan.longest_interval)
        if memory.misconception:
            days = min(days, MISCONCEPTION_INTERVAL)
        exam = self.plan.exam_day
        if exam is not None and exam > memory.last_day:
            days = min(days, max((exam - memory.last_day).days - 1, 1))
        return date.fromordinal(min(memory.last_day.toordinal() + days, _LAST_DAY))


def log_loss(histories: Sequence[Sequence[Review]], parameters: Sequence[float]) -> float:
    """Return the mean log loss of the predictions, in nats a review; raises ValueError without later reviews."""
    scheduler = Scheduler(Plan(parameters=tuple(parameters)))
    losses = []
    for history in histories:
        memory = None
        for review in history:
            if memory is not None and review.day > memory.last_day:
                chance = min(max(scheduler.recall(memory, review.day), 1e-6), 1 - 1e-6)
                losses.append(-log(chance if review.rating > AGAIN else 1 - chance))
            memory = scheduler.review(memory, review)
    if not losses:
        raise ValueError("no item was reviewed on two days")
    return sum(losses) / len(losses)


def fit(histories: Sequence[Sequence[Review]]) -> tuple[float, ...]:
    """Fit the parameters to reviews (fsrs-rs); raises ValueError when there are too few."""
    items = []
    for history in histories:
        for end in range(2, len(history) + 1):
            gaps = [0, *((b.day - a.day).days for a, b in pairwise(history[:end]))]
            reviews = [fsrs_rs_python.FSRSReview(r.rating, gap) for r, gap in zip(history[:end], gaps, strict=True)]
            item = fsrs_rs_python.FSRSItem(reviews)
            if item.long_term_review_cnt() > 0:
                items.append(item)
    if not items:
        raise ValueError("no item was reviewed on two days")
    return tuple(fsrs_rs_python.FSRS([]).compute_parameters(items))
