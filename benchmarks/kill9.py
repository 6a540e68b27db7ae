"""Kill the quiz at random moments: is an answer lost that was acknowledged, is the log damaged, does it go on?

    python benchmarks/kill9.py [--kills 500] [--seed 1] [--writers 8]

A quiz fed by a pipe in --json mode is killed with SIGKILL, at a random moment between its start and the end of the
session, and taken up again with --resume. An answer is acknowledged when its outcome event has arrived. Then several
quizzes write to one log at once. The limit is nothing: nothing lost, nothing damaged, nothing begun anew.
"""

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Timer
from typing import Any

from calcinosis_quiz.paths import find_banks

PROGRAM = [sys.executable, "-m", "calcinosis_quiz", "quiz", "--json", "--count", "40"]
LONGEST_START, SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 0.001, 0.2  # seconds
EARLY_SHARE = 0.1  # of the kills, while the program starts


@dataclass
class Tally:
    """What was seen so far."""

    kills: int = 0
    acknowledged: Counter[str] = field(default_factory=Counter)
    damaged: int = 0
    interrupted: int = 0
    resumed: int = 0


def make_home(folder: str) -> Path:
    """Give a folder for the log, with the banks as they are now: a question edited meanwhile would not be resumed."""
    for bank in find_banks():
        shutil.copytree(str(bank), Path(folder) / "banks", dirs_exist_ok=True)
    return Path(folder)


def answer_to(event: dict[str, Any]) -> object:
    """Give some answer of the right form."""
    item = event["item"]
    keys = [option["key"] for option in item.get("options", ())]
    match item["type"]:
        case "true-false":
            return True
        case "cloze":
            return ["x"] * len(item["gaps"])
        case "numeric":
            return 1
        case "ordering":
            return keys
        case "matching":
            return {prompt["key"]: keys[0] for prompt in item["prompts"]}
        case "short-answer" | "open":
            return "x"
    return keys[0]


def start(home: Path, *options: str) -> "subprocess.Popen[str]":
    """Start a quiz whose log is in a folder."""
    return subprocess.Popen(
        [*PROGRAM, *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"CALCINOSIS_QUIZ_HOME": str(home), "CALCINOSIS_QUIZ_BANKS": str(home / "banks")},
    )


def answer_all(program: "subprocess.Popen[str]") -> Iterator[dict[str, Any]]:
    """Answer whatever is asked until the program ends, and give its events."""
    if program.stdin is None or program.stdout is None:
        raise ValueError("the program was started without pipes")
    for line in program.stdout:
        if not line.endswith("\n"):
            return  # the kill came in the middle of an event
        event = json.loads(line)
        yield event
        answers = {"question": lambda e=event: answer_to(e), "self-mark": list, "near-miss": lambda: False}
        if event["event"] in answers:
            try:
                program.stdin.write(json.dumps(answers[event["event"]]()) + "\n")
                program.stdin.flush()
            except BrokenPipeError:
                continue  # it is dead: what it said before is still read


def answers_in(home: Path) -> Counter[str]:
    """Count the answers in the log by item; raises sqlite3.Error when it cannot be read."""
    with closing(sqlite3.connect(home / "history.db")) as log:
        return Counter(dict(log.execute("SELECT item, count(*) FROM current_answer GROUP BY item")))


def is_sound(home: Path) -> bool:
    """Check every page and index of the log."""
    with closing(sqlite3.connect(home / "history.db")) as log:
        return bool(log.execute("PRAGMA integrity_check").fetchall() == [("ok",)])


def where_it_stood(home: Path) -> tuple[int, int] | None:
    """Give the number of sessions, and of the question that is open in the last one; None when that is finished."""
    with closing(sqlite3.connect(home / "history.db")) as log:
        sessions = log.execute("SELECT count(*) FROM session").fetchone()[0]
        found = log.execute(
            "SELECT count(answer.uid) FROM session LEFT JOIN answer ON answer.session_uid = session.uid"
            " WHERE session_id = (SELECT max(session_id) FROM session) AND NOT EXISTS"
            " (SELECT 1 FROM event WHERE event.session_uid = session.uid AND kind = 'finish')"
        ).fetchone()
    # A session without an answer has nothing to go on with, and one with all of them is over.
    return (sessions, found[0] + 1) if 0 < found[0] < 40 else None


def kill_once(home: Path, rng: Random, tally: Tally) -> None:
    """Run a quiz until it is killed, and look at what is left."""
    before = where_it_stood(home) if (home / "history.db").exists() else None
    program = start(home, "--resume")
    is_early = rng.random() < EARLY_SHARE
    timer = Timer(rng.uniform(0, LONGEST_START), program.kill) if is_early else None
    if timer:
        timer.start()
    is_first = True
    for event in answer_all(program):
        if is_first and event["event"] == "question":
            is_first = False
            if before is not None:
                tally.interrupted += 1
                tally.resumed += event["number"] == before[1]
                if event["number"] != before[1]:
                    print(f"left at question {before[1]} of session {before[0]}, resumed at {event['number']}")
            if timer is None:
                timer = Timer(rng.uniform(SHORTEST_PAUSE, LONGEST_PAUSE), program.kill)
                timer.start()
        if event["event"] == "outcome":
            tally.acknowledged[event["id"]] += 1
    program.wait()
    program.communicate()
    if timer:
        timer.cancel()
    tally.kills += program.returncode == -9
    if (home / "history.db").exists():
        tally.damaged += not is_sound(home)


def write_at_once(home: Path, writers: int) -> Counter[str]:
    """Let several quizzes run to their end on one log; count what they acknowledged."""
    programs = [start(home, "--new", "--seed", str(seed)) for seed in range(writers)]
    runs = [answer_all(program) for program in programs]
    acknowledged: Counter[str] = Counter()
    while runs:
        for run in list(runs):  # one event of each in turn: all of them are under way all the time
            event = next(run, None)
            if event is None:
                runs.remove(run)
            elif event["event"] == "outcome":
                acknowledged[event["id"]] += 1
    for program in programs:
        program.communicate()
        if program.returncode:
            raise SystemExit("a writer failed")
    return acknowledged


def main() -> None:
    """Kill, count and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--writers", type=int, default=8)
    arguments = parser.parse_args()
    rng = Random(arguments.seed)  # noqa: S311 - moments, not secrets
    tally, begun = Tally(), time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        home = make_home(folder)
        while tally.kills < arguments.kills:
            kill_once(home, rng, tally)
        kept = answers_in(home)
        lost = tally.acknowledged - kept
        aside = len(list(home.glob("*.damaged-*")))
        seconds = time.monotonic() - begun
    print(f"kills: {tally.kills}, in {seconds:.0f} s, seed {arguments.seed}")
    print(f"acknowledged answers lost: {lost.total()} of {tally.acknowledged.total()}")
    print(f"answers in the log: {kept.total()} (those saved before the kill and not acknowledged any more included)")
    print(f"logs damaged: {tally.damaged} of {tally.kills}; set aside: {aside}")
    print(f"sessions resumed at the question they were left at: {tally.resumed} of {tally.interrupted}")
    with tempfile.TemporaryDirectory() as folder:
        home = make_home(folder)
        acknowledged = write_at_once(home, arguments.writers)
        lost_together = acknowledged - answers_in(home)
        sound = is_sound(home)
    total = acknowledged.total()
    print(f"{arguments.writers} writers at once: {lost_together.total()} of {total} answers lost, log sound: {sound}")
    failed = lost.total() + lost_together.total() + tally.damaged + aside + (tally.interrupted - tally.resumed)
    sys.exit(1 if failed or not sound else 0)


if __name__ == "__main__":
    main()
