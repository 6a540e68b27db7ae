"""Putting a file into place: whole or not at all, and never over one that the user did not offer for it."""

import errno
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from calcinosis_quiz.errors import QuizError

_PART: Final = ".calcinosis-quiz-part"  # ends the name of a file that is being written
_PRIVATE: Final = 0o600
_OTHERS: Final = 0o077  # the permissions of everybody but the owner
_WRITE: Final = 0o222

if sys.platform == "win32":

    def _is_locked_by_nobody(_handle: int) -> bool:
        return True  # a file that is open cannot be deleted there, which is all that the lock is for

else:
    import fcntl

    def _is_locked_by_nobody(handle: int) -> bool:
        """Lock an open file until it is closed; False when another process holds it, or where there are no locks."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


def write_file(path: Path, content: bytes, *, replace: bool = False, private: bool = False) -> None:
    """Write under a temporary name beside the target, then move it into place; a kill leaves the old file or the new.

    A file that is there already is kept unless `replace`; a link is followed. A `private` file can be read by its
    owner alone. Raises QuizError when the file exists, or when the folder is missing, cannot be written or is full.
    """
    write_files({path: content}, replace=replace, private=private)


def write_files(contents: Mapping[Path, bytes], *, replace: bool = False, private: bool = False) -> None:
    """Write files that belong together: all under temporary names first, then all into place.

    Raises QuizError as `write_file` does; what was there is then left as it was.
    """
    path = Path()
    try:
        with ExitStack() as written:
            parts = []
            for path, content in contents.items():
                if path.exists() and not path.is_file():  # a device or a pipe is written to, never replaced
                    path.write_bytes(content)
                else:
                    target = (
                        Path(os.path.realpath(path)) if path.is_symlink() else path
                    )  # links in a circle stay as they are
                    parts.append((path, target, written.enter_context(_written_beside(target, content, private))))
            new: list[Path] = []
            try:
                for path, target, part in parts:  # noqa: B007 - a message names the last one
                    if replace:
                        _refuse_protected(target)
                        part.replace(target)
                    else:
                        _move_to_free_name(part, target)
                        new.append(target)
            except BaseException:
                for placed in new:
                    placed.unlink(missing_ok=True)
                raise
    except FileExistsError as error:
        raise QuizError(describe_existing(path)) from error
    except OSError as error:
        raise QuizError(f"Could not write {path}: {error.strerror or error}. Choose another place.") from error


def _refuse_protected(path: Path) -> None:
    """Raise PermissionError for a file that nobody may write: it would give way to another one all the same."""
    if path.exists() and not path.stat().st_mode & _WRITE:
        raise PermissionError(errno.EACCES, "it is write-protected")


def update_file(path: Path, change: Callable[[bytes], bytes], *, private: bool = False) -> None:
    """Replace a file by what `change` makes of it, empty where there is none; other processes wait for their turn.

    Raises QuizError as `write_file` does; what `change` raises leaves the file as it was.
    """
    try:
        with _alone_in(Path(os.path.realpath(path)).parent):
            before = path.read_bytes() if path.exists() else b""
            after = change(before)
            if after != before:
                write_file(path, after, replace=True, private=private)
    except OSError as error:
        raise QuizError(f"Could not write {path}: {error.strerror or error}. Choose another place.") from error


def describe_existing(path: Path) -> str:
    """Return what is said of a file that would have to be replaced."""
    return f"{path} exists and is kept. Choose another name, or replace it with --force."


def make_private_folder(folder: Path) -> None:
    """Make a folder, and those above it, that the owner alone can enter; one that exists stays as it is."""
    if not folder.parent.exists():
        make_private_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)


def close_to_others(path: Path) -> bool:
    """Leave rights in a file or folder to its owner alone; False where nobody else had one."""
    with suppress(OSError):
        mode = path.stat().st_mode
        if os.name != "nt" and mode & _OTHERS:
            path.chmod(mode & ~_OTHERS & 0o7777)
            return True
    return False


def _move_to_free_name(part: Path, target: Path) -> None:
    """Move a file to a name that nothing has, in one step; raises FileExistsError when something has it."""
    if os.name == "nt":
        part.rename(target)
        return
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:  # a disk without links: the name is reserved first, and a kill in between leaves an empty file
        target.open("xb").close()
        part.replace(target)


@contextmanager
def _written_beside(target: Path, content: bytes, private: bool) -> Iterator[Path]:
    """Hold a file with a temporary name in the folder of `target`, locked, so that nobody takes it for a leftover."""
    import tempfile  # noqa: PLC0415 - takes 5 ms, and most commands write nothing

    _sweep(target)
    while True:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=_prefix(target), suffix=_PART)
        _is_locked_by_nobody(handle)
        if os.fstat(handle).st_nlink:  # else swept away just before it was locked
            break
        os.close(handle)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            with suppress(OSError):  # a USB stick may know no permissions
                part.chmod(_PRIVATE if private else _mode_for(target))
            if os.name != "nt":
                yield part
        if os.name == "nt":  # where an open file cannot be moved
            yield part
    finally:
        with suppress(OSError):
            part.unlink()


def _sweep(target: Path) -> None:
    """Remove what a process that was killed while writing to `target` has left."""
    with suppress(OSError):
        for left in target.parent.iterdir():
            if left.name.startswith(_prefix(target)) and left.name.endswith(_PART):
                with suppress(OSError), open(left, "rb", opener=_open_at_once) as file:
                    if _is_locked_by_nobody(file.fileno()):
                        left.unlink()


def _prefix(target: Path) -> str:
    """Begin a temporary name; a part of a long name, so that the whole is not too long for a file."""
    return f".{target.name[:40]}."


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))  # a pipe would wait


def _mode_for(path: Path) -> int:
    """Return the permissions of a file that is replaced, or for a new one what the umask leaves."""
    with suppress(OSError):
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Keep other processes that ask for the same from changing files of a folder during the block."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - there alone

        with (folder / f".lock{_PART}").open("a+b") as file:
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
            yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network disks know no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
