"""Days of study as a calendar."""

import re
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from calcinosis_quiz.plots.charts import LEVELS, bound_levels, draw_calendar, first_monday, level_of
from calcinosis_quiz.plots.frame import Words

DAY = date(2026, 4, 12)
DAYS = st.dates(date(2000, 1, 1), date(2050, 1, 1))


def draw(counts: dict[date, int], last: date = DAY, weeks: int = 53) -> str:
    return draw_calendar(Words("c", "t", "d"), counts, (first_monday(last, weeks), last), "answers")


@given(last=DAYS, weeks=st.integers(1, 60))
def test_a_calendar_begins_on_a_monday_and_has_its_weeks(last: date, weeks: int) -> None:
    first = first_monday(last, weeks)
    assert first.weekday() == 0
    assert (last - first).days // 7 + 1 == weeks


def test_there_is_a_square_for_every_day() -> None:
    drawn = draw({DAY: 3})
    assert drawn.count("<rect") == (DAY - first_monday(DAY, 53)).days + 1
    assert "Sun 12 Apr 2026: 3 answers" in drawn


@given(counts=st.dictionaries(DAYS, st.integers(0, 500), max_size=40))
def test_more_answers_never_have_a_lower_level(counts: dict[date, int]) -> None:
    bounds = bound_levels(counts)
    levels = [level_of(count, bounds) for count in sorted(counts.values())]
    assert levels == sorted(levels)
    assert all(0 <= level <= LEVELS for level in levels)
    assert all((level == 0) == (count == 0) for level, count in zip(levels, sorted(counts.values()), strict=True))


def test_one_day_of_cramming_does_not_wash_out_the_rest() -> None:
    counts = {DAY - timedelta(days=n): n for n in range(1, 9)} | {DAY: 900}
    assert len({level_of(count, bound_levels(counts)) for count in counts.values()}) == LEVELS


def test_the_level_shows_by_size_as_well_as_by_colour() -> None:
    drawn = draw({DAY - timedelta(days=n): n for n in range(9)})
    sizes = {kind: side for side, kind in re.findall(r'width="([\d.]+)" height="[\d.]+" class="day (level-\d)"', drawn)}
    assert len(set(sizes.values())) == len(sizes) == LEVELS + 1


def test_a_clock_at_the_beginning_or_the_end_of_time_does_no_harm() -> None:
    assert draw({}, date.max).startswith("<svg")
    assert draw({}, date(1, 1, 9)).startswith("<svg")
