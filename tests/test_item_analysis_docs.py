"""The guide to item analysis: every command runs as written, and prints what the guide shows."""

import os
import re
import shutil
from pathlib import Path

import pytest
from msgspec import json
from tests.transcripts import TRANSCRIPT, run_commands

from calcinosis_quiz.item_analysis.responses.long_table import COLUMNS
from calcinosis_quiz.item_analysis.responses.result_file import ResultFile, read_results
from calcinosis_quiz.quiz.answers import Answer

GUIDE = Path(__file__).resolve().parents[1] / "docs" / "item-analysis.md"


def test_every_transcript_is_what_the_program_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "classes"
    shutil.copytree(GUIDE.with_suffix(""), folder)
    monkeypatch.chdir(folder)
    text = GUIDE.read_text(encoding="utf-8")
    printed = TRANSCRIPT.sub(lambda found: found[1] + run_commands(found[2]) + found[3], text)
    if os.environ.get("UPDATE_DOCS"):
        GUIDE.write_text(printed, encoding="utf-8")
        return
    assert printed == text, "run the tests once with UPDATE_DOCS=1 and read the difference"


def test_the_result_file_of_the_guide_is_one(tmp_path: Path) -> None:
    from calcinosis_quiz.bank.load import open_library

    example = re.search(r"```json\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    library = open_library([GUIDE.with_suffix("") / "planets.yaml"])
    table, problems = read_results("guide.json", example[1], library)
    assert problems == []
    assert table.columns[0].responses == ("D",)
    (tmp_path / "again.json").write_bytes(json.encode(json.decode(example[1], type=ResultFile)))
    assert b'"calcinosis-quiz-result"' in (tmp_path / "again.json").read_bytes()


def test_the_guide_shows_how_every_kind_of_answer_is_stored() -> None:
    kinds = re.findall(r"`(\{\"type\": .*?\})`", GUIDE.read_text(encoding="utf-8"))
    assert len({type(json.decode(kind, type=Answer)) for kind in kinds}) == 7


def test_the_guide_names_every_column_of_the_long_format() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert all(f"`{column}`" in text for column in COLUMNS)
