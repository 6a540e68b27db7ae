"""The time that stands in what is built."""

import os
import time

from calcinosis_quiz.errors import QuizError


def read_build_time() -> int:
    """Give the seconds since 1970 that stand in an export: SOURCE_DATE_EPOCH where it is set, else now.

    Raises QuizError for a time that is no time.
    """
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not stated:
        return int(time.time())
    if not (stated.isascii() and stated.isdecimal()) or not 0 < int(stated) < 1 << 40:
        raise QuizError(f"SOURCE_DATE_EPOCH is {stated!r}; expected seconds since 1970, a whole number above 0.")
    return int(stated)
