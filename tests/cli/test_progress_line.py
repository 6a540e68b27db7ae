"""The line that says how far an import is."""

import sys

import pytest

from calcinosis_quiz.cli.progress_line import ProgressLine


def told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *, terminal: bool) -> str:
    times = iter([0.0, 0.9, 1.1, 1.15, 1.3, 1.3, 1.35])
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    line = ProgressLine(lambda: next(times))
    line.show(1, 10)
    line.show(5, 10)
    line.show(6, 10)
    line.show(7, 0)
    line.clear()
    return capsys.readouterr().err


def test_nothing_is_said_for_a_second_and_the_line_goes_away(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = told(capsys, monkeypatch, terminal=True).split("\r")
    assert said == ["", f"[{'#' * 15}{'':<15}] 5 of 10 read", f"{'7 read':<45}", f"{'':<6}", ""]


def test_nothing_is_said_where_nobody_sees_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(capsys, monkeypatch, terminal=False) == ""
