"""`calcinosis-quiz` alone, and quizzes on what was missed."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.cli.running import run
from tests.log.logs import answer_row

from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.paths import log_file, parameters_file

BANK = "\n".join(f"- {{id: q{n}, type: true-false, stem: Is it {n}?, answer: true}}" for n in range(40))


@pytest.fixture(autouse=True)
def bank(make_bank: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALCINOSIS_QUIZ_BANKS", str(make_bank(BANK)))


def remember(item: str, days_ago: float, **values: object) -> None:
    with AnswerLog(log_file()) as log:
        number = log.query("SELECT count(*) FROM answer")[0][0]
        moment = datetime.now(UTC) - timedelta(days=days_ago)
        row = answer_row(f"a{number}", bank="sample", item=item, answered_at=moment, milliseconds=30_000)
        log.append(replace(row, **values))


def test_a_newcomer_gets_ten_questions() -> None:
    assert "Question 1 of 10" in run().stdout
    assert "Question 1 of 10" in run().stdout  # nothing was answered


def test_with_answers_it_says_on_one_line_what_there_is_today_and_studies_it() -> None:
    for days_ago in (1, 0):
        remember("q9", days_ago)
    for n in range(3):
        remember(f"q{n}", 20)
    lines = run(typed="true\n").stdout.splitlines()
    assert lines[0] == "Today: 3 due, 10 new. About 6 minutes. 2 days in a row so far."
    assert any(line.startswith("Question 1 of 13") for line in lines)


def test_when_all_is_done_it_says_when_to_come_back() -> None:
    remember("q1", 0)
    settings = {"CALCINOSIS_QUIZ_NEW_PER_DAY": "1"}
    lines = run(**settings).stdout.splitlines()
    assert lines[0] == "Today: 0 due, 0 new."
    assert "  Nothing more today: next at 4:00, 0 due." in lines


def test_a_quiz_can_be_on_what_was_missed() -> None:
    remember("q1", 9, fraction=0.0)
    remember("q2", 9)
    remember("q3", 3, fraction=0.0, certainty="sure")
    for _ in range(6):
        remember("q4", 1, fraction=0.0)
    remember("q4", 1, fraction=1.0)

    def asked(option: str) -> set[str]:
        shown = run("quiz", option, "--plain", typed="true\n" * 9).stdout
        return {f"q{number}" for number in re.findall(r"Is it (\d+)\?", shown)}

    assert asked("--leeches") == {"q4"}
    assert asked("--sure-but-wrong") == {"q3"}
    assert asked("--missed") == {"q1"}
    result = run("quiz", "--missed")
    assert (result.exit_code, "You missed none of these questions the last time." in result.stderr) == (1, True)


def test_the_weakest_come_first_and_no_more_than_wanted() -> None:
    for n, days_ago in ((1, 5), (2, 300), (3, 60)):
        remember(f"q{n}", days_ago)
    shown = run("quiz", "--weak", "--count", "2", "--plain", typed="true\n" * 3).stdout
    assert list(dict.fromkeys(re.findall(r"Is it (\d+)\?", shown))) == ["2", "3"]


def test_what_was_missed_cannot_be_known_without_the_log() -> None:
    assert run("quiz", "--weak", "--no-log").exit_code == 2


def test_a_leech_stands_in_stats_with_its_facts(tmp_path: Path) -> None:
    for _ in range(6):
        remember("q4", 1, fraction=0.0)
    assert "q4: missed 6 times." in run("stats").stdout
    page = tmp_path / "page.html"
    run("stats", "--html", page)
    assert "Missed again and again" in page.read_text(encoding="utf-8")


def test_fitting_is_offered_once_after_two_weeks_with_enough_reviews() -> None:
    with AnswerLog(log_file()) as log:
        start = datetime.now(UTC) - timedelta(days=20)
        log.append(
            *(
                answer_row(f"x{day}-{n}", bank="sample", item=f"q{n}", answered_at=start + timedelta(days=day))
                for day in range(17)
                for n in range(40)
            )
        )
    offer = "`calcinosis-quiz study optimise` fits"
    run("study", "--json")
    assert not parameters_file().exists()
    assert offer in run("study").stdout
    assert offer not in run("study").stdout
    assert run("study", "optimise").exit_code == 0


def test_fitting_is_not_offered_while_there_is_little_to_fit() -> None:
    for n in range(40):
        remember(f"q{n}", 20)
    assert "optimise" not in run("study").stdout
