"""Rules applied to a library: findings with their lines, and what items overrule."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from msgspec import structs

from calcinosis_quiz.bank.items import BankLint
from calcinosis_quiz.bank.library import Library, LoadedBank
from calcinosis_quiz.bank.lint import (
    bank_level,
    choices,
    cues,
    dated_notes,
    evidence,
    habits,
    numbers,
    option_shapes,
    phrasing,
    reasons,
    stems,
    typed_answers,
    wording_cues,
)
from calcinosis_quiz.bank.lint.question_view import Asked, view
from calcinosis_quiz.bank.lint.rule import BankRule, QuestionRule, Rule
from calcinosis_quiz.bank.problems import Finding, PathStep, Problem, did_you_mean, quote
from calcinosis_quiz.bank.references import place_finding
from calcinosis_quiz.bank.source import Mapping as MappingNode
from calcinosis_quiz.bank.source import Node, Scalar
from calcinosis_quiz.bank.source import Sequence as NodeList
from calcinosis_quiz.errors import QuizError

RULES: Final[tuple[Rule, ...]] = (
    *stems.RULES,
    *choices.RULES,
    *cues.RULES,
    *wording_cues.RULES,
    *option_shapes.RULES,
    *numbers.RULES,
    *phrasing.RULES,
    *typed_answers.RULES,
    *reasons.RULES,
    *evidence.RULES,
    *dated_notes.RULES,
    *bank_level.RULES,
    *habits.RULES,
)
BY_ID: Final[dict[str, Rule]] = {rule.id: rule for rule in RULES}
_MANY: Final = 2  # items at least; a single one is named


def find_rule(rule_id: str) -> Rule:
    """Look a rule up; raises QuizError with the nearest id when there is none."""
    if rule_id not in BY_ID:
        hint = did_you_mean(rule_id, BY_ID)
        raise QuizError(
            f"There is no rule {rule_id!r}.{hint} `check --rules` lists them all. "
            "What keeps a file from being read is no rule: its message says all there is to say."
        )
    return BY_ID[rule_id]


def choose_rules(selected: Sequence[str], ignored: Sequence[str]) -> tuple[Rule, ...]:
    """Return the rules selected, all if none is, without those ignored; raises QuizError for an unknown one."""
    wanted = [find_rule(rule_id) for rule_id in selected] or RULES
    unwanted = {find_rule(rule_id).id for rule_id in ignored}
    return tuple(rule for rule in wanted if rule.id not in unwanted)


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
            groups.setdefault(name, []).extend(view(item, loaded.ledger, today, loaded.bank.language or "en"))
    yield from groups.values()


def _look(group: Sequence[Asked], rules: Sequence[Rule]) -> Iterator[tuple[Asked, Finding]]:
    in_english = [asked for asked in group if asked.language.partition("-")[0] == "en"]
    for rule in rules:
        readable = in_english if rule.knows_english else group
        match rule:
            case QuestionRule():
                for asked in readable:
                    if asked.ledger is None and rule.needs_ledger:
                        continue
                    for steps, message in rule.check(asked):
                        yield asked, Finding(steps, rule.id, message, rule.severity)
            case BankRule():
                for asked, (steps, message) in rule.check(readable):
                    yield asked, Finding(steps, rule.id, message, rule.severity)


def _places(node: MappingNode) -> dict[str, int]:
    """Return where in a file each item stands, the first of an id; some between them could not be read."""
    listed = next((value for key, value in node.entries if key.text == "items"), None)
    places: dict[str, int] = {}
    for place, child in enumerate(listed.children if isinstance(listed, NodeList) else ()):
        places.setdefault(_id_in(child), place)
    return places


def _id_in(node: Node) -> str:
    entries = node.entries if isinstance(node, MappingNode) else ()
    return next((value.text.strip() for key, value in entries if key.text == "id" and isinstance(value, Scalar)), "")


def _place(loaded: LoadedBank, findings: dict[str, list[Finding]]) -> Iterator[Problem]:
    assert loaded.node is not None  # noqa: S101 - `check` reads the files themselves, never what was kept of them
    settings = loaded.bank.lint or BankLint()
    found = {item.id: findings[item.id] for item in loaded.bank.items}
    everywhere = {finding.rule for each in found.values() for finding in each}
    for finding in _check_settings(settings, everywhere):
        yield place_finding(loaded.file, loaded.node, (), finding)
    in_short = dict(_sum_up(found, settings))
    for finding in in_short.values():
        yield place_finding(loaded.file, loaded.node, (), finding)
    places = _places(loaded.node)
    for item in loaded.bank.items:
        ignored = item.lint.ignore if item.lint else {}
        left_out = ignored.keys() | settings.ignore.keys() | in_short.keys()
        kept = [_weigh(finding, settings) for finding in found[item.id] if finding.rule not in left_out]
        kept.extend(_check_ignores(ignored, {finding.rule for finding in found[item.id]}))
        for finding in kept:
            yield place_finding(loaded.file, loaded.node, ("items", places[item.id]), finding)


def _weigh(finding: Finding, settings: BankLint) -> Finding:
    return structs.replace(finding, severity=settings.severity.get(finding.rule, finding.severity))


def _sum_up(found: Mapping[str, Sequence[Finding]], settings: BankLint) -> Iterator[tuple[str, Finding]]:
    """Say once of a bank what most of its items lack, instead of once an item."""
    for rule in RULES:
        if not rule.in_short or rule.id in settings.ignore:
            continue
        count = sum(any(finding.rule == rule.id for finding in each) for each in found.values())
        if count >= _MANY and 2 * count > len(found):
            message = (
                f"{rule.in_short}: {count} of {len(found)} items. `check --explain {rule.id}` says why it matters."
            )
            yield rule.id, _weigh(Finding(("title",), rule.id, message, rule.severity), settings)


def _check_settings(settings: BankLint, found: set[str]) -> Iterator[Finding]:
    yield from _check_ignores(settings.ignore, found)
    for rule_id in settings.severity:
        if rule_id not in BY_ID:
            yield _unknown(("lint", "severity", rule_id), rule_id)


def _check_ignores(ignored: dict[str, str], found: set[str]) -> Iterator[Finding]:
    for rule_id in ignored:
        steps = ("lint", "ignore", rule_id)
        if rule_id not in BY_ID:
            yield _unknown(steps, rule_id)
        elif rule_id not in found:
            message = f"{quote(rule_id)} is overruled here, but finds nothing here. Drop the line."
            yield Finding(steps, "unused-ignore", message, "warning")


def _unknown(steps: tuple[PathStep, ...], rule_id: str) -> Finding:
    message = f"expected the id of a rule, got {quote(rule_id)}.{did_you_mean(rule_id, BY_ID)}"
    return Finding(steps, "unknown-rule", f"{message} `check --rules` lists them all.")
