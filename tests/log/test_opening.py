"""Every state that a learner's log file may be in: one clear sentence with the next step, and nothing lost."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from tests.log.logs import answer_row, rows_of
from tests.log.permissions import write_protected

from calcinosis_quiz.log import opening
from calcinosis_quiz.log.errors import LogError
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.opening import MIGRATIONS, VERSION
from calcinosis_quiz.log.rows import AnswerRow

HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.readline()
"""
WRITE = """
import sys
from pathlib import Path
from tests.log.logs import answer_row
from calcinosis_quiz.log.log import AnswerLog
path, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
sys.stdin.readline()
with AnswerLog(path, print) as log:
    for i in range(count):
        log.append(answer_row(f"{name}-{i}"))
"""
FILL = """
import resource, sys
from pathlib import Path
from tests.log.logs import answer_row
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.errors import LogError
with AnswerLog(Path(sys.argv[1])) as log:
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
    for i in range(10_000):
        try:
            log.append(answer_row(str(i)))
        except LogError as error:
            print(error, i, sep="\\n")
            break
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name a log file in a folder that is not there yet."""
    return tmp_path / "data" / "history.db"


@pytest.fixture
def log_with_three(path: Path) -> Path:
    """Make a log with three answers."""
    with AnswerLog(path) as log:
        log.append(*(answer_row(uid) for uid in "abc"))
    return path


@contextmanager
def refused(said: str) -> Iterator[None]:
    """Expect one message of one or two sentences."""
    with pytest.raises(LogError) as caught:
        yield
    message = str(caught.value)
    assert said in message
    assert "\n" not in message
    assert message.endswith(".")


def start(script: str, *arguments: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_a_log_that_is_not_there_is_made_with_its_folder(path: Path) -> None:
    with AnswerLog(path) as log:
        log.append(answer_row("a"))
        assert log.query("PRAGMA application_id") == [(opening.APPLICATION_ID,)]
        assert log.query("PRAGMA user_version") == [(VERSION,)]


def test_a_log_that_was_cut_to_nothing_is_no_new_learner(log_with_three: Path) -> None:
    log_with_three.write_bytes(b"")
    said: list[str] = []
    with AnswerLog(log_with_three, said.append) as log:
        log.append(answer_row("d"))
        assert rows_of(log) == [answer_row("d")]
    [backup] = path_of_backups(log_with_three)
    [message] = said
    assert "was cut to 0 bytes. It was set aside as" in message
    assert f"`calcinosis-quiz history import {backup}` adds the answers of the latest copy." in message


def test_what_is_left_of_a_log_that_is_gone_never_runs_into_a_new_one(log_with_three: Path) -> None:
    with AnswerLog(log_with_three) as log:
        log.append(answer_row("d"))
        rest = log_with_three.with_name("history.db-wal").read_bytes()
    log_with_three.unlink()
    log_with_three.with_name("history.db-wal").write_bytes(rest)
    said: list[str] = []
    with AnswerLog(log_with_three, said.append) as log:
        assert rows_of(log) == []
    assert "The answer log is gone." in said[0]
    assert [each.read_bytes() for each in log_with_three.parent.glob("*.damaged-*-wal")] == [rest]


def test_a_folder_in_its_place_is_left_alone(path: Path) -> None:
    path.mkdir(parents=True)
    with refused("is a folder. Move it away"):
        AnswerLog(path)


def test_a_file_in_the_place_of_the_folder_is_left_alone(path: Path) -> None:
    path.parent.write_text("mine")
    with refused("Set CALCINOSIS_QUIZ_HOME to a folder you can write to."):
        AnswerLog(path)
    assert path.parent.read_text() == "mine"


def test_a_folder_that_cannot_be_written_is_no_place_for_a_new_log(path: Path) -> None:
    path.parent.mkdir()
    with write_protected(path.parent), refused("cannot be written. Set CALCINOSIS_QUIZ_HOME"):
        AnswerLog(path)


def test_a_folder_that_cannot_be_made_is_said_so(path: Path) -> None:
    with write_protected(path.parent.parent), refused("Set CALCINOSIS_QUIZ_HOME to a folder you can write to."):
        AnswerLog(path)


@pytest.mark.parametrize("what", ["file", "folder", "both"])
def test_what_cannot_be_written_can_still_be_read(what: str, log_with_three: Path) -> None:
    protected = {"file": [log_with_three], "folder": [log_with_three.parent]}.get(what)
    with write_protected(*(protected or [log_with_three, log_with_three.parent])), AnswerLog(log_with_three) as log:
        assert [row.uid for row in log.read(AnswerRow)] == ["a", "b", "c"]
        with refused("cannot be written. Set CALCINOSIS_QUIZ_HOME"):
            log.append(answer_row("d"))
    with AnswerLog(log_with_three) as log:
        assert [row.uid for row in log.read(AnswerRow)] == ["a", "b", "c"]


def test_a_write_ahead_log_is_never_overlooked_on_a_disk_that_cannot_be_written(
    log_with_three: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "stick"
    copy.mkdir()
    with AnswerLog(log_with_three) as log:  # as after a power cut: rows in the write-ahead log alone
        log.append(answer_row("d"))
        for suffix in ("", "-wal"):
            (copy / f"history.db{suffix}").write_bytes(Path(f"{log_with_three}{suffix}").read_bytes())
    with write_protected(copy, *copy.iterdir()), refused("cannot be written. Set CALCINOSIS_QUIZ_HOME"):
        AnswerLog(copy / "history.db")
    with AnswerLog(copy / "history.db") as log:
        assert [row.uid for row in log.read(AnswerRow)] == ["a", "b", "c", "d"]


def test_a_full_disk_keeps_what_was_answered_before(log_with_three: Path) -> None:
    with AnswerLog(log_with_three) as log:
        [(pages,)] = log.query("PRAGMA page_count")
        log.query(f"PRAGMA max_page_count = {pages}")
        with refused("the disk is full. Make room and try again; what was answered before is saved."):
            for i in range(1000):
                log.append(answer_row(f"more-{i}"))
        assert [row.uid for row in log.read(AnswerRow)] == ["a", "b", "c", *(f"more-{n}" for n in range(i))]


def test_a_disk_that_takes_no_more_keeps_what_was_answered_before(path: Path) -> None:
    program = start(FILL, path)
    message, number = program.communicate()[0].splitlines()
    assert message.startswith(f"{path}: the ")
    assert message.endswith("try again.") or message.endswith("is saved.")
    with AnswerLog(path) as log:
        assert [row.uid for row in log.read(AnswerRow)] == [str(i) for i in range(int(number))]


def test_a_file_locked_by_another_program_is_waited_for_and_then_named(log_with_three: Path) -> None:
    holder = start(HOLD, log_with_three)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with AnswerLog(log_with_three, busy_seconds=0.05) as log:
        with refused("another program keeps the answer log locked. Close it and try again."):
            log.append(answer_row("d"))
        holder.communicate("\n")
        log.append(answer_row("d"))
        assert [row.uid for row in log.read(AnswerRow)] == ["a", "b", "c", "d"]


def path_of_backups(path: Path) -> list[Path]:
    return sorted(each for each in path.parent.iterdir() if ".backup-" in each.name)


def set_aside(path: Path) -> list[Path]:
    return sorted(each for each in path.parent.iterdir() if re.search(r"\.damaged-\d{8}-\d{6}(-\d+)?$", each.name))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: b"not a database, whatever the name" * 10,
        lambda data: b"\x00" * len(data),
        lambda data: b"X" * 100 + data[100:],
        lambda data: data[:16] + b"\xff" * 84 + data[100:],
        lambda data: data[:50],
        lambda data: data[:100] + b"\xff" * (len(data) - 100),
    ],
    ids=["text", "zeros", "header", "numbers of the header", "cut short", "all but the header"],
)
def test_a_file_that_is_no_database_any_more_is_set_aside_whole(
    spoil: Callable[[bytes], bytes], log_with_three: Path
) -> None:
    spoilt = spoil(log_with_three.read_bytes())
    log_with_three.write_bytes(spoilt)
    said: list[str] = []
    with AnswerLog(log_with_three, said.append) as log:
        log.append(answer_row("d"))
        assert [row.uid for row in log.read(AnswerRow)] == ["d"]
    [aside] = set_aside(log_with_three)
    assert aside.read_bytes() == spoilt
    [backup] = path_of_backups(log_with_three)
    assert said == [
        f"The answer log was damaged. It was set aside as {aside}, and a new one was begun. "
        f"`calcinosis-quiz history import {backup}` adds the answers of the latest copy."
    ]


def test_a_second_damaged_file_never_takes_the_place_of_the_first(path: Path) -> None:
    path.parent.mkdir()
    for content in (b"first" * 100, b"second" * 100, b"third" * 100):
        path.write_bytes(content)
        AnswerLog(path).close()
    assert {each.read_bytes()[:5] for each in set_aside(path)} == {b"first", b"secon", b"third"}


def test_terminals_that_meet_a_damaged_file_at_once_set_it_aside_once(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database" * 100)
    write_at_once(path, writers=4, each=3)
    [aside] = set_aside(path)
    assert aside.read_bytes() == b"not a database" * 100


def test_terminals_that_make_the_log_at_once_lose_nothing(path: Path) -> None:
    write_at_once(path, writers=4, each=10)
    assert set_aside(path) == []


def write_at_once(path: Path, writers: int, each: int) -> None:
    """Have several processes open the log at the same moment and append to it; hold what is in it then."""
    programs = [start(WRITE, path, name, each) for name in range(writers)]
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("\n")
        program.stdin.flush()
    for program in programs:
        program.communicate()
    assert [program.returncode for program in programs] == [0] * writers
    with AnswerLog(path) as log:
        assert {row.uid for row in log.read(AnswerRow)} == {f"{n}-{i}" for n in range(writers) for i in range(each)}
        assert log.query("PRAGMA integrity_check") == [("ok",)]


@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
def test_another_programs_database_is_not_touched(journal: str, path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as stranger:
        stranger.execute(f"PRAGMA journal_mode = {journal}")
        stranger.execute("CREATE TABLE places (url TEXT)")
        stranger.execute("PRAGMA user_version = 1")
    before = path.read_bytes()
    with refused("is not an answer log. Move it away"):
        AnswerLog(path)
    assert path.read_bytes() == before


def test_a_newer_file_is_not_touched(log_with_three: Path) -> None:
    with closing(sqlite3.connect(log_with_three)) as newer:
        newer.execute(f"PRAGMA user_version = {VERSION + 1}")
        newer.execute("CREATE TABLE mood (uid TEXT) STRICT")
    before = log_with_three.read_bytes()
    with refused("was written by a newer version. Update calcinosis-quiz"):
        AnswerLog(log_with_three)
    assert log_with_three.read_bytes() == before


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch) -> int:
    """Pretend that this program is one version further on, with a column more."""
    version = VERSION
    monkeypatch.setitem(MIGRATIONS, version, "ALTER TABLE answer ADD COLUMN mood TEXT;\nSELECT 1 -- no end")
    monkeypatch.setattr(opening, "VERSION", version + 1)
    return version + 1


def backups(path: Path, version: int) -> list[Path]:
    return sorted(each for each in path.parent.iterdir() if f".version-{version}-" in each.name)


def test_an_older_file_is_brought_up_to_date_after_a_copy_was_made(log_with_three: Path, next_version: int) -> None:
    with AnswerLog(log_with_three) as log:
        assert log.query("PRAGMA user_version") == [(next_version,)]
        assert log.query("SELECT uid, mood FROM answer") == [("a", None), ("b", None), ("c", None)]
        log.append(answer_row("d"))
        assert [row.uid for row in log.read(AnswerRow)] == ["a", "b", "c", "d"]
    [backup] = backups(log_with_three, next_version - 1)
    with closing(sqlite3.connect(backup)) as copy:
        assert copy.execute("PRAGMA user_version").fetchone() == (next_version - 1,)
        assert copy.execute("SELECT uid FROM answer").fetchall() == [("a",), ("b",), ("c",)]
    AnswerLog(log_with_three).close()
    assert len(backups(log_with_three, next_version - 1)) == 1


@pytest.mark.parametrize("version", range(1, VERSION))
def test_a_file_of_each_older_version_becomes_what_a_new_one_is(path: Path, version: int) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as old:
        old.executescript(Path(__file__).with_name(f"schema_{version}.sql").read_text(encoding="utf-8"))
        old.execute(f"PRAGMA application_id = {opening.APPLICATION_ID}")
        old.execute(f"PRAGMA user_version = {version}")
    with AnswerLog(path) as log, AnswerLog(Path(":memory:")) as new:
        assert schema_of(log) == schema_of(new)
        assert log.query("PRAGMA user_version") == new.query("PRAGMA user_version") == [(VERSION,)]
    assert len(backups(path, version)) == 1


def schema_of(log: AnswerLog) -> list[tuple[str, ...]]:
    """List what is in a log with its SQL, without comments and white space: a column added later has none."""
    parts = log.query("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name")
    return [(*names, "".join(re.sub("--.*", "", sql).split())) for *names, sql in parts]


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    log_with_three: Path, next_version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(MIGRATIONS, next_version - 1, "ALTER TABLE answer ADD COLUMN mood TEXT;\nNONSENSE;")
    with refused("the answer log is damaged"):
        AnswerLog(log_with_three)
    with closing(sqlite3.connect(log_with_three)) as log:
        assert log.execute("PRAGMA user_version").fetchone() == (next_version - 1,)
        assert "mood" not in [column[1] for column in log.execute("PRAGMA table_info(answer)")]


def test_an_older_file_on_a_disk_that_cannot_be_written_says_what_to_do(
    log_with_three: Path, next_version: int
) -> None:
    with write_protected(log_with_three, log_with_three.parent), refused("Copy it to a disk that can be written to."):
        AnswerLog(log_with_three)
    assert backups(log_with_three, next_version - 1) == []
