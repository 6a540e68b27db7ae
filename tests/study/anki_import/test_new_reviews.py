"""Which rows of Anki's review log become reviews, read as Anki's own scheduler reads them."""

from collections.abc import Sequence
from datetime import UTC, date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.log.logs import IN_MEMORY, START, answer_row, event_row

from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.rows import ReviewRow
from calcinosis_quiz.study.anki_import.new_reviews import NewReviews, find_new_reviews, interpret
from calcinosis_quiz.study.anki_import.review_log import Entry
from calcinosis_quiz.study.attempts import ItemName, read_reviews
from calcinosis_quiz.study.schedule import Review, Scheduler
from calcinosis_quiz.study.snapshot import bring_up_to_date, find_differences
from calcinosis_quiz.study.study_days import StudyCalendar

LEARN, REVIEW, RELEARN, FILTERED, BY_HAND, RESCHEDULED = range(6)
RESET = (0, 0, BY_HAND)  # rating, ease, kind
NAMES = {"bank:item": ItemName("bank", "item"), "bank:gaps": ItemName("bank", "gaps")}
TODAY = date(2030, 1, 1)
BEGIN = int(START.timestamp() * 1000)


def entry(minute: float, rating: int = 3, ease: int = 2500, kind: int = REVIEW, ordinal: int = 0) -> Entry:
    return Entry(
        "bank:gaps" if ordinal else "bank:item", ordinal, BEGIN + int(minute * 60_000), rating, ease, 7000, kind
    )


def read(*steps: tuple[int, int, int]) -> list[int | None]:
    entries = [entry(minute, rating, ease, kind) for minute, (rating, ease, kind) in enumerate(steps)]
    return [grade for _, grade in interpret(entries)]


@pytest.mark.parametrize(
    ("steps", "grades"),
    [
        ([(3, 0, LEARN), (3, 0, LEARN), (4, 2500, REVIEW)], [3, 3, 4]),
        ([(3, 0, LEARN), (1, 2300, REVIEW), (3, 2300, RELEARN)], [3, 1, 3]),
        ([(3, 2500, REVIEW), (2, 0, FILTERED)], [3, None]),  # crammed
        ([(3, 2500, REVIEW), (2, 2500, FILTERED)], [3, 2]),  # ahead of its time
        ([(3, 2500, REVIEW), (0, 2500, BY_HAND), (0, 2500, RESCHEDULED)], [3, None, None]),
        ([(3, 2500, REVIEW), RESET, (3, 0, LEARN)], [3, 0, 3]),
        ([(3, 2500, REVIEW), RESET], [3, 0]),
        ([(3, 0, LEARN), (3, 2500, REVIEW), (1, 0, LEARN), (3, 0, LEARN)], [3, 3, 0, 1, 3]),  # reset without a row
        ([(3, 0, LEARN), (2, 0, FILTERED), (3, 0, LEARN)], [3, None, 3]),  # cramming in between is no reset
        ([(3, 0, LEARN), (0, 2500, RESCHEDULED), (3, 0, LEARN)], [3, None, 0, 3]),
        ([(5, 2500, REVIEW), (-1, 2500, REVIEW)], [None, None]),
    ],
)
def test_rows_are_read_as_anki_reads_them(steps: Sequence[tuple[int, int, int]], grades: list[int | None]) -> None:
    assert read(*steps) == grades


def add(log: AnswerLog, *entries: Entry, today: date = TODAY) -> NewReviews:
    found = find_new_reviews(entries, NAMES, log, today, StudyCalendar(UTC))
    log.merge(found.rows)
    return found


STEPS = st.lists(
    st.tuples(
        st.integers(0, 3000),
        st.sampled_from([0, 1, 2, 3, 4]),
        st.sampled_from([0, 2500]),
        st.sampled_from([LEARN, REVIEW, RELEARN, FILTERED, BY_HAND, RESCHEDULED]),
        st.integers(0, 2),
    ),
    max_size=20,
    unique_by=lambda step: step[0],
).map(lambda steps: sorted((entry(*step) for step in steps), key=lambda each: (each.guid, each.ordinal, each.at)))


@given(entries=STEPS, cut=st.integers(0, 20))
def test_however_often_and_in_whatever_portions_it_is_read_every_review_counts_once(
    entries: list[Entry], cut: int
) -> None:
    with AnswerLog(IN_MEMORY) as whole, AnswerLog(IN_MEMORY) as portions:
        add(whole, *entries)
        early = BEGIN + cut * 150 * 60_000
        add(portions, *[each for each in entries if each.at < early])
        add(portions, *entries)
        assert add(portions, *entries).rows == ()
        uids = [sorted(row.uid for row in log.read(ReviewRow)) for log in (whole, portions)]
        assert uids[0] == uids[1]
        assert len(set(uids[0])) == len(uids[0])


def test_an_answer_that_a_deck_carried_to_anki_is_known_even_when_it_was_taken_back() -> None:
    with AnswerLog(IN_MEMORY) as log:
        log.append(answer_row("a", 1), answer_row("b", 2, item="gaps"), event_row("u", "undo", answer_uid="b"))
        carried = [entry(1), entry(2, ordinal=1), entry(2 + 1 / 60_000, ordinal=2)]
        found = add(log, *carried, entry(3, ordinal=2))
        assert found.known == 3
        assert [row.uid for row in found.rows] == [f"anki:bank:gaps:2:{BEGIN + 180_000}"]


def test_a_review_that_a_deck_carried_to_the_second_card_of_its_note_is_known() -> None:
    with AnswerLog(IN_MEMORY) as log:
        add(log, entry(5, ordinal=1))
        assert add(log, entry(5, ordinal=1), entry(5 + 1 / 60_000, ordinal=2)).rows == ()


def test_two_cards_of_a_note_answered_one_after_the_other_are_two_reviews() -> None:
    with AnswerLog(IN_MEMORY) as log:
        assert len(add(log, entry(5, ordinal=1), entry(5.02, ordinal=2)).rows) == 2


def test_reviews_of_days_that_have_not_come_wait_for_them() -> None:
    today = START.date()
    dates = [
        entry(0),
        entry(30 * 24 * 60),
        Entry("bank:item", 0, -5, 3, 0, 0, 1),
        Entry("bank:item", 0, 2**62, 3, 0, 0, 1),
    ]
    with AnswerLog(IN_MEMORY) as log:
        found = add(log, *dates, today=today)
        assert (len(found.rows), found.misdated) == (1, 3)
        assert len(add(log, *dates, today=today + timedelta(days=30)).rows) == 1


def test_a_reset_there_makes_an_item_new_here_and_later_reviews_begin_anew() -> None:
    day = 24 * 60
    scheduler, calendar = Scheduler(), StudyCalendar(UTC)
    with AnswerLog(IN_MEMORY) as log:
        log.append(answer_row("a"))
        add(log, entry(9 * day), entry(10 * day, *RESET))
        snapshot = bring_up_to_date(None, log, scheduler, calendar)
        assert snapshot.states == {}
        add(log, entry(12 * day, 4))
        snapshot = bring_up_to_date(snapshot, log, scheduler, calendar)
        fresh = scheduler.replay([Review((START + timedelta(days=12)).date(), 4)])
        assert snapshot.states[ItemName("bank", "item")].memory == fresh
        assert sum(total.attempts for total in snapshot.totals.days.values()) == 3
        assert find_differences(snapshot, log, scheduler, calendar) == ()
        assert read_reviews(log, calendar) == [
            [Review(START.date(), 3), Review((START + timedelta(days=9)).date(), 3)],
            [Review((START + timedelta(days=12)).date(), 4)],
        ]
