"""Reading a file that the user named: whole, and no longer than its kind may be, whatever stands behind its name."""

import sys
from pathlib import Path
from typing import BinaryIO, Final

from calcinosis_quiz.errors import QuizError

MOST_BYTES: Final = 64 * 1024**2
"""What a file may have, and what is taken from a device or a pipe: these tell no size, and may have no end."""
_PART: Final = 1024**2


def read_input(path: Path, most: int = MOST_BYTES) -> bytes:
    """Read a file of at most `most` bytes, or standard input for `-`.

    Raises QuizError where that cannot be done, and for more bytes than that.
    """
    try:
        if str(path) == "-":
            return _read(sys.stdin.buffer, "standard input", min(most, MOST_BYTES))
        if path.is_file():
            with path.open("rb") as file:
                return _read(file, str(path), most, path.stat().st_size)
        with path.open("rb") as file:
            return _read(file, str(path), min(most, MOST_BYTES))
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or error
        raise QuizError(f"Could not read {path}: {reason}. Check the path.") from error


def _read(file: BinaryIO, name: str, most: int, size: int = 0) -> bytes:
    """Read a whole file of about `size` bytes; no more memory is asked for than it turns out to need."""
    parts, left = [], most + 1
    if size <= most:
        while left and (part := file.read(min(left, max(size + 1, _PART)))):
            parts.append(part)
            left -= len(part)
    if size > most or not left:
        raise QuizError(f"{name} is longer than {most // 1024**2} MiB. Split it, or name a smaller file.")
    return b"".join(parts)
