"""Days of learning: over at four in the morning, wherever the learner is."""

import time
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.log.logs import MOMENTS

from calcinosis_quiz.study.study_days import StudyCalendar

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "Europe/Kyiv", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati", "Pacific/Apia"]
).map(ZoneInfo)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 5, 10, 3, 59, 59, tzinfo=BERLIN), date(2026, 5, 9)),
        (datetime(2026, 5, 10, 4, 0, tzinfo=BERLIN), date(2026, 5, 10)),
        (datetime(2026, 5, 10, 23, 59, tzinfo=BERLIN), date(2026, 5, 10)),
        (datetime(2026, 5, 11, 0, 30, tzinfo=BERLIN), date(2026, 5, 10)),
        # The clock goes forward at two on 29 March 2026, and back at three on 25 October.
        (datetime(2026, 3, 29, 1, 59, tzinfo=UTC), date(2026, 3, 28)),
        (datetime(2026, 3, 29, 2, 0, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 10, 25, 2, 59, tzinfo=UTC), date(2026, 10, 24)),
        (datetime(2026, 10, 25, 3, 0, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_a_study_day_ends_at_four_by_the_learners_clock(moment: datetime, day: date) -> None:
    assert StudyCalendar(BERLIN).day_of(moment) == day


def test_one_moment_is_another_study_day_elsewhere() -> None:
    moment = datetime(2026, 5, 10, 12, tzinfo=UTC)
    assert StudyCalendar(ZoneInfo("Pacific/Kiritimati")).day_of(moment) == date(2026, 5, 10)
    assert StudyCalendar(timezone(timedelta(hours=-9))).day_of(moment) == date(2026, 5, 9)


def test_a_study_day_may_begin_at_another_hour() -> None:
    moment = datetime(2026, 5, 10, 3, tzinfo=BERLIN)
    assert [StudyCalendar(BERLIN, hour).day_of(moment).day for hour in (0, 3, 4)] == [10, 10, 9]


@given(moment=MOMENTS, zone=ZONES, hour=st.integers(0, 23))
def test_the_start_of_a_study_day_is_on_that_day_and_the_day_before_ends_there(
    moment: datetime, zone: ZoneInfo, hour: int
) -> None:
    calendar = StudyCalendar(zone, hour)
    start = calendar.start_of(calendar.day_of(moment)).astimezone(UTC)
    assert start <= moment < start + timedelta(hours=49)  # a day was left out at the date line once


@given(earlier=MOMENTS, seconds=st.integers(0, 10**7), zone=ZONES, hour=st.integers(0, 23))
def test_study_days_never_run_backwards(earlier: datetime, seconds: int, zone: ZoneInfo, hour: int) -> None:
    calendar = StudyCalendar(zone, hour)
    assert calendar.day_of(earlier) <= calendar.day_of(earlier + timedelta(seconds=seconds))


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        StudyCalendar().day_of(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize(
    ("moment", "days"),
    [
        (datetime(1, 1, 1, tzinfo=UTC), {date.min}),
        (datetime(9999, 12, 31, 23, tzinfo=UTC), {date.max, date.max - timedelta(days=1)}),
    ],
)
def test_the_ends_of_the_calendar_have_a_day_too(moment: datetime, days: set[date]) -> None:
    for hours in (-12, 12):
        assert StudyCalendar(timezone(timedelta(hours=hours))).day_of(moment) in days


def test_zones_have_names_that_tell_them_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len({StudyCalendar(BERLIN).signature, StudyCalendar(UTC).signature, StudyCalendar(UTC, 5).signature}) == 3
    names = set()
    for zone in ("UTC", "Europe/Berlin", "Asia/Tokyo"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        names.add(StudyCalendar().signature)
    monkeypatch.undo()
    time.tzset()
    assert len(names) == 3
