"""What must agree between files: citations of the ledger, and names that are used once."""

from collections.abc import Iterator

from msgspec import structs

from calcinosis_quiz.bank.facts import Ledger
from calcinosis_quiz.bank.folders import LEDGER_NAME
from calcinosis_quiz.bank.items import AuthoredItem, Case, ExtendedMatching, Item
from calcinosis_quiz.bank.problems import Finding, PathStep, Problem, did_you_mean, quote, write_path
from calcinosis_quiz.bank.source import Mapping, Node, Scalar, find_line
from calcinosis_quiz.bank.source import Sequence as NodeList


def check_ledger(ledger: Ledger) -> Iterator[Finding]:
    """Find names in a ledger that are used twice or not known."""
    for key in ("topics", "objectives", "facts", "inferences", "not_stated"):
        seen: set[str] = set()
        for i, entry in enumerate(getattr(ledger, key)):
            if entry.id in seen:
                message = f"expected an id of its own, got {quote(entry.id)} again. Rename one."
                yield Finding((key, i, "id"), "duplicate-id", message)
            seen.add(entry.id)
    topics = {topic.id for topic in ledger.topics}
    for i, fact in enumerate(ledger.facts):
        if topics and fact.topic not in topics:
            message = f"expected a topic of this ledger, got {quote(fact.topic)}.{did_you_mean(fact.topic, topics)}"
            yield Finding(("facts", i, "topic"), "unknown-topic", message)
    facts = {fact.id for fact in ledger.facts}
    for i, inference in enumerate(ledger.inferences):
        for j, each in enumerate(inference.follows_from):
            if each not in facts:
                message = f"expected the id of a fact, got {quote(each)}.{did_you_mean(each, facts)}"
                yield Finding(("inferences", i, "follows_from", j), "unknown-fact", message)
    for i, each in enumerate(ledger.confusable):
        if each not in facts:
            message = f"expected the id of a fact, got {quote(each)}.{did_you_mean(each, facts)}"
            yield Finding(("confusable", i), "unknown-fact", message)


def _parts(item: AuthoredItem) -> Iterator[tuple[tuple[PathStep, ...], Item | Case]]:
    """Yield what is described by facts, level and so on: the item, or each case of a set."""
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


class Names:
    """Finds names that two places share, file by file, also where other parts of the items are wrong."""

    def __init__(self) -> None:
        """Begin with no file."""
        self._banks: dict[str, str] = {}
        self._ids: dict[str, str] = {}
        self._named: list[tuple[str, Node, Finding, str]] = []

    def check(self, file: str, node: Mapping) -> Iterator[Problem]:
        """Find the names of a file that it, or a file before it, has already given away."""
        bank, items = node.find("bank"), node.find("items")
        if isinstance(bank, Scalar) and (name := bank.text.strip()):
            if name in self._banks:
                owner = self._banks[name]
                message = f"expected a name of its own, got {quote(name)}, which {owner} has too. Rename one."
                yield place_finding(file, node, (), Finding(("bank",), "duplicate-bank", message))
            self._banks.setdefault(name, file)
        for i, item in enumerate(items.children if isinstance(items, NodeList) else ()):
            for steps, name, line in _names(item):
                if name in self._ids:
                    where = self._ids[name]
                    message = f"expected an id of its own, got {quote(name)}, which stands at {where} too. Rename one."
                    yield place_finding(file, node, ("items", i), Finding(steps, "duplicate-id", message))
                self._ids.setdefault(name, f"{file}:{line}")
            for steps, own, name in _named(item):
                if name in own:
                    message = f"expected the id of another item, got {quote(name)}, which is its own. Remove it."
                    yield place_finding(file, node, ("items", i), Finding(steps, "not-with-itself", message))
                else:
                    self._named.append((file, node, Finding(("items", i, *steps), "unknown-item", ""), name))

    def find_unknown(self) -> Iterator[Problem]:
        """Find what `not_with` names and no file has: a slip of the pen, or an item of a bank that was not given."""
        for file, node, finding, name in self._named:
            if name not in self._ids:
                hint = did_you_mean(name, self._ids) or " If its bank is another one, give that bank as well."
                message = f"expected the id of an item, got {quote(name)}, which no bank here has.{hint}"
                yield place_finding(file, node, (), structs.replace(finding, message=message, severity="warning"))


def _names(node: Node) -> Iterator[tuple[tuple[PathStep, ...], str, int]]:
    """Yield the ids of an item and of its cases, with their lines."""
    if not isinstance(node, Mapping):
        return
    name, cases = node.find("id"), node.find("cases")
    if isinstance(name, Scalar) and name.text.strip():
        yield ("id",), name.text.strip(), name.line
    for i, case in enumerate(cases.children if isinstance(cases, NodeList) else ()):
        yield from ((("cases", i, *steps), text, line) for steps, text, line in _names(case))


def _named(
    node: Node, above: tuple[str, ...] = (), steps: tuple[PathStep, ...] = ()
) -> Iterator[tuple[tuple[PathStep, ...], tuple[str, ...], str]]:
    """Yield what the `not_with` of an item and of its cases name: where, under which ids, and which."""
    if not isinstance(node, Mapping):
        return
    name, named, cases = node.find("id"), node.find("not_with"), node.find("cases")
    own = (*above, name.text.strip()) if isinstance(name, Scalar) else above
    for i, each in enumerate(named.children if isinstance(named, NodeList) else ()):
        if isinstance(each, Scalar) and each.text.strip():
            yield (*steps, "not_with", i), own, each.text.strip()
    for i, case in enumerate(cases.children if isinstance(cases, NodeList) else ()):
        yield from _named(case, own, (*steps, "cases", i))


def place_finding(file: str, node: Node, above: tuple[PathStep, ...], finding: Finding) -> Problem:
    """Turn a finding into a problem with its line."""
    steps = (*above, *finding.steps)
    line = find_line(node, steps)
    return Problem(file, line, write_path(steps), finding.rule, finding.severity, finding.message)
