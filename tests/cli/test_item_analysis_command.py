"""`item-analysis`, `responses merge` and `item-uses`, as a teacher runs them."""

import csv
import json
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.cli.running import flat, run

from calcinosis_quiz.errors import QuizError

ITEMS = "".join(
    f"    - {{id: q{i}, type: single-best-answer, stem: Question {i}?, objective: LO{i % 2}, difficulty: easy,"
    " options: [{text: one}, {text: two, correct: true}, {text: three}]}\n"
    for i in range(1, 7)
)


@pytest.fixture
def bank_file(make_bank: Callable[[str], Path]) -> str:
    return str(make_bank("\n" + ITEMS))


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write_class(name: str, n: int = 12, seed: int = 1, right: float = 0.6) -> str:
    rng = Random(seed)  # noqa: S311 - a class, not a secret
    lines = ["learner," + ",".join(f"q{i}" for i in range(1, 7))]
    for learner in range(n):
        bent = rng.uniform(-0.35, 0.35)
        answers = ["B" if rng.random() < right + bent else rng.choice("AC") for _ in range(6)]
        lines.append(f"r{learner:03}," + ",".join(answers))
    Path(name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return name


def records(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_a_class_of_twelve_gets_figures_with_intervals_and_no_verdict_from_them(bank_file: str) -> None:
    result = run("item-analysis", write_class("a.csv"), "--bank", bank_file)
    assert result.exit_code == 0
    assert "12 learners, 6 items" in result.output
    assert "Wait for data (6): fewer than 30 learners" in result.output
    assert re.search(r"q1 +\.\d\d \(\.\d\d to (\.\d\d|1\.00)\)", result.output)
    assert "r000" not in result.output


def test_a_class_that_gets_everything_right_says_nothing_about_the_questions(bank_file: str) -> None:
    Path("a.csv").write_text("learner,q1,q2\nr1,B,B\nr2,B,B\n", encoding="utf-8")
    result = run("item-analysis", "a.csv", "--bank", bank_file)
    assert result.exit_code == 0
    assert "Wait for data (2): all marks are equal" in result.output


def test_a_larger_class_gets_verdicts(bank_file: str) -> None:
    result = run("item-analysis", write_class("a.csv", n=400), "--bank", bank_file, "--details")
    assert "Keep (" in result.output
    assert "alpha without" in result.output
    assert "    B " in result.output
    assert re.search(r"^  q1  n 400$", result.output, re.MULTILINE)
    assert "chosen, n 400" in result.output


def test_short_names_leave_the_heading_whole() -> None:
    Path("a.csv").write_text("learner,a,b\nr1,1,0\nr2,0,1\nr3,1,1\n", encoding="utf-8")
    assert re.search(r"^  item  right ", run("item-analysis", "a.csv").output, re.MULTILINE)


@pytest.mark.parametrize("width", ["40", "60", "80", "120"])
def test_no_line_is_wider_than_the_terminal(bank_file: str, width: str) -> None:
    result = run("item-analysis", write_class("a.csv", n=40), "--bank", bank_file, "--details", COLUMNS=width)
    assert max(map(len, result.output.splitlines())) <= int(width)


def test_json_lines_hold_everything(bank_file: str) -> None:
    result = run("item-analysis", write_class("a.csv", n=40), "--bank", bank_file, "--json")
    found = records(result.output)
    assert [record["record"] for record in found] == ["test", "form", *["item"] * 6, *["group"] * 3]
    test, item = found[0], found[2]
    assert test["learners"] == 40
    assert {"value", "low", "high", "n"} == test["reliability"]["alpha"].keys()
    assert item["difficulty"]["low"] < item["difficulty"]["value"] < item["difficulty"]["high"]
    assert [option["label"] for option in item["options"]] == ["A", "B", "C"]
    assert item["verdict"]["decision"] in {"keep", "look at", "wait for data"}


def test_csv_has_one_row_an_item_with_bounds_and_learners_beside_each_estimate(bank_file: str) -> None:
    result = run("item-analysis", write_class("a.csv"), "--bank", bank_file, "--csv")
    rows = list(csv.DictReader(StringIO(result.output)))
    assert sorted(row["item"] for row in rows) == [f"q{i}" for i in range(1, 7)]
    assert float(rows[0]["difficulty_low"]) <= float(rows[0]["difficulty"]) <= float(rows[0]["difficulty_high"])
    estimates = [name.removesuffix("_low") for name in rows[0] if name.endswith("_low")]
    assert len(estimates) == 9
    assert all(row[f"{name}_n"] in {"12", "0"} for row in rows for name in estimates)


def test_problems_are_all_listed_and_skipped_only_on_request(bank_file: str) -> None:
    name = write_class("a.csv")
    text = Path(name).read_text(encoding="utf-8").splitlines()
    text[2], text[4] = text[2].replace(",", ",Z,", 1).rsplit(",", 1)[0], text[1]
    Path(name).write_text("\n".join(text), encoding="utf-8")
    result = run("item-analysis", name, "--bank", bank_file)
    assert result.exit_code == 1
    assert "2 problems in the responses" in result.output
    assert "a.csv:3: q1: expected one letter A-C." in flat(result.output)
    assert "a.csv:5: expected one answer of a learner" in flat(result.output)
    skipped = run("item-analysis", name, "--bank", bank_file, "--skip-bad")
    assert skipped.exit_code == 0
    assert "left out: a.csv:3" in flat(skipped.output)
    assert "2 problems in the files" in flat(skipped.output)


def test_a_corrected_key_is_applied_and_recorded(bank_file: str) -> None:
    Path("key.csv").write_text("item,key\nq1,A\nq2,B|C\n", encoding="utf-8")
    result = run("item-analysis", write_class("a.csv"), "--bank", bank_file, "--key", "key.csv")
    assert "Marked again" in result.output
    assert "q1: key B -> A by key.csv:2; 12 answers marked again" in flat(result.output)
    assert "q2: key B -> B | C by key.csv:3" in flat(result.output)


def test_before_and_after_are_compared(bank_file: str) -> None:
    pre, post = write_class("pre.csv", seed=2, right=0.4), write_class("post.csv", seed=3, right=0.65)
    result = run("item-analysis", "--pre", pre, "--post", post, "--bank", bank_file)
    assert "12 learners, 6 items, round post" in result.output
    assert "pre to post: 12 learners in both" in result.output
    assert "gain of the class" in result.output
    found = records(run("item-analysis", "--pre", pre, "--post", post, "--bank", bank_file, "--json").output)
    change = next(record for record in found if record["record"] == "change")
    assert len(change["items"]) == 6
    other = run("item-analysis", "--pre", pre, "--post", post, "--bank", bank_file, "--round", "pre")
    assert "round pre" in other.output


def test_the_report_is_written_as_a_page(bank_file: str) -> None:
    result = run("item-analysis", write_class("a.csv"), "--bank", bank_file, "--html", "report.html")
    assert result.exit_code == 0
    page = Path("report.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "Question 3?" in page
    assert "r000" not in page


def test_an_item_response_model_is_refused_for_small_classes(bank_file: str) -> None:
    small = run("item-analysis", write_class("a.csv"), "--bank", bank_file, "--model", "rasch")
    assert small.exit_code == 1
    assert "at least 200 learners, and there are 12" in flat(small.output)
    large = run("item-analysis", write_class("b.csv", n=250), "--bank", bank_file, "--model", "2pl")
    assert "Two-parameter model: 250 learners" in large.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.csv"], "Could not read missing.csv"),
        (["a.csv", "--round", "third"], "There is no round 'third'"),
        (["a.csv", "--form", "Z"], "No answers are of the form 'Z'"),
        (["a.csv", "--html", "no/such/folder.html"], "Could not write"),
        (["empty.csv"], "the responses"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_message(bank_file: str, arguments: list[str], message: str) -> None:
    write_class("a.csv")
    Path("empty.csv").write_text("", encoding="utf-8")
    result = run("item-analysis", *arguments, "--bank", bank_file)
    assert result.exit_code == 1
    assert message in flat(result.output)


def test_wrong_usage_is_exit_code_2(bank_file: str) -> None:
    assert run("item-analysis", "--bank", bank_file).exit_code == 2
    assert run("item-analysis", write_class("a.csv"), "--json", "--csv").exit_code == 2


def test_answers_come_from_standard_input_too(bank_file: str) -> None:
    text = Path(write_class("a.csv")).read_text(encoding="utf-8")
    assert "12 learners" in run("item-analysis", "-", "--bank", bank_file, typed=text).output


def test_merge_counts_equal_answers_once_and_its_file_is_analysed_alike(bank_file: str) -> None:
    name = write_class("a.csv")
    Path("b.csv").write_text("learner,q1\nx77,B\nr000," + Path(name).read_text().splitlines()[1].split(",")[1] + "\n")
    result = run("responses", "merge", name, "b.csv", "-o", "all.csv", "--bank", bank_file)
    assert result.output == "all.csv: 13 learners, 6 items, 1 answers were there twice and count once\n"
    assert Path("all.csv").read_text(encoding="utf-8").startswith("learner,item,response,fraction")
    alone, again = (run("item-analysis", file, "--bank", bank_file, "--json").output for file in (name, "all.csv"))
    assert records(alone)[3]["difficulty"] == records(again)[3]["difficulty"]


def test_merge_refuses_names_unless_they_are_allowed(bank_file: str) -> None:
    Path("a.csv").write_text("learner,q1\nMaria,B\n", encoding="utf-8")
    refused = run("responses", "merge", "a.csv", "-o", "all.csv", "--bank", bank_file)
    assert refused.exit_code == 1
    assert "a.csv:2: learner: expected a learner's code" in flat(refused.output)
    assert "Maria" not in refused.output
    assert not Path("all.csv").exists()
    assert run("responses", "merge", "a.csv", "-o", "all.csv", "--bank", bank_file, "--allow-names").exit_code == 0


def test_merge_says_what_was_left_out_of_each_file() -> None:
    Path("a.csv").write_text("learner,q1,q2,Total\nr1,1,0,1\nr2,1,1,2\n", encoding="utf-8")
    result = run("responses", "merge", "a.csv", "-o", "all.csv")
    assert "a.csv: left out: the column Total" in result.output
    assert "all.csv: 2 learners, 2 items" in result.output


def test_the_file_of_uses_grows_class_by_class_and_pools(bank_file: str) -> None:
    for year in (2026, 2027, 2028):
        name = write_class(f"{year}.csv", n=30, seed=year)
        result = run(
            "item-uses", "add", "uses.jsonl", name, "--name", str(year), "--date", f"{year}-10-05", "--bank", bank_file
        )
        assert result.output == "uses.jsonl: 6 uses added\n"
    again = run("item-uses", "add", "uses.jsonl", "2026.csv", "--name", "x", "--bank", bank_file)
    assert again.output == "uses.jsonl: 0 uses added, 6 were there already\n"
    shown = run("item-uses", "show", "uses.jsonl", "--bank", bank_file)
    assert "6 wordings of 6 items, 2026-10-05 to 2028-10-05" in shown.output
    assert "said to be easy, harder than estimated" in shown.output
    series = records(run("item-uses", "show", "uses.jsonl", "--bank", bank_file, "--json").output)
    assert [(each["uses"], each["learners"]) for each in series] == [(3, 90)] * 6


def test_answers_marked_by_another_key_are_another_series(bank_file: str) -> None:
    add = ("item-uses", "add", "uses.jsonl", write_class("a.csv"), "--name", "a", "--date", "2026-10-05", "--bank")
    Path("key.csv").write_text("item,key\nq1,A\nq2,A|B\n", encoding="utf-8")
    run(*add, bank_file)
    rekeyed = run(*add, bank_file, "--key", "key.csv")
    assert "marked again: q1: key B -> A by key.csv:2" in flat(rekeyed.output)
    assert "uses.jsonl: 2 uses added, 4 were there already" in rekeyed.output
    series = records(run("item-uses", "show", "uses.jsonl", "--bank", bank_file, "--json").output)
    assert sorted((each["item"], each["is_present"], each["learners"]) for each in series) == [
        *(("q1", False, 12), ("q1", True, 12), ("q2", False, 12), ("q2", True, 12)),
        *((f"q{i}", True, 12) for i in range(3, 7)),
    ]


def test_a_damaged_file_of_uses_is_named_by_line_and_never_overwritten(bank_file: str) -> None:
    Path("uses.jsonl").write_text("no\n", encoding="utf-8")
    for arguments in (["show", "uses.jsonl"], ["add", "uses.jsonl", write_class("a.csv"), "--name", "x"]):
        result = run("item-uses", *arguments, "--bank", bank_file)
        assert result.exit_code == 1
        assert "uses.jsonl:1: expected one use of an item" in flat(result.output)
    assert Path("uses.jsonl").read_text(encoding="utf-8") == "no\n"


def test_a_date_that_is_none_is_refused(bank_file: str) -> None:
    result = run(
        "item-uses", "add", "u.jsonl", write_class("a.csv"), "--name", "x", "--date", "5.10.", "--bank", bank_file
    )
    assert result.exit_code == 1
    assert "'5.10.' is no date" in result.output


@pytest.mark.parametrize("name", ["r07.csv", "r07.jsonl"])
def test_the_log_of_the_terminal_can_be_analysed_as_it_is_exported(bank_file: str, name: str) -> None:
    run("quiz", "--bank", bank_file, "--count", "6", "--seed", "1", typed="A\nB\nC\nA\nB\nC\n")
    assert run("history", "export", "-o", name).exit_code == 0
    result = run("item-analysis", name, "--bank", bank_file, "--json")
    assert result.exit_code == 0
    items = [record for record in records(result.output) if record["record"] == "item"]
    assert sorted(item["item"] for item in items) == [f"q{i}" for i in range(1, 7)]
    assert all(sum(option["count"] for option in item["options"]) == 1 for item in items)
    assert all(item["seconds"]["n"] == 1 for item in items)


def test_errors_are_quiz_errors() -> None:
    from calcinosis_quiz.item_analysis.responses.join_files import ResponseError

    assert issubclass(ResponseError, QuizError)
