"""Folders and files that cannot be written, also for a superuser."""

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_VERSION_3 = 0x20080522  # of the structures of capset(2)
_DAC_OVERRIDE = 1 << 1  # the right to write whatever the permissions say


@contextmanager
def write_protected(*paths: Path) -> Iterator[None]:
    """Take the right to write away from files and folders, and from this thread the right to overrule that."""
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = _swap_capabilities(None)
    try:
        yield
    finally:
        _swap_capabilities(before)
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)


def _swap_capabilities(wanted: tuple[int, ...] | None) -> tuple[int, ...]:
    if sys.platform != "linux" or os.geteuid() != 0:
        return ()
    system = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_VERSION_3, 0)
    data = (ctypes.c_uint32 * 6)()
    assert system.capget(header, data) == 0
    before = tuple(data)
    if wanted is None:
        data[0] &= ~_DAC_OVERRIDE  # effective; what is permitted stays, so that it can be taken back
    else:
        data[:] = list(wanted)
    assert system.capset(header, data) == 0, os.strerror(ctypes.get_errno())
    return before
