"""How often the rules of `check` are right, on items with one seeded flaw each and their clean twins.

    python benchmarks/lint_accuracy.py

The items lie in tests/bank/lint/items, a file a rule. An item named flawed-N has the flaw of its file, and those
named in its tags (also-RULE); one named clean-N has none. Rules about whole banks have flawed and clean banks.
A rule that speaks up anywhere else, in any of the files, has raised a false alarm. The limit is 1.00; some of the
flaws are there because no rule of this kind can be expected to see them.

The rules were written with these items at hand, so the figures flatter them. The items of fresh.yaml were written
afterwards: on the first run over them the rules found 42 of 46 flaws, and five more, of which four were slips in
the writing of the items and one was a false alarm.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from calcinosis_quiz.bank.items import Item
from calcinosis_quiz.bank.lint.rule import BankRule
from calcinosis_quiz.bank.lint.run import RULES, lint_library
from calcinosis_quiz.bank.load import open_library

ITEMS = Path(__file__).resolve().parents[1] / "tests" / "bank" / "lint" / "items"
FRESH = "fresh"
TODAY = date(2026, 11, 27)
"""The day on which the dates of notes are judged, so that the figures stay the same."""


@dataclass(frozen=True)
class Judgement:
    """What one item, or one bank, is known to have and what was found in it."""

    name: str
    flaws: frozenset[str]
    found: frozenset[str]


@dataclass(frozen=True)
class Accuracy:
    """The counts of one rule."""

    rule: str
    hits: int
    misses: int
    false_alarms: int

    @property
    def precision(self) -> float:
        """Give the share of findings that are right."""
        return self.hits / (self.hits + self.false_alarms) if self.hits + self.false_alarms else 1.0

    @property
    def recall(self) -> float:
        """Give the share of flaws that are found."""
        return self.hits / (self.hits + self.misses) if self.hits + self.misses else 0.0


def judge() -> Iterator[Judgement]:
    """Lint every file on its own, and hold the findings against the labels."""
    about_banks = {rule.id for rule in RULES if isinstance(rule, BankRule)}
    for path in sorted(ITEMS.rglob("*.yaml")):
        if path.name == "facts.yaml":
            continue
        rule, _, kind = path.stem.partition(".")
        library = open_library([path])
        problems = lint_library(library, today=TODAY)
        if kind:
            flaws = frozenset({rule}) if kind.startswith("flawed") else frozenset[str]()
            yield Judgement(path.stem, flaws, frozenset(problem.rule for problem in problems))
            continue
        for index, item in enumerate(library.banks[0].bank.items):
            found = {each.rule for each in problems if each.path.startswith(f"items[{index}]")} - about_banks
            also = {tag.removeprefix("also-") for tag in item.tags} if isinstance(item, Item) else set()
            own = {rule} if item.id.startswith("flawed") and rule != FRESH else set()
            yield Judgement(f"{rule}/{item.id}", frozenset(own | also), frozenset(found))


def measure() -> list[Accuracy]:
    """Count hits, misses and false alarms of every rule over all files."""
    judgements = list(judge())
    return [
        Accuracy(
            rule.id,
            sum(rule.id in each.flaws & each.found for each in judgements),
            sum(rule.id in each.flaws - each.found for each in judgements),
            sum(rule.id in each.found - each.flaws for each in judgements),
        )
        for rule in RULES
    ]


def main() -> None:
    """Print precision and recall per rule, and all over."""
    rows = measure()
    total = Accuracy(
        "all rules", sum(r.hits for r in rows), sum(r.misses for r in rows), sum(r.false_alarms for r in rows)
    )
    print(f"{'rule':28}{'flaws':>7}{'found':>7}{'false':>7}{'precision':>11}{'recall':>8}")
    for row in (*rows, total):
        counts = f"{row.hits + row.misses:7}{row.hits:7}{row.false_alarms:7}"
        print(f"{row.rule:28}{counts}{row.precision:11.2f}{row.recall:8.2f}")
    for each in judge():
        if each.flaws != each.found:
            missed, extra = sorted(each.flaws - each.found), sorted(each.found - each.flaws)
            print(f"  {each.name}:" + f" missed {missed}" * bool(missed) + f" false {extra}" * bool(extra))


if __name__ == "__main__":
    main()
