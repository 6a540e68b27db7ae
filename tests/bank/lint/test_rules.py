"""Every rule on its own examples, and all of them on items with known flaws."""

from pathlib import Path

import pytest
import yaml
from benchmarks.lint_accuracy import ITEMS, TODAY, Accuracy, measure
from tests.conftest import QUIZZES

from calcinosis_quiz.bank.lint.rule import BankRule, QuestionRule
from calcinosis_quiz.bank.lint.run import RULES, find_rule, lint_library
from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.errors import QuizError

QUESTION_RULES = [rule for rule in RULES if isinstance(rule, QuestionRule)]
DESCRIBED = {"objective": "LO1", "level": "remember", "difficulty": "easy"}


@pytest.fixture(scope="module")
def accuracies() -> dict[str, Accuracy]:
    """Measure every rule once."""
    return {row.rule: row for row in measure()}


def rules_that_find(example: str, with_ledger: bool, folder: Path) -> set[str]:
    """Make a bank of an example, beside the shipped ledger or without one, and lint it."""
    item = {"id": "example", "type": "single-best-answer"} | yaml.safe_load(example)
    if with_ledger:
        (folder / "facts.yaml").write_bytes((QUIZZES / "facts.yaml").read_bytes())
        item = DESCRIBED | {"facts": ["comp-hydroxyapatite"]} | item
    bank = {"format": 1, "bank": "sample", "title": "Sample", "items": [item]}
    path = folder / "sample.yaml"
    path.write_text(yaml.safe_dump(bank, sort_keys=False), encoding="utf-8")
    return {problem.rule for problem in lint_library(open_library([path]), today=TODAY)}


@pytest.mark.parametrize("rule", QUESTION_RULES, ids=lambda rule: rule.id)
def test_a_rule_finds_its_bad_example(rule: QuestionRule, tmp_path: Path) -> None:
    assert rule.id in rules_that_find(rule.bad, rule.needs_ledger, tmp_path)


@pytest.mark.parametrize("rule", QUESTION_RULES, ids=lambda rule: rule.id)
def test_a_good_example_has_no_flaw_but_for_reasons_left_out(rule: QuestionRule, tmp_path: Path) -> None:
    left_out = {"missing-reason", "missing-explanation"} - {rule.id}
    assert rules_that_find(rule.good, rule.needs_ledger, tmp_path) - left_out == set()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_finds_two_thirds_of_its_seeded_flaws_and_is_mistaken_once_at_most(
    rule: QuestionRule | BankRule, accuracies: dict[str, Accuracy]
) -> None:
    found = accuracies[rule.id]
    assert found.hits >= 1
    assert found.recall >= 2 / 3
    assert found.false_alarms <= 1


def test_every_rule_has_items_with_its_flaw_and_every_file_of_items_belongs_to_a_rule() -> None:
    files = {path.stem.partition(".")[0] for path in ITEMS.rglob("*.yaml")}
    assert files - {"facts", "fresh"} == {rule.id for rule in RULES}


def test_rules_say_what_they_are_about_in_one_line() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert "\n" not in rule.rationale
        assert rule.rationale.endswith(".")
        assert rule.source
        assert rule.bad.strip()
        assert rule.good.strip()


def test_an_unknown_rule_is_named_with_the_nearest_one() -> None:
    with pytest.raises(QuizError, match=r"^There is no rule 'longestkey'\. Did you mean \"longest-key\"\?"):
        find_rule("longestkey")
