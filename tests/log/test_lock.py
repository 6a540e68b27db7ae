"""Locks on sessions, between processes."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.log.permissions import write_protected

from calcinosis_quiz.log.lock import Locks

TAKE = """
import sys
from pathlib import Path
from calcinosis_quiz.log.lock import Locks
locks = Locks(Path(sys.argv[1]))
print(*(locks.take(int(number)) for number in sys.argv[2:]), flush=True)
sys.stdin.readline()
"""


@contextmanager
def other_process(log: Path, *sessions: int) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Have another process take sessions and keep them; give it, and what it was given. At the end it lets go."""
    command = [sys.executable, "-c", TAKE, str(log), *map(str, sessions)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()
        process.communicate("\n")


def test_a_session_is_held_by_one_process_at_a_time(tmp_path: Path) -> None:
    with Locks(tmp_path / "log.db") as locks:
        assert locks.take(1)
        with other_process(tmp_path / "log.db", 1, 2) as (_, got):
            assert got == "False True"
            assert not locks.take(2)
            assert locks.take(3)
        assert locks.take(2)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_process_that_dies_holds_nothing(number: signal.Signals, tmp_path: Path) -> None:
    with Locks(tmp_path / "log.db") as locks, other_process(tmp_path / "log.db", 1) as (other, got):
        assert got == "True"
        assert not locks.take(1)
        other.send_signal(number)
        other.wait()
        assert locks.take(1)


def test_what_is_released_or_closed_is_free_for_others(tmp_path: Path) -> None:
    locks = Locks(tmp_path / "log.db")
    assert locks.take(1)
    assert locks.take(2)
    locks.release(1)
    with other_process(tmp_path / "log.db", 1, 2) as (_, got):
        assert got == "True False"
    locks.close()
    with other_process(tmp_path / "log.db", 1, 2) as (_, got):
        assert got == "True True"


def test_the_gate_lets_one_process_through_after_the_other(tmp_path: Path) -> None:
    with Locks(tmp_path / "log.db") as locks:
        with locks.gate(), other_process(tmp_path / "log.db", 0) as (_, got):
            assert got == "False"
        with other_process(tmp_path / "log.db", 0) as (_, got):
            assert got == "True"


def test_where_no_lock_file_can_be_made_nothing_is_refused(tmp_path: Path) -> None:
    with write_protected(tmp_path), Locks(tmp_path / "log.db") as locks, locks.gate():
        assert locks.take(1)
