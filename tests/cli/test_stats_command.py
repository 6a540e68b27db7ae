"""`stats`: the picture of progress, as text and as JSON."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.cli.running import flat, run
from tests.log.logs import answer_row

from calcinosis_quiz.log.log import AnswerLog
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
    assert "0 of 126 questions seen, 0 due today" in said
    assert "`calcinosis-quiz study` begins" in said


@pytest.mark.usefixtures("learner")
def test_everything_has_its_number_of_answers() -> None:
    said = flat(run("stats", "--plain").stdout)
    for part in (
        "1 of 126 questions seen",
        "days in a row 1 (longest 1)",
        "answers 14 (0 today)",
        "time 14 min (0 min today), 60 s an answer",
        "all reviews",
        "(n=12) predicted",
        "surgery ############# ... 86% (n=7)",
        "LO11 Appraise",
        "sure ############# ... 86% (n=14) stands for 90%",
        "Brier score: 0.124 (n=14);",
        f"Sure but wrong, back within a week {ITEM}",
        f"Flagged {ITEM}: two keys?",
        "Answered, but not in these banks: 1.",
        "not asked about yet:",
    ):
        assert part.replace(" ...", "..") in said, part


@pytest.mark.usefixtures("learner")
def test_the_json_says_the_same() -> None:
    found = json.loads(run("stats", "--json").stdout)
    assert (found["seen"], found["not_in_banks"], found["misconceptions"]) == (1, 1, [ITEM])
    surgery = next(topic for topic in found["by_topic"] if topic["name"] == "surgery")
    interval = {"low": pytest.approx(0.487, abs=0.001), "high": pytest.approx(0.974, abs=0.001)}
    assert surgery["right"] == {"earned": 6, "answers": 7, "share": pytest.approx(6 / 7), **interval}
    assert found["calibration"][0]["right"]["answers"] == 14
    assert found["brier"]["answers"] == 14
    assert found["days"][0]["answers"] == 2
    assert len(found["forecast"]) == 30


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


@pytest.mark.usefixtures("learner")
@pytest.mark.parametrize("columns", ["34", "60", "80", "200"])
def test_on_a_narrow_screen_no_figure_is_cut(columns: str) -> None:
    drawn = run("stats", "--facts", COLUMNS=columns).stdout
    assert max(map(len, drawn.splitlines())) <= int(columns)
    for part in ("86%", "(n=7)", "(n=14)", "1 of"):
        assert part in drawn, part
    assert "\u2026" not in drawn.split("By topic")[1]


@pytest.mark.usefixtures("learner")
def test_what_is_not_known_stands_last_and_on_one_screen() -> None:
    lines = run("stats").stdout.rstrip().splitlines()
    told = "\n".join(lines[-22:])
    for part in (
        f"Sure but wrong, back within a week\n  {ITEM}",
        "Facts",
        "Never seen: 125 of 126 questions",
        "surgery 12",
    ):
        assert part in told, part


@pytest.mark.usefixtures("learner")
def test_the_page_is_written_whole_and_named(tmp_path: Path) -> None:
    page = tmp_path / "progress.html"
    said = run("stats", "--html", page).stdout
    assert str(page) in flat(said)
    written = page.read_text(encoding="utf-8")
    assert written.startswith("<!DOCTYPE html>")
    assert written.rstrip().endswith("</html>")
    assert "recalled on a later day" in written


@pytest.mark.usefixtures("learner")
def test_page_and_json_go_together(tmp_path: Path) -> None:
    page = tmp_path / "progress.html"
    assert json.loads(run("stats", "--json", "--html", page).stdout)["seen"] == 1
    assert page.is_file()


def test_a_page_that_cannot_be_written_is_one_message(tmp_path: Path) -> None:
    result = run("stats", "--html", tmp_path / "nowhere" / "progress.html")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: Could not write")
    assert "Traceback" not in result.stderr
