"""What stands in the log now: which items are flagged or suspended, which answers count."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.rows import AnswerRow, EventKind, EventRow

# As in the index of these events, which SQLite uses where the very words stand: a long log has many other events.
_STATES: Final = "kind IN ('flag', 'unflag', 'suspend', 'unsuspend')"


class Flag(Struct, frozen=True):
    """An item that a learner flagged, and why."""

    bank: str
    item: str
    reason: str


def flags(log: AnswerLog) -> tuple[Flag, ...]:
    """List the items flagged and not unflagged since, with the last reason."""
    latest = _latest(log, "flag", "unflag")
    return tuple(Flag(bank, item, row.reason or "") for (bank, item), row in latest.items() if row.kind == "flag")


def suspended(log: AnswerLog) -> frozenset[tuple[str, str]]:
    """List the items, as bank and id, that are not to be asked."""
    latest = _latest(log, "suspend", "unsuspend")
    return frozenset(name for name, row in latest.items() if row.kind == "suspend")


def current_answers(log: AnswerLog) -> Iterator[tuple[AnswerRow, float]]:
    """Yield the answers that were not undone, with the mark that each has now."""
    marks = dict(log.query("SELECT uid, current_fraction FROM current_answer"))
    for row in log.read(AnswerRow):
        if row.uid in marks:
            yield row, marks[row.uid]


def count_by_item(log: AnswerLog) -> dict[tuple[str, str], tuple[int, int]]:
    """Count by bank and item how often it was answered, and how often with full marks."""
    counts = "SELECT bank, item, count(*), sum(current_fraction >= 1) FROM current_answer GROUP BY bank, item"
    return {(bank, item): (answers, right) for bank, item, answers, right in log.query(counts)}


def last_answer(log: AnswerLog) -> AnswerRow | None:
    """Return the answer given last on this machine and not undone, whatever the clock said or was merged since."""
    found = log.query(
        "SELECT uid FROM current_answer WHERE uid NOT IN (SELECT uid FROM imported) ORDER BY answer_id DESC LIMIT 1"
    )
    return next(log.read(AnswerRow, "uid = ?", found[0])) if found else None


def last_undone(log: AnswerLog) -> AnswerRow | None:
    """Return the answer that was taken back last on this machine and has nothing in its place since."""
    found = log.query(
        "SELECT answer.uid FROM event JOIN answer ON answer.uid = event.answer_uid"
        " WHERE event.kind = 'undo' AND event.uid NOT IN (SELECT uid FROM imported) AND NOT EXISTS"
        " (SELECT 1 FROM current_answer AS other"
        "  WHERE other.session_uid = answer.session_uid AND other.position = answer.position)"
        " ORDER BY event.event_id DESC LIMIT 1"
    )
    return next(log.read(AnswerRow, "uid = ?", found[0])) if found else None


def _latest(log: AnswerLog, *kinds: EventKind) -> dict[tuple[str, str], EventRow]:
    marks = ", ".join("?" * len(kinds))
    rows = log.read(EventRow, f"{_STATES} AND kind IN ({marks}) AND item IS NOT NULL", kinds)
    return {(row.bank or "", row.item or ""): row for row in sorted(rows, key=lambda row: (row.at, row.uid))}
