"""Rules applied to a library: findings with their lines, and what items overrule."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from calcinosis_quiz.bank.library import Library, LoadedBank
from calcinosis_quiz.bank.lint import (
    bank_level,
    choices,
    cues,
    dated_notes,
    evidence,
    numbers,
    option_shapes,
    phrasing,
    reasons,
    stems,
    typed_answers,
)
from calcinosis_quiz.bank.lint.question_view import Asked, view
from calcinosis_quiz.bank.lint.rule import BankRule, QuestionRule, Rule
from calcinosis_quiz.bank.problems import Finding, Problem, did_you_mean, quote
from calcinosis_quiz.bank.references import place_finding
from calcinosis_quiz.bank.source import Mapping, Node, Scalar
from calcinosis_quiz.bank.source import Sequence as NodeList
from calcinosis_quiz.errors import QuizError

RULES: Final[tuple[Rule, ...]] = (
    *stems.RULES,
    *choices.RULES,
    *cues.RULES,
    *option_shapes.RULES,
    *numbers.RULES,
    *phrasing.RULES,
    *typed_answers.RULES,
    *reasons.RULES,
    *evidence.RULES,
    *dated_notes.RULES,
    *bank_level.RULES,
)
BY_ID: Final[dict[str, Rule]] = {rule.id: rule for rule in RULES}


def find_rule(rule_id: str) -> Rule:
    """Look a rule up; raises QuizError with the nearest id when there is none."""
    if rule_id not in BY_ID:
        hint = did_you_mean(rule_id, BY_ID)
        raise QuizError(
            f"There is no rule {rule_id!r}.{hint} `check --rules` lists them all. "
            "What keeps a file from being read is no rule: its message says all there is to say."
        )
    return BY_ID[rule_id]


def lint_library(library: Library, rules: Sequence[Rule] = RULES, *, today: date | None = None) -> tuple[Problem, ...]:
    """Find what the rules find, in the order of files and lines; what an item overrules with a reason is left out.

    Notes that have grown old are found where `today` is given.
    The library must have been loaded from its files, so that findings have lines.
    """
    findings: dict[str, list[Finding]] = {item_id: [] for item_id in library.items}
    for group in _groups(library, today):
        for asked, finding in _look(group, rules):
            if finding not in findings[asked.item.id]:  # what cases of a set share is found once for each
                findings[asked.item.id].append(finding)
    problems = [problem for loaded in library.banks for problem in _place(loaded, findings)]
    order = {loaded.file: i for i, loaded in enumerate(library.banks)}
    return tuple(sorted(problems, key=lambda problem: (order[problem.file], problem.line)))


def _groups(library: Library, today: date | None) -> Iterator[list[Asked]]:
    """Yield the questions that belong together: those of all banks on one ledger, or of one bank."""
    groups: dict[str, list[Asked]] = {}
    for loaded in library.banks:
        name = f"ledger {loaded.ledger.namespace}" if loaded.ledger else f"file {loaded.file}"
        for item in loaded.bank.items:
            groups.setdefault(name, []).extend(view(item, loaded.ledger, today))
    yield from groups.values()


def _look(group: Sequence[Asked], rules: Sequence[Rule]) -> Iterator[tuple[Asked, Finding]]:
    for rule in rules:
        match rule:
            case QuestionRule():
                for asked in group:
                    if asked.ledger is None and rule.needs_ledger:
                        continue
                    for steps, message in rule.check(asked):
                        yield asked, Finding(steps, rule.id, message, rule.severity)
            case BankRule():
                for asked, (steps, message) in rule.check(group):
                    yield asked, Finding(steps, rule.id, message, rule.severity)


def _places(node: Mapping) -> dict[str, int]:
    """Return where in a file each item stands, the first of an id; some between them could not be read."""
    listed = next((value for key, value in node.entries if key.text == "items"), None)
    places: dict[str, int] = {}
    for place, child in enumerate(listed.children if isinstance(listed, NodeList) else ()):
        places.setdefault(_id_in(child), place)
    return places


def _id_in(node: Node) -> str:
    entries = node.entries if isinstance(node, Mapping) else ()
    return next((value.text.strip() for key, value in entries if key.text == "id" and isinstance(value, Scalar)), "")


def _place(loaded: LoadedBank, findings: dict[str, list[Finding]]) -> Iterator[Problem]:
    assert loaded.node is not None  # noqa: S101 - `check` reads the files themselves, never what was kept of them
    places = _places(loaded.node)
    for item in loaded.bank.items:
        ignored = item.lint.ignore if item.lint else {}
        kept = [finding for finding in findings[item.id] if finding.rule not in ignored]
        kept.extend(_check_ignores(ignored, {finding.rule for finding in findings[item.id]}))
        for finding in kept:
            yield place_finding(loaded.file, loaded.node, ("items", places[item.id]), finding)


def _check_ignores(ignored: dict[str, str], found: set[str]) -> Iterator[Finding]:
    for rule_id in ignored:
        steps = ("lint", "ignore", rule_id)
        if rule_id not in BY_ID:
            message = f"expected the id of a rule, got {quote(rule_id)}.{did_you_mean(rule_id, BY_ID)}"
            yield Finding(steps, "unknown-rule", f"{message} `check --rules` lists them all.")
        elif rule_id not in found:
            message = f"{quote(rule_id)} is overruled here, but finds nothing here. Drop the line."
            yield Finding(steps, "unused-ignore", message, "warning")
