"""The attempts at each item, read from the log: answers with their present mark, and reviews in other programs.

A log only grows, so the rows up to some row numbers are always the same: every reading is bounded by a `Position`.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Any, Final, NamedTuple

from msgspec import Struct

from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.rows import Rating, ReviewRating, read_time
from calcinosis_quiz.quiz.marking import Certainty
from calcinosis_quiz.study.schedule import Review, is_misconception, rate
from calcinosis_quiz.study.study_days import StudyCalendar


class ItemName(NamedTuple):
    """The bank and the id of an item."""

    bank: str
    item: str


class Attempt(Struct, frozen=True, gc=False):
    """One attempt at an item, at the time `at` as the log writes it.

    An answer has a `fraction`, perhaps a `certainty`, and a `rating` where the learner chose one. A review in another
    program has a `review_rating` instead; its `fraction` means nothing.
    """

    day: date
    fraction: float = 0.0
    certainty: Certainty | None = None
    rating: Rating | None = None
    milliseconds: int = 0
    at: str = ""
    review_rating: ReviewRating | None = None

    @property
    def review(self) -> Review | None:
        """Return what the scheduler is told; None where the card was reset."""
        match self.review_rating:
            case 0:
                return None
            case 1 | 2 | 3 | 4:
                return Review(self.day, self.review_rating)
        rating = rate(self.fraction, self.certainty, self.rating)
        return Review(self.day, rating, is_misconception(self.fraction, self.certainty))


Attempts = Iterator[tuple[ItemName, Iterator[Attempt]]]


class Position(Struct, frozen=True, array_like=True):
    """How far a log has been read: number and uid of the last row of each table, 0 and "" where it is empty."""

    answer: tuple[int, str] = (0, "")
    event: tuple[int, str] = (0, "")
    review: tuple[int, str] = (0, "")

    @property
    def numbers(self) -> dict[str, int]:
        """Return the row numbers by table."""
        return {"answer": self.answer[0], "event": self.event[0], "review": self.review[0]}


def end_of(log: AnswerLog) -> Position:
    """Return the position after the last row of a log."""

    def last(table: str) -> tuple[int, str]:
        found = log.query(f"SELECT {table}_id, uid FROM {table} ORDER BY {table}_id DESC LIMIT 1")  # noqa: S608 - our own
        return found[0] if found else (0, "")

    return Position(last("answer"), last("event"), last("review"))


def continues(log: AnswerLog, position: Position) -> bool:
    """Return whether a log still has, under the same numbers, the rows that were read last."""
    tables = {"answer": position.answer, "event": position.event, "review": position.review}
    for table, (number, uid) in tables.items():
        found = log.query(f"SELECT uid FROM {table} WHERE {table}_id = ?", (number,))  # noqa: S608 - our own
        if found != ([(uid,)] if number else []):
            return False
    return True


# As the view current_answer has it, up to a position. The last two columns order what happened in one millisecond.
_ANSWERS: Final = """
    SELECT bank, item, answered_at,
           coalesce((SELECT event.fraction FROM event
                     WHERE event.answer_uid = answer.uid AND event.kind = 're-mark' AND event_id <= :event
                     ORDER BY event.at DESC, event.uid DESC LIMIT 1), fraction),
           certainty, coalesce(rating, CASE easy WHEN 1 THEN 4 END), milliseconds, NULL, 0, answer_id
    FROM answer
    WHERE answer_id <= :answer AND NOT EXISTS
          (SELECT 1 FROM event WHERE event.answer_uid = answer.uid AND event.kind = 'undo' AND event_id <= :event)"""
_REVIEWS: Final = """
    SELECT bank, item, reviewed_at, 0.0, NULL, NULL, milliseconds, rating, 1, review_id
    FROM review
    WHERE review_id <= :review"""
_IN_ORDER: Final = "ORDER BY 1, 2, 3, 9, 10"
_OF_ITEM: Final = "AND bank = :bank AND item = :item"


def read_all(log: AnswerLog, calendar: StudyCalendar, until: Position | None = None) -> Attempts:
    """Yield every item with its attempts in order of time, up to a position or the end of the log."""
    bounds = (until or end_of(log)).numbers
    return _group(log.stream(f"{_ANSWERS} UNION ALL {_REVIEWS} {_IN_ORDER}", bounds), calendar)


def read_item(
    log: AnswerLog, name: ItemName, calendar: StudyCalendar, until: Position | None = None
) -> Iterator[Attempt]:
    """Yield the attempts at one item in order of time, up to a position or the end of the log."""
    values = (until or end_of(log)).numbers | name._asdict()
    rows = log.stream(f"{_ANSWERS} {_OF_ITEM} UNION ALL {_REVIEWS} {_OF_ITEM} {_IN_ORDER}", values)
    return (_read(row, calendar) for row in rows)


def read_before(log: AnswerLog, answer_uid: str, name: ItemName, calendar: StudyCalendar) -> Iterator[Attempt]:
    """Yield the attempts at an item that were in the log before one answer was written."""
    end = end_of(log)
    found = log.query("SELECT answer_id FROM answer WHERE uid = ?", (answer_uid,))
    number = found[0][0] - 1 if found else end.answer[0]
    return read_item(log, name, calendar, Position((number, ""), end.event, end.review))


def read_between(log: AnswerLog, since: Position, until: Position, calendar: StudyCalendar) -> Attempts:
    """Yield the items attempted between two positions, each with the attempts of that stretch."""
    values = until.numbers | {f"since_{table}": number for table, number in since.numbers.items()}
    answers = log.query(f"{_ANSWERS} AND answer_id > :since_answer", values)
    reviews = log.query(f"{_REVIEWS} AND review_id > :since_review", values)
    # Sorted here: for the sake of the order, SQLite would walk the whole index over items.
    return _group(sorted([*answers, *reviews], key=lambda row: (*row[:3], *row[8:])), calendar)


def find_amended(log: AnswerLog, since: Position, until: Position) -> set[ItemName]:
    """Return the items of which an answer was taken back or marked again between two positions."""
    rows = log.query(
        "SELECT DISTINCT answer.bank, answer.item FROM event JOIN answer ON answer.uid = event.answer_uid"
        " WHERE event_id > ? AND event_id <= ?",
        (since.event[0], until.event[0]),
    )
    return {ItemName(*row) for row in rows}


def read_reviews(log: AnswerLog, calendar: StudyCalendar) -> list[list[Review]]:
    """Return the reviews of every item in order of time; a card that was reset begins a list of its own."""
    histories = []
    for _, attempts in read_all(log, calendar):
        reviews = (attempt.review for attempt in attempts)
        for is_reset, group in groupby(reviews, key=lambda review: review is None):
            if not is_reset:
                histories.append([review for review in group if review is not None])
    return histories


def _group(rows: Iterable[tuple[Any, ...]], calendar: StudyCalendar) -> Attempts:
    for (bank, item), group in groupby(rows, key=lambda row: (row[0], row[1])):
        yield ItemName(bank, item), (_read(row, calendar) for row in group)


def _read(row: tuple[Any, ...], calendar: StudyCalendar) -> Attempt:
    _, _, at, fraction, certainty, rating, milliseconds, review_rating, _, _ = row
    day = calendar.day_of(read_time(at))
    return Attempt(day, fraction, certainty, rating, milliseconds or 0, at, review_rating)
