"""What must agree between files: citations of the ledger, and names that are used once."""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import structs

from calcinosis_quiz.bank.facts import Ledger
from calcinosis_quiz.bank.items import AuthoredItem, Case, ExtendedMatching, Item
from calcinosis_quiz.bank.problems import Finding, PathStep, Problem, did_you_mean, quote, write_path
from calcinosis_quiz.bank.source import Mapping, Node, Scalar, find_line
from calcinosis_quiz.bank.source import Sequence as NodeList

LEDGER_NAME: Final = "facts.yaml"


def check_ledger(ledger: Ledger) -> Iterator[Finding]:
    """Find names in a ledger that are used twice or not known."""
    seen: set[str] = set()
    topics = {topic.id for topic in ledger.topics}
    for i, fact in enumerate(ledger.facts):
        if fact.id in seen:
            message = f"expected each fact id once, got {fact.id} again. Rename one."
            yield Finding(("facts", i, "id"), "duplicate-id", message)
        seen.add(fact.id)
        if topics and fact.topic not in topics:
            message = f"expected a topic of this ledger, got {quote(fact.topic)}.{did_you_mean(fact.topic, topics)}"
            yield Finding(("facts", i, "topic"), "unknown-topic", message)
    for i, inference in enumerate(ledger.inferences):
        for each in inference.follows_from:
            if each not in seen:
                message = f"expected ids of facts, got {quote(each)}.{did_you_mean(each, seen)}"
                yield Finding(("inferences", i, "follows_from"), "unknown-fact", message)


def _parts(item: AuthoredItem) -> Iterator[tuple[tuple[PathStep, ...], Item | Case]]:
    """Give what is described by facts, level and so on: the item, or each case of a set."""
    if isinstance(item, ExtendedMatching):
        yield from ((("cases", i), case) for i, case in enumerate(item.cases))
    else:
        yield (), item


def check_citations(item: AuthoredItem, ledger: Ledger | None) -> Iterator[Finding]:
    """Hold an item against the ledger beside its bank; without one there is nothing to hold it against."""
    if ledger is None:
        return
    facts = {fact.id for fact in ledger.facts}
    objectives = {objective.id for objective in ledger.objectives}
    topics = {topic.id for topic in ledger.topics}
    for steps, part in _parts(item):
        for key in ("facts", "objective", "level", "difficulty"):
            if not getattr(part, key):
                message = f"expected the key {key} beside a {LEDGER_NAME}, got none. Add it."
                yield Finding(steps, "missing-key", message)
        for i, fact in enumerate(part.facts):
            if fact not in facts:
                message = f"expected the id of a fact in {LEDGER_NAME}, got {quote(fact)}.{did_you_mean(fact, facts)}"
                yield Finding((*steps, "facts", i), "unknown-fact", message)
            elif fact in part.facts[:i]:
                message = f"expected each fact once, got {fact} again. Remove it."
                yield Finding((*steps, "facts", i), "repeated-fact", message)
        if objectives and part.objective and part.objective not in objectives:
            message = f"expected an objective of {LEDGER_NAME}, got {quote(part.objective)}."
            yield Finding(
                (*steps, "objective"), "unknown-objective", message + did_you_mean(part.objective, objectives)
            )
        if topics and part.topic and part.topic not in topics:
            message = f"expected a topic of {LEDGER_NAME}, got {quote(part.topic)}.{did_you_mean(part.topic, topics)}"
            yield Finding((*steps, "topic"), "unknown-topic", message)


def check_names(files: Sequence[tuple[str, Mapping]]) -> Iterator[Problem]:
    """Find names that two places share, also where other parts of the items are wrong."""
    banks: dict[str, str] = {}
    ids: dict[str, str] = {}
    for file, node in files:
        for key, value in node.entries:
            if key.text == "bank" and isinstance(value, Scalar):
                if value.text in banks:
                    message = (
                        f"expected a name of its own, got {value.text}, which {banks[value.text]} has too. Rename one."
                    )
                    yield place_finding(file, node, (), Finding(("bank",), "duplicate-bank", message))
                banks.setdefault(value.text, file)
            elif key.text == "items" and isinstance(value, NodeList):
                for i, item in enumerate(value.children):
                    yield from _check_ids(file, node, ("items", i), item, ids)


def _check_ids(
    file: str, node: Mapping, above: tuple[PathStep, ...], item: Node, ids: dict[str, str]
) -> Iterator[Problem]:
    for steps, name in _names(item):
        place = place_finding(file, node, above, Finding(steps, "duplicate-id", ""))
        if name in ids:
            message = f"expected an id of its own, got {name}, which stands at {ids[name]} too. Rename one."
            yield structs.replace(place, message=message)
        ids.setdefault(name, f"{file}:{place.line}")


def _names(node: Node) -> Iterator[tuple[tuple[PathStep, ...], str]]:
    """Give the ids of an item and of its cases, also where other parts of the item are wrong."""
    if not isinstance(node, Mapping):
        return
    for key, value in node.entries:
        if key.text == "id" and isinstance(value, Scalar):
            yield ("id",), value.text
        elif key.text == "cases" and isinstance(value, NodeList):
            for i, case in enumerate(value.children):
                yield from ((("cases", i, *steps), name) for steps, name in _names(case))


def place_finding(file: str, node: Node, above: tuple[PathStep, ...], finding: Finding) -> Problem:
    """Turn a finding into a problem with its line."""
    steps = (*above, *finding.steps)
    line = find_line(node, steps)
    return Problem(file, line, write_path(steps), finding.rule, finding.severity, finding.message)
