"""The documents for authors: the bank that they make is sound, the rules that they list are the rules."""

import os
import re
from pathlib import Path

import pytest
from tests.cli.running import run
from tests.conftest import REPOSITORY

from calcinosis_quiz.bank.lint.rule import QuestionRule
from calcinosis_quiz.bank.lint.run import RULES

AUTHORING = (REPOSITORY / "docs" / "authoring.md").read_text(encoding="utf-8")
RULES_PAGE = REPOSITORY / "docs" / "rules.md"
INTRODUCTION = """\
# The rules of `check`

Errors make `check` fail; warnings do so with `--strict`.
An item overrules a rule with a reason: see [authoring](authoring.md).
The examples are items, shortened to what matters.

| sources | |
|---|---|
| NBME | National Board of Medical Examiners, Item-Writing Guide, 2020 |
| Haladyna | Haladyna, Downing and Rodriguez, Applied Measurement in Education 2002;15:309-333 |
| rubric | the 19 criteria of Moore and colleagues, EC-TEL 2023, doi:10.1007/978-3-031-42682-7_16 |
"""


def make_rules_page() -> str:
    parts = [INTRODUCTION]
    for rule in RULES:
        note = " Applies beside a `facts.yaml`." if rule.needs_ledger else ""
        parts.append(
            f"\n## {rule.id}\n\n{rule.severity.capitalize()}. {rule.rationale}{note}\n\nSource: {rule.source}.\n"
        )
        for name, example in (("Bad", rule.bad), ("Good", rule.good)):
            shown = example.strip()
            parts.append(
                f"\n{name}:\n\n```yaml\n{shown}\n```\n" if isinstance(rule, QuestionRule) else f"\n{name}: {shown}\n"
            )
    return "".join(parts)


@pytest.fixture
def stones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write the files that the page shows, where the page says."""
    monkeypatch.chdir(tmp_path)
    for name, content in re.findall(r"```yaml\n# (\S+)\n(.*?)```", AUTHORING, re.DOTALL):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return tmp_path / "kidney-stones"


def test_the_page_of_rules_is_what_the_rules_say() -> None:
    if os.environ.get("UPDATE_DOCS"):
        RULES_PAGE.write_text(make_rules_page(), encoding="utf-8")
    page = RULES_PAGE.read_text(encoding="utf-8")
    assert page == make_rules_page(), "run the tests once with UPDATE_DOCS=1 and read the difference"


def test_the_bank_of_the_page_passes_every_rule_and_covers_its_ledger(stones: Path) -> None:
    checked = run("check", stones, "--strict")
    assert (checked.exit_code, checked.stdout) == (0, "1 bank, 3 questions: no problems\n")
    assert "3 questions: 2 of 2 facts covered." in run("coverage", "--bank", stones).stdout


@pytest.mark.parametrize("command", re.findall(r"^\$ calcinosis-quiz (.*)$", AUTHORING, re.MULTILINE))
def test_every_command_of_the_page_runs(command: str, stones: Path) -> None:
    if command.startswith("new bank"):
        for path in stones.iterdir():
            path.unlink()
    result = run(*command.partition(" > ")[0].split(), typed="skip\n" * 10)
    assert result.exit_code == 0, result.output
