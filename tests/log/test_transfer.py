"""The log as a file for other machines, and back."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.log.logs import IN_MEMORY, LISTS_OF_ROWS, START, answer_row, event_row, rows_of

from calcinosis_quiz.log.current_answers import current_answers, flags, suspended
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.rows import Row, SessionRow, Sheet
from calcinosis_quiz.log.transfer import Format, read_rows, write_rows

FORMATS = st.sampled_from(["jsonl", "csv"])


def write(rows: list[Row], form: Format) -> str:
    return "".join(write_rows(rows, form))


@given(rows=LISTS_OF_ROWS, form=FORMATS)
def test_what_is_exported_is_imported_as_it_was(rows: list[Row], form: Format) -> None:
    assert read_rows(write(rows, form), "file") == (tuple(rows), ())


@given(rows=LISTS_OF_ROWS, form=FORMATS)
def test_a_log_goes_through_a_file_into_an_empty_log_unchanged(rows: list[Row], form: Format) -> None:
    with AnswerLog(IN_MEMORY) as here, AnswerLog(IN_MEMORY) as there:
        here.append(*rows)
        there.merge(read_rows(write(rows_of(here), form), "file")[0])
        assert rows_of(there) == rows_of(here)


@given(rows=LISTS_OF_ROWS, form=FORMATS)
def test_merging_twice_adds_nothing_the_second_time(rows: list[Row], form: Format) -> None:
    text = write(rows, form)
    with AnswerLog(IN_MEMORY) as log:
        assert log.merge(read_rows(text, "file")[0]) == (len(rows), 0)
        once = rows_of(log)
        assert log.merge(read_rows(text, "file")[0]) == (0, len(rows))
        assert rows_of(log) == once


@given(rows=LISTS_OF_ROWS, split=st.integers(0, 12))
def test_two_logs_merged_either_way_say_the_same(rows: list[Row], split: int) -> None:
    one, other = rows[:split], rows[split // 2 :]  # some rows stand in both
    with AnswerLog(IN_MEMORY) as left, AnswerLog(IN_MEMORY) as right:
        for log, halves in ((left, (one, other)), (right, (other, one))):
            for half in halves:
                log.merge(half)
        assert sorted(rows_of(left), key=lambda row: row.uid) == sorted(rows_of(right), key=lambda row: row.uid)
        assert dict((row.uid, mark) for row, mark in current_answers(left)) == dict(  # noqa: C402 - read as pairs
            (row.uid, mark) for row, mark in current_answers(right)
        )
        assert (set(flags(left)), suspended(left)) == (set(flags(right)), suspended(right))


@given(rows=LISTS_OF_ROWS)
def test_no_cell_of_a_spreadsheet_begins_like_a_formula(rows: list[Row]) -> None:
    for record in csv.reader(io.StringIO(write(rows, "csv"), newline="")):
        assert [cell for cell in record if cell.startswith(("=", "@", "\t", "\r"))] == []
        signed = [cell for cell in record if cell.startswith(("+", "-"))]
        assert all(cell[1:].isdigit() for cell in signed)  # a seed below zero is a number


def test_a_paper_of_many_questions_fits_into_a_cell() -> None:
    sheets = tuple(Sheet(item=f"item-{i}", bank="bank", hash="0" * 16, order=tuple(range(6))) for i in range(3000))
    row = SessionRow(uid="s", kind="exam", paper=sheets, program_version="1", started_at=START)
    assert read_rows(write([row], "csv"), "file") == ((row,), ())


GOOD = write([answer_row("good")], "jsonl").strip()


def changed(**values: object) -> str:
    return json.dumps(json.loads(GOOD) | values)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nonsense", "JSON is malformed"),
        ("[]", "no kind of row is named"),
        ('{"row": ["answer"]}', "no kind of row is named"),
        ('{"row": "anser"}', "no kind of row is named"),
        ('{"row": "answer"}', "missing required field"),
        (changed(fraction="much"), "Expected `float`"),
        (changed(policy="generous"), "Invalid enum value"),
        (changed(answered_at="2026-01-05T08:00:00"), "answered_at has no time zone"),
        (changed(answer={"type": "quantity", "number": "NaN"}), "answer is no number of at most 1000 digits"),
        (changed(answer={"type": "guess"}), "Invalid value"),
        (changed(milliseconds=2**62), "milliseconds is not between 0 and 31622400000"),
        (changed(milliseconds=-1), "milliseconds is not between 0 and"),
        (changed(position=2**40), "position is not between"),
        (changed(fraction=1.5), "fraction is not between 0 and 1"),
        (changed(fraction=float("nan")), "JSON is malformed"),
        (changed(answered_at="0001-01-01T00:00:00Z"), "answered_at is not between 1970 and 2200"),
        (changed(answered_at="9999-12-31T23:59:59Z"), "answered_at is not between 1970 and 2200"),
        (changed(answer={"type": "quantity", "number": "1e999999"}), "answer is no number of at most"),
        (changed(answer={"type": "chosen", "options": [-1]}), "answer holds a number that no part can have"),
        (changed(answer={"type": "texts", "texts": ["x" * 2_000_000]}), "answer is longer than 1000000 bytes"),
        (changed(item="x" * 5000), "item is longer than 1000 characters"),
        (changed(shown_order=[2**70]), "shown_order holds a number that no part can have"),
        ("[" * 100_000, "maximum recursion depth exceeded"),
    ],
)
def test_a_line_that_is_no_row_is_a_problem_with_its_number(line: str, said: str) -> None:
    rows, problems = read_rows(f"{GOOD}\n\n{line}\n{GOOD}\n", "mine.jsonl")
    assert len(rows) == 2
    assert [(problem.file, problem.line) for problem in problems] == [("mine.jsonl", 3)]
    assert said in problems[0].message
    assert problems[0].message.endswith("It is left out.")


def test_a_row_of_a_spreadsheet_that_is_none_is_a_problem_with_its_line() -> None:
    text = write([answer_row("a"), event_row("e", "flag", reason="one\ntwo")], "csv")
    rows, problems = read_rows(text.replace("right-or-wrong", "generous"), "mine.csv")
    assert [row.uid for row in rows] == ["e"]
    assert [problem.line for problem in problems] == [2]


@pytest.mark.parametrize("text", ["", "\n", "row,uid\n", "row,uid\r\n"])
def test_an_export_without_rows_is_nothing(text: str) -> None:
    assert read_rows(text, "file") == ((), ())
