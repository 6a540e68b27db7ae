"""What the scheduler sees of the log, item by item in order of time: answers that count, and reviews made elsewhere."""

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from itertools import groupby
from typing import Any, Final

from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.study.item_totals import Answered
from calcinosis_quiz.study.study_days import study_day

Name = tuple[str, str]
"""The bank and the id of an item."""

# The last two columns put in order what was done in the same millisecond.
_ANSWERS: Final = (
    "SELECT bank, item, answered_at, current_fraction, certainty, easy, milliseconds, NULL, 0, answer_id"
    " FROM current_answer"
)
_REVIEWS: Final = "SELECT bank, item, reviewed_at, 0.0, NULL, 0, milliseconds, rating, 1, review_id FROM review"
_IN_ORDER: Final = "ORDER BY 1, 2, 3, 9, 10"
_ITEM: Final = "WHERE bank = ? AND item = ?"


def read_all(log: AnswerLog, zone: tzinfo | None) -> Iterator[tuple[Name, Iterator[Answered]]]:
    """Give every item with its answers and reviews; `zone` is the learner's time zone, None the machine's."""
    return _group(log.stream(f"{_ANSWERS} UNION ALL {_REVIEWS} {_IN_ORDER}"), zone)


def read_item(log: AnswerLog, name: Name, zone: tzinfo | None) -> Iterator[Answered]:
    """Give the answers and reviews of one item."""
    rows = log.stream(f"{_ANSWERS} {_ITEM} UNION ALL {_REVIEWS} {_ITEM} {_IN_ORDER}", (*name, *name))
    return (_read(row, zone) for row in rows)


def read_since(
    log: AnswerLog, answer_id: int, review_id: int, zone: tzinfo | None
) -> Iterator[tuple[Name, Iterator[Answered]]]:
    """Give the items with answers or reviews written after those numbers, and these alone."""
    answers = log.query(f"{_ANSWERS} WHERE answer_id > ?", (answer_id,))
    reviews = log.query(f"{_REVIEWS} WHERE review_id > ?", (review_id,))
    # Sorted here: for the sake of the order, SQLite would walk the whole index over items.
    return _group(sorted([*answers, *reviews], key=lambda row: (*row[:3], *row[8:])), zone)


def _group(rows: Iterable[tuple[Any, ...]], zone: tzinfo | None) -> Iterator[tuple[Name, Iterator[Answered]]]:
    for name, group in groupby(rows, key=lambda row: (row[0], row[1])):
        yield name, (_read(row, zone) for row in group)


def _read(row: tuple[Any, ...], zone: tzinfo | None) -> Answered:
    _, _, at, fraction, certainty, easy, milliseconds, grade, _, _ = row
    day = study_day(datetime.fromisoformat(at), zone)
    return Answered(day, fraction, certainty, bool(easy), milliseconds or 0, at, grade)
