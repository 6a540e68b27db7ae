"""A snapshot, kept up answer by answer, is what a full replay of the log gives."""

import sqlite3
import zlib
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.log.logs import IN_MEMORY, MOMENTS, START, answer_row, event_row, review_row

from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.opening import APPLICATION_ID
from calcinosis_quiz.log.rows import Rating, ReviewRating, ReviewRow, Row
from calcinosis_quiz.quiz.marking import Certainty
from calcinosis_quiz.study.attempts import ItemName
from calcinosis_quiz.study.schedule import DEFAULT_PARAMETERS, Memory, Plan, Review, Scheduler
from calcinosis_quiz.study.snapshot import Snapshot, bring_up_to_date, decode, encode, find_differences
from calcinosis_quiz.study.study_days import StudyCalendar

BERLIN = StudyCalendar(ZoneInfo("Europe/Berlin"))
SCHEDULER = Scheduler()
NAME = ItemName("bank", "item")
OLD_ANSWERS = (
    (0, 1.0, None, 1),
    (20, 1.0, "guess", 0),
    (21, 0.5, None, 0),
    (25, 1.0, "sure", 1),
    (60, 0.0, None, 0),
    (61, 0.0, "sure", 1),
)
OLD_MEMORY = (0.43618375062942505, 9.692167282104492)
DAY = 24 * 60
ITEMS = st.sampled_from(["a", "b", "c"])
ANSWERS = st.builds(
    lambda item, minute, fraction, certainty, easy, rating: {
        "item": item,
        "answered_at": START + timedelta(minutes=minute),
        "fraction": fraction,
        "certainty": certainty,
        "easy": easy,
        "rating": rating,
    },
    ITEMS,
    st.integers(-200 * DAY, 200 * DAY) | st.integers(0, DAY),
    st.sampled_from([0.0, 0.5, 1.0]),
    st.none() | st.sampled_from(get_args(Certainty)),
    st.booleans(),
    st.none() | st.sampled_from(get_args(Rating)),
)
REVIEWS = st.builds(
    lambda item, minute, rating: review_row(
        "", item=item, rating=rating, reviewed_at=START + timedelta(minutes=minute)
    ),
    ITEMS,
    st.integers(-200 * DAY, 200 * DAY) | st.integers(0, DAY),
    st.sampled_from(get_args(ReviewRating)),
)
STEPS = st.lists(
    ANSWERS
    | REVIEWS
    | st.tuples(st.just("undo"), st.integers(0, 30), st.just(0.0))
    | st.tuples(st.just("re-mark"), st.integers(0, 30), st.sampled_from([0.0, 0.5, 1.0]))
    | st.just("update"),
    max_size=40,
)


def updated(
    log: AnswerLog, snapshot: Snapshot | None = None, scheduler: Scheduler = SCHEDULER, calendar: StudyCalendar = BERLIN
) -> Snapshot:
    return bring_up_to_date(snapshot, log, scheduler, calendar)


def differences(snapshot: Snapshot, log: AnswerLog) -> tuple[str, ...]:
    return find_differences(snapshot, log, SCHEDULER, BERLIN)


def assert_same(snapshot: Snapshot, log: AnswerLog) -> None:
    """Compare a snapshot with one made anew, in every record and total."""
    anew = updated(log)
    assert snapshot.records == anew.records
    assert (snapshot.totals.days, snapshot.totals.certainties) == (anew.totals.days, anew.totals.certainties)
    predictions, expected = snapshot.totals.predictions, anew.totals.predictions
    assert predictions.keys() == expected.keys()
    for tenth, prediction in expected.items():
        assert replace(predictions[tenth], predicted=0) == replace(prediction, predicted=0)
        assert predictions[tenth].predicted == pytest.approx(prediction.predicted)
    assert differences(snapshot, log) == ()


@given(steps=STEPS)
def test_whatever_comes_in_and_whenever_it_is_looked_at_the_state_is_that_of_a_full_replay(
    steps: list[dict[str, object] | ReviewRow | tuple[str, int, float] | str],
) -> None:
    names = count()
    given: list[str] = []
    with AnswerLog(IN_MEMORY) as log:
        snapshot = updated(log)
        for step in steps:
            match step:
                case str():
                    snapshot = updated(log, decode(encode(snapshot)))
                case ReviewRow():
                    log.append(replace(step, uid=f"review-{next(names)}"))
                case dict():
                    given.append(f"answer-{next(names)}")
                    log.append(replace(answer_row(given[-1]), **step))
                case ("undo", place, _) if given:
                    log.append(event_row(f"event-{next(names)}", "undo", answer_uid=given[place % len(given)]))
                case (_, place, fraction) if given:
                    uid = given[place % len(given)]
                    log.append(event_row(f"event-{next(names)}", "re-mark", answer_uid=uid, fraction=fraction))
        assert_same(updated(log, snapshot), log)


def a_long_history() -> list[Row]:
    """Make 20,000 answers over half a year with undos, re-marks, late-comers, and reviews in Anki."""
    rng = Random(5)  # noqa: S311 - a test, not a secret
    rows: list[Row] = []
    for n in range(20_000):
        certainty = rng.choice([None, *get_args(Certainty)])
        late = rng.randrange(3 * DAY) if rng.random() < 0.02 else 0  # merged from another machine, or a clock gone back
        values: dict[str, object] = {"item": f"item-{rng.randrange(400)}", "fraction": rng.choice([0, 0.5, 1, 1, 1])}
        rows.append(replace(answer_row(f"answer-{n}", 10 * n - late, certainty=certainty, milliseconds=n), **values))
        if rng.random() < 0.01:
            rows.append(event_row(f"undo-{n}", "undo", answer_uid=f"answer-{rng.randrange(n + 1)}"))
        if rng.random() < 0.01:
            uid = f"answer-{rng.randrange(n + 1)}"
            rows.append(event_row(f"mark-{n}", "re-mark", answer_uid=uid, fraction=rng.choice([0, 1])))
        if rng.random() < 0.1:
            grade = rng.choice([0, 1, 2, 3, 3, 3, 4])
            rows.append(review_row(f"review-{n}", 10 * n - 2 * late, item=f"item-{rng.randrange(400)}", rating=grade))
    return rows


def test_twenty_thousand_reviews_taken_in_bit_by_bit_are_what_a_replay_gives() -> None:
    rows = a_long_history()
    with AnswerLog(IN_MEMORY) as log:
        snapshot = updated(log)
        for first in range(0, len(rows), 1000):
            log.append(*rows[first : first + 1000])
            snapshot = updated(log, snapshot)
        assert sum(state.answers for state in snapshot.states.values()) > 19_000
        assert_same(snapshot, log)


def test_an_answer_taken_back_leaves_no_trace() -> None:
    with AnswerLog(IN_MEMORY) as log:
        log.append(answer_row("a", certainty="sure"))
        snapshot = updated(log)
        assert snapshot.states
        log.append(event_row("u", "undo", answer_uid="a"))
        snapshot = updated(log, snapshot)
        assert (snapshot.records, snapshot.totals.days, snapshot.totals.certainties) == ({}, {}, {})


def test_an_answer_marked_again_counts_with_its_new_mark() -> None:
    with AnswerLog(IN_MEMORY) as log:
        log.append(answer_row("a", fraction=0))
        snapshot = updated(log)
        before = snapshot.states[NAME]
        log.append(event_row("r", "re-mark", answer_uid="a", fraction=1))
        after = updated(log, snapshot).states[NAME]
        assert (before.earned, after.earned) == (0, 1)
        assert after.memory.stability > before.memory.stability


def test_older_answers_of_another_machine_are_put_where_they_belong() -> None:
    with AnswerLog(IN_MEMORY) as log:
        log.append(answer_row("late", 30 * DAY))
        snapshot = updated(log)
        log.merge([answer_row("early", 0)])
        snapshot = updated(log, snapshot)
        memory = snapshot.states[NAME].memory
        assert (memory.reviews, memory.last_day) == (2, (START + timedelta(days=30)).date())
        assert snapshot.states[NAME].first_day == START.date()
        assert_same(snapshot, log)


def test_answers_in_the_future_and_of_items_no_bank_has_are_kept() -> None:
    with AnswerLog(IN_MEMORY) as log:
        snapshot = updated(log)
        for year in (1970, 2026, 9999):
            log.append(answer_row(f"a{year}", item="deleted", answered_at=START.replace(year=year)))
            snapshot = updated(log, decode(encode(snapshot)))
        assert snapshot.states[ItemName("bank", "deleted")].memory.last_day.year == 9999
        assert_same(snapshot, log)


@given(moments=st.lists(MOMENTS, min_size=1, max_size=8))
def test_any_order_of_times_is_put_right(moments: list[object]) -> None:
    with AnswerLog(IN_MEMORY) as log:
        snapshot = updated(log)
        for n, moment in enumerate(moments):
            log.append(answer_row(str(n), answered_at=moment))
            snapshot = updated(log, snapshot)
        assert_same(snapshot, log)


def fill(log: AnswerLog) -> bytes:
    """Write some answers; return the snapshot of them."""
    log.append(*(answer_row(f"a{n}", n * DAY, item=f"item-{n % 50}", certainty="sure") for n in range(300)))
    return encode(updated(log))


def test_a_snapshot_is_read_as_it_was_written() -> None:
    with AnswerLog(IN_MEMORY) as log:
        content = fill(log)
        assert decode(content) == updated(log)


@given(place=st.integers(0, 5000), value=st.integers(0, 255))
def test_a_snapshot_that_is_damaged_or_cut_short_is_none(place: int, value: int) -> None:
    with AnswerLog(IN_MEMORY) as log:
        content = fill(log)
    damaged = bytearray(content)
    place %= len(damaged)
    damaged[place] ^= value
    assert (decode(bytes(damaged)) is None) == (value != 0)
    assert decode(content[:place]) is None


def test_something_else_in_place_of_a_snapshot_is_none() -> None:
    content = b"\x93\x01\x02\x03"
    assert decode(zlib.crc32(content).to_bytes(4, "big") + content) is None


def test_reviews_in_another_program_move_the_schedule_and_no_figure_of_what_was_right() -> None:
    with AnswerLog(IN_MEMORY) as log:
        snapshot = updated(log)
        log.append(answer_row("a", fraction=0.5), review_row("r", 3 * DAY, rating=4))
        snapshot = updated(log, snapshot)
        state = snapshot.states[NAME]
        assert (state.answers, state.earned) == (1, 0.5)
        assert (state.memory.reviews, state.memory.last_day) == (2, (START + timedelta(days=3)).date())
        assert [total.attempts for total in snapshot.totals.days.values()] == [1, 1]
        assert sum(prediction.recalled for prediction in snapshot.totals.predictions.values()) == 1
        assert_same(snapshot, log)


def test_a_card_that_was_reset_is_new_until_it_is_answered_again() -> None:
    with AnswerLog(IN_MEMORY) as log:
        log.append(answer_row("a", certainty="sure"), review_row("r", DAY, rating=0))
        snapshot = updated(log)
        assert snapshot.states == {}
        assert snapshot.totals.certainties["sure"].answers == 1
        log.append(answer_row("b", 9 * DAY))
        snapshot = updated(log, snapshot)
        state = snapshot.states[NAME]
        assert (state.memory.reviews, state.answers, state.first_day) == (1, 2, (START + timedelta(days=9)).date())
        assert_same(snapshot, log)


@pytest.mark.parametrize("uids", [["a0", "b1"], [f"b{n}" for n in range(300)], [f"b{n}" for n in range(400)], []])
def test_another_log_in_the_place_of_the_first_one_is_noticed(uids: list[str]) -> None:
    with AnswerLog(IN_MEMORY) as log:
        content = fill(log)
    with AnswerLog(IN_MEMORY) as log:
        log.append(*(answer_row(uid) for uid in uids))
        assert_same(updated(log, decode(content)), log)


def test_other_parameters_another_time_zone_or_another_start_of_the_day_replay_the_log() -> None:
    other = Scheduler(Plan(parameters=(*DEFAULT_PARAMETERS[:2], 4.0, *DEFAULT_PARAMETERS[3:])))
    islands = StudyCalendar(ZoneInfo("Pacific/Kiritimati"))
    with AnswerLog(IN_MEMORY) as log:
        log.append(answer_row("a"))
        snapshot = updated(log)
        for scheduler, calendar in ((other, BERLIN), (other, islands), (other, replace(islands, day_start=23))):
            snapshot = updated(log, snapshot, scheduler, calendar)
            assert snapshot == updated(log, None, scheduler, calendar)


def test_a_scheduler_that_computes_otherwise_replays_the_log() -> None:
    class NextYears(Scheduler):
        """The same parameters in a later version of the library."""

        def review(self, memory: Memory | None, review: Review) -> Memory:
            return replace(super().review(memory, review), stability=77.0)

    with AnswerLog(IN_MEMORY) as log:
        content = fill(log)
        states = updated(log, decode(content), NextYears()).states
        assert {state.memory.stability for state in states.values()} == {77.0}


def test_a_wish_for_another_retention_replays_nothing() -> None:
    with AnswerLog(IN_MEMORY) as log:
        snapshot = decode(fill(log))
        assert snapshot is not None
        snapshot.records[ItemName("bank", "item-1")].earned = 77
        assert updated(log, snapshot, Scheduler(Plan(retention=0.8))).records[ItemName("bank", "item-1")].earned == 77


def test_what_does_not_follow_from_the_log_is_named() -> None:
    with AnswerLog(IN_MEMORY) as log:
        fill(log)
        snapshot = updated(log)
        assert differences(snapshot, log) == ()
        snapshot.records[ItemName("bank", "item-1")].earned += 1
        del snapshot.records[ItemName("bank", "item-2")]
        snapshot.records[ItemName("bank", "ghost")] = snapshot.records[ItemName("bank", "item-3")]
        snapshot.totals.days[START.date()].attempts += 1
        snapshot.totals.certainties["sure"].correct -= 1
        assert differences(snapshot, log) == ("2026-01-05", "ghost", "item-1", "item-2", "sure")


def test_what_another_terminal_writes_during_an_update_counts_once(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    with AnswerLog(path) as log, AnswerLog(path) as other:

        class Interrupted(Scheduler):
            """Reviews while the other terminal answers."""

            def review(self, memory: Memory | None, review: Review) -> Memory:
                if log.query("SELECT 1 FROM event"):
                    other.merge([answer_row("late", 9, item="z"), event_row("v", "undo", 10, answer_uid="c")])
                return super().review(memory, review)

        log.append(answer_row("a", 1, item="y"), answer_row("b", 2, item="z"), answer_row("c", 3, item="z"))
        snapshot = updated(log, None, Interrupted())
        log.append(answer_row("d", 4, item="y"), event_row("u", "undo", 5, answer_uid="b"))
        snapshot = updated(log, snapshot, Interrupted())
        assert snapshot.states[ItemName("bank", "z")].answers == 1
        snapshot = updated(log, snapshot, Interrupted())
        assert_same(snapshot, log)


def test_a_log_of_an_earlier_version_has_the_schedule_that_it_had(tmp_path: Path) -> None:
    for version in (1, 2):
        path = tmp_path / f"{version}.db"
        with closing(sqlite3.connect(path)) as old:
            script = Path(__file__).parents[1] / "log" / f"schema_{version}.sql"
            old.executescript(script.read_text(encoding="utf-8"))
            old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            old.execute(f"PRAGMA user_version = {version}")
            for n, (day, fraction, certainty, easy) in enumerate(OLD_ANSWERS):
                at = (START + timedelta(days=day)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
                old.execute(
                    "INSERT INTO answer (uid, session_uid, position, bank, item, content_hash, shown_order, parts,"
                    " answer, fraction, policy, certainty, easy, rating_policy, answered_at)"
                    " VALUES (?, 's', 0, 'bank', 'item', 'hash', '[]', '[]', '{\"type\": \"truth\", \"value\": true}',"
                    " ?, 'right-or-wrong', ?, ?, 1, ?)",
                    (str(n), fraction, certainty, easy, at),
                )
            old.commit()
        with AnswerLog(path) as log:
            memory = updated(log).states[NAME].memory
            assert (memory.reviews, memory.lapses, memory.misconception) == (6, 3, True)
            # As the version that wrote such files computed them.
            assert (memory.stability, memory.difficulty) == pytest.approx(OLD_MEMORY)
