"""An interpreter of QTI response and outcome processing, written from the specification of what each element means.

It knows the elements that our exports use, in the names of 2.1 and 3.0 alike, and refuses any other.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from math import prod
from typing import cast
from xml.etree.ElementTree import Element

Value = str | float | bool | list[str] | None
"""A value of a variable; None is QTI's NULL."""
Variables = dict[str, Value]

_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_KINDS: dict[str, Callable[[str], Value]] = {
    "identifier": str,
    "string": str,
    "directedPair": str,
    "integer": int,
    "float": float,
}


def mark_item(item: Element, responses: Mapping[str, Value]) -> Variables:
    """Process responses and return the outcome variables.

    `responses`: by response identifier; what was typed for a number is text, as in the entry that holds it.
    """
    return _Run(item, responses).outcomes


def add_up_test(test: Element, items: list[Variables]) -> Variables:
    """Process the outcomes of a test from those of its items."""
    run = _Run(test, {})
    run.items = items
    for rule in run.find("outcomeprocessing"):
        run.apply(rule)
    return run.outcomes


def bare(element: Element) -> str:
    """Reduce the name of an element in either version to letters that both share."""
    return re.sub(r"^\{.*\}(qti-)?|-", "", element.tag).lower() if isinstance(element.tag, str) else "#comment"


def attribute(element: Element, name: str) -> str:
    """Read an attribute by its name in 2.1."""
    hyphenated = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()
    found = element.get(name, element.get(hyphenated))
    assert found is not None, (element.tag, name)
    return found


class _Run:
    """One item or test, with its variables."""

    def __init__(self, root: Element, responses: Mapping[str, Value]) -> None:
        self.declarations = {attribute(each, "identifier"): each for each in root if "declaration" in bare(each)}
        self.root = root
        self.items: list[Variables] = []
        self.outcomes: Variables = {}
        self.responses: Variables = {}
        for name, declared in self.declarations.items():
            if bare(declared) == "outcomedeclaration":
                defaults = [each.text for each in declared.iter() if bare(each) == "value"]
                self.outcomes[name] = self.read(declared, defaults[0]) if defaults else None
            else:
                given = responses.get(name)
                self.responses[name] = self.read(declared, given) if isinstance(given, str) else given or None
        assert set(responses) <= set(self.responses), "an answer to no response of the item"
        for rule in self.find("responseprocessing"):
            self.apply(rule)

    @staticmethod
    def read(declared: Element, text: str | None) -> Value:
        """Read a text as the base type of a declaration; a number that is none is no value at all."""
        kind = attribute(declared, "baseType")
        if not text or (kind == "float" and not _NUMBER.fullmatch(text.strip())):
            return None
        return _KINDS[kind](text)

    def find(self, name: str) -> Iterator[Element]:
        """Walk the rules below an element of the root."""
        return (rule for each in self.root if bare(each) == name for rule in each)

    def apply(self, rule: Element) -> None:
        """Apply one rule."""
        match bare(rule):
            case "setoutcomevalue":
                name, (expression,) = attribute(rule, "identifier"), rule
                self.outcomes[name] = value = self.evaluate(expression)
                declared = self.declarations[name]
                assert bare(declared) == "outcomedeclaration", name
                assert isinstance(value, list) <= (attribute(declared, "cardinality") == "multiple"), name
            case "responsecondition":
                for branch in rule:
                    condition, rules = (
                        (None, list(branch)) if bare(branch) == "responseelse" else (branch[0], branch[1:])
                    )
                    if condition is None or self.evaluate(condition) is True:
                        for each in rules:
                            self.apply(each)
                        return
            case other:
                raise ValueError(other)

    def evaluate(self, expression: Element) -> Value:
        """Evaluate an expression; nearly every operator gives NULL for a NULL."""
        match bare(expression):
            case "variable":
                name = attribute(expression, "identifier")
                return self.outcomes[name] if name in self.outcomes else self.responses[name]
            case "basevalue":
                return _KINDS[attribute(expression, "baseType")]("".join(expression.itertext()))
            case "correct":
                declared = self.declarations[attribute(expression, "identifier")]
                values = ["".join(each.itertext()) for each in declared.iter() if bare(each) == "value"]
                return values if attribute(declared, "cardinality") != "single" else self.read(declared, values[0])
            case "mapresponse":
                name = attribute(expression, "identifier")
                return _map(self.declarations[name], self.responses[name])
            case "testvariables":
                name = attribute(expression, "variableIdentifier")
                return cast("Value", [item[name] for item in self.items])  # numbers, summed alone
            case "isnull":
                return self.evaluate(expression[0]) is None
            case "and":
                return all(self.evaluate(each) is True for each in expression)
            case "not":
                inner = self.evaluate(expression[0])
                return None if inner is None else not inner
        return self._calculate(expression, [self.evaluate(each) for each in expression])

    def _calculate(self, expression: Element, values: list[Value]) -> Value:
        name = bare(expression)
        if name == "index":
            place = self.outcomes[attribute(expression, "n")]
            (container,) = values
            assert isinstance(place, int)
            return container[place - 1] or None if isinstance(container, list) and place <= len(container) else None
        if any(value is None for value in values):
            return None
        if name == "match":
            first, second = values
            return self._match(expression, first, second)
        if name == "stringmatch":
            if attribute(expression, "caseSensitive") == "true":
                return values[0] == values[1]
            first, second = values
            return cast("str", first).lower() == cast("str", second).lower()
        numbers = [float(each) for value in values for each in (value if isinstance(value, list) else [value])]  # type: ignore[arg-type]  # checked above
        operators: dict[str, Callable[[], Value]] = {
            "sum": lambda: sum(numbers),
            "subtract": lambda: numbers[0] - numbers[1],
            "product": lambda: prod(numbers),
            "divide": lambda: numbers[0] / numbers[1] if numbers[1] else None,
            "max": lambda: max(numbers),
            "gte": lambda: numbers[0] >= numbers[1],
            "gt": lambda: numbers[0] > numbers[1],
            "lte": lambda: numbers[0] <= numbers[1],
            "lt": lambda: numbers[0] < numbers[1],
            "equal": lambda: numbers[0] == numbers[1],
        }
        return operators[name]()

    def _match(self, expression: Element, first: Value, second: Value) -> bool:
        if isinstance(first, list) and isinstance(second, list):
            declared = self.declarations[attribute(expression[0], "identifier")]
            ordered = attribute(declared, "cardinality") == "ordered"
            return first == second if ordered else Counter(first) == Counter(second)
        return first == second


def _map(declared: Element, value: Value) -> float | None:
    (mapping,) = (each for each in declared if bare(each) == "mapping")
    given = value if isinstance(value, list) else [value]
    low, high = (float(attribute(mapping, name)) for name in ("lowerBound", "upperBound"))
    default = float(attribute(mapping, "defaultValue"))
    entries = {_fold(entry, attribute(entry, "mapKey")): float(attribute(entry, "mappedValue")) for entry in mapping}
    entry = mapping[0]
    total = sum(entries.get(_fold(entry, str(each)), default) for each in dict.fromkeys(given))
    return min(max(total, low), high)


def _fold(entry: Element, text: str) -> str:
    sensitive = entry.get("caseSensitive", entry.get("case-sensitive", "true"))
    return text if sensitive == "true" else text.lower()
