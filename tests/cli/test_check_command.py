"""`check`: every problem with its place, and an exit code for scripts."""

import json
from pathlib import Path

import pytest
from tests.cli.running import EVERY_TYPE, read_events, run

from calcinosis_quiz.bank.lint.run import RULES

BROKEN = """\
format: 1
bank: broken
title: Broken
items:
  - id: no-key
    type: single-best-answer
    stem: Which one?
    options:
      - text: This
        correct: "yes"
      - text: That
  - id: odd
    type: true-false
    stem: It is.
    answer: true
    colour: red
"""

SOUND = """\
format: 1
bank: sound
title: Sound
items:
  - id: mineral
    type: single-best-answer
    stem: Which mineral are the deposits made of?
    options:
      - {text: Calcite, why: It makes shells.}
      - {text: Hydroxyapatite, correct: true, why: It makes bone as well.}
      - {text: Urate, why: It makes tophi.}
    explanation: Nothing is known of why it is laid down there.
"""


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """Write a bank with two mistakes."""
    path = tmp_path / "broken.yaml"
    path.write_text(BROKEN, encoding="utf-8")
    return path


def test_the_shipped_banks_have_no_problems() -> None:
    result = run("check")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.endswith(": no problems\n")


def test_a_sound_bank_is_counted() -> None:
    result = run("check", EVERY_TYPE)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[-1].startswith("1 bank, 11 questions: ")


def test_a_bank_without_a_flaw_gives_nothing_but_the_count(tmp_path: Path) -> None:
    path = tmp_path / "sound.yaml"
    path.write_text(SOUND, encoding="utf-8")
    result = run("check", path)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "1 bank, 1 question: no problems\n", "")
    assert run("check", path, "--json").stdout == ""


def test_warnings_are_shown_and_fail_only_when_strict(tmp_path: Path) -> None:
    path = tmp_path / "flawed.yaml"
    path.write_text(SOUND.replace("Which mineral are the deposits made of?", "The deposits."), encoding="utf-8")
    result = run("check", path)
    first, last = result.stdout.splitlines()
    assert first.startswith(f"{path}:7: items[0].stem: the stem does not ask a question.")
    assert first.endswith(" [warning: unfocused-stem]")
    assert last == "1 bank, 1 question: 1 warning. `check --explain RULE` says more."
    assert (result.exit_code, result.stderr) == (0, "")
    assert run("check", path, "--strict").exit_code == 1


def test_a_grave_flaw_is_an_error_but_keeps_nobody_from_asking_the_question(tmp_path: Path) -> None:
    path = tmp_path / "grave.yaml"
    path.write_text(SOUND.replace("{text: Urate,", "{text: Both A and B,"), encoding="utf-8")
    result = run("check", path)
    assert "[error: letter-reference]" in result.stdout
    assert result.stderr == "1 bank, 1 question: 1 error\n"
    assert result.exit_code == 1
    assert run("list", "--bank", path).exit_code == 0


def test_every_problem_is_a_line_with_its_place_and_the_exit_code_is_1(broken: Path) -> None:
    result = run("check", broken)
    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert lines[0].startswith(f"{broken}:10: items[0].options[0].correct: expected true or false, got ")
    assert lines[1].startswith(f"{broken}:16: items[1].colour: expected a key of the format, got ")
    assert [line.rpartition(" [")[2] for line in lines] == ["error: wrong-type]", "error: unknown-key]"]
    assert result.stderr.startswith("0 banks, 0 questions: 2 errors")


def test_json_gives_every_problem_as_an_object_and_nothing_else(broken: Path) -> None:
    result = run("check", broken, "--json")
    first, second = read_events(result.stdout)
    message = first.pop("message")
    place = {"file": str(broken), "line": 10, "path": "items[0].options[0].correct"}
    assert first == {**place, "rule": "wrong-type", "severity": "error"}
    assert run("check", broken).stdout.startswith(f"{broken}:10: {place['path']}: {message}")
    assert list(second) == ["file", "line", "path", "rule", "severity", "message"]
    assert (second["line"], second["path"], second["rule"]) == (16, "items[1].colour", "unknown-key")
    assert (result.exit_code, result.stderr) == (1, "")


def test_files_and_folders_are_checked_together(broken: Path) -> None:
    result = run("check", broken.parent, EVERY_TYPE)
    assert result.exit_code == 1
    assert result.stdout.count(str(broken)) == 2
    assert result.stderr.startswith("1 bank, 11 questions: 2 errors")


@pytest.mark.parametrize(
    ("name", "rule"),
    [("missing.yaml", "no-such-file"), ("empty", "no-banks"), ("\N{SNOWMAN}.yaml", "no-such-file")],
)
def test_a_path_without_banks_is_a_problem_of_its_own(name: str, rule: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = run("check", tmp_path / name, "--json")
    assert result.exit_code == 1
    assert [(each["rule"], each["line"]) for each in read_events(result.stdout)] == [(rule, 0)]


@pytest.mark.parametrize("command", ["quiz", "list", "export anki -o never.apkg", "show odd", "mark odd t"])
def test_other_commands_refuse_a_broken_bank_with_all_its_problems(
    command: str, broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(broken.parent)
    result = run(*command.split(), "--bank", broken)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: 2 problems in the question banks:\nbroken.yaml:10: items[0].options[0]")
    assert "broken.yaml:16: items[1].colour: " in result.stderr
    assert not Path("never.apkg").exists()


def test_sarif_holds_every_problem_with_its_rule(broken: Path) -> None:
    result = run("check", broken, "--format", "sarif")
    found = json.loads(result.stdout)["runs"][0]["results"]
    assert [each["ruleId"] for each in found] == ["wrong-type", "unknown-key"]
    assert found[0]["locations"][0]["physicalLocation"]["region"] == {"startLine": 10}
    assert (result.exit_code, result.stderr) == (1, "")
    assert run("check", broken, "--format", "json").stdout == run("check", broken, "--json").stdout


def test_all_rules_are_listed_with_why_they_exist() -> None:
    text = run("check", "--rules").stdout
    events = read_events(run("check", "--rules", "--json").stdout)
    assert [event["id"] for event in events] == [rule.id for rule in RULES]
    assert all(event["id"] in text for event in events)
    assert f"{len(RULES)} rules." in text


def test_a_rule_is_explained_with_its_source_and_a_bad_and_a_good_example() -> None:
    text = run("check", "--explain", "negative-stem").stdout
    bad, _, good = text.partition("Good:")
    assert text.startswith("negative-stem (warning)\n")
    assert "Haladyna" in bad
    assert "Which of these drugs is NOT used in gout?" in bad
    assert "Which of these drugs lowers urate?" in good
    assert "lint: {ignore: {negative-stem: the reason}}" in good


def test_an_unknown_rule_cannot_be_explained() -> None:
    result = run("check", "--explain", "negative-stm")
    assert result.exit_code == 1
    assert 'Did you mean "negative-stem"?' in result.stderr
