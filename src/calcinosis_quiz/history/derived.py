"""What follows from the log, kept in a file beside it, so that a start does not depend on the length of the log.

The file may be deleted at any time, and is made anew whenever the log or the rules are not those it was made from.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, tzinfo
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from msgspec import Struct

from calcinosis_quiz.history.derived_file import VERSION, connect, remove
from calcinosis_quiz.history.log import AnswerLog
from calcinosis_quiz.history.rating import RATING_POLICY
from calcinosis_quiz.history.schedule import Memory, Review, Scheduler
from calcinosis_quiz.history.study_days import name_zone, study_day
from calcinosis_quiz.history.tally import Answered, DayTotal, Prediction, Stated, Tally, review_of, tally
from calcinosis_quiz.history.trouble import explained, is_damage
from calcinosis_quiz.quiz.marking import Certainty

_SELECT: Final = "SELECT bank, item, answered_at, current_fraction, certainty, easy, milliseconds FROM current_answer"
_ITEM: Final = (
    "bank, item, stability, difficulty, last_day, reviews, lapses, misconception,"
    " answers, earned, milliseconds, last_at"
)
Name = tuple[str, str]


class Standing(Struct, frozen=True):
    """Where a learner stands with one item; `last_at` is when it was answered last, as the log writes it."""

    memory: Memory
    answers: int
    earned: float
    milliseconds: int
    last_at: str


class Derived:
    """The derived file, in step with its log after `update`."""

    def __init__(self, path: Path, log: AnswerLog, scheduler: Scheduler, zone: tzinfo | None = None) -> None:
        """Open the file beside a log; one that cannot be read is made anew. Raises LogError when it is out of reach."""
        self._path, self._log, self._scheduler, self._zone = path, log, scheduler, zone
        rules = f"{VERSION} {RATING_POLICY} {scheduler.plan.parameters} {name_zone(zone)}"
        self._rules = sha256(rules.encode()).hexdigest()
        with explained(path):
            self._connection = connect(path)

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
        """Give where the learner stands with every item answered so far."""
        rows = self._select(f"SELECT {_ITEM} FROM item")  # noqa: S608 - names of our own columns
        return {(row[0], row[1]): Standing(_read_memory(row[2:8]), *row[8:]) for row in rows}

    def days(self) -> dict[date, DayTotal]:
        """Give the totals of every study day with answers."""
        rows = self._select("SELECT day, answers, earned, milliseconds FROM day ORDER BY day")
        return {date.fromisoformat(day): DayTotal(*rest) for day, *rest in rows}

    def predictions(self) -> dict[int, Prediction]:
        """Give predicted recall against what happened, by tenths."""
        rows = self._select(
            "SELECT tenth, sum(reviews), sum(predicted), sum(recalled) FROM item_prediction GROUP BY tenth"
        )
        return {tenth: Prediction(*rest) for tenth, *rest in rows}

    def certainties(self) -> dict[Certainty, Stated]:
        """Give stated certainty against what happened."""
        rows = self._select("SELECT certainty, sum(answers), sum(correct) FROM item_certainty GROUP BY certainty")
        return {certainty: Stated(*rest) for certainty, *rest in rows}

    def histories(self) -> list[list[Review]]:
        """Give the reviews of every item, each item's in order of time, from the log itself."""
        return [[review_of(answered) for answered in answers] for _, answers in self._answers_by_item()]

    def verify(self) -> tuple[Name, ...]:
        """Name the items whose state is not what a full replay of the log gives; none, unless something is wrong."""
        kept = set(self.standings())
        replayed = dict(self._replay_all())
        names = kept | replayed.keys()
        return tuple(sorted(name for name in names if self._tally_so_far(name) != replayed.get(name, Tally())))

    def _select(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with explained(self._path):
            try:
                return self._connection.execute(sql, values).fetchall()
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise
                self._begin_anew()
                return self._connection.execute(sql, values).fetchall()

    def _begin_anew(self) -> None:
        self._connection.close()
        remove(self._path)
        self._connection = connect(self._path)
        self._update()

    def _update(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            now = (*self._last("answer"), *self._last("event"), self._rules)
            then = self._connection.execute("SELECT * FROM progress").fetchone()
            if then != now:
                if then is not None and then[4] == self._rules and self._goes_on_from(*then[:4]):
                    self._add_since(then[0], then[2])
                else:
                    self._clear()
                    self._add_all()
                self._connection.execute("DELETE FROM progress")
                self._connection.execute("INSERT INTO progress VALUES (?, ?, ?, ?, ?)", now)
            self._connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            raise

    def _last(self, table: str) -> tuple[int, str]:
        """Give number and name of the last row of a table of the log."""
        found = self._log.query(f"SELECT {table}_id, uid FROM {table} ORDER BY {table}_id DESC LIMIT 1")  # noqa: S608 - our own
        return found[0] if found else (0, "")

    def _goes_on_from(self, answer_id: int, answer_uid: str, event_id: int, event_uid: str) -> bool:
        """Tell whether the log still has, in the same places, the rows that were taken in last."""
        answers = self._log.query("SELECT uid FROM answer WHERE answer_id = ?", (answer_id,))
        events = self._log.query("SELECT uid FROM event WHERE event_id = ?", (event_id,))
        return answers == ([(answer_uid,)] if answer_id else []) and events == ([(event_uid,)] if event_id else [])

    def _clear(self) -> None:
        for table in ("item", "item_prediction", "item_certainty", "item_day", "day"):
            self._connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own

    def _answers_by_item(self) -> Iterator[tuple[Name, Iterator[Answered]]]:
        rows = self._log.query(f"{_SELECT} ORDER BY bank, item, answered_at, answer_id")
        for name, group in groupby(rows, key=lambda row: (row[0], row[1])):
            yield name, map(self._read, group)

    def _replay_all(self) -> Iterator[tuple[Name, Tally]]:
        for name, answers in self._answers_by_item():
            yield name, tally(answers, self._scheduler)

    def _add_all(self) -> None:
        for name, sums in self._replay_all():
            self._write(name, sums)

    def _add_since(self, answer_id: int, event_id: int) -> None:
        """Take in new answers one by one, and replay the items of which an answer was taken back or marked again."""
        changed = self._log.query(
            "SELECT DISTINCT answer.bank, answer.item FROM event JOIN answer ON answer.uid = event.answer_uid"
            " WHERE event.event_id > ?",
            (event_id,),
        )
        replayed = {(bank, item) for bank, item in changed}
        # The plus signs keep SQLite from walking the whole index over items for the sake of the order.
        rows = self._log.query(
            f"{_SELECT} WHERE answer_id > ? ORDER BY +bank, +item, answered_at, answer_id", (answer_id,)
        )
        for name, group in groupby(rows, key=lambda row: (row[0], row[1])):
            answers = [self._read(row) for row in group]
            before, last_day = self._tally_of_last_day(name)
            if answers[0].at < before.last_at:
                replayed.add(name)  # another machine's answers, from before the last ones here
            elif name not in replayed:
                for answered in answers:
                    before.add(answered, self._scheduler)
                self._forget(name, last_day)
                self._write(name, before)
        for name in replayed:
            rows = self._log.query(f"{_SELECT} WHERE bank = ? AND item = ? ORDER BY answered_at, answer_id", name)
            self._forget(name)
            self._write(name, tally(map(self._read, rows), self._scheduler))

    def _tally_of_last_day(self, name: Name) -> tuple[Tally, str]:
        """Read back the sums over one item, of its days the last one alone, and that day: no other can change."""
        found = self._connection.execute("SELECT last_day FROM item WHERE bank = ? AND item = ?", name).fetchone()
        last_day = str(found[0]) if found else ""
        return self._tally_so_far(name, last_day), last_day

    def _tally_so_far(self, name: Name, first_day: str = "") -> Tally:
        """Read back the sums over one item, of its days those from `first_day` on."""
        row = self._connection.execute(f"SELECT {_ITEM} FROM item WHERE bank = ? AND item = ?", name).fetchone()  # noqa: S608 - ours
        if row is None:
            return Tally()
        days = self._connection.execute(
            "SELECT day, answers, earned, milliseconds FROM item_day WHERE bank = ? AND item = ? AND day >= ?",
            (*name, first_day),
        )
        predictions = self._connection.execute(
            "SELECT tenth, reviews, predicted, recalled FROM item_prediction WHERE bank = ? AND item = ?", name
        )
        certainties = self._connection.execute(
            "SELECT certainty, answers, correct FROM item_certainty WHERE bank = ? AND item = ?", name
        )
        return Tally(
            memory=_read_memory(row[2:8]),
            answers=row[8],
            earned=row[9],
            milliseconds=row[10],
            last_at=row[11],
            days={date.fromisoformat(day): DayTotal(*rest) for day, *rest in days},
            predictions={tenth: Prediction(*rest) for tenth, *rest in predictions},
            certainties={certainty: Stated(*rest) for certainty, *rest in certainties},
        )

    def _read(self, row: tuple[Any, ...]) -> Answered:
        _, _, answered_at, fraction, certainty, easy, milliseconds = row
        day = study_day(datetime.fromisoformat(answered_at), self._zone)
        return Answered(day, fraction, certainty, bool(easy), milliseconds or 0, answered_at)

    def _forget(self, name: Name, first_day: str = "") -> None:
        self._connection.execute("DELETE FROM item_day WHERE bank = ? AND item = ? AND day >= ?", (*name, first_day))
        for table in ("item", "item_prediction", "item_certainty"):
            self._connection.execute(f"DELETE FROM {table} WHERE bank = ? AND item = ?", name)  # noqa: S608 - our own

    def _write(self, name: Name, sums: Tally) -> None:
        memory = sums.memory
        if memory is None:
            return
        self._connection.execute(
            "INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *name,
                memory.stability,
                memory.difficulty,
                memory.last_day.isoformat(),
                memory.reviews,
                memory.lapses,
                int(memory.misconception),
                sums.answers,
                sums.earned,
                sums.milliseconds,
                sums.last_at,
            ),
        )
        self._connection.executemany(
            "INSERT INTO item_day VALUES (?, ?, ?, ?, ?, ?)",
            [(*name, day.isoformat(), t.answers, t.earned, t.milliseconds) for day, t in sums.days.items()],
        )
        self._connection.executemany(
            "INSERT INTO item_prediction VALUES (?, ?, ?, ?, ?, ?)",
            [(*name, tenth, p.reviews, p.predicted, p.recalled) for tenth, p in sums.predictions.items()],
        )
        self._connection.executemany(
            "INSERT INTO item_certainty VALUES (?, ?, ?, ?, ?)",
            [(*name, certainty, s.answers, s.correct) for certainty, s in sums.certainties.items()],
        )


def _read_memory(row: tuple[Any, ...]) -> Memory:
    stability, difficulty, last_day, reviews, lapses, misconception = row
    return Memory(
        stability=stability,
        difficulty=difficulty,
        last_day=date.fromisoformat(last_day),
        reviews=reviews,
        lapses=lapses,
        misconception=bool(misconception),
    )
