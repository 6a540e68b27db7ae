"""A log with broken pages in the middle: what can be read is saved, the file is kept."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.log.logs import answer_row, event_row

from calcinosis_quiz.log.errors import LogError
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.repair import repair
from calcinosis_quiz.log.rows import AnswerRow, EventRow

ANSWERS, PAGE = 400, 4096


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Make a log with answers on many pages, and an event."""
    path = tmp_path / "history.db"
    with AnswerLog(path) as log:
        log.append(*(answer_row(f"a{i}", i) for i in range(ANSWERS)), event_row("e", "flag", item="item"))
    return path


def break_page_of(path: Path, uid: str) -> bytes:
    """Overwrite the page on which an answer stands; give the whole file as it is then."""
    data = bytearray(path.read_bytes())
    wanted = f"{uid}s".encode()  # its name, and that of its session
    place = next(
        i for i in range(0, len(data), PAGE) if data[i] == 13 and wanted in data[i : i + PAGE]
    )  # 13 is a leaf of a table
    data[place : place + PAGE] = b"\xff" * PAGE
    path.write_bytes(data)
    return bytes(data)


def test_broken_pages_are_reported_with_the_next_step_and_repaired(path: Path) -> None:
    broken = break_page_of(path, "a200")
    with AnswerLog(path) as log, pytest.raises(LogError, match=r"damaged .* `calcinosis-quiz history repair` saves"):
        list(log.read(AnswerRow))
    done = repair(path)
    assert done is not None
    assert done.aside.read_bytes() == broken
    with AnswerLog(path) as log:
        saved = [row.uid for row in log.read(AnswerRow)]
        assert [row.uid for row in log.read(EventRow)] == ["e"]
        log.append(answer_row("new"))
    assert done.rows == len(saved) + 1
    assert ANSWERS - 40 < len(saved) < ANSWERS
    assert "a200" not in saved
    assert {"a0", f"a{ANSWERS - 1}"} < set(saved)
    assert repair(path) is None


def test_a_row_that_cannot_be_understood_costs_no_other(path: Path) -> None:
    break_page_of(path, "a100")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER answer_is_never_changed")
        connection.execute("UPDATE answer SET answer = 'no JSON' WHERE answer_id = 1")
        connection.commit()
    repair(path)
    with AnswerLog(path) as log:
        saved = {row.uid for row in log.read(AnswerRow)}
    assert "a0" not in saved
    assert "a1" in saved


def test_a_file_that_cannot_be_read_at_all_becomes_an_empty_log_and_is_kept(path: Path) -> None:
    path.write_bytes(b"nothing that can be read" * 500)
    done = repair(path)
    assert done is not None
    assert (done.rows, done.aside.read_bytes()) == (0, b"nothing that can be read" * 500)


def test_a_sound_log_and_a_missing_one_need_no_repair(path: Path) -> None:
    before = path.read_bytes()
    assert repair(path) is None
    assert path.read_bytes() == before
    assert repair(path.with_name("missing.db")) is None
    assert not path.with_name("missing.db").exists()
