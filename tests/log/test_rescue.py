"""A log that is moved, deleted or replaced while a session is open: every answer is where the next start looks."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from tests.log.logs import answer_row, event_row

from calcinosis_quiz.log.copies import rescues_of
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.repair import examine, repair
from calcinosis_quiz.log.rows import AnswerRow

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a file that is open cannot be moved there")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Make a log with an answer of an earlier day, and keep a copy of it."""
    path = tmp_path / "data" / "history.db"
    with AnswerLog(path) as log:
        log.append(answer_row("earlier"))
    shutil.copy(path, tmp_path / "copy.db")
    return path


def uids(path: Path) -> set[str]:
    return {row.uid for row in examine(path).rows}


def move(path: Path) -> None:
    path.rename(path.with_name("moved.db"))


def delete(path: Path) -> None:
    path.unlink()


def delete_all(path: Path) -> None:
    for each in (path, *path.parent.glob("history.db-*")):
        each.unlink()


def delete_folder(path: Path) -> None:
    shutil.rmtree(path.parent)


def replace(path: Path) -> None:
    shutil.copy(path.parent.parent / "copy.db", path.with_name("new"))
    path.with_name("new").replace(path)


def cut(path: Path) -> None:
    os.truncate(path, 0)


@pytest.mark.parametrize("take_away", [move, delete, delete_all, delete_folder, replace, cut])
def test_answers_to_a_log_that_was_taken_away_are_kept_and_said_at_once(
    take_away: Callable[[Path], None], path: Path
) -> None:
    said: list[str] = []
    with AnswerLog(path, said.append) as log:
        log.append(answer_row("before"))
        take_away(path)
        log.append(answer_row("after"))
        assert len(said) == 1
        assert "was moved or replaced while it was open. Your answers are kept in" in said[0]
        log.append(answer_row("last"))
    [rescue] = rescues_of(path)
    assert str(rescue) in said[0]
    assert len(said) == 1
    assert {"before", "after", "last"} <= uids(rescue)
    assert take_away is cut or "earlier" in uids(rescue)
    assert examine(rescue).is_sound


def test_a_log_that_is_taken_away_after_the_last_answer_is_noticed_at_the_end(path: Path) -> None:
    with AnswerLog(path) as log:
        log.append(answer_row("last"))
        replace(path)
    assert uids(rescues_of(path)[0]) == {"earlier", "last"}


def test_a_log_that_is_overwritten_in_place_is_noticed_at_the_end(path: Path) -> None:
    with AnswerLog(path) as log:
        log.append(answer_row("last"))
        path.with_name("history.db-wal").write_bytes(b"")
        path.write_bytes((path.parent.parent / "copy.db").read_bytes())
    there = uids(path)
    for rescue in rescues_of(path):
        there |= uids(rescue)
    assert {"earlier", "last"} <= there


def test_a_rescue_that_is_taken_away_is_rescued_in_turn(path: Path) -> None:
    with AnswerLog(path) as log:
        delete(path)
        log.append(answer_row("one"))
        rescues_of(path)[0].unlink()
        log.append(answer_row("two"))
    assert {"one", "two"} <= set.union(*(uids(each) for each in rescues_of(path)))


def test_a_session_goes_on_in_the_file_that_a_repair_has_put_in_place(path: Path) -> None:
    said: list[str] = []
    with AnswerLog(path, said.append) as log:
        log.append(answer_row("before"))
        with closing(sqlite3.connect(path)) as other:
            other.execute("DROP VIEW current_answer")
        assert repair(path) is not None
        log.append(answer_row("after"))
        assert said == [f"The answer log was repaired in another terminal. Your answers go on in {path}."]
        assert {row.uid for row in log.read(AnswerRow)} == {"earlier", "before", "after"}
    assert uids(path) == {"earlier", "before", "after"}
    assert rescues_of(path) == ()


APPEND = """
import sys
from pathlib import Path
from tests.log.logs import answer_row
from calcinosis_quiz.log.log import AnswerLog
with AnswerLog(Path(sys.argv[1])) as log:
    for number in range(300):
        log.append(answer_row(f"{sys.argv[2]}-{number}"))
"""

REPAIR = """
import sys
from pathlib import Path
from calcinosis_quiz.log.repair import repair
print(repair(Path(sys.argv[1])) is not None)
"""


def test_repairs_in_the_midst_of_sessions_lose_nothing(path: Path) -> None:
    sessions = [subprocess.Popen([sys.executable, "-c", APPEND, str(path), name]) for name in "ab"]
    repairs = 0
    # In a process of its own, as `history repair` is: what it leaves open of a damaged log is closed when it ends.
    mend = [sys.executable, "-c", REPAIR, str(path)]
    while any(session.poll() is None for session in sessions):
        with closing(sqlite3.connect(path, timeout=30)) as other:
            other.execute("DROP INDEX IF EXISTS answer_by_item")
        repairs += subprocess.run(mend, check=True, stdout=subprocess.PIPE).stdout == b"True\n"
    assert [session.returncode for session in sessions] == [0, 0]
    assert repairs
    wanted = {f"{name}-{number}" for name in "ab" for number in range(300)}
    assert wanted <= set.union(uids(path), *(uids(each) for each in rescues_of(path)))
    assert wanted <= uids(path)


def test_a_copy_is_kept_from_every_week_and_four_of_them(path: Path) -> None:
    def copies() -> list[Path]:
        return sorted(path.parent.glob("history.db.backup-*"))

    assert len(copies()) == 1
    for week in range(6):
        with AnswerLog(path) as log:
            log.append(event_row(f"e{week}", "finish"))
        assert len(copies()) == min(1 + week, 4)
        for copy in copies():
            os.utime(copy, (copy.stat().st_atime, copy.stat().st_mtime - 8 * 24 * 3600))
    assert "e4" in uids(copies()[-1])
