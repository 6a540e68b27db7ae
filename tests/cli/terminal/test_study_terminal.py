"""Studying by keys in a real terminal: Easy is the learner's own word, and a miss comes back."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import pexpect
import pytest
from tests.cli.running import PROGRAM, surroundings
from tests.cli.terminals import READING

from calcinosis_quiz.cli.learner import learner_calendar, make_scheduler
from calcinosis_quiz.cli.screens.days import write_day
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.rows import AnswerRow, EventRow, Rating
from calcinosis_quiz.paths import log_file
from calcinosis_quiz.study.attempts import ItemName
from calcinosis_quiz.study.grades import RATING_NAMES
from calcinosis_quiz.study.snapshot import bring_up_to_date

# A test process with threads may fork all the same: the child becomes another program at once.
pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")

Terminal: TypeAlias = "pexpect.spawn[str]"
BANK = """\
format: 1
bank: sample
title: Sample
items:
  - {id: q1, type: true-false, stem: Is it one?, answer: true}
  - {id: q2, type: true-false, stem: Is it one?, answer: true}
"""


@contextmanager
def studying(folder: Path, *options: str) -> Iterator[Terminal]:
    bank = folder / "sample.yaml"
    bank.write_text(BANK, encoding="utf-8")
    variables = surroundings()
    del variables["COLUMNS"]
    arguments = [*PROGRAM[1:], "study", "--bank", str(bank), *options]
    terminal = pexpect.spawn(
        PROGRAM[0], arguments, dimensions=(24, 80), env=variables, encoding="utf-8", timeout=10, use_poll=True
    )
    try:
        yield terminal
        terminal.expect(pexpect.EOF)
        assert "Traceback" not in str(terminal.before)
    finally:
        terminal.close(force=True)
    assert terminal.exitstatus == 0


def answers() -> list[AnswerRow]:
    with AnswerLog(log_file()) as log:
        undone = {event.answer_uid for event in log.read(EventRow) if event.kind == "undo"}
        return [row for row in log.read(AnswerRow) if row.uid not in undone]


def read_promise(terminal: Terminal, name: str) -> str:
    """Read the day that the footer names for a grade."""
    terminal.expect(rf"{name}: (tomorrow|\d+ \w+)")
    assert isinstance(terminal.match, re.Match)
    return str(terminal.match.group(1))


def scheduled(item: str) -> str:
    """Read from the log when an item is due, in the words of the screen."""
    scheduler, calendar = make_scheduler(), learner_calendar()
    with AnswerLog(log_file()) as log:
        states = bring_up_to_date(None, log, scheduler, calendar).states
    memory = states[ItemName("sample", item)].memory
    return write_day(scheduler.due(memory), memory.last_day)


def hand_in(terminal: Terminal, key: str) -> None:
    terminal.expect("Is it one")
    terminal.expect("T or F")
    time.sleep(READING)
    terminal.send(key)


def test_a_right_answer_may_be_called_easy_once(tmp_path: Path) -> None:
    with studying(tmp_path, "--new", "1") as terminal:
        hand_in(terminal, "t")
        promised = read_promise(terminal, "easy")
        time.sleep(READING)
        terminal.send("e")
        terminal.expect(f"Easy: due {promised}")
        terminal.expect("go on")
        time.sleep(READING)
        terminal.send("e")
        time.sleep(READING)
        terminal.send("\r")
        terminal.expect("Due tomorrow: 0")
    (row,) = answers()
    assert (row.rating, row.fraction) == (4, 1)
    assert promised == scheduled(row.item)


def test_a_wrong_answer_cannot_be_easy_and_comes_back(tmp_path: Path) -> None:
    with studying(tmp_path) as terminal:
        hand_in(terminal, "f")
        terminal.expect("go on[^e]*undo")  # no e for easy between the two
        time.sleep(READING)
        terminal.send("\r")
        for _ in range(2):
            hand_in(terminal, "t")
            terminal.expect("go on")
            time.sleep(READING)
            terminal.send("\r")
        terminal.expect("Score: 2 of 3")
    rows = answers()
    assert [(row.fraction, row.rating) for row in rows] == [(0, None), (1, None), (1, None)]
    assert rows[0].item == rows[2].item != rows[1].item


def test_easy_after_a_miss_promises_what_is_scheduled(tmp_path: Path) -> None:
    with studying(tmp_path) as terminal:
        hand_in(terminal, "f")
        terminal.expect("go on")
        time.sleep(READING)
        terminal.send("\r")
        hand_in(terminal, "t")
        terminal.expect("go on")
        time.sleep(READING)
        terminal.send("\r")
        hand_in(terminal, "t")
        promised = read_promise(terminal, "easy")
        time.sleep(READING)
        terminal.send("e")
        terminal.expect(f"Easy: due {promised}")
        time.sleep(READING)
        terminal.send("\r")
    assert promised == scheduled(answers()[-1].item)


@pytest.mark.parametrize("grade", RATING_NAMES)
def test_each_of_four_grades_promises_what_is_scheduled(tmp_path: Path, grade: Rating) -> None:
    with studying(tmp_path, "--grades", "--new", "1") as terminal:
        hand_in(terminal, "t")
        terminal.expect_exact("go on (good)")
        promised = read_promise(terminal, RATING_NAMES[grade])
        time.sleep(READING)
        terminal.send(str(grade))
        terminal.expect("Coming up")
    (row,) = answers()
    assert row.rating == grade
    assert promised == scheduled(row.item)


def test_a_miss_that_is_taken_back_does_not_come_back(tmp_path: Path) -> None:
    with studying(tmp_path, "--new", "1") as terminal:
        hand_in(terminal, "f")
        terminal.expect("go on")
        time.sleep(READING)
        terminal.send("-")
        hand_in(terminal, "t")
        terminal.expect("go on")
        time.sleep(READING)
        terminal.send("\r")
        terminal.expect("Score: 1 of 1")
    assert [row.fraction for row in answers()] == [1]


def test_a_declared_guess_cannot_be_easy(tmp_path: Path) -> None:
    with studying(tmp_path, "--new", "1", "--confidence") as terminal:
        hand_in(terminal, "t")
        terminal.expect("How sure are you")
        time.sleep(READING)
        terminal.send("1")
        terminal.expect("go on[^e]*undo")  # no e for easy between the two
        time.sleep(READING)
        terminal.send("\r")
    (row,) = answers()
    assert (row.certainty, row.rating) == ("guess", None)
