"""What can go wrong with the log file, each in one clear sentence with the next step."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from msgspec import MsgspecError

from calcinosis_quiz.errors import QuizError

_MOVE: Final = "Set CALCINOSIS_QUIZ_HOME to a folder you can write to."
_FORBIDDEN: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_PRIMARY: Final = 0xFF  # the low byte of an extended result code of SQLite


class LogError(QuizError):
    """The log cannot be used; the message names the file and the next step."""


def code_of(error: sqlite3.Error) -> int:
    """Return the primary result code of SQLite, 0 where the error is not SQLite's own."""
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY


def is_damage(error: sqlite3.Error) -> bool:
    """Return whether the file itself is broken, rather than out of reach."""
    return code_of(error) in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}


def _lacks_a_part(error: sqlite3.Error) -> bool:
    """Return whether a table, view or column is missing: the statements of the program are sound in themselves."""
    return code_of(error) == sqlite3.SQLITE_ERROR and any(part in str(error) for part in ("no such", "has no column"))


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system say about the log into a LogError."""
    try:
        yield
    except sqlite3.Error as error:
        raise LogError(f"{path}: {_explain(error)}") from error
    except OverflowError as error:
        raise LogError(f"{path}: a number is too large to be kept. Nothing was written.") from error
    except UnicodeEncodeError as error:
        raise LogError(f"{path}: a text holds signs that are no characters. Nothing was written.") from error
    except (MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise LogError(f"{path}: {describe_damage(error)}") from error
    except OSError as error:
        reason = "the answer log cannot be written" if error.errno in _FORBIDDEN else error.strerror or error
        raise LogError(f"{path}: {reason}. {_MOVE}") from error


def describe_damage(found: object) -> str:
    """Return what is said of a log that `history repair` mends."""
    return f"the answer log is damaged ({found}). `calcinosis-quiz history repair` saves what can be read of it."


def _explain(error: sqlite3.Error) -> str:
    if is_damage(error) or _lacks_a_part(error):
        return describe_damage(error)
    match code_of(error):
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return f"the answer log cannot be written. {_MOVE}"
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return "another program keeps the answer log locked. Close it and try again."
        case sqlite3.SQLITE_FULL:
            return "the disk is full. Make room and try again; what was answered before is saved."
        case sqlite3.SQLITE_CONSTRAINT:
            return f"a row was refused ({error}). Nothing was written."
        case _:
            return f"the answer log could not be used ({error}). Check the disk and the room on it, then try again."
