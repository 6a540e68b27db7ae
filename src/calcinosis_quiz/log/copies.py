"""Copies of the log beside it: set aside because they are damaged, saved in time, or rescued from a session."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

Kind = Literal["damaged", "empty", "rescue", "backup", "unreadable", "version-1", "version-2", "version-3"]

COMPANIONS: Final = ("", "-wal", "-shm")
"""What stands after the name of a log in the names of the files that belong to it."""
BACKUP_SECONDS: Final = 7 * 24 * 3600
_BACKUPS_KEPT: Final = 4
_WORTH_IMPORTING: Final = (".backup-", ".version-", ".damaged-", ".rescue-")


def set_aside(path: Path, kind: Kind = "damaged") -> Path:
    """Move a file out of the way, whole, so that somebody may still rescue what is in it; return its new name."""
    aside = free_name(path, kind)
    for suffix in COMPANIONS:
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
    return aside


def free_name(path: Path, kind: str) -> Path:
    """Return a name beside the log that nothing has yet."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    number = 1
    while True:
        name = path.with_name(f"{path.name}.{kind}-{stamp}" + (f"-{number}" if number > 1 else ""))
        if not any(name.with_name(name.name + suffix).exists() for suffix in COMPANIONS):
            return name
        number += 1


def rescues_of(path: Path) -> tuple[Path, ...]:
    """List the files with answers of sessions whose log was taken away, oldest first."""
    return tuple(sorted(_copies_of(path, (".rescue-",))))


def latest_copy(path: Path) -> Path | None:
    """Return the newest copy of the log that may hold answers."""
    with suppress(OSError):
        copies = [each for each in _copies_of(path, _WORTH_IMPORTING) if each.stat().st_size]
        return max(copies, key=lambda each: each.stat().st_mtime, default=None)
    return None


def has_name_aside(path: Path, identity: tuple[int, int]) -> bool:
    """Return whether the file of this identity is now one that the program set aside."""
    return any(identity_of(each) == identity for each in _copies_of(path, (".damaged-", ".empty-")))


def identity_of(path: Path) -> tuple[int, int] | None:
    """Return device and number of a file; None where there is none, or an empty one, which no log is."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found.st_size else None


def copy_to(source: sqlite3.Connection, target: Path) -> None:
    """Copy a log to a file of its own, readable by the owner alone; it has its name only when it is whole.

    Raises sqlite3.DatabaseError where the log is damaged.
    """
    unfinished = target.with_name(f"{target.name}.part")
    with suppress(OSError):  # SQLite says it better
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)
    with closing(sqlite3.connect(unfinished)) as connection:
        source.backup(connection)
        connection.execute("PRAGMA journal_mode = DELETE")  # one file, without companions
        is_whole = connection.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
    if not is_whole:
        unfinished.unlink()
        raise sqlite3.DatabaseError("the log is damaged")
    unfinished.replace(target)


def back_up_in_time(connection: sqlite3.Connection, path: Path, now: float) -> None:
    """Keep a copy of the log from every week in which it grew, the last four of them."""
    copies = sorted(_copies_of(path, (".backup-",)))
    if copies and now - copies[-1].stat().st_mtime < BACKUP_SECONDS:
        return
    copy_to(connection, free_name(path, "backup"))
    for old in copies[: 1 - _BACKUPS_KEPT] if len(copies) >= _BACKUPS_KEPT else ():
        old.unlink()


# A list that holds itself is not freed at the end of the process either.
_never_closed: Final[list[object]] = []
_never_closed.append(_never_closed)


def abandon(connection: sqlite3.Connection) -> None:
    """Leave a file that was moved while it was open.

    Closing the connection would delete, by its name, the write-ahead log of the file that is now in the old place.
    """
    with suppress(sqlite3.Error, UnicodeDecodeError):
        connection.execute("ROLLBACK")
    _never_closed.append(connection)


def remove(path: Path) -> None:
    """Remove a copy with all that belongs to it."""
    for suffix in (*COMPANIONS, ".lock"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _copies_of(path: Path, kinds: tuple[str, ...]) -> Iterator[Path]:
    try:
        names = [each.name for each in path.parent.iterdir()]
    except OSError:
        return
    for name in names:
        rest = name.removeprefix(path.name)
        if rest != name and rest.startswith(kinds) and not rest.endswith(("-wal", "-shm", ".lock", ".part", ".jsonl")):
            yield path.with_name(name)
