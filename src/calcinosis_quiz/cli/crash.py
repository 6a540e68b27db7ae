"""What is said and kept when the program itself has a fault."""

import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from calcinosis_quiz import __version__
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.files import make_private_folder, write_file
from calcinosis_quiz.paths import log_file

_ISSUES: Final = "Please report it with that file."


def save_traceback(error: BaseException) -> str:
    """Write the traceback of a fault to a file that its owner alone can read; return what is said of it."""
    now = datetime.now(UTC)
    lines = traceback.format_exception(error)
    content = f"calcinosis-quiz {__version__}, Python {sys.version}\n{now:%Y-%m-%dT%H:%M:%SZ}\n{''.join(lines)}"
    said = f"Error: calcinosis-quiz has a fault here ({type(error).__name__}). Every answer given before is saved."
    for folder in _folders():
        file = folder / f"calcinosis-quiz-fault-{now:%Y%m%d-%H%M%S-%f}.txt"
        with suppress(QuizError, OSError):
            make_private_folder(folder)
            write_file(file, content.encode(errors="backslashreplace"), private=True)
            return f"{said} What happened is in {file}. {_ISSUES}"
    return said


def _folders() -> Iterator[Path]:
    with suppress(QuizError):
        yield log_file().parent
    yield Path(tempfile.gettempdir())
