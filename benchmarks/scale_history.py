"""How much longer do `study` and `stats` take to start when the log is a thousand times as long?

    python benchmarks/scale_history.py [--items 120 10000] [--answers 1000 1000000] [--rounds 9]

For each size of bank, a log of each length is filled and what follows from it derived. Then, in turns, a quiz of ten
answers is added and the program is run as a learner runs it: `study` until its first output, `stats` until its end.
The rival is the shortest log, with the same bank in the same run.
"""

import argparse
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.study.schedule import Scheduler
from calcinosis_quiz.study.snapshot import bring_up_to_date, encode
from calcinosis_quiz.study.study_days import StudyCalendar

SESSION = 20  # answers of a sitting
DAYS = 1000  # of study at most; a short log has fewer
BANKS = 10
ANSWER = """INSERT INTO answer (uid, session_uid, position, bank, item, content_hash, shown_order, parts, answer,
            fraction, policy, certainty, milliseconds, rating_policy, answered_at) VALUES
            (?, ?, ?, ?, ?, '0123456789abcdef', '[0,1]', '[]', '{"type":"truth","value":true}', ?,
            'right-or-wrong', ?, 9000, 1, ?)"""
START = """INSERT INTO session (uid, kind, paper, policies, program_version, started_at) VALUES
           (?, 'quiz', ?, '[]', '1', ?)"""
EVENT = "INSERT INTO event (uid, kind, session_uid, answer_uid, bank, item, at) VALUES (?, ?, ?, ?, ?, ?, ?)"
ITEM = """  - id: item-{0}
    type: true-false
    stem: The list says that this is number {0}.
    answer: true
    facts: [fact-{1}]
    objective: LO{2}
    level: remember
    difficulty: easy
    explanation: So says line {0}."""
LEDGER = """format: 1
namespace: scale
title: Scale
source: {citation: A list of numbers, as_of: 2026, kind: list, disclaimer: Made up to be counted.}
topics:
TOPICS
objectives:
OBJECTIVES
hedge_forms: {"may": ["may"]}
facts:
FACTS
"""


def write_banks(folder: Path, items: int) -> list[tuple[str, str]]:
    """Write banks with so many items over a ledger; return bank and id of each item."""
    names, facts = [], max(items // 20, 10)
    topics = [f"topic-{n}" for n in range(BANKS)]
    fact = "  - {{id: fact-{0}, topic: topic-{1}, statement: It is {0}., strength: established, where: [line {0}], hedges: [], core: false, currency: stable}}"  # noqa: E501 - one line of YAML
    ledger = LEDGER.replace("TOPICS", "\n".join(f"  - {{id: {topic}, title: Topic}}" for topic in topics))
    ledger = ledger.replace("OBJECTIVES", "\n".join(f"  - {{id: LO{n}, text: Count.}}" for n in range(20)))
    ledger = ledger.replace("FACTS", "\n".join(fact.format(n, n % BANKS) for n in range(facts)))
    folder.mkdir()
    (folder / "facts.yaml").write_text(ledger, encoding="utf-8")
    for number, topic in enumerate(topics):
        lines = [f"format: 1\nbank: {topic}\ntitle: Topic\nitems:"]
        for n in range(number, items, BANKS):
            names.append((topic, f"item-{n}"))
            lines.append(ITEM.format(n, n % facts, n % 20))
        (folder / f"{topic}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return names


def write_time(moment: datetime) -> str:
    """Write a moment as the log does."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def rows(
    names: list[tuple[str, str]], count: int, tag: str, begin: datetime, gap: timedelta
) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Make sittings of answers, a few of which are taken back, skipped or marked again, with their statements."""
    rng = Random(tag)  # noqa: S311 - a simulated learner
    paper = json.dumps([{"item": "item-0", "bank": "topic-0", "hash": "0123456789abcdef", "order": [0, 1]}] * SESSION)
    for n in range(count):
        moment, session = begin + n * gap, f"{tag}-session-{n // SESSION}"
        bank, item = rng.choice(names)
        at = write_time(moment)
        if n % SESSION == 0:
            yield START, (session, paper, at)
        certainty = rng.choice((None, None, None, "guess", "fairly", "sure"))
        yield ANSWER, (f"{tag}-{n}", session, n % SESSION, bank, item, float(rng.random() < 0.85), certainty, at)
        if n % SESSION == SESSION - 1:
            yield EVENT, (f"{tag}-finish-{n}", "finish", session, None, None, None, at)
        if rng.random() < 0.02:
            yield EVENT, (f"{tag}-skip-{n}", "skip", session, None, bank, item, at)
        if rng.random() < 0.005:
            yield EVENT, (f"{tag}-undo-{n}", "undo", session, f"{tag}-{n}", None, None, at)
        if rng.random() < 0.0001:
            yield EVENT, (f"{tag}-flag-{n}", "flag", None, None, bank, item, at)


def fill(home: Path, names: list[tuple[str, str]], count: int) -> None:
    """Make a log with so many answers up to yesterday, without waiting for the disk, and derive what follows."""
    home.mkdir()
    AnswerLog(home / "history.db").close()
    days = max(min(DAYS, count // SESSION), 1)
    begin = datetime.now(UTC) - timedelta(days=days + 1)
    with closing(sqlite3.connect(home / "history.db")) as log:
        log.execute("PRAGMA synchronous = OFF")
        with log:
            for statement, values in rows(names, count, "filled", begin, timedelta(days=days) / count):
                log.execute(statement, values)
        log.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    begun = time.perf_counter()
    with AnswerLog(home / "history.db") as log_file:
        snapshot = bring_up_to_date(None, log_file, Scheduler(), StudyCalendar())
    (home / "snapshot.msgpack").write_bytes(encode(snapshot))
    print(f"  {count:,} answers: replayed in {time.perf_counter() - begun:.1f} s", flush=True)


def add_quiz(home: Path, names: list[tuple[str, str]], tag: str) -> None:
    """Add ten answers of just now."""
    with closing(sqlite3.connect(home / "history.db")) as log, log:
        for statement, values in rows(names, 10, tag, datetime.now(UTC), timedelta(milliseconds=1)):
            log.execute(statement, values)


def run(home: Path, banks: Path, *arguments: str, whole: bool) -> float:
    """Run the program; milliseconds to its first output, or to its end."""
    command = [sys.executable, "-m", "calcinosis_quiz", *arguments, "--bank", str(banks), "--plain"]
    environment = {**os.environ, "CALCINOSIS_QUIZ_HOME": str(home)}
    begun = time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as program:
        assert program.stdout is not None  # noqa: S101 - it is a pipe
        first = program.stdout.read1(1)
        took = time.perf_counter() - begun
        program.communicate(b"")
        if program.returncode or not first:
            raise SystemExit(f"{arguments}: failed")
        return 1000 * (time.perf_counter() - begun if whole else took)


def main() -> None:
    """Fill, measure in turns, and print the medians with their ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, nargs="*", default=[120, 10_000])
    parser.add_argument("--answers", type=int, nargs="*", default=[1_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=9)
    chosen = parser.parse_args()
    for items in chosen.items:
        print(f"{items:,} items")
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            names = write_banks(folder / "banks", items)
            homes = {count: folder / str(count) for count in chosen.answers}
            for count, home in homes.items():
                fill(home, names, count)
            times: dict[tuple[str, int], list[float]] = {}
            for turn in range(-1, chosen.rounds):  # the first turn warms up: it keeps the banks
                for count, home in homes.items():
                    for what in ("study", "stats"):
                        add_quiz(home, names, f"{what}-{turn}")
                        took = run(home, folder / "banks", what, whole=what == "stats")
                        if turn >= 0:
                            times.setdefault((what, count), []).append(took)
            for what in ("study", "stats"):
                least = statistics.median(times[what, chosen.answers[0]])
                for count in chosen.answers:
                    found = times[what, count]
                    middle = statistics.median(found)
                    timed = f"{middle:.0f} ms (least {min(found):.0f}), ratio {middle / least:.2f}"
                    print(f"  {what} at {count:,} answers: {timed}")


if __name__ == "__main__":
    main()
