"""Putting a file into place: whole or not at all."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from calcinosis_quiz.errors import QuizError


def write_file(path: Path, content: bytes) -> None:
    """Write under a temporary name beside the target, then move it into place; an existing file survives a failure.

    Raises QuizError when the folder is missing, cannot be written to, or is full.
    """
    try:
        if path.exists() and not path.is_file():  # a device or a pipe is written to, never replaced
            path.write_bytes(content)
        else:
            _replace(path, content)
    except OSError as error:
        raise QuizError(f"Could not write {path}: {error.strerror or error}. Choose another place.") from error


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write files that belong together: all under temporary names first, then all into place.

    Raises QuizError as `write_file` does; what was there is then left as it was.
    """
    temporary: dict[Path, Path] = {}
    path = Path()
    try:
        for path, content in contents.items():
            temporary[path] = _write_beside(path, content)
        for path, new in temporary.items():
            new.replace(path)
    except OSError as error:
        raise QuizError(f"Could not write {path}: {error.strerror or error}. Choose another place.") from error
    finally:
        for new in temporary.values():
            with suppress(OSError):
                new.unlink()


def _replace(path: Path, content: bytes) -> None:
    temporary = _write_beside(path, content)
    try:
        temporary.replace(path)
    finally:
        with suppress(OSError):
            temporary.unlink()


def _write_beside(path: Path, content: bytes) -> Path:
    """Write a file that bears a temporary name in the folder of `path`, and give that name."""
    import tempfile  # noqa: PLC0415 - takes 5 ms, and most commands write nothing

    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(OSError):  # a USB stick may know no permissions
            temporary.chmod(_mode_for(path))
    except BaseException:  # an interruption as well leaves nothing behind
        with suppress(OSError):
            temporary.unlink()
        raise
    return temporary


def _mode_for(path: Path) -> int:
    """Keep the permissions of a file that is replaced; give a new one what the umask leaves."""
    with suppress(OSError):
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
