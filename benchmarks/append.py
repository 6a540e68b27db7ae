"""What does it cost to have an answer on disk before the next question is drawn?

    python benchmarks/append.py [--rows 1000 1000000] [--appends 500]

The rival is raw sqlite3 with the same schema and settings (write-ahead log, synchronous FULL, one transaction an
answer) that inserts values made beforehand. Both append to logs of the same size, in turn, in the same run.
"""

import argparse
import shutil
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.recorder import Recorder, describe_session
from calcinosis_quiz.paths import find_banks
from calcinosis_quiz.quiz.answers import key_of
from calcinosis_quiz.quiz.marking import mark
from calcinosis_quiz.quiz.presentation import compose_paper
from calcinosis_quiz.quiz.session import Outcome

COLUMNS = "uid, session_uid, position, bank, item, content_hash, shown_order, parts, answer, fraction, policy, " \
    "milliseconds, rating_policy, answered_at"  # fmt: skip
INSERT = f"INSERT INTO answer ({COLUMNS}) VALUES ({', '.join('?' * 14)})"  # noqa: S608 - names written above
START = datetime(2026, 1, 1, tzinfo=UTC)


def new_uid(rng: Random) -> str:
    """Make a name of an answer, as random as the real ones."""
    return UUID(int=rng.getrandbits(128)).hex


def values(number: int, items: list[str], rng: Random) -> tuple[object, ...]:
    """Make an answer of usual size."""
    at = (START + timedelta(seconds=number)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    parts = "[" + ",".join('"0123456789"' for _ in range(5)) + "]"
    answer = '{"type":"chosen","options":[2]}'
    item = items[number % len(items)]
    return (
        new_uid(rng), "s" * 32, number % 10, "surgery", item, "0" * 16, "[2,0,1,4,3]", parts, answer, 1.0,
        "right-or-wrong", 12345, 1, at,
    )  # fmt: skip


def fill(path: Path, rows: int, items: list[str]) -> None:
    """Make a log with so many answers."""
    AnswerLog(path).close()
    rng = Random(1)  # noqa: S311 - names, not secrets
    with closing(sqlite3.connect(path)) as log:
        log.executemany(INSERT, (values(number, items, rng) for number in range(rows)))
        log.commit()


def time_raw(path: Path, library: Library, appends: int, rounds: int) -> list[list[float]]:
    """Time the rival and the log, a few appends of each in turn; give the milliseconds of each append."""
    rng = Random(2)  # noqa: S311 - names, not secrets
    items = list(library.questions)
    rival_path = path.with_name("rival.db")
    shutil.copy(path, rival_path)
    question = next(q for q in library.questions.values() if q.type == "single-best-answer")
    paper = compose_paper([question], rng)
    outcome = Outcome(paper[0], key_of(question), mark(question, key_of(question)))
    taken: list[list[float]] = [[], []]
    with closing(sqlite3.connect(rival_path, isolation_level=None)) as rival, AnswerLog(path) as log:
        rival.execute("PRAGMA journal_mode = WAL")
        rival.execute("PRAGMA synchronous = FULL")
        session = describe_session(
            library, paper, uid="benchmark", kind="quiz", policies=(), seed=1, seconds_allowed=None,
            program_version="0", started_at=START,
        )  # fmt: skip
        log.append(session)
        recorder = Recorder(log, library, session, lambda: datetime.now(UTC), lambda: new_uid(rng))
        each = appends // rounds
        for start in range(0, each * rounds, each):
            prepared = [values(10**7 + start + i, items, rng) for i in range(each)]
            for row in prepared:
                begun = time.perf_counter()
                rival.execute(INSERT, row)
                taken[0].append((time.perf_counter() - begun) * 1000)
            for position in range(start, start + each):
                begun = time.perf_counter()
                recorder.answer(position, outcome, milliseconds=12345)
                taken[1].append((time.perf_counter() - begun) * 1000)
    return taken


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000, 1_000_000])
    parser.add_argument("--appends", type=int, default=500)
    parser.add_argument("--folder", type=Path, help="on the disk to be measured; default: the system's for such files")
    arguments = parser.parse_args()
    library = open_library(find_banks())
    print(f"{'rows':>9}  {'raw sqlite3':>17}  {'answer log':>17}  ratio of medians")
    for rows in arguments.rows:
        with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
            path = Path(folder) / "history.db"
            fill(path, rows, list(library.questions))
            raw, ours = time_raw(path, library, arguments.appends, rounds=25)
        shown = [f"{statistics.median(taken):6.3f} (min {min(taken):.3f})" for taken in (raw, ours)]
        ratio = statistics.median(ours) / statistics.median(raw)
        print(f"{rows:>9,}  {shown[0]:>17}  {shown[1]:>17}  {ratio:.2f}")
    print("milliseconds an append, median and minimum; each is on disk when it returns")


if __name__ == "__main__":
    main()
