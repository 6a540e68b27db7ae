"""A learner's schedule and reviews, as Anki's tables keep them: for a first import, with scheduling."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Final, Literal

from msgspec import Struct, json

# Day 0 of the package: due days are counted from here, and Anki moves them to the count of the collection.
CREATED: Final = 1_577_880_000  # 2020-01-01 12:00 UTC: the same day everywhere between 12 hours west and 11 east
_DAY_0: Final = date(2020, 1, 1)
_START_FACTOR: Final = 2500  # Anki's ease in permille, which FSRS leaves alone

Rating = Literal[1, 2, 3, 4]
ProgressIndex = dict[tuple[str, int | None], "Progress"]
"""Progress by GUID and ordinal."""


class Review(Struct, frozen=True, kw_only=True):
    """One answer.

    `at`: milliseconds since 1970. `rating`: 1 again, 2 hard, 3 good, 4 easy. `interval`: days until the card was due
    after it. `difficulty`: of the card after it, 1 to 10. `milliseconds`: taken to answer.
    """

    at: int
    rating: Rating
    interval: int
    difficulty: float
    milliseconds: int = 0


class Progress(Struct, frozen=True, kw_only=True):
    """How far a learner has come with one card, in the terms of FSRS.

    `guid`: of the note, `namespace:item`. `ordinal`: of the card in the note, from 0; None for all of its cards.
    `due`: the study day. `stability`: days. `difficulty`: 1 to 10. `last_review`: milliseconds since 1970.
    `reviews`: oldest first.
    """

    guid: str
    due: date
    stability: float
    difficulty: float
    last_review: int
    reps: int
    lapses: int
    reviews: tuple[Review, ...]
    ordinal: int | None = None
    desired_retention: float = 0.9
    suspended: bool = False


class Schedule(Struct, frozen=True):
    """The columns of a card row from `type` to `data`, but for the ones that are always 0."""

    type: int
    queue: int
    due: int
    interval: int
    factor: int
    reps: int
    lapses: int
    data: str


def schedule_of(progress: Progress) -> Schedule:
    """Schedule a review card as the learner left it."""
    state = {
        "s": round(progress.stability, 4),
        "d": round(progress.difficulty, 3),
        "dr": progress.desired_retention,
        "lrt": progress.last_review // 1000,
    }
    last_day = datetime.fromtimestamp(progress.last_review / 1000, UTC).date()
    interval = progress.reviews[-1].interval if progress.reviews else (progress.due - last_day).days
    return Schedule(
        type=2,
        queue=-1 if progress.suspended else 2,
        due=(progress.due - _DAY_0).days,
        interval=max(interval, 1),
        factor=_START_FACTOR,
        reps=progress.reps,
        lapses=progress.lapses,
        data=json.encode(state).decode(),
    )


def index_progress(progress: Iterable[Progress]) -> ProgressIndex:
    """Index by GUID and ordinal, for look-up with `find_progress`."""
    return {(each.guid, each.ordinal): each for each in progress}


def find_progress(index: ProgressIndex, guid: str, ordinal: int) -> Progress | None:
    """Look up the progress of one card: its own, or else that of the whole note."""
    return index.get((guid, ordinal)) or index.get((guid, None))


def review_rows(card: int, reviews: Iterable[Review], used: set[int]) -> Iterator[tuple[int, ...]]:
    """Yield the review log of a card: id, card, usn, ease, interval, last interval, factor, time, type.

    A row's id is its moment; `used` moves it on by a millisecond where another card was answered in the same one.
    """
    last = 0
    for number, review in enumerate(reviews):
        moment = review.at
        while moment in used:
            moment += 1
        used.add(moment)
        # Anki writes difficulty, 1 to 10, as 100 to 1100.
        factor = round((review.difficulty - 1) / 9 * 1000) + 100
        learning = number == 0
        yield (
            moment,
            card,
            -1,
            review.rating,
            review.interval,
            last,
            factor,
            review.milliseconds,
            0 if learning else 1,
        )
        last = review.interval
