"""SARIF logs: every finding where an editor or a code host looks for it."""

import json
from pathlib import Path

from calcinosis_quiz.bank.problems import Problem
from calcinosis_quiz.bank.sarif import write_sarif

FLAW = Problem("banks/my bank.yaml", 7, "items[0].stem", "negative-stem", "warning", "It turns on NOT.")
BROKEN = Problem("banks/b.yaml", 0, "", "empty-file", "error", "The file is empty.")


def test_a_finding_has_its_rule_level_message_and_place() -> None:
    (found,) = write_sarif([FLAW], "1.0")["runs"][0]["results"]
    assert (found["ruleId"], found["level"], found["message"]) == (
        "negative-stem",
        "warning",
        {"text": "It turns on NOT."},
    )
    place = found["locations"][0]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "banks/my%20bank.yaml"},
        "region": {"startLine": 7},
    }
    assert place["logicalLocations"] == [{"fullyQualifiedName": "items[0].stem"}]


def test_a_problem_of_a_whole_file_has_no_line() -> None:
    (found,) = write_sarif([BROKEN], "1.0")["runs"][0]["results"]
    assert found["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "banks/b.yaml"}}}]


def test_a_file_elsewhere_is_named_by_its_whole_address() -> None:
    path = Path("bank.yaml").absolute()
    problem = Problem(str(path), 1, "", "empty-file", "error", "Empty.")
    (found,) = write_sarif([problem], "1.0")["runs"][0]["results"]
    assert found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == path.as_uri()


def test_every_rule_that_found_something_is_described_once_and_pointed_to() -> None:
    run = write_sarif([FLAW, BROKEN, FLAW], "1.0")["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["negative-stem", "empty-file"]
    assert [each["ruleIndex"] for each in run["results"]] == [0, 1, 0]
    assert "NOT used in gout" in rules[0]["help"]["text"]


def test_no_problem_gives_a_log_without_results() -> None:
    log = write_sarif([], "1.0")
    assert log["version"] == "2.1.0"
    assert log["runs"][0]["results"] == []
    json.dumps(log)
