"""Saying how sure an answer is, by typed lines and as JSON, in a quiz and in an exam."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.cli.running import EVERY_TYPE, read_events, run

QUIZ = ["quiz", "--bank", EVERY_TYPE, "--item", "yes-or-no", "--confidence"]


def certainties(home: Path) -> list[str | None]:
    with closing(sqlite3.connect(home / "data" / "history.db")) as log:
        return [certainty for (certainty,) in log.execute("SELECT certainty FROM answer ORDER BY answer_id")]


@pytest.mark.parametrize(("word", "certainty"), [("1", "guess"), ("Fairly", "fairly"), ("3", "sure")])
def test_a_typed_quiz_asks_how_sure_an_answer_is(word: str, certainty: str, tmp_path: Path) -> None:
    output = run(*QUIZ, "--plain", typed=f"T\nvery\n{word}\n").output
    assert output.index("How sure are you? (1 guess, 2 fairly, 3 sure) >") < output.index("x Wrong")
    assert "Expected 1, 2 or 3." in output
    assert f"{certainty}: right 0 of 1, marks " in output
    assert certainties(tmp_path) == [certainty]


def test_leaving_without_saying_how_sure_keeps_the_answer(tmp_path: Path) -> None:
    assert "Score: 0 of 1" in run(*QUIZ, "--plain", typed="T\n").output
    run(*QUIZ, "--json", "--new", typed="true\n")
    assert certainties(tmp_path) == [None, None]


def test_json_asks_by_an_event_and_ends_with_the_calibration(tmp_path: Path) -> None:
    events = read_events(run(*QUIZ, "--json", typed='true\n"very"\n"sure"\n').stdout)
    assert [event["event"] for event in events] == ["question", "certainty", "error", "outcome", "result"]
    assert events[1] == {"event": "certainty", "id": "yes-or-no", "expected": ["guess", "fairly", "sure"]}
    assert events[-1]["calibration"] == [{"certainty": "sure", "right": 0, "of": 1, "marks": -6}]
    assert certainties(tmp_path) == ["sure"]


def test_an_exam_asks_how_sure_and_says_at_the_end_what_that_came_to(tmp_path: Path) -> None:
    output = run(*QUIZ, "--plain", "--exam", typed="F\n3\nhand in\n").output
    assert output.index("How sure") < output.index("Saved: F") < output.index("Certainty-based marks: +3")
    events = read_events(run(*QUIZ, "--json", "--exam", typed='false\n"guess"\n').stdout)
    assert [event["event"] for event in events] == ["question", "certainty", "saved", "outcome", "result"]
    assert events[-1]["calibration"] == [{"certainty": "guess", "right": 1, "of": 1, "marks": 1}]
    assert certainties(tmp_path) == ["sure", "guess"]


def test_without_the_option_nobody_is_asked() -> None:
    assert "How sure" not in run("quiz", "--bank", EVERY_TYPE, "--item", "yes-or-no", typed="T\n").output
