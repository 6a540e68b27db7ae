"""The end of a session: score, time, topics and objectives, what was missed, and what to do next."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.running import EVERY_TYPE, run
from tests.cli.test_screen import cells

from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.cli.screens.times import write_time
from calcinosis_quiz.paths import find_banks

BOTH = ["quiz", "--bank", EVERY_TYPE, "--item", "one-of-three", "--item", "yes-or-no", "--seed", "1", "--plain"]


def test_what_was_missed_stands_with_its_stem_and_a_way_to_read_it_again() -> None:
    output = run(*BOTH, typed="F\nF\nD\n").output
    ending = output[output.index("Score: ") :]
    assert re.search("Time: [0-9]+ s, [0-9]+ s a question", ending)
    assert "\nBy topic\nOne item of every type: 1 of 1 (100%)\nminerals: 0 of 1 (0%)\n" in ending
    assert "Missed\none-of-three: Which mineral are most" in ending
    assert f"  calcinosis-quiz show one-of-three --bank {shlex.quote(EVERY_TYPE)}\n" in ending
    assert f"  calcinosis-quiz study --bank {shlex.quote(EVERY_TYPE)}\n" in ending
    bank = shlex.quote(EVERY_TYPE)
    again = f"calcinosis-quiz quiz --item one-of-three --item yes-or-no --count 10 --seed 1 --bank {bank}"
    assert ending.endswith(f"The same questions again\n  {again}\n")


def test_nothing_is_missed_and_there_is_something_else_to_do() -> None:
    ending = run(*BOTH[:3], "--item", "yes-or-no", "--no-log", typed="F\n").output.partition("Score: ")[2]
    assert ending.startswith("1 of 1 (100%)")
    assert "Missed" not in ending
    assert "calcinosis-quiz study" not in ending  # nothing was written down that could come back
    assert f"calcinosis-quiz quiz --new --bank {shlex.quote(EVERY_TYPE)}" in ending


def test_the_commands_that_it_names_run_as_they_stand(make_bank: Callable[[str], Path], tmp_path: Path) -> None:
    bank = make_bank("- {id: q1, type: true-false, topic: skin, stem: It is., answer: true}")
    path = bank.rename(tmp_path / "my bank.yaml")
    ending = run("quiz", "--bank", path, typed="F\n").output
    commands = re.findall("  calcinosis-quiz (.*)", ending)
    assert len(commands) == 3
    for command in commands:
        arguments = command.replace(f"'{path}'", "PATH").split()
        assert run(*(path if each == "PATH" else each for each in arguments), typed="T\n").exit_code == 0


def test_the_weakest_topic_is_named_where_there_are_several() -> None:
    output = run("quiz", "--count", "12", "--seed", "5", "--type", "true-false", typed="T\n" * 12).output
    shares = {
        topic: float(share)
        for topic, share in re.findall(
            "^([A-Z].+): .*\\(([0-9]+)%\\)", output.partition("By topic")[2].partition("By objective")[0], re.M
        )
    }
    weakest = re.findall("quiz --topic ([a-z-]+)", output)
    assert len(weakest) == 1
    title = open_library(find_banks()).topic_title
    [named] = {title(q) for q in open_library(find_banks()).questions.values() if q.topic == weakest[0]}
    assert shares[named] == min(shares.values())


@pytest.mark.parametrize("columns", [40, 60, 76, 120])
def test_bars_and_titles_fit_the_width(columns: int) -> None:
    options = ["--count", "20", "--seed", "2", "--type", "true-false", "--confidence"]
    output = run("quiz", *options, typed="T\n2\n" * 20, COLUMNS=str(columns)).output
    ending = output[output.index("Score: ") :].split("\n")
    assert [line for line in ending if cells(line) > columns and not line.startswith("  calcinosis-quiz ")] == []
    assert max(map(cells, ending)) <= 76


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.2, "0 s"), (59.4, "59 s"), (59.6, "1 min 0 s"), (150, "2 min 30 s"), (3600, "1 h 0 min"), (5000, "1 h 23 min")],
)
def test_a_time_is_written_in_the_units_that_matter(seconds: float, said: str) -> None:
    assert write_time(seconds) == said
