"""Which rows of Anki's review log are reviews that this log does not have yet."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Final

from msgspec import Struct

from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.rows import RESET, ReviewRating, ReviewRow, write_time
from calcinosis_quiz.study.anki_import.review_log import Entry
from calcinosis_quiz.study.attempts import ItemName
from calcinosis_quiz.study.study_days import StudyCalendar

ORIGIN: Final = "anki"
_LEARNING, _FILTERED, _BY_HAND = 0, 3, 4
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
# What a deck takes from this log to Anki stands there at the moment of the answer, or some milliseconds later, since no
# two rows there share a moment. Nobody answers a question twice within a tenth of a second.
_SAME: Final = timedelta(milliseconds=100)


class NewReviews(Struct, frozen=True):
    """What was found in a review log.

    `rows`: reviews to be added. `known`: those that are here already, among them answers that a deck took to Anki.
    `not_counted`: rows of cards crammed or rescheduled. `misdated`: reviews of days that have not come, or before 1970.
    """

    rows: tuple[ReviewRow, ...]
    known: int
    not_counted: int
    misdated: int


def find_new_reviews(
    entries: Iterable[Entry], names: Mapping[str, ItemName], log: AnswerLog, today: date, calendar: StudyCalendar
) -> NewReviews:
    """Return the entries that are new; they come by GUID, card and time, and `names` has the item of each GUID."""
    rows: list[ReviewRow] = []
    known = not_counted = misdated = 0
    for guid, of_note in groupby(entries, key=lambda entry: entry.guid):
        found: list[ReviewRow] = []
        for ordinal, of_card in groupby(of_note, key=lambda entry: entry.ordinal):
            for entry, grade in interpret(of_card):
                moment = _moment(entry.at)
                if grade is None:
                    not_counted += 1
                elif moment is None or calendar.day_of(moment) > today:
                    misdated += 1
                else:
                    bank, item = names[guid]
                    found.append(
                        ReviewRow(
                            uid=f"{ORIGIN}:{guid}:{ordinal}:{entry.at}" + (":reset" if grade == RESET else ""),
                            bank=bank,
                            item=item,
                            rating=grade,
                            milliseconds=max(entry.milliseconds, 0),
                            origin=ORIGIN,
                            reviewed_at=moment,
                        )
                    )
        new = list(_leave_out_known(sorted(found, key=lambda row: row.reviewed_at), log))
        known += len(found) - len(new)
        rows += new
    return NewReviews(tuple(rows), known, not_counted, misdated)


def interpret(entries: Iterable[Entry]) -> Iterator[tuple[Entry, ReviewRating | None]]:
    """Read the rows of one card as Anki's own FSRS does, each with its rating; None for what is no review.

    Cards crammed in a filtered deck (no ease) and cards rescheduled (no rating) count for nothing. A reset (by hand, no
    ease) makes a card new again, and so does a learning step after anything else: older Ankis write no row for a reset.
    """
    before: int | None = None
    for entry in entries:
        if entry.kind == _FILTERED and entry.ease == 0:
            yield entry, None
            continue
        is_rated = 1 <= entry.rating <= 4
        if entry.kind == _BY_HAND and entry.ease == 0:
            yield entry, RESET
            before = None
            continue
        if is_rated and entry.kind == _LEARNING and before not in {None, _LEARNING}:
            yield Entry(entry.guid, entry.ordinal, entry.at - 1, 0, 0, 0, _BY_HAND), RESET
        yield entry, _GRADES.get(entry.rating)
        before = entry.kind if is_rated else _BY_HAND


_GRADES: Final[Mapping[int, ReviewRating]] = {1: 1, 2: 2, 3: 3, 4: 4}


def _moment(at: int) -> datetime | None:
    try:
        return _EPOCH + timedelta(milliseconds=at) if at >= 0 else None
    except OverflowError:
        return None


def _leave_out_known(rows: Iterable[ReviewRow], log: AnswerLog) -> Iterator[ReviewRow]:
    """Leave out, of one item's reviews in order of time, what the log has, and the copies that a deck took to Anki."""
    last: dict[bool, datetime] = {}
    for row in rows:
        is_reset = row.rating == RESET
        is_copy = is_reset in last and row.reviewed_at - last[is_reset] <= _SAME
        if not is_copy and not _is_in(log, row):
            last[is_reset] = row.reviewed_at
            yield row


def _is_in(log: AnswerLog, row: ReviewRow) -> bool:
    is_reset = row.rating == RESET
    place = (row.bank, row.item, write_time(row.reviewed_at - _SAME), write_time(row.reviewed_at + _SAME))
    reviews = "SELECT 1 FROM review WHERE bank = ? AND item = ? AND reviewed_at BETWEEN ? AND ? AND (rating = 0) = ?"
    answers = "SELECT 1 FROM answer WHERE bank = ? AND item = ? AND answered_at BETWEEN ? AND ?"
    return bool(log.query(reviews, (*place, is_reset))) or (not is_reset and bool(log.query(answers, place)))
