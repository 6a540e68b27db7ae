"""A log with broken pages in the middle: what can be read is saved, the file is kept."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.log.logs import answer_row, event_row

from calcinosis_quiz.log.current_answers import last_answer
from calcinosis_quiz.log.errors import LogError
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.repair import check, examine, repair
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


SPOILERS = {
    "JSON of a row": "UPDATE answer SET answer = '{bad' WHERE answer_id = 5",
    "moment of a row": "UPDATE answer SET answered_at = 'yesterday' WHERE answer_id = 5",
    "moment before all others": "UPDATE answer SET answered_at = '0001-01-01T00:00:00.000Z' WHERE answer_id = 5",
    "moment without a zone": "UPDATE answer SET answered_at = '2026-01-05T08:00:00' WHERE answer_id = 5",
    "time taken": "UPDATE answer SET milliseconds = 9223372036854775807 WHERE answer_id = 5",
    "place": "UPDATE answer SET position = -1 WHERE answer_id = 5",
    "policy": "UPDATE answer SET policy = 'generous' WHERE answer_id = 5",
    "text that is none": "UPDATE answer SET item = CAST(X'FFFE' AS TEXT) WHERE answer_id = 5",
    "view": "DROP VIEW current_answer",
    "another view": "DROP VIEW current_answer; CREATE VIEW current_answer AS SELECT * FROM answer",
    "index": "DROP INDEX answer_by_item",
    "trigger": "DROP TRIGGER answer_is_never_deleted",
    "column": "DROP VIEW current_answer; ALTER TABLE answer DROP COLUMN certainty",
    "needed column": "DROP VIEW current_answer; ALTER TABLE answer DROP COLUMN policy",
    "table": "DROP TABLE imported",
    "table more": "CREATE TABLE more (a)",
    "version too low": "PRAGMA user_version = 1",
    "version none": "PRAGMA user_version = 0",
    "version too high": "PRAGMA user_version = 99",
    "version below none": "PRAGMA user_version = -1",
}


@pytest.mark.parametrize("spoiler", SPOILERS.values(), ids=SPOILERS)
def test_whatever_is_damaged_is_found_and_mended_and_every_sound_row_is_kept(spoiler: str, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for table in ("answer", "event"):
            connection.execute(f"DROP TRIGGER {table}_is_never_changed")
        connection.executescript(spoiler)
        connection.commit()
    with pytest.raises(LogError, match="`calcinosis-quiz history repair` saves"):
        check(path)
    done = repair(path)
    assert done is not None
    bad = int("answer_id = 5" in spoiler)
    assert (done.rows, done.bad_rows) == (ANSWERS + 1 - bad, bad)
    check(path)
    assert repair(path) is None
    with AnswerLog(path) as log:
        assert {row.uid for row in log.read(AnswerRow)} == {f"a{i}" for i in range(ANSWERS) if not (bad and i == 4)}
        assert len(log.query("SELECT * FROM current_answer")) == ANSWERS - bad
        log.append(answer_row("new"))
    if bad:
        assert done.bad_rows_file is not None
        [line] = done.bad_rows_file.read_text(encoding="utf-8").splitlines()
        assert json.loads(line)["values"]["uid"] == "a4"
        assert json.loads(line)["fault"]


def test_numbers_of_rows_far_apart_take_no_time(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER answer_is_never_changed")
        connection.execute("UPDATE answer SET answer_id = 9223372036854775807 WHERE answer_id = 5")
        connection.execute("UPDATE answer SET answer_id = -9223372036854775807 WHERE answer_id = 6")
        connection.commit()
    assert len(examine(path).rows) == ANSWERS + 1


def test_a_newer_log_and_another_programs_file_are_not_repaired(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
        connection.execute("CREATE TABLE mood (a)")
    with pytest.raises(LogError, match="newer version"):
        repair(path)
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE places (a)")
    with pytest.raises(LogError, match="is not an answer log"):
        repair(path)


def test_which_answers_were_given_elsewhere_is_known_after_a_repair(path: Path) -> None:
    with AnswerLog(path) as log:
        log.merge([answer_row("elsewhere", 10**6)])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP VIEW current_answer")
    repair(path)
    with AnswerLog(path) as log:
        last = last_answer(log)
        assert last is not None
        assert last.uid == f"a{ANSWERS - 1}"
