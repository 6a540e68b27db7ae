"""What follows from the log, kept in a file beside it, so that a start does not depend on the length of the log.

The file may be deleted at any time, and is made anew whenever the log or the rules are not those it was made from.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, tzinfo
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from msgspec import Struct

from calcinosis_quiz.log.errors import explained, is_damage
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.rows import RATING_POLICY
from calcinosis_quiz.quiz.marking import Certainty
from calcinosis_quiz.study.derived_file import VERSION, connect, remove
from calcinosis_quiz.study.derived_items import TABLES, ItemTables, read_memory
from calcinosis_quiz.study.item_totals import DayTotal, Prediction, Stated, Tally, review_of, tally
from calcinosis_quiz.study.reviews import Name, read_all, read_item, read_since
from calcinosis_quiz.study.schedule import Memory, Review, Scheduler
from calcinosis_quiz.study.study_days import name_zone

# The totals over all items: table, key, and the columns that are whole numbers, which must be exact.
_TOTALS: Final = (
    ("day", "day", "sum(answers), sum(milliseconds)"),
    ("prediction", "tenth", "sum(reviews), sum(recalled)"),
    ("certainty", "certainty", "sum(answers), sum(correct)"),
)


class Standing(Struct, frozen=True, gc=False):
    """Where a learner stands with one item.

    `answers` and what they `earned` are those with a mark, given here; the memory is also that of reviews in other
    programs.
    """

    memory: Memory
    answers: int
    earned: float


class Derived:
    """The derived file, in step with its log after `update`."""

    def __init__(self, path: Path, log: AnswerLog, scheduler: Scheduler, zone: tzinfo | None = None) -> None:
        """Open the file beside a log; one that cannot be read is made anew. Raises LogError when it is out of reach."""
        self._path, self._log, self._scheduler, self._zone = path, log, scheduler, zone
        rules = f"{VERSION} {RATING_POLICY} {scheduler.signature} {name_zone(zone)}"
        self._rules = sha256(rules.encode()).hexdigest()
        with explained(path):
            self._open()

    def __enter__(self) -> Self:
        """Give the derived state; its file is closed at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def update(self) -> None:
        """Take in what the log has gained; everything anew when the log or the rules are other ones."""
        with explained(self._path):
            try:
                self._update()
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise
                self._begin_anew()

    def remake(self) -> None:
        """Throw everything away and replay the whole log."""
        with explained(self._path):
            self._begin_anew()

    def standings(self) -> dict[Name, Standing]:
        """Give where the learner stands with every item answered so far, and not reset since."""
        rows = self._select(
            "SELECT bank, item, stability, difficulty, last_day, reviews, lapses, misconception, answers, earned"
            " FROM item WHERE stability IS NOT NULL"
        )
        return {(row[0], row[1]): Standing(read_memory(row[2:8]), row[8], row[9]) for row in rows}

    def days(self) -> dict[date, DayTotal]:
        """Give the totals of every study day with answers."""
        rows = self._select("SELECT day, answers, milliseconds FROM day ORDER BY day")
        return {date.fromisoformat(day): DayTotal(*rest) for day, *rest in rows}

    def predictions(self) -> dict[int, Prediction]:
        """Give predicted recall against what happened, by tenths."""
        rows = self._select("SELECT tenth, reviews, predicted, recalled FROM prediction")
        return {tenth: Prediction(*rest) for tenth, *rest in rows}

    def certainties(self) -> dict[Certainty, Stated]:
        """Give stated certainty against what happened."""
        return {
            name: Stated(*rest) for name, *rest in self._select("SELECT certainty, answers, correct FROM certainty")
        }

    def histories(self) -> list[list[Review]]:
        """Give the reviews of every item from the log itself, in order of time; a card that was reset begins anew."""
        histories = []
        for _, answers in read_all(self._log, self._zone):
            for is_reset, reviews in groupby(map(review_of, answers), key=lambda review: review is None):
                if not is_reset:
                    histories.append([review for review in reviews if review is not None])
        return histories

    def verify(self) -> tuple[Name, ...]:
        """Name the items whose state is not what a full replay of the log gives; none, unless something is wrong.

        A total that is not the sum over the items stands as an item without a bank.
        """
        left = {(bank, item) for bank, item in self._select("SELECT bank, item FROM item")}
        wrong = []
        for name, replayed in self._replay_all():
            if self._items.read(name) != replayed:
                wrong.append(name)
            left.discard(name)
        return tuple(sorted([*wrong, *left, *(("", total) for total in self._wrong_totals())]))

    def _wrong_totals(self) -> set[str]:
        """Name the totals that are not the sums over the items: study days, tenths and degrees of certainty."""
        wrong = set()
        for table, key, sums in _TOTALS:
            totals = self._select(f"SELECT {key}, {sums} FROM {table} GROUP BY {key}")  # noqa: S608 - our own
            added = self._select(f"SELECT {key}, {sums} FROM item_{table} GROUP BY {key}")  # noqa: S608 - our own
            wrong |= {str(row[0]) for row in set(totals) ^ set(added)}
        return wrong

    def _select(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with explained(self._path):
            try:
                return self._connection.execute(sql, values).fetchall()
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise
                self._begin_anew()
                return self._connection.execute(sql, values).fetchall()

    def _open(self) -> None:
        self._connection = connect(self._path)
        self._items = ItemTables(self._connection)

    def _begin_anew(self) -> None:
        self._connection.close()
        remove(self._path)
        self._open()
        self._update()

    def _update(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            self._catch_up()
            self._connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            raise

    def _catch_up(self) -> None:
        now = (*self._last("answer"), *self._last("event"), *self._last("review"), self._rules)
        then = self._connection.execute("SELECT * FROM progress").fetchone()
        if then == now:
            return
        if then is not None and then[6] == self._rules and self._goes_on_from(then):
            self._add_since(answer_id=then[0], event_id=then[2], review_id=then[4])
        else:
            self._clear()
            self._add_all()
        self._connection.execute("DELETE FROM progress")
        self._connection.execute("INSERT INTO progress VALUES (?, ?, ?, ?, ?, ?, ?)", now)

    def _last(self, table: str) -> tuple[int, str]:
        """Give number and name of the last row of a table of the log."""
        found = self._log.query(f"SELECT {table}_id, uid FROM {table} ORDER BY {table}_id DESC LIMIT 1")  # noqa: S608 - our own
        return found[0] if found else (0, "")

    def _goes_on_from(self, then: tuple[Any, ...]) -> bool:
        """Tell whether the log still has, in the same places, the rows that were taken in last."""
        for table, number, uid in (("answer", *then[:2]), ("event", *then[2:4]), ("review", *then[4:6])):
            found = self._log.query(f"SELECT uid FROM {table} WHERE {table}_id = ?", (number,))  # noqa: S608 - our own
            if found != ([(uid,)] if number else []):
                return False
        return True

    def _clear(self) -> None:
        for table in (*TABLES, *(table for table, _, _ in _TOTALS)):
            self._connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own

    def _replay_all(self) -> Iterator[tuple[Name, Tally]]:
        for name, answers in read_all(self._log, self._zone):
            yield name, tally(answers, self._scheduler)

    def _add_all(self) -> None:
        for name, sums in self._replay_all():
            self._items.write(name, sums)

    def _add_since(self, *, answer_id: int, event_id: int, review_id: int) -> None:
        """Take in new answers one by one, and replay the items of which an answer was taken back or marked again."""
        changed = self._log.query(
            "SELECT DISTINCT answer.bank, answer.item FROM event JOIN answer ON answer.uid = event.answer_uid"
            " WHERE event.event_id > ?",
            (event_id,),
        )
        replayed = {(bank, item) for bank, item in changed}
        for name, added in read_since(self._log, answer_id, review_id, self._zone):
            answers = list(added)
            # Of the days, the last one alone: no other can change.
            last_day = self._items.find_last_day(name)
            before = self._items.read(name, last_day)
            if answers[0].at <= before.last_at:
                # From another machine, before the last ones here; or from another terminal, during the last update.
                replayed.add(name)
            elif name not in replayed:
                for answered in answers:
                    before.add(answered, self._scheduler)
                self._items.forget(name, last_day)
                self._items.write(name, before)
        for name in replayed:
            self._items.forget(name)
            self._items.write(name, tally(read_item(self._log, name, self._zone), self._scheduler))
