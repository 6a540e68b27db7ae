"""Dates of notes on other evidence: as far as both are known, and as of the day that is given."""

from datetime import date
from pathlib import Path

import pytest

from calcinosis_quiz.bank.lint.run import lint_library
from calcinosis_quiz.bank.load import open_library

LEDGER = Path(__file__).parent / "items" / "with-ledger" / "facts.yaml"
TODAY = date(2026, 11, 27)


def rules_on(folder: Path, note: str, told: str = "2015-11-11", today: date | None = TODAY) -> set[str]:
    """Lint one item with this note, beside a ledger whose source is of that day."""
    ledger = LEDGER.read_text(encoding="utf-8").replace("as_of: 2015", f"as_of: {told}")
    (folder / "facts.yaml").write_text(ledger, encoding="utf-8")
    item = (
        "{id: a, type: true-false, stem: The chapter tells of needles., answer: true, why_true: Yes., why_false: No.,"
        " explanation: It does., facts: [plain], objective: LO1, level: remember, difficulty: easy,"
        f" later_evidence: {{text: Studied., source: A review, {note}}}}}"
    )
    path = folder / "bank.yaml"
    path.write_text(f"format: 1\nbank: bank\ntitle: A bank\nitems: [{item}]\n", encoding="utf-8")
    return {problem.rule for problem in lint_library(open_library([path]), today=today)}


@pytest.mark.parametrize(
    ("note", "found"),
    [
        ("kind: since, date: 2015-11-10, as_of: 2026", True),
        ("kind: since, date: 2015-11-11, as_of: 2026", False),
        ("kind: published, date: 2015-11-11, as_of: 2026", False),
        ("kind: published, date: 2015-11-12, as_of: 2026", True),
        ("kind: since, date: 2015-10, as_of: 2026", True),
        ("kind: since, date: 2015-11, as_of: 2026", False),
        ("kind: published, date: 2015, as_of: 2026", False),
        ("kind: published, date: 2016, as_of: 2026", True),
    ],
)
def test_the_kind_of_a_note_follows_from_its_date_as_far_as_that_is_known(
    note: str, found: bool, tmp_path: Path
) -> None:
    assert rules_on(tmp_path, note) == ({"evidence-kind"} if found else set())


@pytest.mark.parametrize(
    ("as_of", "today", "found"),
    [
        ("2023-11-26", TODAY, True),
        ("2023-11-27", TODAY, False),
        ("2023-10", TODAY, True),
        ("2023-11", TODAY, False),
        ("2023", TODAY, False),
        ("2022", TODAY, True),
        ("2022", None, False),
        ("2025-02", date(2028, 2, 29), False),
    ],
)
def test_a_note_is_old_three_years_after_somebody_looked(
    as_of: str, today: date | None, found: bool, tmp_path: Path
) -> None:
    old = rules_on(tmp_path, f"kind: since, date: 2016, as_of: {as_of}", today=today)
    assert old == ({"evidence-not-looked-at"} if found else set())


def test_nobody_looked_before_a_work_came_out(tmp_path: Path) -> None:
    assert rules_on(tmp_path, "kind: since, date: 2026-03, as_of: 2026-02", today=None) == {"evidence-not-looked-at"}
