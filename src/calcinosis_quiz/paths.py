"""Where things are: the only module that knows folders."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from calcinosis_quiz.errors import QuizError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable  # takes 6 ms, and stands in annotations alone

_NAME: Final = "calcinosis-quiz"
_LINUX: Final = {
    "data": ("XDG_DATA_HOME", ".local/share"),
    "cache": ("XDG_CACHE_HOME", ".cache"),
    "config": ("XDG_CONFIG_HOME", ".config"),
}

BANKS_VARIABLE = "CALCINOSIS_QUIZ_BANKS"
HOME_VARIABLE = "CALCINOSIS_QUIZ_HOME"
LOG_NAME = "history.db"


def find_banks(named: Sequence[str] = (), usual: str = "") -> tuple["Traversable", ...]:
    """Return the banks named, else those of CALCINOSIS_QUIZ_BANKS, else `usual`, or the shipped ones."""
    if not named:
        named = [path for path in os.environ.get(BANKS_VARIABLE, "").split(os.pathsep) if path]
    if not named and usual:
        named = [usual]
    return tuple(_below_here(Path(name)) for name in named) or (shipped_banks(),)


def shipped_banks() -> "Traversable":
    """Find the banks that came with the program: inside the package, or beside it in a checkout."""
    checkout = _checkout("quizzes")
    if checkout is not None:
        return checkout
    inside = _shipped("quizzes")
    if not inside.is_dir():
        raise QuizError(
            "The shipped question banks are missing. Install calcinosis-quiz again, or name a bank with --bank."
        )
    return inside


def shipped_decks() -> "Traversable":
    """Return the folder of the released Anki deck and its lock file; raises QuizError where there is none."""
    inside = _shipped("decks")
    if inside.is_dir():
        return inside
    checkout = checkout_decks()
    if checkout is None:
        raise QuizError("The lock file of the released deck is missing. Install calcinosis-quiz again.")
    return checkout


def checkout_decks() -> Path | None:
    """Return the folder that decks are released from; None outside a checkout."""
    return _checkout("decks")


def log_file() -> Path:
    """Return the learner's answer log: in CALCINOSIS_QUIZ_HOME, else where the system keeps a user's data."""
    return (_named_home() or _system_folder("data")) / LOG_NAME


def own_data_folder() -> Path | None:
    """Return the folder of the log where it is the program's alone; None where the user named one, for more maybe."""
    return None if _named_home() else log_file().parent


def kept_banks_folder() -> Path:
    """Return the folder of banks kept ready to use: in CALCINOSIS_QUIZ_HOME, else where the system keeps caches."""
    return (_named_home() or _system_folder("cache")) / "banks"


def settings_file() -> Path:
    """Return the learner's settings: in CALCINOSIS_QUIZ_HOME, else where the system keeps a user's configuration."""
    return (_named_home() or _system_folder("config")) / "settings.toml"


def snapshot_file() -> Path:
    """Return the file, beside the log, that holds what follows from it."""
    return log_file().with_name("snapshot.msgpack")


def parameters_file() -> Path:
    """Return the file of the scheduler parameters that were fitted to the learner."""
    return log_file().with_name("parameters.json")


def versions_folder() -> Path:
    """Return the folder that notes what each exported bank version held."""
    return log_file().parent / "versions"


def is_own_data(path: Path) -> bool:
    """Return whether a path names a file that the program keeps for itself: the log, its companions, what is derived.

    Such a file is never an output, whatever is forced.
    """
    own = (log_file(), snapshot_file(), parameters_file(), settings_file(), versions_folder(), kept_banks_folder())
    try:
        place = path.resolve()
        return any(
            place.is_relative_to(each.resolve())
            or (place.parent == each.resolve().parent and place.name.startswith(each.name))
            for each in own
        )
    except (OSError, RuntimeError):  # links in a circle
        return False


def _named_home() -> Path | None:
    """Return the folder that CALCINOSIS_QUIZ_HOME names; a shell leaves a `~` alone where the value is quoted."""
    home = os.environ.get(HOME_VARIABLE)
    try:
        return Path(home).expanduser() if home else None
    except RuntimeError as error:
        raise QuizError(f"{HOME_VARIABLE} is {home!r}, and nobody here has that name. Write the whole path.") from error


def _system_folder(kind: Literal["data", "cache", "config"]) -> Path:
    """Return the folder where the system keeps a user's own data, what may be made again, or settings."""
    if sys.platform == "linux" and "ANDROID_ROOT" not in os.environ:  # one line, where the library takes 10 ms
        variable, usual = _LINUX[kind]
        named = os.environ.get(variable, "").strip()
        return (Path(named) if Path(named).is_absolute() else _home() / usual) / _NAME
    from platformdirs import PlatformDirs  # noqa: PLC0415 - slow to import, and rarely needed

    folders = PlatformDirs(_NAME, appauthor=False)
    if kind == "data":
        return folders.user_data_path
    return folders.user_cache_path if kind == "cache" else folders.user_config_path


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError as error:
        raise QuizError(
            f"No home folder is known. Set {HOME_VARIABLE} to a folder in which your answers can be kept."
        ) from error


def _checkout(folder: str) -> Path | None:
    """Return a folder of the checkout that the program runs from; None where it is installed."""
    root = Path(__file__).resolve().parents[2]
    is_checkout = (root / "pyproject.toml").is_file() and (root / folder).is_dir()
    return _below_here(root / folder) if is_checkout else None


def _shipped(folder: str) -> "Traversable":
    """Return a folder of the package, be it installed as files or run from an archive."""
    inside = Path(__file__).with_name(folder)
    if inside.is_dir():
        return inside
    from importlib.resources import files  # noqa: PLC0415 - takes 5 ms, and only an archive needs it

    return files("calcinosis_quiz").joinpath(folder)


def _below_here(path: Path) -> Path:
    """Shorten a path below the working folder, so that messages read as the user would write it."""
    try:
        return path.resolve().relative_to(Path.cwd()) if path.is_absolute() else path
    except (ValueError, OSError, RuntimeError):  # elsewhere; the working folder is gone; links in a circle
        return path
