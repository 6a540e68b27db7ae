"""Which study day a moment belongs to. Pure."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from msgspec import Struct


class StudyCalendar(Struct, frozen=True):
    """The learner's study days: local dates that begin at the hour `day_start` instead of midnight.

    `zone` is the learner's time zone, None the machine's.
    """

    zone: tzinfo | None = None
    day_start: int = 4

    def day_of(self, moment: datetime) -> date:
        """Return the study day of a moment; raises ValueError for a moment without a time zone."""
        if moment.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        try:
            return (moment.astimezone(self.zone) - timedelta(hours=self.day_start)).date()
        except OverflowError:  # at the very ends of the calendar
            return moment.date()

    def start_of(self, day: date) -> datetime:
        """Return the moment at which a study day begins, in the learner's time zone."""
        begin = datetime.combine(day, time(self.day_start))
        return begin.astimezone() if self.zone is None else begin.replace(tzinfo=self.zone)

    @property
    def signature(self) -> str:
        """Return a text that differs whenever moments may fall on other days.

        The machine's own zone is told by its offsets in winter and summer.
        """
        if self.zone is not None:
            return f"{self.zone} {self.day_start}"
        moments = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))
        offsets = " ".join(str(moment.astimezone().utcoffset()) for moment in moments)
        return f"{offsets} {self.day_start}"
