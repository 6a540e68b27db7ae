"""Do keys only what was meant, and how soon is a key drawn?

100,000 keys are pressed at random on a clock of the benchmark's own, in quiz, exam and study, and each stored answer is
held against the key table: one that no key answered after the question could be read is a violation. Then keys are
pressed at random at the program itself in a pseudo-terminal, over a log of so many answers, in bursts and at the pace
of fingers: an answer is a violation unless a key that answers what was on screen had been pressed since the last one.
The limit is 0 violations, and 30 ms from a key to its drawing at the 95th percentile.
"""

import argparse
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from startup import fill_log
from tests.cli.running import EVERY_TYPE, PROGRAM
from tests.cli.terminal.robot import KINDS, Robot, play
from tests.cli.terminals import Terminal

from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.paths import find_banks
from calcinosis_quiz.quiz.key_table import find_row, rows_of
from calcinosis_quiz.quiz.strokes import Key

A_SESSION = 200  # keys, and then another draw of questions
BYTES = {
    "enter": "\r",
    "escape": "\x1b",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "left": "\x1b[D",
    "right": "\x1b[C",
    "tab": "\t",
}


def press_in_memory(strokes: int) -> None:
    """Press keys at random at all that the program shows; a violation ends the benchmark."""
    library, stored = open_library(find_banks((EVERY_TYPE,))), 0
    with tempfile.TemporaryDirectory() as folder:
        for seed, kind in enumerate(KINDS):
            stored += play(library, Path(folder), kind, strokes // len(KINDS), seed)
    print(f"in memory: {strokes:,} keys, {stored:,} answers stored, 0 violations")


def count_answers(home: Path) -> int:
    """Count the rows of answers in a log."""
    with closing(sqlite3.connect(home / "history.db")) as log:
        return int(log.execute("SELECT count(*) FROM answer").fetchone()[0])


def press_in_terminal(home: Path, strokes: int) -> None:
    """Press keys at random in a pseudo-terminal; print the violations."""
    rng, left, violations, stored = Random(1), strokes, 0, 0  # noqa: S311 - keys, not a secret
    while left > 0:
        terminal = Terminal([*PROGRAM, "quiz", "--new", "--bank", EVERY_TYPE, "--count", "11"], home=home)
        terminal.wait("leave")
        before, has_answered, end_at = count_answers(home), False, max(left - A_SESSION, 0)
        while left > end_at and terminal.process.isalive():
            eye = Robot(rng, "quiz", 1)
            eye.screen.write("\n" + "\n".join(line.rstrip() for line in terminal.screen.display).rstrip())
            phase, count = eye.look()
            rows = rows_of(phase) if phase else ()
            names = [key for row in rows for key in row.keys if len(key) == 1 or key in BYTES]
            count_of = rng.choice([1, 1, 1, 1, 2, 4])
            burst = [rng.choice([*names, *"abct17x \x7f", "enter", "down"]) for _ in range(count_of)]
            if rng.random() < 0.1:
                burst = ["escape", ">"]  # on from a question that no text of chance answers
            for name in burst:
                row = find_row(rows, Key("text", name) if len(name) == 1 else Key(name), count)
                has_answered |= row is not None and row.answers
            terminal.process.send("".join(BYTES.get(name, name) for name in burst).encode())
            left -= len(burst)
            end = time.monotonic() + rng.choice([0.02, 0.2, 0.3])
            while (wait := end - time.monotonic()) > 0 and terminal.receive(wait):
                pass
            now = count_answers(home)
            if now > before:
                violations += not has_answered
                stored, before, has_answered = stored + now - before, now, False
        terminal.close()
    print(f"in a terminal: {strokes:,} keys, {stored} answers stored, {violations} violations")


def measure_drawing(home: Path, keys: int) -> None:
    """Press an arrow over and over; print how long its drawing takes."""
    terminal = Terminal([*PROGRAM, "study", "--type", "single-best-answer"], home=home)
    terminal.wait("A-.: answer")
    time.sleep(0.5)
    took = []
    for _ in range(keys):
        while terminal.receive(0.05):
            pass
        begun = time.perf_counter()
        terminal.process.send(b"\x1b[B")
        terminal.receive(5)
        took.append((time.perf_counter() - begun) * 1000)
    terminal.close()
    late = statistics.quantiles(took, n=20)[-1]
    print(f"a key is drawn in {statistics.median(took):.1f} ms, 95th percentile {late:.1f} ms")


def main() -> None:
    """Press, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--strokes", type=int, default=100_000)
    parser.add_argument("--real", type=int, default=2_000)
    parser.add_argument("--answers", type=int, default=100_000)
    options = parser.parse_args()
    if options.strokes:
        press_in_memory(options.strokes)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        fill_log(home / "history.db", options.answers)
        press_in_terminal(home, options.real)
        measure_drawing(home, 200)


if __name__ == "__main__":
    main()
