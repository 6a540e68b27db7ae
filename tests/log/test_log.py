"""Appending and reading."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from tests.log.logs import IN_MEMORY, LISTS_OF_ROWS, answer_row, event_row, rows_of

from calcinosis_quiz.log.errors import LogError
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.rows import AnswerRow, EventRow, Row, SessionRow
from calcinosis_quiz.quiz.answers import Texts


@given(rows=LISTS_OF_ROWS)
def test_rows_come_back_as_they_were_written_and_in_that_order(rows: list[Row]) -> None:
    with AnswerLog(IN_MEMORY) as log:
        log.append(*rows)
        assert list(log.read(SessionRow)) == [row for row in rows if isinstance(row, SessionRow)]
        assert list(log.read(AnswerRow)) == [row for row in rows if isinstance(row, AnswerRow)]
        assert list(log.read(EventRow)) == [row for row in rows if isinstance(row, EventRow)]


def test_what_was_appended_is_there_for_others_at_once_and_after_reopening(tmp_path: Path) -> None:
    with AnswerLog(tmp_path / "log.db") as one, AnswerLog(tmp_path / "log.db") as other:
        one.append(answer_row("a"))
        assert list(other.read(AnswerRow)) == [answer_row("a")]
    with AnswerLog(tmp_path / "log.db") as again:
        assert list(again.read(AnswerRow)) == [answer_row("a")]


def test_the_log_is_written_ahead_and_synchronised_at_every_append(tmp_path: Path) -> None:
    with AnswerLog(tmp_path / "log.db") as log:
        assert log.query("PRAGMA journal_mode") == [("wal",)]
        assert log.query("PRAGMA synchronous") == [(2,)]  # FULL


def test_rows_appended_together_are_all_there_or_none() -> None:
    with AnswerLog(IN_MEMORY) as log:
        with pytest.raises(LogError, match=r"a row was refused .* Nothing was written\."):
            log.append(answer_row("a"), event_row("b", "skip"), answer_row("c", fraction=1.5))
        assert rows_of(log) == []
        log.append(answer_row("a"))
        with pytest.raises(LogError, match=r"UNIQUE .* Nothing was written\."):
            log.append(answer_row("b"), answer_row("a"))
        assert rows_of(log) == [answer_row("a")]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (answer_row("a", position=2**64), "a number is too large to be kept"),
        (answer_row("a", answer=Texts(("\ud800",))), "signs that are no characters"),
        (answer_row("\ud800"), "signs that are no characters"),
        (answer_row("a", fraction=float("nan")), "a row was refused"),
    ],
)
def test_a_row_that_cannot_be_kept_is_refused_in_words(row: AnswerRow, said: str) -> None:
    with AnswerLog(IN_MEMORY) as log:
        with pytest.raises(LogError, match=said):
            log.append(row)
        assert rows_of(log) == []


@pytest.mark.parametrize("table", ["session", "answer", "event"])
@pytest.mark.parametrize("change", ["UPDATE {} SET uid = 'x'", "DELETE FROM {}"])
def test_the_file_itself_refuses_to_change_or_delete_a_row(table: str, change: str, tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    session = SessionRow(uid="s", kind="quiz", paper=(), program_version="1", started_at=answer_row("a").answered_at)
    with AnswerLog(path) as log:
        log.append(session, answer_row("a"), event_row("e", "skip"))
    stranger = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="rows are never"):
        stranger.execute(change.format(table))
    stranger.close()


def test_a_row_that_cannot_be_understood_is_damage_with_the_next_step(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    with AnswerLog(path) as log:
        log.append(answer_row("a"))
        log.query("DROP TRIGGER answer_is_never_changed")
        log.query("UPDATE answer SET answer = 'no JSON'")
        with pytest.raises(LogError, match=r"damaged .* `calcinosis-quiz history repair` saves"):
            list(log.read(AnswerRow))


def test_what_counts_is_neither_undone_nor_marked_anew() -> None:
    with AnswerLog(IN_MEMORY) as log:
        log.append(*(answer_row(uid, minute) for minute, uid in enumerate("abc")))
        log.append(event_row("u", "undo", 5, answer_uid="a"))
        log.append(event_row("r2", "re-mark", 7, answer_uid="b", fraction=0.25))
        log.append(event_row("r1", "re-mark", 6, answer_uid="b", fraction=0.75))  # an earlier one, merged later
        found = log.query("SELECT uid, fraction, current_fraction FROM current_answer ORDER BY uid")
        assert found == [("b", 1.0, 0.25), ("c", 1.0, 1.0)]
