"""Days of learning: over at four in the morning, wherever the learner is."""

import time
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.log.logs import MOMENTS

from calcinosis_quiz.study.schedule import name_zone, study_day

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
    assert study_day(moment, BERLIN) == day


def test_one_moment_is_another_study_day_elsewhere() -> None:
    moment = datetime(2026, 5, 10, 12, tzinfo=UTC)
    assert study_day(moment, ZoneInfo("Pacific/Kiritimati")) == date(2026, 5, 10)
    assert study_day(moment, timezone(timedelta(hours=-9))) == date(2026, 5, 9)


@given(earlier=MOMENTS, seconds=st.integers(0, 10**7), zone=ZONES)
def test_study_days_never_run_backwards(earlier: datetime, seconds: int, zone: ZoneInfo) -> None:
    assert study_day(earlier, zone) <= study_day(earlier + timedelta(seconds=seconds), zone)


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        study_day(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize(
    ("moment", "days"),
    [
        (datetime(1, 1, 1, tzinfo=UTC), {date.min}),
        (datetime(9999, 12, 31, 23, tzinfo=UTC), {date.max, date.max - timedelta(days=1)}),
    ],
)
def test_the_ends_of_the_calendar_have_a_day_too(moment: datetime, days: set[date]) -> None:
    for hours in (-12, 12):
        assert study_day(moment, timezone(timedelta(hours=hours))) in days


def test_zones_have_names_that_tell_them_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    assert name_zone(BERLIN) != name_zone(UTC)
    names = set()
    for zone in ("UTC", "Europe/Berlin", "Asia/Tokyo"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        names.add(name_zone(None))
    monkeypatch.undo()
    time.tzset()
    assert len(names) == 3
