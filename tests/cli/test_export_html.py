"""`export html` as a teacher runs it: its options, the form of a paper, and what it refuses."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.running import EVERY_TYPE, flat, run

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.forms.build import build_forms
from calcinosis_quiz.forms.files import write_form
from calcinosis_quiz.forms.recipes import RECIPES

BANK = ("--bank", EVERY_TYPE)


def data_in(file: Path) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', file.read_text(encoding="utf-8"))
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def export(tmp_path: Path, *options: str | Path) -> dict[str, Any]:
    result = run("export", "html", *BANK, *options, "-o", tmp_path / "quiz.html")
    assert result.exit_code == 0, result.output
    return data_in(tmp_path / "quiz.html")


def test_a_page_is_written_and_its_size_said(tmp_path: Path) -> None:
    result = run("export", "html", "-o", tmp_path / "quiz.html")
    assert result.exit_code == 0
    size = (tmp_path / "quiz.html").stat().st_size
    assert re.fullmatch(rf"\S+quiz\.html: \d+ questions, {-(-size // 1000)} kB\n", result.output)


def test_practice_is_proposed_unless_an_exam_is_wanted(tmp_path: Path) -> None:
    data = export(tmp_path)
    assert (data["mode"], data["time_limit"], data["keyed"], data["title"]) == (
        "practice", None, True, "One item of every type"
    )  # fmt: skip
    data = export(tmp_path, "--exam", "--time-limit", "20m", "--title", "Week 3", "--force")
    assert (data["mode"], data["time_limit"], data["title"]) == ("exam", 1200, "Week 3")


def test_filters_and_policies_are_those_of_the_other_exports(tmp_path: Path) -> None:
    data = export(tmp_path, "--type", "multiple-response", "--policy", "all-or-nothing")
    assert [(each["id"], each["policy"]) for each in data["questions"]] == [("some-of-five", "all-or-nothing")]


def test_without_its_key_a_page_is_an_exam(tmp_path: Path) -> None:
    data = export(tmp_path, "--no-key")
    assert (data["mode"], data["keyed"]) == ("exam", False)
    assert not any("key" in each for each in data["questions"])
    assert "It makes shells." not in (tmp_path / "quiz.html").read_text(encoding="utf-8")


def test_there_is_nothing_to_practise_without_a_key(tmp_path: Path) -> None:
    result = run("export", "html", *BANK, "--no-key", "--practice", "-o", tmp_path / "quiz.html")
    assert result.exit_code == 2
    assert "Leave out --practice" in flat(result.stderr)


def test_a_file_that_exists_is_kept_unless_forced(tmp_path: Path) -> None:
    file = tmp_path / "quiz.html"
    file.write_text("mine")
    result = run("export", "html", *BANK, "-o", file)
    assert (result.exit_code, file.read_text()) == (1, "mine")
    assert "exists and is kept" in result.stderr
    assert run("export", "html", *BANK, "--force", "-o", file).exit_code == 0


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    result = run("export", "html", *BANK, "-o", tmp_path / "none" / "quiz.html")
    assert result.exit_code == 1
    assert "there is no folder" in flat(result.stderr)


@pytest.fixture(scope="module")
def record(shipped: Library) -> bytes:
    built = build_forms(shipped, tuple(shipped.questions.values()), RECIPES["exam"], forms=2, seed=7, items=6)
    return write_form(shipped, built.forms[1])


@pytest.fixture
def form(tmp_path: Path, record: bytes) -> Path:
    file = tmp_path / "form-B.json"
    file.write_bytes(record)
    return file


def test_the_page_of_a_form_is_its_paper(tmp_path: Path, form: Path) -> None:
    result = run("export", "html", "--form", form, "-o", tmp_path / "quiz.html")
    assert result.exit_code == 0, result.output
    record, data = json.loads(form.read_text()), data_in(tmp_path / "quiz.html")
    assert (data["form"], data["fingerprint"], data["mode"]) == ("B", record["fingerprint"], "exam")
    assert data["time_limit"] == 60 * sum(part["minutes"] for part in record["parts"])
    assert [(each["id"], each.get("order", [])) for each in data["questions"]] == [
        (item["item"], item["order"]) for item in record["items"]
    ]


def test_a_form_takes_no_filters(tmp_path: Path, form: Path) -> None:
    result = run("export", "html", "--form", form, "--topic", "surgery", "-o", tmp_path / "quiz.html")
    assert result.exit_code == 2
    assert "Leave out the filters" in flat(result.stderr)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda record: record | {"fingerprint": "00000000"}, "was changed by hand"),
        (lambda record: record | {"items": record["items"][::-1]}, "was changed by hand"),
        (lambda record: record | {"items": []}, "was changed by hand"),
        (lambda record: record | {"items": [record["items"][0] | {"stamp": "x"}]}, "no longer hold these questions"),
        (lambda record: record | {"items": [record["items"][0] | {"item": "gone"}]}, "no longer hold these questions"),
        (lambda record: record | {"items": [record["items"][0] | {"order": [9]}]}, "no longer hold these questions"),
        (lambda record: record | {"version": 2}, "is not the record of a form of version 1"),
        (lambda record: [record], "is not the record of a form of version 1"),
    ],
)
def test_a_form_that_the_banks_do_not_bear_out_is_refused(
    tmp_path: Path,
    form: Path,
    change: Callable[[dict[str, Any]], object],
    message: str,
) -> None:
    form.write_text(json.dumps(change(json.loads(form.read_text()))))
    result = run("export", "html", "--form", form, "-o", tmp_path / "quiz.html")
    assert result.exit_code == 1
    assert message in flat(result.stderr)
    assert not (tmp_path / "quiz.html").exists()


def test_a_form_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    result = run("export", "html", "--form", tmp_path / "none.json", "-o", tmp_path / "quiz.html")
    assert result.exit_code == 1
    assert "Could not read" in result.stderr
