"""The table of what each platform carries, in the documents: made from what the exports report."""

import os
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from calcinosis_quiz.bank.items import ItemType
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.cli import main
from calcinosis_quiz.cli.commands.export.anki_deck import make_deck
from calcinosis_quiz.export.gift import write_gift
from calcinosis_quiz.export.html.page import Settings, write_page
from calcinosis_quiz.export.loss import (
    Export,
    Loss,
    LossKind,
    UnaccountedError,
    account_for,
    finish,
    write_report,
)
from calcinosis_quiz.export.moodle.quiz_file import write_moodle
from calcinosis_quiz.export.paper import compose
from calcinosis_quiz.export.paper.document import Label
from calcinosis_quiz.export.qti.canvas import write_canvas
from calcinosis_quiz.export.qti.package import write_package
from calcinosis_quiz.quiz.presentation import Presented, present

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
    """Say `exact` where no item of a type loses marks, `approximate` where some do, `left out` where some stay."""
    exports = export_all(library)
    rows = [f"| item type | {' | '.join(TARGETS)} |", "|---" * (len(TARGETS) + 1) + "|"]
    for item_type in get_args(ItemType):
        items = {question.id for question in library.questions.values() if question.type == item_type}
        rows.append(f"| {item_type} | {' | '.join(describe(export, items) for export in exports)} |")
    return "\n".join(rows) + "\n"


def describe(export: Export, items: set[str]) -> str:
    kinds = {loss.item: loss.kind for loss in export.losses if loss.kind != "shown differently"}
    found = {{"marks differ": "approximate"}.get(kind := kinds.get(item, "exact"), kind) for item in items}
    return ", ".join(sorted(found, key=("exact", "approximate", "left out").index)).replace(", ", " or ")


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


def test_what_was_written_and_what_was_left_out_are_what_came_in(small: Library, shipped: Library) -> None:
    for library in (small, shipped):
        questions = tuple(library.questions.values())
        for export in export_all(library):
            account = account_for(questions, export.items, export.losses)
            assert len(account.exact) + len(account.changed) + len(account.left_out) == len(questions)
            assert {*account.exact, *account.changed} == {*export.items}


@pytest.mark.parametrize(
    ("written", "losses", "problem"),
    [
        (["choose-one"], [], "pairs was neither written nor reported as left out"),
        (["choose-one", "pairs", "pairs"], [], "pairs was written twice"),
        (["choose-one", "pairs"], [Loss("pairs", "left out", "It is.")], "pairs was written and reported as left out"),
        (["choose-one", "pairs", "a-word"], [], "a-word was not asked for"),
    ],
)
def test_an_export_that_forgets_a_question_or_has_one_too_many_is_refused(
    small: Library, written: list[str], losses: list[Loss], problem: str
) -> None:
    questions = [small.questions["choose-one"], small.questions["pairs"]]
    with pytest.raises(UnaccountedError, match=problem):
        finish(b"", questions, written, losses)


@pytest.mark.parametrize(("kind", "heading"), [("left out", "Left out"), ("shown differently", "Marked the same.*")])
def test_a_report_names_each_item_under_what_it_loses(small: Library, kind: LossKind, heading: str) -> None:
    questions = [small.questions[item] for item in ("pairs", "a-word", "choose-one")]
    losses = [Loss("pairs", kind, "It differs."), Loss("a-word", kind, "It differs.")]
    written = ["choose-one"] if kind == "left out" else ["pairs", "a-word", "choose-one"]
    report = write_report("A target", questions, finish(b"", questions, written, losses))
    assert report.startswith(
        f"Loss report: A target, {len(written)} question{'s' * (len(written) > 1)} written\n1 as in"
    )
    assert re.search(rf"{heading}:\n\* It differs\.\n    pairs, a-word\n", report)


def test_a_report_says_by_how_much_marks_differ_once_where_all_differ_alike(small: Library) -> None:
    questions = [small.questions[item] for item in ("pairs", "a-word", "choose-one")]
    losses = [
        Loss("pairs", "marks differ", "One rule", 0.5),
        Loss("a-word", "marks differ", "One rule", 1 / 3),
        Loss("pairs", "marks differ", "Another rule", 0.004),
        Loss("choose-one", "marks differ", "Another rule", 0.004),
    ]
    report = write_report("A target", questions, finish(b"", questions, [each.id for each in questions], losses))
    assert "* One rule\n    pairs (50%), a-word (33%)\n* Another rule (1%)\n    pairs, choose-one\n" in report


def test_a_report_without_losses_says_so(small: Library) -> None:
    questions = [small.questions["choose-one"]]
    assert "Nothing is lost" in write_report("A target", questions, finish(b"", questions, ["choose-one"], []))


@pytest.mark.parametrize(
    "write",
    [
        lambda library, paper: compose.exam(Label("Small"), paper, library),
        lambda library, paper: compose.answer_sheet(Label("Small"), paper, library),
        lambda library, paper: compose.key(Label("Small"), paper, library),
        lambda library, paper: compose.facilitator_guide(Label("Small"), paper, library),
        lambda library, paper: write_page(library, paper, Settings(title="Small")),
        lambda library, paper: make_deck(library, [replace(each.question, id="unknown") for each in paper], 0),
    ],
    ids=["exam", "answer sheet", "key", "guide", "page", "deck"],
)
def test_papers_pages_and_decks_account_for_their_questions_too(
    small: Library, write: Callable[[Library, list[Presented]], object]
) -> None:
    twice = [present(small.questions["pairs"])] * 2
    with pytest.raises(UnaccountedError, match=r"pairs was written twice|unknown was neither written"):
        write(small, twice)
