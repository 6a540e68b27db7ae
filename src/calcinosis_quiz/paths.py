"""Where things are: the only module that knows folders."""

import os
from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from calcinosis_quiz.errors import QuizError

BANKS_VARIABLE = "CALCINOSIS_QUIZ_BANKS"


def find_banks(named: Sequence[str] = ()) -> tuple[Traversable, ...]:
    """Give the banks named on the command line, else those of CALCINOSIS_QUIZ_BANKS, else the shipped ones."""
    if not named:
        named = [path for path in os.environ.get(BANKS_VARIABLE, "").split(os.pathsep) if path]
    return tuple(_below_here(Path(name)) for name in named) or (shipped_banks(),)


def shipped_banks() -> Traversable:
    """Find the banks that came with the program: inside the package, or beside it in a checkout."""
    inside = files("calcinosis_quiz").joinpath("quizzes")
    if inside.is_dir():
        return inside
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").is_file() and (checkout / "quizzes").is_dir():
        return _below_here(checkout / "quizzes")
    raise QuizError(
        "The shipped question banks are missing. Install calcinosis-quiz again, or name a bank with --bank."
    )


def _below_here(path: Path) -> Path:
    """Shorten a path below the working folder, so that messages read as the user would write it."""
    try:
        return path.resolve().relative_to(Path.cwd()) if path.is_absolute() else path
    except ValueError:
        return path
