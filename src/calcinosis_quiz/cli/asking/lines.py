"""Lines of the input, as they come."""

import sys
from collections.abc import Iterator


def read_lines() -> Iterator[str]:
    """Give the lines of the input; none where it is closed."""
    return iter(sys.stdin.readline, "") if sys.stdin is not None else iter(())
