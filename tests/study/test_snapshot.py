"""Derived state: kept up answer by answer, it is what a full replay of the log gives."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
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

from calcinosis_quiz.log.errors import LogError
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.rows import Grade, ReviewRow, Row
from calcinosis_quiz.quiz.marking import Certainty
from calcinosis_quiz.study.schedule import DEFAULT_PARAMETERS, Memory, Plan, Review, Scheduler
from calcinosis_quiz.study.snapshot import Derived

BERLIN = ZoneInfo("Europe/Berlin")
DAY = 24 * 60
ITEMS = st.sampled_from(["a", "b", "c"])
ANSWERS = st.builds(
    lambda item, minute, fraction, certainty, easy: {
        "item": item,
        "answered_at": START + timedelta(minutes=minute),
        "fraction": fraction,
        "certainty": certainty,
        "easy": easy,
    },
    ITEMS,
    st.integers(-200 * DAY, 200 * DAY) | st.integers(0, DAY),
    st.sampled_from([0.0, 0.5, 1.0]),
    st.none() | st.sampled_from(get_args(Certainty)),
    st.booleans(),
)
REVIEWS = st.builds(
    lambda item, minute, rating: review_row(
        "", item=item, rating=rating, reviewed_at=START + timedelta(minutes=minute)
    ),
    ITEMS,
    st.integers(-200 * DAY, 200 * DAY) | st.integers(0, DAY),
    st.sampled_from(get_args(Grade)),
)
STEPS = st.lists(
    ANSWERS
    | REVIEWS
    | st.tuples(st.just("undo"), st.integers(0, 30), st.just(0.0))
    | st.tuples(st.just("re-mark"), st.integers(0, 30), st.sampled_from([0.0, 0.5, 1.0]))
    | st.just("update"),
    max_size=40,
)


@contextmanager
def derived_from(
    log: AnswerLog, path: Path = IN_MEMORY, plan: Plan | None = None, zone: ZoneInfo = BERLIN
) -> Iterator[Derived]:
    with Derived(path, log, Scheduler(plan), zone) as derived:
        derived.update()
        yield derived


def assert_same(derived: Derived, log: AnswerLog) -> None:
    """Hold the state against one made anew, in every table."""
    with derived_from(log) as anew:
        assert derived.standings() == anew.standings()
        for tenth, prediction in anew.predictions().items():
            assert replace(derived.predictions()[tenth], predicted=0) == replace(prediction, predicted=0)
            assert derived.predictions()[tenth].predicted == pytest.approx(prediction.predicted)
        assert derived.predictions().keys() == anew.predictions().keys()
        assert derived.certainties() == anew.certainties()
        days, again = derived.days(), anew.days()
        assert days.keys() == again.keys()
        for day, total in days.items():
            assert total == again[day]
    assert derived.verify() == ()


@given(steps=STEPS)
def test_whatever_comes_in_and_whenever_it_is_looked_at_the_state_is_that_of_a_full_replay(
    steps: list[dict[str, object] | ReviewRow | tuple[str, int, float] | str],
) -> None:
    names = count()
    given: list[str] = []
    with AnswerLog(IN_MEMORY) as log, derived_from(log) as derived:
        for step in steps:
            match step:
                case str():
                    derived.update()
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
        derived.update()
        assert_same(derived, log)


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
    with AnswerLog(IN_MEMORY) as log, derived_from(log) as derived:
        for first in range(0, len(rows), 1000):
            log.append(*rows[first : first + 1000])
            derived.update()
        assert sum(standing.answers for standing in derived.standings().values()) > 19_000
        assert_same(derived, log)


def test_an_answer_taken_back_leaves_no_trace() -> None:
    with AnswerLog(IN_MEMORY) as log, derived_from(log) as derived:
        log.append(answer_row("a", certainty="sure"))
        derived.update()
        assert derived.standings()
        log.append(event_row("u", "undo", answer_uid="a"))
        derived.update()
        assert (derived.standings(), derived.days(), derived.certainties()) == ({}, {}, {})


def test_an_answer_marked_again_counts_with_its_new_mark() -> None:
    with AnswerLog(IN_MEMORY) as log, derived_from(log) as derived:
        log.append(answer_row("a", fraction=0))
        derived.update()
        before = derived.standings()["bank", "item"]
        log.append(event_row("r", "re-mark", answer_uid="a", fraction=1))
        derived.update()
        after = derived.standings()["bank", "item"]
        assert (before.earned, after.earned) == (0, 1)
        assert after.memory.stability > before.memory.stability


def test_older_answers_of_another_machine_are_put_where_they_belong() -> None:
    with AnswerLog(IN_MEMORY) as log, derived_from(log) as derived:
        log.append(answer_row("late", 30 * DAY))
        derived.update()
        log.merge([answer_row("early", 0)])
        derived.update()
        memory = derived.standings()["bank", "item"].memory
        assert (memory.reviews, memory.last_day) == (2, (START + timedelta(days=30)).date())
        assert_same(derived, log)


def test_answers_in_the_future_and_of_items_no_bank_has_are_kept() -> None:
    with AnswerLog(IN_MEMORY) as log, derived_from(log) as derived:
        for year in (1970, 2026, 9999):
            log.append(answer_row(f"a{year}", item="deleted", answered_at=START.replace(year=year)))
            derived.update()
        assert derived.standings()["bank", "deleted"].memory.last_day.year == 9999
        assert derived.verify() == ()


@given(moments=st.lists(MOMENTS, min_size=1, max_size=8))
def test_any_order_of_times_is_put_right(moments: list[object]) -> None:
    with AnswerLog(IN_MEMORY) as log, derived_from(log) as derived:
        for n, moment in enumerate(moments):
            log.append(answer_row(str(n), answered_at=moment))
            derived.update()
        assert_same(derived, log)


def filled(log: AnswerLog, path: Path) -> dict[tuple[str, str], object]:
    """Write some answers, derive what follows, and give it."""
    log.append(*(answer_row(f"a{n}", n * DAY, item=f"item-{n % 50}") for n in range(300)))
    with derived_from(log, path) as derived:
        return dict(derived.standings())


def test_a_deleted_file_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "derived.db"
    with AnswerLog(IN_MEMORY) as log:
        before = filled(log, path)
        path.unlink()
        with derived_from(log, path) as derived:
            assert derived.standings() == before


@pytest.mark.parametrize("place", [0, 3000, 10_000])
def test_a_broken_file_is_made_anew(tmp_path: Path, place: int) -> None:
    path = tmp_path / "derived.db"
    with AnswerLog(IN_MEMORY) as log:
        before = filled(log, path)
        content = bytearray(path.read_bytes())
        assert len(content) > place
        content[place:] = b"\xff" * (len(content) - place)
        path.write_bytes(bytes(content))
        log.append(answer_row("one more", item="item-1"))
        with derived_from(log, path) as derived:
            assert derived.standings().keys() == before.keys()
            assert derived.verify() == ()


def test_a_file_of_another_version_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "derived.db"
    with AnswerLog(IN_MEMORY) as log:
        before = filled(log, path)
        other = sqlite3.connect(path)
        other.executescript("DROP TABLE item; CREATE TABLE strange (a); PRAGMA user_version = 99;")
        other.close()
        with derived_from(log, path) as derived:
            assert derived.standings() == before


def test_reviews_in_another_program_move_the_schedule_and_no_figure_of_what_was_right() -> None:
    with AnswerLog(IN_MEMORY) as log, derived_from(log) as derived:
        log.append(answer_row("a", fraction=0.5), review_row("r", 3 * DAY, rating=4))
        derived.update()
        standing = derived.standings()["bank", "item"]
        assert (standing.answers, standing.earned) == (1, 0.5)
        assert (standing.memory.reviews, standing.memory.last_day) == (2, (START + timedelta(days=3)).date())
        assert [total.answers for total in derived.days().values()] == [1, 1]
        assert sum(prediction.recalled for prediction in derived.predictions().values()) == 1
        assert_same(derived, log)


def test_a_card_that_was_reset_is_new_until_it_is_answered_again() -> None:
    with AnswerLog(IN_MEMORY) as log, derived_from(log) as derived:
        log.append(answer_row("a", certainty="sure"), review_row("r", DAY, rating=0))
        derived.update()
        assert derived.standings() == {}
        assert derived.certainties()["sure"].answers == 1
        assert_same(derived, log)
        log.append(answer_row("b", 9 * DAY))
        derived.update()
        standing = derived.standings()["bank", "item"]
        assert (standing.memory.reviews, standing.answers) == (1, 2)
        assert_same(derived, log)


def test_another_log_in_the_place_of_the_first_one_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "derived.db"
    with AnswerLog(IN_MEMORY) as log:
        filled(log, path)
    for uids in (["a0", "b1"], [f"b{n}" for n in range(300)], [f"b{n}" for n in range(400)], []):
        with AnswerLog(IN_MEMORY) as log:
            log.append(*(answer_row(uid) for uid in uids))
            with derived_from(log, path) as derived:
                assert derived.verify() == ()


def test_other_parameters_or_another_time_zone_replay_the_log(tmp_path: Path) -> None:
    path = tmp_path / "derived.db"
    other = Plan(parameters=(*DEFAULT_PARAMETERS[:2], 4.0, *DEFAULT_PARAMETERS[3:]))
    with AnswerLog(IN_MEMORY) as log:
        log.append(answer_row("a"))
        for plan, zone in ((None, BERLIN), (other, BERLIN), (other, ZoneInfo("Pacific/Kiritimati"))):
            with derived_from(log, path, plan, zone) as derived, derived_from(log, plan=plan, zone=zone) as anew:
                assert derived.standings() == anew.standings()
                assert derived.days() == anew.days()


def test_a_scheduler_that_reckons_otherwise_replays_the_log(tmp_path: Path) -> None:
    class NextYears(Scheduler):
        """The same parameters in a later version of the library."""

        def review(self, memory: Memory | None, review: Review) -> Memory:
            return replace(super().review(memory, review), stability=77.0)

    path = tmp_path / "derived.db"
    with AnswerLog(IN_MEMORY) as log:
        filled(log, path)
        with Derived(path, log, NextYears(), BERLIN) as derived:
            derived.update()
            assert {standing.memory.stability for standing in derived.standings().values()} == {77.0}


def test_a_wish_for_another_retention_replays_nothing(tmp_path: Path) -> None:
    path = tmp_path / "derived.db"
    with AnswerLog(IN_MEMORY) as log:
        before = filled(log, path)
        with sqlite3.connect(path) as other:
            other.execute("UPDATE item SET reviews = 77 WHERE item = 'item-1'")
        with derived_from(log, path, Plan(retention=0.8)) as derived:
            assert derived.standings() != before


def test_what_does_not_follow_from_the_log_is_named_and_put_right(tmp_path: Path) -> None:
    path = tmp_path / "derived.db"
    with AnswerLog(IN_MEMORY) as log:
        filled(log, path)
        with sqlite3.connect(path) as other:
            other.execute("UPDATE item SET stability = 1 WHERE item = 'item-1'")
            other.execute("DELETE FROM item_day WHERE item = 'item-2'")
            other.execute(
                "INSERT INTO item SELECT bank, 'ghost', stability, difficulty, last_day, reviews, lapses,"
                " misconception, answers, earned, milliseconds, last_at FROM item WHERE item = 'item-3'"
            )
        with derived_from(log, path) as derived:
            assert derived.verify() == (("bank", "ghost"), ("bank", "item-1"), ("bank", "item-2"))
            derived.remake()
            assert derived.verify() == ()
        with sqlite3.connect(path) as other:
            other.execute("UPDATE day SET answers = answers + 1 WHERE day = '2026-01-07'")
        with derived_from(log, path) as derived:
            assert derived.verify() == (("", "2026-01-07"),)


def test_two_terminals_share_the_file(tmp_path: Path) -> None:
    path = tmp_path / "derived.db"
    with AnswerLog(tmp_path / "log.db") as log, derived_from(log, path) as one, derived_from(log, path) as other:
        log.append(answer_row("a"))
        one.update()
        log.append(answer_row("b", 1))
        other.update()
        one.update()
        assert one.standings() == other.standings()
        assert one.verify() == ()


def test_what_another_terminal_writes_during_an_update_counts_once(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    with AnswerLog(path) as log, AnswerLog(path) as other:

        class Interrupted(Scheduler):
            """Reviews while the other terminal answers."""

            def review(self, memory: Memory | None, review: Review) -> Memory:
                if log.query("SELECT 1 FROM event"):
                    other.merge([answer_row("late", 9, item="z")])
                return super().review(memory, review)

        with Derived(tmp_path / "derived.db", log, Interrupted(), BERLIN) as derived:
            log.append(answer_row("a", 1, item="y"), answer_row("b", 2, item="z"), answer_row("c", 3, item="z"))
            derived.update()
            log.append(answer_row("d", 4, item="y"), event_row("u", "undo", 5, answer_uid="b"))
            derived.update()  # of y first, and then the whole of z
            derived.update()
            assert derived.standings()["bank", "z"].answers == 2
            assert derived.verify() == ()


def test_a_file_that_cannot_be_opened_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "derived.db").mkdir()
    with (
        AnswerLog(IN_MEMORY) as log,
        pytest.raises(LogError, match=r"derived\.db"),
        derived_from(log, tmp_path / "derived.db"),
    ):
        pass
