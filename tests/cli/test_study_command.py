"""`study`: what is due first, misses again, and what comes next."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.cli.running import EVERY_TYPE, Event, flat, read_events, run
from tests.log.logs import answer_row

from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.cli.learner import learner_calendar, make_scheduler
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.rows import AnswerRow, EventRow, SessionRow
from calcinosis_quiz.paths import log_file, parameters_file, settings_file, snapshot_file
from calcinosis_quiz.quiz.answers import Chosen
from calcinosis_quiz.quiz.remap import digest_parts
from calcinosis_quiz.study.attempts import ItemName
from calcinosis_quiz.study.snapshot import bring_up_to_date, decode, encode

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


@pytest.fixture
def set_up() -> Callable[..., None]:
    """Write settings."""

    def set_up(**values: object) -> None:
        settings_file().parent.mkdir(parents=True, exist_ok=True)
        settings_file().write_text("".join(f"{name} = {value}\n" for name, value in values.items()), encoding="utf-8")

    return set_up


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
    assert names[4] == names[0]
    assert len(names) == 9


def test_a_question_that_is_missed_over_and_over_waits_for_another_day_in_the_end(bank: Path) -> None:
    names = asked(study(bank, *["false"] * 9, options=("--item", "q1", "--item", "q2")))
    assert names == names[:2] * 3
    assert asked(study(bank, "false", options=("--item", "q3"))) == ["q3"]


def test_a_miss_returns_with_its_options_in_another_order(make_bank: Callable[[str], Path]) -> None:
    options = ", ".join(f"{{text: {name}, why: Because}}" for name in ("one", "two", "three", "four"))
    items = "\n".join(
        f"- {{id: s{n}, type: single-best-answer, stem: Which?, options: [{{text: five, correct: true}}, {options}]}}"
        for n in range(3)
    )
    events = study(make_bank(items), *['"A"'] * 9)
    shown: dict[str, list[list[str]]] = {}
    for event in events:
        if event["event"] == "question":
            texts = [option["text"] for option in event["item"]["options"]]
            shown.setdefault(event["item"]["id"], []).append(texts)
    assert any(len(orders) > 1 for orders in shown.values())
    for orders in shown.values():
        assert all(one != other for one, other in pairwise(orders))
    recorded = [row.shown_order for row in rows(AnswerRow)]
    assert len(set(recorded)) > 3


def test_new_questions_are_limited_over_all_sessions_of_the_day(bank: Path, set_up: Callable[..., None]) -> None:
    set_up(new_per_day=3)
    assert len(asked(study(bank, "true", "true"))) == 3
    events = study(bank, "true", "true")
    assert len(asked(events)) == 1
    assert events[-1]["left"] == {"due": 0, "new": 0, "held_back": 0}
    assert asked(study(bank)) == []
    assert len(asked(study(bank, *["true"] * 4, options=("--new", "2")))) == 2
    assert "More now: `calcinosis-quiz study --new 5`" in run("study", "--bank", bank).stdout


def test_an_answer_to_a_quiz_counts_towards_the_limits_of_the_day(bank: Path, set_up: Callable[..., None]) -> None:
    set_up(new_per_day=3)
    run("quiz", "--bank", bank, "--count", "2", "--json", typed="true\ntrue\n")
    assert len(asked(study(bank, *["true"] * 4))) == 1


def test_reviews_are_limited_over_all_sessions_and_the_rest_is_named(
    bank: Path, remember: Remember, set_up: Callable[..., None]
) -> None:
    set_up(new_per_day=0, reviews_per_day=2)
    for n in range(5):
        remember(f"q{n}", 20 + n)
    assert len(asked(study(bank, "true", "true"))) == 2
    shown = flat(run("study", "--bank", bank).stdout)
    assert "Nothing more today: next at 4:00, 3 due." in shown
    assert "3 more are due, over your limit of 2 a day: `calcinosis-quiz study --limit 3` asks them." in shown
    assert len(asked(study(bank, *["true"] * 9, options=("--limit", "3")))) == 3


def test_what_is_left_today_is_said_when_one_leaves(bank: Path, remember: Remember) -> None:
    remember("q1", 9)
    shown = flat(run("study", "--bank", bank, "--plain", typed="true\n").stdout)
    assert "Still to come today: 0 due, 7 new. `calcinosis-quiz study` goes on." in shown


def test_the_day_begins_when_the_settings_say(bank: Path, set_up: Callable[..., None]) -> None:
    set_up(day_start=7, new_per_day=0)
    assert "next at 7:00" in run("study", "--bank", bank).stdout


def test_each_grade_in_json_is_due_on_the_day_that_it_names(bank: Path) -> None:
    for item, key in (("q1", "1"), ("q2", "2"), ("q3", "good"), ("q4", "null")):
        events = study(bank, "true", "fine", key, options=("--grades", "--item", item))
        grades = next(event for event in events if event["event"] == "grades")
        assert [each["name"] for each in grades["grades"]] == ["again", "hard", "good", "easy"]
        assert [event["message"] for event in events if event["event"] == "error"] == ["Expected 1, 2, 3 or 4."]
        chosen = next((each for each in grades["grades"] if key in each.values()), grades["grades"][2])
        assert scheduled(item) == chosen["due"]


def test_no_grade_is_asked_for_after_a_miss_a_part_or_a_guess(bank: Path) -> None:
    options = ("--grades", "--item", "q1", "--item", "q2")
    events = study(bank, "false", "true", "3", options=options)
    assert [event["event"] for event in events if event["event"] in {"outcome", "grades"}] == [
        "outcome",
        "outcome",
        "grades",
    ]
    guessed = study(bank, "true", "guess", options=("--grades", "--confidence", "--item", "q3"))
    assert not any(event["event"] == "grades" for event in guessed)


def test_a_grade_by_lines_is_asked_with_days_and_an_empty_line_is_good(bank: Path) -> None:
    shown = run("study", "--bank", bank, "--item", "q1", "--grades", "--plain", typed="true\nwell\n\n").stdout
    assert "How well did you know it? (1 again, tomorrow; 2 hard, tomorrow; 3 good," in flat(shown)
    assert "Expected 1, 2, 3 or 4." in shown
    assert [row.rating for row in rows(AnswerRow)] == [None]


def test_a_right_answer_graded_again_returns_in_the_session(bank: Path) -> None:
    names = asked(study(bank, "true", "1", *["true", "3"] * 9, options=("--grades", "--limit", "5")))
    assert names.count(names[0]) == 2


def scheduled(item: str) -> str:
    """Read from the log when an item is due."""
    scheduler = make_scheduler()
    with AnswerLog(log_file()) as log:
        states = bring_up_to_date(None, log, scheduler, learner_calendar()).states
    return scheduler.due(states[ItemName("sample", item)].memory).isoformat()


@pytest.fixture
def leech() -> None:
    """Write five misses of an item, of which nothing was recalled since."""
    question = open_library([Path(EVERY_TYPE)]).questions["one-of-three"]
    with AnswerLog(log_file()) as log:
        for n, option in enumerate((0, 3, 2, 3, 2)):
            row = answer_row(f"m{n}", n * 24 * 60, bank="every-type", item=question.id, fraction=0)
            log.append(replace(row, answer=Chosen(frozenset({option})), parts=digest_parts(question)))


@pytest.mark.usefixtures("leech")
def test_a_leech_is_named_with_its_most_frequent_error_and_its_facts() -> None:
    events = study(EVERY_TYPE, '"D"', options=("--item", "one-of-three"))
    (leech,) = [event for event in events if event["event"] == "leech"]
    assert leech == {
        "event": "leech",
        "id": "one-of-three",
        "misses": 6,
        "facts": ["most-are-apatite"],
        "chosen": {"text": "Struvite", "why": "It makes stones of the kidney.", "times": 3},
    }


@pytest.mark.usefixtures("leech")
def test_a_leech_is_named_in_words_and_is_left_out_only_when_one_says_so() -> None:
    options = ("study", "--bank", EVERY_TYPE, "--item", "one-of-three", "--plain")
    shown = flat(run(*options, typed="D\n").stdout)
    assert "Missed 6 times since you last knew it: a leech. Chosen 3 times: Struvite." in shown
    assert "`calcinosis-quiz suspend one-of-three` leaves it out." in shown
    assert "one-of-three" not in run("suspend").stdout


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
    assert "Nothing more today: next at 4:00, 0 due." in result.stdout
    assert re.search(r"Due tomorrow: 0\. In the next 7 days: 8\.", result.stdout)


def test_an_answer_to_a_quiz_counts_as_study(bank: Path) -> None:
    run("quiz", "--bank", bank, "--item", "q1", "--json", typed="true\n")
    assert "q1" not in asked(study(bank, *["true"] * 8))


def test_a_suspended_question_is_left_out(bank: Path) -> None:
    run("suspend", "q1", "--bank", bank)
    assert "q1" not in asked(study(bank, *["true"] * 8))


def test_an_open_question_is_rated_by_the_points_found() -> None:
    options = ("--type", "open", "--type", "true-false", "--seed", "2")
    events = study(EVERY_TYPE, *['"some words"', "0", "true"] * 4, options=options)
    openly = [event["item"]["id"] for event in events if event.get("item", {}).get("type") == "open"]
    assert len(openly) > len(set(openly))  # no point found is a miss


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
    assert "all match a full replay" in run("history", "check").stdout
    snapshot = decode(snapshot_file().read_bytes())
    assert snapshot is not None
    next(iter(snapshot.records.values())).earned = 999
    snapshot_file().write_bytes(encode(snapshot))
    assert "Not what a replay of the log gives, and made anew: 1 (q1)." in run("history", "check").stdout
    assert "all match" in run("history", "check").stdout
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
    assert "all match a full replay" in run("history", "check").stdout
    assert "default parameters will be used" in run("study", "optimise", "--undo").stdout
    assert json.loads(parameters_file().read_text())["fits"] == []


def test_parameters_that_cannot_be_read_are_told_with_the_way_back(bank: Path) -> None:
    run("study", "--bank", bank)
    parameters_file().write_text("{", encoding="utf-8")
    result = run("study", "--bank", bank)
    assert result.exit_code == 1
    assert "Delete the file" in result.stderr
