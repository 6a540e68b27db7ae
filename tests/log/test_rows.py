"""How moments and questions are written."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.log.logs import MOMENTS

from calcinosis_quiz.log.rows import write_time


@given(moment=MOMENTS, hours=st.integers(-12, 14))
def test_a_moment_is_written_as_utc_to_the_millisecond(moment: datetime, hours: int) -> None:
    text = write_time(moment.astimezone(timezone(timedelta(hours=hours))))
    assert datetime.fromisoformat(text) == moment
    assert len(text) == len("2026-01-05T08:00:00.000Z")


@given(moments=st.lists(MOMENTS, min_size=2, max_size=2))
def test_moments_sort_as_text(moments: list[datetime]) -> None:
    assert sorted(map(write_time, moments)) == [write_time(moment) for moment in sorted(moments)]


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        write_time(datetime.now(UTC).replace(tzinfo=None))
