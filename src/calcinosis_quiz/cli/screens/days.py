"""Days, written as people say them."""

from datetime import date, timedelta


def write_day(day: date, today: date) -> str:
    """Write a day to come as people say it."""
    if day == today + timedelta(days=1):
        return "tomorrow"
    return f"{day.day} {day:%B}{'' if day.year == today.year else f' {day.year}'}"
