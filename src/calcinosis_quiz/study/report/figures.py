"""From the picture of progress to its plots, each with a caption and the same figures as a table."""

from collections.abc import Sequence
from datetime import date
from math import log
from typing import Final

from calcinosis_quiz.plots.charts import (
    Column,
    Expected,
    Point,
    draw_calendar,
    draw_columns,
    draw_curve,
    draw_legend,
    draw_points,
    first_monday,
)
from calcinosis_quiz.plots.frame import Words
from calcinosis_quiz.plots.page import write_figure, write_figures, write_table
from calcinosis_quiz.quiz.intervals import Proportion
from calcinosis_quiz.study.calibration import Calibrated
from calcinosis_quiz.study.forgetting import Delayed, Left
from calcinosis_quiz.study.progress import FORECAST_DAYS, Progress, StudyDay
from calcinosis_quiz.study.report.words import write_duration, write_interval, write_proportion

WEEKS: Final = 53
_DAY_TICKS: Final = (1, 2, 4, 7, 14, 30, 60, 120, 365)
_ANSWERS: Final = "answers"


def draw_forgetting(delayed: Sequence[Delayed]) -> str:
    """Draw what was recalled after so many days, against what the scheduler had predicted for the same reviews."""
    rows = [
        (_write_band(each), write_proportion(each.recalled), write_interval(each.recalled), f"{each.predicted:.0%}")
        for each in delayed
    ]
    points = [
        point
        for each, (band, measured, interval, predicted) in zip(delayed, rows, strict=True)
        if (
            point := point_of(
                log(each.days), each.recalled, f"After {band}: recalled {measured}, {interval}; predicted {predicted}"
            )
        )
    ]
    table = write_table(("days since seen last", "recalled", "95% interval", "predicted"), rows, "Recall by delay")
    if not points:
        return f'<p class="quiet">No delay has five reviews yet: too few to tell.</p>{table}'
    ticks = _ticks_up_to(max(each.days for each in delayed))
    plot = draw_points(
        Words(
            "forgetting-curve", "Forgetting curve: recalled against predicted, by days since seen last", _join(points)
        ),
        points,
        Expected([(log(each.days), each.predicted) for each in delayed]),
        x=(-0.25, max(log(ticks[-1]), 1.5) + 0.1),
        xs=[(log(day), str(day)) for day in ticks],
        title="days since seen last",
    )
    caption = (
        "Circles: what you recalled, with 95% intervals and the number of reviews. Dashed line: what the forgetting "
        "curve of the scheduler (FSRS) predicted for the same reviews."
    )
    return write_figure(plot, caption, table)


def draw_pause(left: Sequence[Left], seen: int) -> str:
    """Draw how much of what was seen would be recalled after a pause."""
    rows = [(f"{each.days}", f"{each.recall:.0%}") for each in left]
    told = "; ".join(f"after {days} days {recall}" for days, recall in rows)
    plot = draw_curve(
        Words("pause", "Predicted recall if you stopped studying today", told),
        [(float(each.days), each.recall) for each in left],
        [(float(day), str(day)) for day in (0, 30, 60, 90)],
        "days without study",
    )
    caption = f"What you would recall after a pause, as the scheduler predicts it: the mean of {seen} questions seen."
    table = write_table(("days without study", f"recall (n={seen})"), rows, "Predicted recall after a pause")
    return write_figure(plot, caption, table)


def draw_calibration(calibration: Sequence[Calibrated]) -> str:
    """Draw how often each degree of certainty was right, against the chance that it stands for."""
    rows = [
        (each.certainty, f"{each.stated:.0%}", write_proportion(each.right), write_interval(each.right))
        for each in calibration
    ]
    table = write_table(("you said", "stands for", "right", "95% interval"), rows, "Certainty stated and borne out")
    points = [
        point
        for each, (name, stated, right, interval) in zip(calibration, rows, strict=True)
        if (point := point_of(each.stated, each.right, f"{name}, which stands for {stated}: right {right}, {interval}"))
    ]
    if not points:
        return f'<p class="quiet">No degree of certainty has five answers yet: too few to tell.</p>{table}'
    plot = draw_points(
        Words("calibration-plot", "Calibration: certainty stated, and how often it was right", _join(points)),
        points,
        Expected([(0, 0), (1, 1)], marked=False),
        x=(0, 1),
        xs=[(each.stated, f"{each.certainty}\n{each.stated:.0%}") for each in calibration],
        title="certainty that you stated",
    )
    caption = (
        "On the dashed line, certainty and success agree. Below it you were too sure, above it not sure enough. "
        "Whiskers are 95% intervals."
    )
    return write_figure(plot, caption, table)


def draw_forecast(progress: Progress) -> str:
    """Draw how many questions fall due today and on each of the days that follow."""
    days = [(progress.today, progress.due), *progress.forecast]
    columns = [
        Column(
            due,
            "today" if day == progress.today else f"{day.day} {day:%b}" if n % 7 == 0 else "",
            f"{_write_date(day)}: {due} due",
            "bar today" if day == progress.today else "bar",
        )
        for n, (day, due) in enumerate(days)
    ]
    later = sum(due for _, due in progress.forecast)
    told = f"Today {progress.due}; in the {len(progress.forecast)} days after {later}."
    plot = draw_columns(Words("forecast", "Questions that fall due, day by day", told), columns, ("", "questions"))
    table = write_table(("day", "due"), [(_write_date(day), str(due)) for day, due in days], "Questions due by day")
    caption = "What you answer from now on comes on top, and what you miss comes back sooner."
    week = sum(due for _, due in progress.forecast[:FORECAST_DAYS])
    figures = [
        ("today", str(progress.due)),
        (f"next {FORECAST_DAYS} days", str(week)),
        (f"next {len(progress.forecast)} days", str(later)),
    ]
    return f'<div class="columns">{write_figure(plot, caption, table)}{write_figures(figures)}</div>'


def draw_calendars(days: Sequence[StudyDay], today: date) -> str:
    """Draw the last year day by day, and the years before it to unfold."""
    first = first_monday(today, WEEKS)
    recent = [each for each in days if first <= each.day <= today]
    years = sorted({each.day.year for each in days if each.day < first}, reverse=True)
    parts = [_draw_year(f"{_write_date(first)} to {_write_date(today)}", "calendar", recent, (first, today))]
    for year in years:
        opening = max(date(year, 1, 1).toordinal() - date(year, 1, 1).weekday(), 1)
        members = [each for each in days if each.day.year == year]
        drawn = _draw_year(str(year), f"calendar-{year}", members, (date.fromordinal(opening), date(year, 12, 31)))
        parts.append(f"<details><summary>{year}</summary>{drawn}</details>")
    return "\n".join(parts)


def _draw_year(span: str, name: str, days: Sequence[StudyDay], ends: tuple[date, date]) -> str:
    counts = {each.day: each.answers for each in days}
    answers = sum(each.answers for each in days)
    told = f"{span}: {_count(answers, 'answer')} on {_count(len(days), 'study day')}."
    plot = draw_calendar(Words(name, f"Calendar of study days, {span}", told), counts, ends, _ANSWERS)
    rows = [(_write_date(each.day), str(each.answers), write_duration(each.milliseconds)) for each in reversed(days)]
    table = write_table(("study day", "answers", "time"), rows, f"Study days, {span}") if rows else ""
    label = f"Calendar of study days, {span}"
    box = f'<div class="scroll weeks" tabindex="0" role="region" aria-label="{label}">{plot}</div>'
    legend = f'<p class="legend quiet">no answers {draw_legend()} most answers</p>'
    return write_figure(box + legend, f"{told} A study day ends at four in the morning.", table)


def point_of(x: float, measured: Proportion, said: str) -> Point | None:
    """Make a point of a proportion; none where there are too few answers to tell."""
    if measured.share is None or measured.low is None or measured.high is None:
        return None
    return Point(x=x, share=measured.share, low=measured.low, high=measured.high, n=measured.answers, said=said)


def _join(points: Sequence[Point]) -> str:
    return "; ".join(point.said for point in points)


def _write_band(delayed: Delayed) -> str:
    if delayed.last is None:
        return f"{delayed.first} days and more"
    if delayed.last == delayed.first:
        return _count(delayed.first, "day")
    return f"{delayed.first} to {delayed.last} days"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _write_date(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b} {day.year}"


def _ticks_up_to(days: float) -> list[int]:
    """Choose days to write on the axis: the first of them beyond what there is closes it."""
    within = [day for day in _DAY_TICKS if day < days]
    beyond = [day for day in _DAY_TICKS if day >= days]
    return [*within, *(beyond[:1] or [round(days)])]
