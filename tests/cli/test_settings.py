"""Settings: where they are, who wins, and what is said about a wrong one."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import structs
from tests.cli.running import read_events, run

from calcinosis_quiz.cli.screens.console import make_console
from calcinosis_quiz.cli.settings import DESCRIPTIONS, Settings, parse_settings, read_settings
from calcinosis_quiz.paths import settings_file

WITH_COMMENTS = """\
# mine
new_per_day = 5  # few

# at night
"day_start" = 6
"""


def write(text: str) -> Path:
    path = settings_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_every_setting_is_described() -> None:
    assert list(DESCRIPTIONS) == [field.name for field in structs.fields(Settings)]


def test_without_a_file_everything_is_the_default() -> None:
    assert read_settings() == Settings()
    assert "not there yet" in run("config").stdout


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    write("new_per_day = 5\ngrades = true\n")
    monkeypatch.setenv("CALCINOSIS_QUIZ_NEW_PER_DAY", "7")
    monkeypatch.setenv("CALCINOSIS_QUIZ_PLAIN", "true")
    assert read_settings() == Settings(new_per_day=7, grades=True, plain=True)
    shown = run("config").stdout
    assert "new_per_day = 7 (from CALCINOSIS_QUIZ_NEW_PER_DAY)" in shown
    assert "grades = true\n" in shown
    assert "retention = 0.9 (default)" in shown


def test_a_variable_that_is_wrong_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALCINOSIS_QUIZ_RETENTION", "2")
    result = run("config")
    assert result.exit_code == 1
    assert "CALCINOSIS_QUIZ_RETENTION: expected a number from 0.7 to 0.99, got '2'." in result.stderr


def test_everything_that_is_wrong_is_said_at_once_with_its_line() -> None:
    path = write('# mine\nnew_per_dya = 3\nretention = 2\ngrades = "yes"\n[colour]\nx = 1\n')
    result = run("stats")
    assert result.exit_code == 1
    assert f'{path}:2: new_per_dya: there is no such setting. Did you mean "new_per_day"?' in result.stderr
    assert f"{path}:3: retention: expected a number from 0.7 to 0.99, got 2." in result.stderr
    assert f"{path}:4: grades: expected true or false, got 'yes'." in result.stderr
    assert f"{path}:5: colour: expected true or false" in result.stderr


def test_a_file_that_is_no_toml_is_said_with_its_line() -> None:
    path = write("new_per_day = 3\nretention 0.9\n")
    assert f"{path}:2: This is not TOML" in run("config").stderr


def test_a_file_that_is_no_text_is_told_in_words() -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_bytes(b"\xff\xfe\xff")
    result = run("config")
    assert result.exit_code == 1
    assert "it is not UTF-8 text" in result.stderr


def test_setting_a_value_keeps_comments_and_the_rest() -> None:
    path = write(WITH_COMMENTS)
    assert run("config", "set", "new_per_day", "20").exit_code == 0
    assert run("config", "set", "day_start", "3").exit_code == 0
    assert path.read_text(encoding="utf-8") == WITH_COMMENTS.replace("= 5", "= 20").replace("= 6", "= 3")


def test_a_first_setting_makes_a_file_that_explains_itself() -> None:
    result = run("config", "set", "grades", "true")
    assert result.stdout == f"grades = true, in {settings_file()}\n"
    text = settings_file().read_text(encoding="utf-8")
    assert "\ngrades = true\n" in text
    assert "\n# new_per_day = 10\n" in text
    assert parse_settings(text, "file") == ({"grades": True}, ())
    assert parse_settings(text.replace("\n# ", "\n").replace("grades = true", ""), "file")[1]  # prose is no setting


def test_all_defaults_of_the_template_are_right_when_they_are_taken() -> None:
    run("config", "set", "grades", "false")
    lines = settings_file().read_text(encoding="utf-8").splitlines()
    taken = "\n".join(line.removeprefix("# ") for line in lines if " = " in line)
    values, problems = parse_settings(taken, "file")
    assert (Settings(**values), problems) == (Settings(), ())


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("new_per_day", "many", "expected a whole number from 0 to 9999, got 'many'."),
        ("new_per_day", "-1", "expected a whole number from 0 to 9999"),
        ("color", "true", 'Did you mean "colour"?'),
    ],
)
def test_a_wrong_value_is_not_written(name: str, value: str, message: str) -> None:
    result = run("config", "set", "--", name, value)
    assert result.exit_code == 1
    assert message in result.stderr
    assert not settings_file().exists()


def test_editing_opens_the_editor_and_says_what_is_wrong_afterwards(tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "retention = 7" >> "$1"\n', encoding="utf-8")
    editor.chmod(0o755)
    if os.name == "nt":
        editor = tmp_path / "editor.cmd"
        editor.write_text("@echo retention = 7>> %1\n", encoding="utf-8")
    result = run("config", "edit", VISUAL=str(editor), EDITOR=str(editor))
    assert result.exit_code == 1
    assert f"{settings_file()}:" in result.stderr
    assert "retention: expected a number from 0.7 to 0.99" in result.stderr


def test_a_bank_in_the_settings_is_asked_and_one_named_wins(tmp_path: Path) -> None:
    bank = "format: 1\nbank: mine\ntitle: Mine\nitems:\n  - {id: q1, type: true-false, stem: Is it?, answer: true}\n"
    write('bank = "../mine.yaml"\n')
    (settings_file().parent.parent / "mine.yaml").write_text(bank, encoding="utf-8")
    other = tmp_path / "other.yaml"
    other.write_text(bank.replace("q1", "q2").replace("mine", "other"), encoding="utf-8")
    assert "q1" in run("list").stdout
    assert "q2" in run("list", "--bank", other).stdout
    assert "q2" in run("list", CALCINOSIS_QUIZ_BANKS=str(other)).stdout


def test_options_win_over_the_settings(make_bank: Callable[[str], Path]) -> None:
    write("certainty = true\ngrades = true\nretention = 0.97\n")
    bank = make_bank("""
        - {id: q1, type: true-false, stem: Is it?, answer: true}
        - {id: q2, type: true-false, stem: Is it not?, answer: true}
        - {id: q3, type: true-false, stem: Was it?, answer: true}
    """)

    def events(*options: str) -> set[str]:
        result = run(*options, "--bank", bank, "--json", typed='true\n"sure"\n"easy"\n')
        return {event["event"] for event in read_events(result.stdout)}

    assert "certainty" in events("quiz", "--item", "q3")
    assert "certainty" not in events("quiz", "--item", "q3", "--no-confidence")
    assert {"certainty", "grades"} <= events("study", "--item", "q1")
    assert not {"certainty", "grades"} & events("study", "--item", "q2", "--no-grades", "--no-confidence")


def test_colour_can_be_left_out_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    assert make_console(80).styled
    write("colour = false\n")
    assert not make_console(80).styled
