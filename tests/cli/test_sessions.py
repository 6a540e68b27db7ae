"""Sessions and the log they are written to, by lines: leaving, coming back, and what is said when it cannot be."""

import json
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from tests.cli.running import EVERY_TYPE, PROGRAM, Event, read_events, run, surroundings
from tests.cli.terminals import answers_in, orders_in

EXAM = ["quiz", "--bank", EVERY_TYPE, "--exam", "--json", "--item", "two-cases", "--item", "a-word", "--seed", "1"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Name the folder of the answer log."""
    return tmp_path / "data"


def kill_after(count: int, answers: dict[str, str], *arguments: str) -> list[Event]:
    """Answer so many questions, kill the program, and give the events."""
    program = subprocess.Popen(
        [*PROGRAM, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=surroundings()
    )
    assert program.stdin is not None
    assert program.stdout is not None
    events: list[Event] = []
    with closing(program.stdin), closing(program.stdout):
        while sum(event["event"] in {"saved", "outcome"} for event in events) < count:
            events.append(json.loads(program.stdout.readline()))
            if events[-1]["event"] == "question":
                program.stdin.write(answers[events[-1]["item"]["id"]] + "\n")
                program.stdin.flush()
        program.kill()
        program.wait()
    return events


def names(events: list[Event], kind: str) -> list[str]:
    return [event.get("id") or event["item"]["id"] for event in events if event["event"] == kind]


def test_an_exam_that_was_killed_asks_only_what_is_left_and_counts_everything(home: Path) -> None:
    answers = {"case-red": '"A"', "case-grey": '"A"', "a-word": '"osteoclasts"'}
    first = kill_after(2, answers, *EXAM)
    done = names(first, "saved")
    events = read_events(run(*EXAM, "--resume", typed='"osteoclasts"\n').stdout)
    [left] = names(events, "question")
    assert {*done, left} == set(answers)
    assert set(names(events, "outcome")) == set(answers)
    assert events[-1]["answered"] == 3
    assert len(answers_in(home)) == 3
    assert len(orders_in(home)) == 1


def test_a_slip_in_an_exam_is_asked_about_at_the_end_alone(home: Path) -> None:
    answers = {"case-red": '"A"', "case-grey": '"A"', "a-word": '"osteoclassts"'}
    asked = [item["item"] for item in json.loads(paper_of(home))]
    typed = "\n".join([*(answers[item] for item in asked), '"perhaps"', "true"])
    events = read_events(run(*EXAM, typed=typed).stdout)
    kinds = [event["event"] for event in events]
    assert kinds == [*["question", "saved"] * 3, "near-miss", "error", *["outcome"] * 3, "result"]
    [word] = [event for event in events if event["event"] == "outcome" and event["id"] == "a-word"]
    assert (word["answer"], word["fraction"]) == ("osteoclasts", 1)
    assert dict(answers_in(home))["a-word"] == 1


def paper_of(home: Path) -> str:
    """Give the paper that the seed makes."""
    run(*EXAM)
    return orders_in(home)[0]


@pytest.mark.parametrize(("word", "score"), [("y", "1 of 1"), ("n", "0 of 1"), ("", "0 of 1")])
def test_a_slip_in_a_typed_exam_is_asked_about_at_the_end(word: str, score: str, home: Path) -> None:
    plain = ["quiz", "--bank", EVERY_TYPE, "--exam", "--plain", "--item", "a-word"]
    output = run(*plain, typed=f"osteoclassts\n{word}\n" if word else "osteoclassts\n").output
    assert output.index("Saved.") < output.index("a-word: osteoclassts - did you mean osteoclasts? (y or n) >")
    assert f"Score: {score}" in output
    assert answers_in(home) == [("a-word", float(score[0]))]


def test_a_quiz_is_resumed_by_lines_when_asked_to(home: Path) -> None:
    quiz = ["quiz", "--bank", EVERY_TYPE, "--item", "two-cases", "--json"]
    first = read_events(run(*quiz, typed='"A"\n').stdout)
    again = run(*quiz, "--resume", typed='"A"\n')
    events = read_events(again.stdout)
    assert [(event["number"], event["item"]["id"]) for event in events if event["event"] == "question"] == [
        (2, names(first, "question")[1])
    ]
    assert events[-1]["answered"] == 2
    assert len(orders_in(home)) == 1
    third = run(*quiz, "--resume")
    assert third.stderr == "There is no quiz to go on with here. This is a new one.\n"
    assert len(orders_in(home)) == 2


def test_a_text_that_is_none_is_asked_again_and_never_breaks_the_session() -> None:
    quiz = ["quiz", "--bank", EVERY_TYPE, "--item", "a-word", "--json"]
    events = read_events(run(*quiz, typed='"\\ud800"\n["\\udfff"]\n"osteoclasts"\n').stdout)
    assert [event["event"] for event in events] == ["question", "error", "error", "outcome", "result"]


def test_a_seed_that_the_log_cannot_keep_is_wrong_usage() -> None:
    assert run("quiz", "--seed", str(2**63)).exit_code == 2
    assert run("quiz", "--seed", str(-(2**63)), "--count", "1").exit_code == 0


def test_a_log_is_repaired_by_command(home: Path) -> None:
    run("quiz", "--bank", EVERY_TYPE, "--item", "a-word", typed="osteoclasts\n")
    assert run("history", "repair").output == f"{home / 'history.db'}: nothing to repair\n"
    path = home / "history.db"
    data = bytearray(path.read_bytes())
    data[4096:8192] = b"\xff" * 4096  # the table of sessions
    path.write_bytes(data)
    failed = run("history", "export")
    assert (failed.exit_code, failed.stdout) == (1, "")
    assert "`calcinosis-quiz history repair` saves what can be read of it." in failed.stderr
    done = run("history", "repair")
    assert done.exit_code == 0
    assert "rows saved. The damaged file is kept as " in done.output
    assert answers_in(home) == [("a-word", 1.0)]
