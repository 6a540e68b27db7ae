"""How long until something useful is on the screen?

    python benchmarks/startup.py [--runs 25]

The log holds 100,000 answers of nearly fourteen years. Runs `python -c pass`, a program that only imports click, and
our commands in turn, so that a busy machine slows all of them alike. Ratios are medians of the ratios to the
`python -c pass` of the same turn.
Says for each command where its time beyond click's goes, from one run with `-X importtime`.
"""

import argparse
import os
import pty
import re
import select
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.recorder import describe_session
from calcinosis_quiz.log.rows import RATING_POLICY, AnswerRow, EventRow, SessionRow, hash_question
from calcinosis_quiz.paths import find_banks, log_file
from calcinosis_quiz.quiz.answers import key_of
from calcinosis_quiz.quiz.marking import mark
from calcinosis_quiz.quiz.presentation import Presented, compose_paper
from calcinosis_quiz.quiz.remap import digest_parts

ANSWERS = 100_000
A_DAY = 20
FIRST_QUESTION = b": leave"
"""The last thing drawn below a question and its options."""


def run(*arguments: str) -> float:
    """Run Python to its end; give seconds."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def until_first_question(*arguments: str) -> float:
    """Run Python in a terminal of 80 by 24 until a question with its options is on the screen; give seconds."""
    screen, terminal = pty.openpty()
    os.set_blocking(screen, False)
    begun = time.perf_counter()
    program = subprocess.Popen(
        [sys.executable, *arguments],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"},
        start_new_session=True,
    )
    os.close(terminal)
    shown = b""
    while FIRST_QUESTION not in shown:
        if not select.select([screen], [], [], 30)[0]:
            raise SystemExit(f"No question after 30 seconds, but: {shown!r}")
        shown += os.read(screen, 65536)
    seconds = time.perf_counter() - begun
    program.kill()
    program.wait()
    os.close(screen)
    return seconds


def fill_log(path: Path, answers: int) -> None:
    """Write a log of so many answers to the shipped questions: a finished session of twenty a day."""
    library = open_library(find_banks())
    rng = Random(1)  # noqa: S311 - a draw of questions, not a secret
    deck = compose_paper([q for q in library.questions.values() if q.type != "open"], rng)
    days = -(-answers // A_DAY)
    begun = datetime.now(UTC) - timedelta(days=days)
    with AnswerLog(path) as log:
        rows: list[SessionRow | AnswerRow | EventRow] = []
        for day in range(days):
            at = begun + timedelta(days=day)
            paper = [deck[(day * A_DAY + place) % len(deck)] for place in range(min(A_DAY, answers - day * A_DAY))]
            session = describe_session(
                library, paper, uid=f"{day:032x}", kind="study", policies=(), seed=1, seconds_allowed=None,
                program_version="0", started_at=at,
            )  # fmt: skip
            finish = EventRow(uid=f"{rng.getrandbits(128):032x}", kind="finish", session_uid=session.uid, at=at)
            rows += [session, *_answers(library, session, paper, at, rng), finish]
        log.append(*rows)


def _answers(
    library: Library, session: SessionRow, paper: Sequence[Presented], at: datetime, rng: Random
) -> Iterator[AnswerRow]:
    """Make the answers to a paper, one in six of them counted as wrong."""
    for position, presented in enumerate(paper):
        question = presented.question
        marked = mark(question, key_of(question))
        yield AnswerRow(
            uid=f"{rng.getrandbits(128):032x}",
            session_uid=session.uid,
            position=position,
            bank=library.bank_of(question.id).bank.bank,
            item=question.id,
            content_hash=hash_question(question),
            shown_order=presented.order,
            parts=digest_parts(question),
            answer=key_of(question),
            fraction=marked.fraction if rng.randrange(6) else 0.0,
            policy=marked.policy,
            milliseconds=12345,
            rating_policy=RATING_POLICY,
            answered_at=at + timedelta(minutes=position / 2),
        )


def shares(arguments: list[str]) -> dict[str, float]:
    """Tell how many milliseconds each library takes to import, by the name of the package."""
    told = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments], check=False, capture_output=True, text=True, input=""
    ).stderr
    took: dict[str, float] = defaultdict(float)
    for microseconds, module in re.findall(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)", told):
        package = module.partition(".")[0]
        known = {"click", "msgspec", "wcwidth", "yaml", "platformdirs", "sqlite3", "calcinosis_quiz", "fsrs_rs_python"}
        took[package if package in known else "standard library"] += int(microseconds) / 1000
    return took


def main() -> None:
    """Measure, and print one row a command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=25)
    runs = parser.parse_args().runs
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its byte code
    with tempfile.TemporaryDirectory() as home:
        for name in ("CALCINOSIS_QUIZ_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
            os.environ.pop(name, None)
        os.environ["HOME"] = home  # found as on a learner's machine
        fill_log(log_file(), ANSWERS)
        program = ["-m", "calcinosis_quiz"]
        commands: dict[str, tuple[Callable[..., float], list[str], str]] = {
            "python -c pass": (run, ["-c", "pass"], ""),
            "a program that only imports click": (run, ["-c", "import click"], ""),
            "--version": (run, [*program, "--version"], "5"),
            "list": (run, [*program, "list"], "8"),
            "first question on screen": (
                until_first_question,
                [*program, "quiz", "--new", "--type", "single-best-answer"],
                "10",
            ),
            "the same, of study": (until_first_question, [*program, "study", "--type", "single-best-answer"], "10"),
            "the same, of the program alone": (until_first_question, program, "10"),
        }
        took: dict[str, list[float]] = {name: [] for name in commands}
        for turn in range(runs + 1):
            for name, (measure, arguments, _) in commands.items():
                seconds = measure(*arguments)
                if turn:  # the first turn fills caches
                    took[name].append(seconds)
        base = took["python -c pass"]
        print("| until | median ms | times `python -c pass` | limit |\n|---|---|---|---|")
        for name, (_, _, limit) in commands.items():
            ratio = statistics.median(a / b for a, b in zip(took[name], base, strict=True))
            print(f"| {name} | {statistics.median(took[name]) * 1000:.0f} | {ratio:.1f} | {limit} |")
        click = shares(["-c", "import click"])
        print("\nBeyond click, importing takes (milliseconds, one run under `-X importtime`, which slows it):")
        for name, (_, arguments, limit) in commands.items():
            if limit:
                more = {library: ms - click.get(library, 0) for library, ms in shares(arguments).items()}
                said = ", ".join(
                    f"{library} {ms:.0f}" for library, ms in sorted(more.items(), key=lambda x: -x[1]) if ms > 0.5
                )
                print(f"- {name}: {said}")


if __name__ == "__main__":
    main()
