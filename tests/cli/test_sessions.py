"""Sessions and the log they are written to, by lines: leaving, coming back, and what is said when it cannot be."""

import json
import re
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from tests.cli.running import EVERY_TYPE, PROGRAM, Event, flat, read_events, run, surroundings
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
    output = run(*plain, typed=f"osteoclassts\nhand in\n{word}\n" if word else "osteoclassts\nhand in\n").output
    assert output.index("Saved: osteoclassts") < output.index(
        "a-word: osteoclassts - did you mean osteoclasts? (y or n) >"
    )
    assert f"Score: {score}" in output
    assert answers_in(home) == [("a-word", float(score[0]))]


PLAIN = ["quiz", "--bank", EVERY_TYPE, "--exam", "--plain", "--item", "two-cases", "--item", "a-word", "--seed", "1"]


@pytest.mark.parametrize("typed", ["quit\n", ""])
def test_a_typed_exam_that_is_left_with_nothing_answered_is_kept(typed: str, home: Path) -> None:
    left = run(*PLAIN, "--time-limit", "20m", typed=typed).output
    assert "The exam is kept: 0 of 3 answered, 19 min left on the clock, which goes on." in flat(left)
    assert "calcinosis-quiz quiz --exam --resume" in left
    again = run(*PLAIN, "--resume", typed="A\n").output
    assert re.search(r"Going on with the exam of .* \(3 of 3 questions left; 19 min left\)\.", flat(again))
    assert "The exam is kept: 1 of 3 answered" in again
    assert len(orders_in(home)) == 1


def test_a_typed_exam_is_handed_in_by_its_words_alone_which_name_what_is_not_answered(home: Path) -> None:
    typed = "A\nreview\nback\nflag\nskip\nhand in\nn\ngo 2\nhand in\ny\n"
    output = run(*PLAIN, typed=typed).output
    assert "Question 1: A\nQuestion 2: no answer yet\nQuestion 3: no answer yet\n" in output
    assert "Your answer so far: A. Answer again to change it." in output
    assert output.count("Not answered: 2, 3. They count as wrong. Hand in? (y or n) >") == 2
    assert "Not answered, counted as wrong: 2" in output
    assert len(answers_in(home)) == 1


def test_words_do_in_a_typed_quiz_what_keys_do(home: Path) -> None:
    typed = "help\nstrike B\nstrike z\nundo\nflag two keys\nA\nwhy\nundo\nB\nquit\n"
    output = run("quiz", "--bank", EVERY_TYPE, "--plain", "--item", "two-cases", "--seed", "1", typed=typed).output
    assert "\nquit: leave; what you answered is kept\n" in output
    assert re.search(r"\nStruck out: B \w+\n", output)
    assert "Expected the letter of an option, such as: strike B" in output
    assert "Nothing is answered yet." in output
    assert re.search(r"\nFlagged case-\w+: two keys\n", output)
    assert re.search(r"\nYour last answer, to case-", output)
    assert re.search(r"\nTaken back: the answer to case-", output)
    assert output.endswith("The rest is kept. Go on with: calcinosis-quiz quiz --resume --bank " + EVERY_TYPE + "\n")
    assert len(answers_in(home)) == 1


def test_a_word_that_commands_can_be_an_answer_in_quotes() -> None:
    output = run("quiz", "--bank", EVERY_TYPE, "--plain", "--item", "a-word", typed='"skip"\n').output
    assert "Your answer: skip\n" in output


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
