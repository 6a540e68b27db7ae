"""The table of what each platform carries, in the documents: made from what the exports report."""

import os
import re
import shlex
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner

from calcinosis_quiz.bank.items import ItemType
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.cli import main
from calcinosis_quiz.export.gift import write_gift
from calcinosis_quiz.export.loss import Export, Loss, write_report
from calcinosis_quiz.export.moodle.quiz_file import write_moodle
from calcinosis_quiz.export.qti.canvas import write_canvas
from calcinosis_quiz.export.qti.package import write_package

PAGE = Path(__file__).parents[2] / "docs" / "teaching.md"
BEGIN, END = "<!-- table: item types and platforms -->\n", "<!-- end of table -->"
TARGETS = ("Moodle XML", "GIFT", "QTI 3.0", "QTI 2.1", "QTI 1.2 (Canvas)")


def export_all(library: Library) -> tuple[Export, ...]:
    questions = tuple(library.questions.values())
    return (
        write_moodle(library, questions),
        write_gift(library, questions),
        write_package(library, questions, version="3.0"),
        write_package(library, questions, version="2.1"),
        write_canvas(library, questions),
    )


def make_table(library: Library) -> str:
    """Say `exact` where no item of a type loses marks, `approximate` where some do, `not carried` where some stay."""
    exports = export_all(library)
    rows = [f"| item type | {' | '.join(TARGETS)} |", "|---" * (len(TARGETS) + 1) + "|"]
    for item_type in get_args(ItemType):
        items = {question.id for question in library.questions.values() if question.type == item_type}
        rows.append(f"| {item_type} | {' | '.join(describe(export, items) for export in exports)} |")
    return "\n".join(rows) + "\n"


def describe(export: Export, items: set[str]) -> str:
    kinds = {loss.item: loss.kind for loss in export.losses if loss.kind != "shown differently"}
    found = {{"marks differ": "approximate"}.get(kind := kinds.get(item, "exact"), kind) for item in items}
    return ", ".join(sorted(found, key=("exact", "approximate", "not carried").index)).replace(", ", " or ")


def test_the_table_in_the_documents_is_what_the_exports_report(small: Library) -> None:
    text = PAGE.read_text(encoding="utf-8")
    head, shown, tail = re.split(f"{BEGIN}(.*?){END}", text, maxsplit=1, flags=re.DOTALL)
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(f"{head}{BEGIN}{make_table(small)}{END}{tail}", encoding="utf-8")
        return
    assert shown == make_table(small), "run the tests once with UPDATE_DOCS=1 and read the difference"


def test_every_export_that_the_page_shows_runs_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    commands = re.findall(
        r"^\$ calcinosis-quiz (export (?:moodle|gift|qti) .*)$", PAGE.read_text(encoding="utf-8"), re.M
    )
    assert len(commands) >= 5
    for command in commands:
        result = CliRunner().invoke(main, shlex.split(command))
        assert result.exit_code == 0, result.output


def test_every_question_is_either_in_the_file_or_reported_as_not_carried(small: Library, shipped: Library) -> None:
    for library in (small, shipped):
        for export in export_all(library):
            missing = {loss.item for loss in export.losses if loss.kind == "not carried"}
            assert {*export.items} | missing == set(library.questions)
            assert not {*export.items} & missing


@pytest.mark.parametrize(("kind", "heading"), [("not carried", "Not carried"), ("marks differ", "marks differ")])
def test_a_report_names_each_item_under_what_it_loses(kind: str, heading: str) -> None:
    losses = [Loss("b-two", kind, "It differs."), Loss("a-one", kind, "It differs.")]  # type: ignore[arg-type]  # listed above
    report = write_report("A target", 5, losses)
    assert report.startswith("Loss report: A target, 5 questions carried\n")
    assert re.search(rf"{heading}:\n\* It differs\.\n    b-two, a-one\n", report)


def test_a_report_without_losses_says_so() -> None:
    assert "Nothing is lost" in write_report("A target", 1, [])
