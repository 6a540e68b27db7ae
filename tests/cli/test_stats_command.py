"""`stats`: the picture of progress, as text and as JSON."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from tests.cli.running import flat, run
from tests.history.logs import answer_row

from calcinosis_quiz.history.log import AnswerLog
from calcinosis_quiz.paths import log_file

ITEM = "surg-recurrence-scope"


@pytest.fixture
def learner() -> None:
    """Write a learner's answers to one shipped item, and to one that is gone."""
    now = datetime.now(UTC)
    with AnswerLog(log_file()) as log:
        for n, days_ago in enumerate((20, 18, 15, 10, 8, 5, 1)):
            for item in (ITEM, "gone"):
                log.append(
                    answer_row(
                        f"{item}-{n}",
                        bank="surgery",
                        item=item,
                        fraction=float(n < 6),
                        certainty="sure",
                        milliseconds=60_000,
                        answered_at=now - timedelta(days=days_ago),
                    )
                )
    run("flag", ITEM, "--reason", "two keys?")


def test_a_beginner_is_told_how_to_begin() -> None:
    said = run("stats").stdout
    assert "0 of 127 questions seen, 0 due today" in said
    assert "`calcinosis-quiz study` begins" in said


@pytest.mark.usefixtures("learner")
def test_everything_has_its_number_of_answers() -> None:
    said = flat(run("stats", "--plain").stdout)
    for part in (
        "1 of 127 questions seen",
        "days in a row 1 (longest 1)",
        "answers 14 (0 today)",
        "minutes 14",
        "all reviews",
        "(n=12) predicted",
        "surgery ################# ... 86% (n=7)",
        "LO10",
        "sure ################# ... 86% (n=14) stands for 90%",
        "Brier score: 0.124 (n=14;",
        f"Sure but wrong, back within a week {ITEM}",
        f"Flagged {ITEM}: two keys?",
        "Answered, but not in these banks: 1.",
        "not asked about yet:",
    ):
        assert part.replace(" ...", "...") in said, part


@pytest.mark.usefixtures("learner")
def test_the_json_says_the_same() -> None:
    found = json.loads(run("stats", "--json").stdout)
    assert (found["seen"], found["not_in_banks"], found["misconceptions"]) == (1, 1, [ITEM])
    surgery = next(topic for topic in found["by_topic"] if topic["name"] == "surgery")
    assert surgery["right"] == {"earned": 6, "answers": 7, "share": pytest.approx(6 / 7)}
    assert found["calibration"][0]["right"]["answers"] == 14
    assert len(found["forecast"]) == 7


def test_under_five_answers_a_proportion_is_too_few_to_tell() -> None:
    with AnswerLog(log_file()) as log:
        log.append(answer_row("a", bank="surgery", item=ITEM, answered_at=datetime.now(UTC)))
    said = flat(run("stats", "--plain").stdout)
    assert "surgery too few to tell (n=1)" in said
    assert "100%" not in said


def test_answers_of_the_future_are_told() -> None:
    with AnswerLog(log_file()) as log:
        log.append(answer_row("a", bank="surgery", item=ITEM, answered_at=datetime.now(UTC) + timedelta(days=99)))
    assert "Answered on a day that has not come yet: 1." in flat(run("stats", "--plain").stdout)


@pytest.mark.usefixtures("learner")
def test_without_colour_nothing_is_lost() -> None:
    assert "\x1b" not in run("stats", NO_COLOR="1").stdout
    assert "\x1b" not in run("stats", "--plain").stdout
