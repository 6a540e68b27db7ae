"""The sums over single items in the file of derived state: reading one back, taking it out, writing it."""

import sqlite3
from datetime import date
from typing import Any, Final

from calcinosis_quiz.study.item_totals import DayTotal, Prediction, Stated, Tally
from calcinosis_quiz.study.reviews import Name
from calcinosis_quiz.study.schedule import Memory

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
