"""docs/database.md against schema.sql, and schema.sql against the types of the program."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import get_args

import pytest

from calcinosis_quiz.log.log import TABLES
from calcinosis_quiz.log.rows import AnswerRow, EventKind, EventRow, SessionKind
from calcinosis_quiz.quiz.answers import Answer
from calcinosis_quiz.quiz.marking import Certainty

REPOSITORY = Path(__file__).resolve().parents[2]
SCHEMA = (REPOSITORY / "src/calcinosis_quiz/log/schema.sql").read_text(encoding="utf-8")
DOCUMENT = (REPOSITORY / "docs/database.md").read_text(encoding="utf-8")


def columns_of(table: str) -> list[str]:
    with closing(sqlite3.connect(":memory:")) as log:
        log.executescript(SCHEMA)
        return [name for _, name, *_ in log.execute(f"PRAGMA table_info({table})")]


def section_of(table: str) -> list[list[tuple[str, str]]]:
    """Give the tables of a section of the document, as rows of a name and a meaning."""
    [section] = re.findall(rf"^## `{table}`\n(.*?)(?=^## |\Z)", DOCUMENT, re.MULTILINE | re.DOTALL)
    blocks = re.findall(r"(?:^\|.*\n)+", section, re.MULTILINE)
    return [re.findall(r"^\| `([^`]+)` \| (.+) \|$", block, re.MULTILINE) for block in blocks]


def names_in_schema(kind: str) -> set[str]:
    return set(re.findall(rf"^CREATE {kind} (\w+)", SCHEMA, re.MULTILINE))


def test_the_document_has_every_table_and_view_and_no_other() -> None:
    documented = set(re.findall(r"^## `(\w+)`$", DOCUMENT, re.MULTILINE))
    assert documented == names_in_schema("TABLE") | names_in_schema("VIEW")


@pytest.mark.parametrize("table", ["session", "answer", "event"])
def test_every_column_is_documented_in_its_order(table: str) -> None:
    rows = section_of(table)[0]
    assert [name for name, _ in rows] == columns_of(table)
    assert all(meaning.strip() for _, meaning in rows)


def test_the_view_is_an_answer_with_its_present_mark() -> None:
    added = [name for name, _ in section_of("current_answer")[0]]
    assert [*columns_of("answer"), *added] == columns_of("current_answer")


def allowed(table: str, column: str) -> set[str]:
    """List the words that the schema lets a column hold."""
    [definition] = re.findall(rf"CREATE TABLE {table} \(.*?^    {column}\s.*?IN\s*\((.*?)\)", SCHEMA, re.M | re.S)
    return set(re.findall("'([^']+)'", definition))


def test_the_words_of_the_schema_are_those_of_the_program_and_of_the_document() -> None:
    kinds = {name for name, _ in section_of("event")[1]}
    assert kinds == allowed("event", "kind") == set(get_args(EventKind))
    assert allowed("session", "kind") == set(get_args(SessionKind))
    assert allowed("answer", "certainty") == set(get_args(Certainty))
    meanings = dict(section_of("session")[0] + section_of("answer")[0])
    assert set(re.findall("`([^`]+)`", meanings["kind"])) == set(get_args(SessionKind))
    assert set(re.findall("`([^`]+)`", meanings["certainty"])) == set(get_args(Certainty))
    tags = {kind.__struct_config__.tag for kind in get_args(Answer)}
    assert set(re.findall("`([^`]+)`", meanings["answer"])) == tags | {"type"}


@pytest.mark.parametrize(("kind", "table"), TABLES.items(), ids=lambda each: getattr(each, "__name__", each))
def test_a_row_of_the_program_has_the_columns_of_its_table(kind: type[AnswerRow | EventRow], table: str) -> None:
    assert [f"{table}_id", *kind.__struct_fields__] == columns_of(table)


def test_every_column_is_strictly_typed() -> None:
    assert SCHEMA.count(") STRICT;") == len(names_in_schema("TABLE"))
