"""What follows from the log, kept in a file beside it, so that a start does not depend on the length of the log.

The file may be deleted at any time, and is made anew whenever the log or the rules are not those it was made from.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, tzinfo
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from msgspec import Struct

from calcinosis_quiz.files import make_private_folder
from calcinosis_quiz.log.errors import explained, is_damage
from calcinosis_quiz.log.log import BUSY_SECONDS, AnswerLog
from calcinosis_quiz.log.rows import RATING_POLICY
from calcinosis_quiz.quiz.marking import Certainty
from calcinosis_quiz.study.item_totals import Answered, DayTotal, Prediction, Stated, Tally, review_of, tally
from calcinosis_quiz.study.schedule import Memory, Review, Scheduler, name_zone, study_day

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


VERSION: Final = 2  # of derived.sql and of what stands in its tables: another version is thrown away


def connect(path: Path) -> sqlite3.Connection:
    """Open the file, making it if there is none; one that is broken is made anew, empty."""
    make_private_folder(path.parent)
    path.touch(mode=0o600)
    try:
        return _open(path)
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        remove(path)
        return _open(path)


def remove(path: Path) -> None:
    """Delete the file with what SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")  # it can be made anew
        if connection.execute("PRAGMA user_version").fetchone()[0] != VERSION:
            from importlib.resources import files  # noqa: PLC0415 - takes 5 ms, and only a new file needs it

            script = files("calcinosis_quiz").joinpath("study", "derived.sql").read_text(encoding="utf-8")
            tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
            drops = "".join(f"DROP TABLE IF EXISTS {name};" for (name,) in tables)
            connection.executescript(f"BEGIN IMMEDIATE; {drops} {script} PRAGMA user_version = {VERSION}; COMMIT;")
    except BaseException:
        connection.close()
        raise
    return connection


TABLES: Final = ("item", "item_day", "item_prediction", "item_certainty")
COLUMNS: Final = (
    "bank, item, stability, difficulty, last_day, reviews, lapses, misconception,"
    " answers, earned, milliseconds, last_at"
)
_ONE: Final = "WHERE bank = ? AND item = ?"


class ItemTables:
    """The tables of an open file with a row, or a few, for each item; totals over all items follow by triggers."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take the open file."""
        self._connection = connection

    def find_last_day(self, name: Name) -> str:
        """Give the last study day of an item, as it stands in the file; empty when there is none."""
        (day,) = self._connection.execute(f"SELECT max(day) FROM item_day {_ONE}", name).fetchone()  # noqa: S608 - our own
        return str(day or "")

    def read(self, name: Name, first_day: str = "") -> Tally:
        """Read back the sums over one item, of its days those from `first_day` on."""
        row = self._connection.execute(f"SELECT {COLUMNS} FROM item {_ONE}", name).fetchone()  # noqa: S608 - our own
        if row is None:
            return Tally()
        days = self._connection.execute(
            f"SELECT day, answers, milliseconds FROM item_day {_ONE} AND day >= ?",  # noqa: S608 - our own
            (*name, first_day),
        )
        predictions = self._connection.execute(
            f"SELECT tenth, reviews, predicted, recalled FROM item_prediction {_ONE}",  # noqa: S608 - our own
            name,
        )
        certainties = self._connection.execute(
            f"SELECT certainty, answers, correct FROM item_certainty {_ONE}",  # noqa: S608 - our own
            name,
        )
        return Tally(
            memory=read_memory(row[2:8]) if row[2] is not None else None,
            answers=row[8],
            earned=row[9],
            milliseconds=row[10],
            last_at=row[11],
            days={date.fromisoformat(day): DayTotal(*rest) for day, *rest in days},
            predictions={tenth: Prediction(*rest) for tenth, *rest in predictions},
            certainties={certainty: Stated(*rest) for certainty, *rest in certainties},
        )

    def forget(self, name: Name, first_day: str = "") -> None:
        """Take out what stands about one item, of its days those from `first_day` on."""
        for table in TABLES:
            if table == "item_day":
                self._connection.execute(f"DELETE FROM {table} {_ONE} AND day >= ?", (*name, first_day))  # noqa: S608 - our own
            else:
                self._connection.execute(f"DELETE FROM {table} {_ONE}", name)  # noqa: S608 - our own

    def write(self, name: Name, sums: Tally) -> None:
        """Write the sums over one item; nothing where there are none."""
        if not sums.last_at:
            return
        self._connection.execute(
            "INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*name, *_write_memory(sums.memory), sums.answers, sums.earned, sums.milliseconds, sums.last_at),
        )
        self._connection.executemany(
            "INSERT INTO item_day VALUES (?, ?, ?, ?, ?)",
            [(*name, day.isoformat(), t.answers, t.milliseconds) for day, t in sums.days.items()],
        )
        self._connection.executemany(
            "INSERT INTO item_prediction VALUES (?, ?, ?, ?, ?, ?)",
            [(*name, tenth, p.reviews, p.predicted, p.recalled) for tenth, p in sums.predictions.items()],
        )
        self._connection.executemany(
            "INSERT INTO item_certainty VALUES (?, ?, ?, ?, ?)",
            [(*name, certainty, s.answers, s.correct) for certainty, s in sums.certainties.items()],
        )


def read_memory(row: tuple[Any, ...]) -> Memory:
    """Read the columns from `stability` to `misconception` of an item that is remembered."""
    stability, difficulty, last_day, reviews, lapses, misconception = row
    return Memory(
        stability=stability,
        difficulty=difficulty,
        last_day=date.fromisoformat(last_day),
        reviews=reviews,
        lapses=lapses,
        misconception=bool(misconception),
    )


def _write_memory(memory: Memory | None) -> tuple[object, ...]:
    if memory is None:
        return None, None, None, 0, 0, 0
    last_day = memory.last_day.isoformat()
    return memory.stability, memory.difficulty, last_day, memory.reviews, memory.lapses, int(memory.misconception)


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
