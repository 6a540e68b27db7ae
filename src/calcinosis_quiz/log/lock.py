"""Locks that the operating system releases when their holder dies: one byte of a lock file for each session."""

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Self

_GATE: Final = 0  # row ids of sessions count from 1
_HELD: Final = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})
_PAUSE: Final = 0.01  # seconds between two attempts at the gate
_GATE_SECONDS: Final = 10.0

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int, place: int) -> None:
        os.lseek(handle, place, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

    def _unlock(handle: int, place: int) -> None:
        os.lseek(handle, place, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(handle: int, place: int) -> None:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)

    def _unlock(handle: int, place: int) -> None:
        fcntl.lockf(handle, fcntl.LOCK_UN, 1, place)


class Locks:
    """The locks of one process on the sessions of a log; they last until `close`, or until the process dies.

    A process opens the locks of a log once at a time: closing a second one would release those of the first.
    """

    def __init__(self, log: Path) -> None:
        """Open the lock file beside a log; where there can be none, nothing is locked and nothing refused."""
        self._handle: int | None = None
        with suppress(OSError):  # a disk that cannot be written
            self._handle = os.open(log.with_name(f"{log.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)

    def __enter__(self) -> Self:
        """Return the locks; they are released at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Release them."""
        self.close()

    def close(self) -> None:
        """Release every lock that is held."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def take(self, session_id: int) -> bool:
        """Lock a session, by the number of its row; False when another process holds it."""
        if self._handle is None:
            return True
        try:
            _lock(self._handle, session_id)
        except OSError as error:
            return error.errno not in _HELD  # some network disks know no locks
        return True

    def release(self, session_id: int) -> None:
        """Let go of one session."""
        if self._handle is not None:
            with suppress(OSError):
                _unlock(self._handle, session_id)

    @contextmanager
    def gate(self) -> Iterator[None]:
        """Keep other processes from choosing a session, or setting the file aside, during the block.

        After ten seconds it goes on regardless: whoever holds the gate so long has been stopped.
        """
        end = time.monotonic() + _GATE_SECONDS
        while not self.take(_GATE) and time.monotonic() < end:
            time.sleep(_PAUSE)
        try:
            yield
        finally:
            self.release(_GATE)
