"""`study`: what is due first, misses again, and what comes next."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.cli.running import EVERY_TYPE, Event, flat, read_events, run
from tests.log.logs import answer_row

from calcinosis_quiz.cli.learner import learner_calendar
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.rows import AnswerRow, EventRow, SessionRow
from calcinosis_quiz.paths import log_file, parameters_file, snapshot_file
from calcinosis_quiz.study.snapshot import decode, encode

TRUE_FALSE = "\n".join(
    f"- {{id: q{n}, type: true-false, topic: {'skin' if n % 2 else 'bones'}, stem: Is it {n}?, answer: true}}"
    for n in range(8)
)
Remember = Callable[..., None]


@pytest.fixture
def bank(make_bank: Callable[[str], Path]) -> Path:
    return make_bank(TRUE_FALSE)


@pytest.fixture
def remember() -> Remember:
    """Write an answer to an item of the bank, so many days ago."""

    def remember(item: str, days_ago: float, fraction: float = 1.0, **values: object) -> None:
        with AnswerLog(log_file()) as log:
            number = log.query("SELECT count(*) FROM answer")[0][0]
            moment = datetime.now(UTC) - timedelta(days=days_ago)
            row = answer_row(f"a{number}", bank="sample", item=item, fraction=fraction, answered_at=moment)
            log.append(replace(row, **values))

    return remember


def study(bank: Path | str, *answers: str, options: tuple[str, ...] = ()) -> list[Event]:
    typed = "".join(f"{answer}\n" for answer in answers)
    result = run("study", "--bank", bank, "--seed", "1", "--json", *options, typed=typed)
    assert result.exit_code == 0, result.output
    return read_events(result.stdout)


def asked(events: list[Event]) -> list[str]:
    return [event["item"]["id"] for event in events if event["event"] == "question"]


def rows(kind: type[AnswerRow]) -> list[AnswerRow]:
    with AnswerLog(log_file()) as log:
        return list(log.read(kind))


def test_due_questions_come_before_new_ones_and_the_numbers_hold(bank: Path, remember: Remember) -> None:
    for item, days_ago in (("q3", 9), ("q5", 30), ("q7", 0)):
        remember(item, days_ago)
    names = asked(study(bank, *["true"] * 8, options=("--new", "2")))
    assert names[:2] == ["q5", "q3"]
    assert len(names) == 4
    assert "q7" not in names
    assert asked(study(bank, *["true"] * 9, options=("--limit", "1"))) != []


def test_a_miss_comes_back_a_few_questions_later_until_it_is_right(bank: Path) -> None:
    names = asked(study(bank, "false", *["true"] * 8))
    assert names.count(names[0]) == 2
    assert names[5] == names[0]
    assert len(names) == 9


def test_a_single_miss_at_the_end_comes_back_at_once_and_not_for_ever(bank: Path) -> None:
    names = asked(study(bank, *["false"] * 9, options=("--item", "q1")))
    assert names == ["q1"] * 4


def test_every_answer_stands_in_the_log_as_study(bank: Path) -> None:
    study(bank, "false", "true", "true", options=("--limit", "2"))
    with AnswerLog(log_file()) as log:
        assert [row.kind for row in log.read(SessionRow)] == ["study"]
        assert [event.kind for event in log.read(EventRow)] == ["finish"]
    assert [row.fraction for row in rows(AnswerRow)] == [0, 1, 1]
    assert [row.position for row in rows(AnswerRow)] == [0, 1, 2]


def test_what_was_answered_is_not_asked_again_on_the_same_day(bank: Path) -> None:
    study(bank, *["true"] * 8)
    result = run("study", "--bank", bank)
    assert "Nothing is due today." in result.stdout
    assert re.search(r"Due tomorrow: 0\. In the next 7 days: 8\.", result.stdout)


def test_an_answer_to_a_quiz_counts_as_study(bank: Path) -> None:
    run("quiz", "--bank", bank, "--item", "q1", "--json", typed="true\n")
    assert "q1" not in asked(study(bank, *["true"] * 8))


def test_a_suspended_question_is_left_out(bank: Path) -> None:
    run("suspend", "q1", "--bank", bank)
    assert "q1" not in asked(study(bank, *["true"] * 8))


def test_an_open_question_is_rated_by_the_points_found() -> None:
    events = study(EVERY_TYPE, '"some words"', "0", "none", "0", "x", "0", "y", "0", options=("--type", "open"))
    assert len(asked(events)) > len(set(asked(events)))  # no point found is a miss


def test_the_end_tells_what_is_due_tomorrow_and_this_week(bank: Path, remember: Remember) -> None:
    for item, days_ago in (("q1", 1), ("q2", 0), ("q3", 0)):
        remember(item, days_ago)
    outlook = study(bank, options=("--new", "0"))[-1]
    assert outlook["event"] == "outlook"
    assert outlook["due"] == 0
    assert [day["due"] for day in outlook["forecast"]] == [1, 2, 0, 0, 0, 0, 0]
    result = run("study", "--bank", bank, "--new", "0", "--plain")
    assert "Due tomorrow: 1. In the next 7 days: 3." in result.stdout


def test_an_exam_brings_everything_before_it_and_predicts_each_topic(bank: Path, remember: Remember) -> None:
    for days_ago in (60, 58, 40, 20):
        remember("q1", days_ago)
    assert asked(study(bank, options=("--new", "0"))) == []
    exam = learner_calendar().day_of(datetime.now(UTC)) + timedelta(days=3)
    options = ("--new", "0", "--exam-date", exam.isoformat())
    outlook = study(bank, options=options)[-1]
    assert sum(day["due"] for day in outlook["forecast"][:3]) == 1
    topics = {topic["topic"]: topic for topic in outlook["exam"]["topics"]}
    assert 0.9 < topics["skin"]["recall"] < 1
    assert (topics["skin"]["seen"], topics["bones"]["recall"]) == (1, None)
    shown = flat(run("study", "--bank", bank, *options, "--plain").stdout)
    assert f"Predicted recall on {exam}" in shown
    assert "bones: nothing seen (0 of 4 questions seen)" in shown


def test_a_wish_for_more_retention_brings_questions_back_sooner(bank: Path, remember: Remember) -> None:
    remember("q1", 1)
    assert asked(study(bank, options=("--new", "0"))) == []
    assert asked(study(bank, options=("--new", "0", "--retention", "0.97"))) == ["q1"]


def test_sure_but_wrong_comes_first(bank: Path, remember: Remember) -> None:
    remember("q1", 90)
    remember("q2", 9, 0.0, certainty="sure")
    assert asked(study(bank, "true", "true", options=("--new", "0"))) == ["q2", "q1"]


def test_answers_of_the_future_are_told_and_kept(bank: Path, remember: Remember) -> None:
    remember("q1", -400)
    assert "q1" not in asked(study(bank, *["true"] * 8))
    assert "Answered on a day that has not come yet: 1." in run("study", "--bank", bank).stdout


def test_a_deleted_item_in_the_log_does_no_harm(bank: Path, remember: Remember) -> None:
    remember("gone", 9)
    assert len(asked(study(bank, *["true"] * 8))) == 8


@pytest.mark.parametrize("date", ["2020-01-01", "tomorrow"])
def test_an_exam_date_that_is_none_is_wrong_usage(date: str, bank: Path) -> None:
    result = run("study", "--bank", bank, "--exam-date", date)
    assert result.exit_code == 2
    assert date in result.stderr


def test_at_the_end_of_the_input_the_session_ends_with_its_score(bank: Path) -> None:
    result = run("study", "--bank", bank, typed="true\n")
    assert result.exit_code == 0
    assert "Score: 1 of 1" in result.stdout
    assert "Due tomorrow: 0." in result.stdout


def test_a_snapshot_that_was_lost_or_broken_changes_nothing(bank: Path, remember: Remember) -> None:
    remember("q1", 9)
    run("stats", "--bank", bank)
    snapshot_file().unlink()
    assert asked(study(bank, options=("--new", "0"))) == ["q1"]
    for content in (b"", b"no snapshot" * 999):
        snapshot_file().write_bytes(content)
        assert asked(study(bank, options=("--new", "0"))) == ["q1"]


def test_a_snapshot_that_cannot_be_kept_changes_nothing(bank: Path, remember: Remember) -> None:
    remember("q1", 9)
    snapshot_file().mkdir()
    assert asked(study(bank, options=("--new", "0"))) == ["q1"]


def test_what_earlier_versions_kept_beside_the_log_is_cleared_away(bank: Path, remember: Remember) -> None:
    remember("q1", 9)
    names = ["derived.db", "derived.db-wal", "derived.db-shm"]
    for name in names:
        log_file().with_name(name).write_bytes(b"")
    run("stats", "--bank", bank)
    assert not any(log_file().with_name(name).exists() for name in names)


def test_history_check_finds_and_puts_right_what_does_not_follow(bank: Path, remember: Remember) -> None:
    remember("q1", 9)
    assert "all of them are what a full replay" in run("history", "check").stdout
    snapshot = decode(snapshot_file().read_bytes())
    assert snapshot is not None
    next(iter(snapshot.records.values())).earned = 999
    snapshot_file().write_bytes(encode(snapshot))
    assert "Not what a replay of the log gives, and made anew: 1 (q1)." in run("history", "check").stdout
    assert "all of them" in run("history", "check").stdout
    assert asked(study(bank, options=("--new", "0"))) == ["q1"]


def fill_log() -> None:
    """Write a learner who forgets half of what comes back after three days."""
    with AnswerLog(log_file()) as log:
        log.append(
            *(
                answer_row(
                    f"{item}-{n}", n * 3 * 24 * 60, bank="sample", item=f"i{item}", fraction=float((item + n) % 2)
                )
                for item in range(120)
                for n in range(8)
            )
        )


def test_optimising_needs_reviews_reports_its_gain_and_can_be_undone() -> None:
    refused = run("study", "optimise")
    assert refused.exit_code == 1
    assert "0 reviews on later days" in refused.stderr
    assert "nothing to undo" in run("study", "optimise", "--undo").stdout
    fill_log()
    said = run("study", "optimise").stdout
    before, after = map(float, re.findall(r"(?:before|after) (\d\.\d+)", said))
    assert after < before
    assert "Kept." in said
    assert len(json.loads(parameters_file().read_text())["fits"]) == 1
    assert "Not better, so nothing was changed." in run("study", "optimise").stdout
    assert "all of them are what" in run("history", "check").stdout
    assert "default parameters will be used" in run("study", "optimise", "--undo").stdout
    assert json.loads(parameters_file().read_text())["fits"] == []


def test_parameters_that_cannot_be_read_are_told_with_the_way_back(bank: Path) -> None:
    run("study", "--bank", bank)
    parameters_file().write_text("{", encoding="utf-8")
    result = run("study", "--bank", bank)
    assert result.exit_code == 1
    assert "Delete the file" in result.stderr
