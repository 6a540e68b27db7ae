"""`coverage`: the shipped banks leave nothing out, and what does is named."""

from pathlib import Path

from tests.cli.running import EVERY_TYPE, read_events, run
from tests.conftest import QUIZZES

from calcinosis_quiz.bank.library import Library


def test_the_shipped_banks_cover_every_fact_objective_and_place_of_the_blueprint(shipped: Library) -> None:
    result = run("coverage")
    assert result.exit_code == 0, result.stdout
    assert f"{len(shipped.questions)} questions: 57 of 57 facts covered, 97 of 97 places" in result.stdout


def test_json_gives_each_fact_with_its_questions() -> None:
    (coverage,) = read_events(run("coverage", "--json").stdout)
    facts = {fact["fact"]: fact for fact in coverage["facts"]}
    assert coverage["complete"] is True
    assert "surg-recurrence-scope" in facts["surg-low-recurrence"]["questions"]
    assert facts["surg-low-recurrence"]["standing"] == "covered"
    assert {"objective": "LO10", "questions": 10} in coverage["objectives"]


def test_the_matrix_is_a_table_of_facts_and_questions(shipped: Library) -> None:
    head, *rows = [line.split("\t") for line in run("coverage", "--matrix").stdout.splitlines()]
    assert head == ["fact", *shipped.questions]
    marked = {row[0]: [name for name, cell in zip(head, row, strict=True) if cell == "1"] for row in rows}
    assert marked["surg-centre-dependent"] == [
        name for name, question in shipped.questions.items() if "surg-centre-dependent" in question.facts
    ]


def test_what_falls_short_is_named_and_the_exit_code_is_1(tmp_path: Path) -> None:
    for name in ("facts.yaml", "surgery.yaml"):
        (tmp_path / name).write_bytes((QUIZZES / name).read_bytes())
    result = run("coverage", "--bank", tmp_path)
    assert result.exit_code == 1
    assert "pres-can-disable is asked about nowhere." in result.stdout
    assert "LO12 is served by no question." in result.stdout
    assert "source, true-false, evaluate: 0 of 1 questions." in result.stdout


def test_without_a_ledger_there_is_nothing_to_cover() -> None:
    result = run("coverage", "--bank", EVERY_TYPE)
    assert result.exit_code == 1
    assert "There is no facts.yaml beside these banks" in result.stderr
