"""Study days: a day of learning ends at four in the morning, not at midnight."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

ROLLOVER: Final = timedelta(hours=4)


def study_day(moment: datetime, zone: tzinfo | None = None) -> date:
    """Tell the study day of a moment: the local date, four hours late.

    `zone` is the learner's time zone, None the machine's. Raises ValueError for a moment without a time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    try:
        return (moment.astimezone(zone) - ROLLOVER).date()
    except OverflowError:  # at the very ends of the calendar
        return moment.date()


def name_zone(zone: tzinfo | None) -> str:
    """Describe a time zone so that another one has another name; the machine's own by its winter and summer."""
    if zone is not None:
        return str(zone)
    moments = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))
    return " ".join(str(moment.astimezone().utcoffset()) for moment in moments)
