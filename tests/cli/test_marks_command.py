"""`item-analysis --scores --grades --feedback`, as a teacher runs it."""

import csv
import stat
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.cli.running import run

from calcinosis_quiz.cli.feedback_files import name_files

ITEMS = """
    - id: capital
      type: single-best-answer
      stem: Which town is the capital of France?
      options: [{text: Lyon, why: It is the second.}, {text: Paris, correct: true}, {text: "Nice \u6f22 #let"}]
    - {id: flat, type: true-false, stem: "The earth is *flat*.", answer: false}
"""


@pytest.fixture
def bank_file(make_bank: Callable[[str], Path]) -> str:
    return str(make_bank(ITEMS))


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = "learner,round,capital,flat\nr01,post,B,F\nr02,post,C,F\nr03,post,A,\nr04,post,,\nr01,pre,A,T\n"
    Path("a.csv").write_text(text, encoding="utf-8")


def test_every_learner_gets_points_percent_interval_and_grade_and_the_file_is_private(bank_file: str) -> None:
    run_ = run("item-analysis", "a.csv", "--bank", bank_file, "--scores", "s.csv", "--grades", "A=90,pass=50")
    assert run_.exit_code == 0, run_.output
    rows = list(csv.DictReader(StringIO(Path("s.csv").read_text(encoding="utf-8"))))
    assert [(row["learner"], row["round"], row["points"], row["of"], row["grade"]) for row in rows] == [
        ("r01", "pre", "0", "2", "below pass"),
        ("r01", "post", "2", "2", "A"),
        ("r02", "post", "1", "2", "pass"),
        ("r03", "post", "0", "2", "below pass"),
        ("r04", "post", "", "", "absent"),
    ]
    assert (rows[2]["percent"], rows[2]["percent_low"], rows[2]["percent_high"]) == ("50.0", "9.5", "90.5")
    assert stat.S_IMODE(Path("s.csv").stat().st_mode) == 0o600


def test_scores_are_in_the_report_only_where_they_were_asked_for(bank_file: str) -> None:
    assert run("item-analysis", "a.csv", "--bank", bank_file, "--html", "plain.html").exit_code == 0
    assert "r01" not in Path("plain.html").read_text(encoding="utf-8")
    full = run("item-analysis", "a.csv", "--bank", bank_file, "--html", "full.html", "--scores", "s.csv")
    assert full.exit_code == 0
    assert "Scores of the learners" in Path("full.html").read_text(encoding="utf-8")


def test_a_learner_gets_a_sheet_in_html_and_pdf_and_the_class_one_file_of_each(bank_file: str) -> None:
    result = run("item-analysis", "a.csv", "--bank", bank_file, "--feedback", "sheets")
    assert result.exit_code == 0, result.output
    assert "sheets: 3 feedback sheets in 8 files" in result.output
    names = sorted(path.name for path in Path("sheets").iterdir())
    assert names == sorted(f"{name}.{kind}" for name in ("class", "r01", "r02", "r03") for kind in ("html", "pdf"))
    assert {stat.S_IMODE(path.stat().st_mode) for path in Path("sheets").iterdir()} == {0o600}
    assert stat.S_IMODE(Path("sheets").stat().st_mode) == 0o700
    text = "".join(page.extract_text() for page in PdfReader("sheets/r03.pdf").pages)
    assert "r03" in text
    assert "It is the second." in text
    assert "*flat*" in text
    assert "r01" not in text
    assert len(PdfReader(BytesIO(Path("sheets/class.pdf").read_bytes())).pages) == 3


def test_feedback_never_overwrites_unless_told_to(bank_file: str) -> None:
    command = ("item-analysis", "a.csv", "--bank", bank_file, "--feedback", "sheets")
    assert run(*command).exit_code == 0
    again = run(*command)
    assert again.exit_code == 1
    assert "sheets" in again.output
    assert run(*command, "--force").exit_code == 0


def test_files_are_named_by_the_learner_without_leaving_the_folder() -> None:
    assert list(name_files(["../../etc/x", "a b", "A_b", "class", "", "ann@example.org"])) == [
        "etc_x",
        "a_b",
        "A_b-2",
        "class-2",
        "learner",
        "ann@example.org",
    ]
