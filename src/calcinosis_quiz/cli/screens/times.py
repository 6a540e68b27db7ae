"""Spans of time, as people read them."""


def write_time(seconds: float) -> str:
    """Write a span of time in the two units that matter."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def write_clock(seconds: float) -> str:
    """Write the time left on a clock, the second that has begun counted in."""
    minutes, rest = divmod(int(seconds + 0.999), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def write_left(seconds: float) -> str:
    """Write the time left in words, in whole minutes where minutes are meant."""
    if seconds < 60:
        return f"{max(int(seconds), 0)} s left"
    hours, minutes = divmod(int(seconds) // 60, 60)
    return f"{hours} h {minutes} min left" if hours else f"{minutes} min left"
