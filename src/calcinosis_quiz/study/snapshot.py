"""What follows from the log, kept so that a start does not depend on the length of the log.

A snapshot may be thrown away at any time: it is made anew from the log, and whenever the log or the rules are not those
that it was made from.
"""

import zlib
from collections.abc import Mapping
from datetime import date
from typing import Final

from msgspec import MsgspecError, Struct, field, msgpack

from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.rows import RATING_POLICY
from calcinosis_quiz.study.attempts import (
    ItemName,
    Position,
    continues,
    end_of,
    find_amended,
    read_all,
    read_between,
    read_item,
)
from calcinosis_quiz.study.item_records import ItemRecord, Totals, replay
from calcinosis_quiz.study.schedule import Memory, Scheduler
from calcinosis_quiz.study.study_days import StudyCalendar

_FORMAT: Final = 1  # of the file and of the rules by which records and totals are summed up
_CHECKSUM_BYTES: Final = 4


class ItemState(Struct, frozen=True, gc=False):
    """What a learner remembers of an item, and how it went so far.

    `answers` and what they `earned` are those with a mark, given here. `first_day` is the study day on which the item
    was new. `misses` counts since it was last recalled on a later day, `was_missed` tells of the last attempt.
    """

    memory: Memory
    answers: int
    earned: float
    first_day: date
    misses: int = 0
    was_missed: bool = False


class Snapshot(Struct, array_like=True):
    """Records and totals of a log up to a position, under rules that are named by a text."""

    rules: str = ""
    position: Position = field(default_factory=Position)
    records: dict[ItemName, ItemRecord] = field(default_factory=dict)
    totals: Totals = field(default_factory=Totals)

    @property
    def states(self) -> dict[ItemName, ItemState]:
        """Return the state of every item attempted so far, and not reset since."""
        return {
            name: ItemState(r.memory, r.answers, r.earned, r.first_day, r.misses, r.was_missed)
            for name, r in self.records.items()
            if r.memory is not None and r.first_day is not None
        }


def encode(snapshot: Snapshot) -> bytes:
    """Write a snapshot as MessagePack after a checksum."""
    content = msgpack.encode(snapshot)
    return zlib.crc32(content).to_bytes(_CHECKSUM_BYTES, "big") + content


def decode(content: bytes) -> Snapshot | None:
    """Read a snapshot; None for anything else, and for one that is damaged."""
    checksum, rest = content[:_CHECKSUM_BYTES], memoryview(content)[_CHECKSUM_BYTES:]
    if int.from_bytes(checksum, "big") != zlib.crc32(rest):
        return None
    try:
        return msgpack.decode(rest, type=Snapshot)
    except (MsgspecError, RecursionError):  # of another version
        return None


def bring_up_to_date(
    snapshot: Snapshot | None, log: AnswerLog, scheduler: Scheduler, calendar: StudyCalendar
) -> Snapshot:
    """Return a snapshot of the whole log; the one given is used up.

    Where the log goes on from it, only what is new is read: new attempts are added to the records, and an item is
    replayed if one of its answers was taken back or marked again, or if an attempt is older than the last one known.
    """
    rules = f"{_FORMAT} {RATING_POLICY} {scheduler.signature} {calendar.signature}"
    end = end_of(log)
    if snapshot is None or snapshot.rules != rules or not continues(log, snapshot.position):
        return _replay_all(log, end, rules, scheduler, calendar)
    if snapshot.position != end:
        _add_since(snapshot, end, log, scheduler, calendar)
    return snapshot


def find_differences(
    snapshot: Snapshot, log: AnswerLog, scheduler: Scheduler, calendar: StudyCalendar
) -> tuple[str, ...]:
    """Return the items, and the names of totals, that differ from a full replay of the log; none unless there is a bug.

    Sums of fractions may differ in the last digits, since they were added up in another order.
    """
    replayed = _replay_all(log, snapshot.position, snapshot.rules, scheduler, calendar)
    differing = {
        name.item
        for name in snapshot.records.keys() | replayed.records.keys()
        if snapshot.records.get(name) != replayed.records.get(name)
    }
    for ours, theirs in zip(_whole_numbers(snapshot.totals), _whole_numbers(replayed.totals), strict=True):
        differing |= {str(name) for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)}
    return tuple(sorted(differing))


def _whole_numbers(totals: Totals) -> tuple[Mapping[object, tuple[int, int]], ...]:
    return (
        {day: (total.attempts, total.milliseconds) for day, total in totals.days.items()},
        {tenth: (total.reviews, total.recalled) for tenth, total in totals.predictions.items()},
        {certainty: (total.answers, total.correct) for certainty, total in totals.certainties.items()},
    )


def _replay_all(log: AnswerLog, end: Position, rules: str, scheduler: Scheduler, calendar: StudyCalendar) -> Snapshot:
    totals = Totals()
    records = {name: replay(attempts, scheduler, totals) for name, attempts in read_all(log, calendar, end)}
    return Snapshot(rules, end, records, totals)


def _add_since(
    snapshot: Snapshot, end: Position, log: AnswerLog, scheduler: Scheduler, calendar: StudyCalendar
) -> None:
    begin, records, totals = snapshot.position, snapshot.records, snapshot.totals
    amended = find_amended(log, begin, end)
    for name, added in read_between(log, begin, end, calendar):
        attempts = list(added)
        record = records.get(name, ItemRecord())
        if attempts[0].at <= record.last_at:  # from another machine, or from a clock that was put back
            amended.add(name)
        elif name not in amended:
            records[name] = record
            for attempt in attempts:
                record.add(attempt, scheduler, totals)
    for name in amended:
        before, after = Totals(), Totals()
        replay(read_item(log, name, calendar, begin), scheduler, before)
        record = replay(read_item(log, name, calendar, end), scheduler, after)
        totals.add(before, -1)
        totals.add(after)
        if record.last_at:
            records[name] = record
        else:
            records.pop(name, None)
    snapshot.position = end
