"""What an answer earns in QTI 1.2: the file's own response processing, carried out.

Keys are found by trying answers, not by the order or the names of conditions, since programs write both differently.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from calcinosis_quiz.imports.compose.numbers import read_number
from calcinosis_quiz.imports.tree import Element, inner_text, is_element, local_name

Answers = Mapping[str, frozenset[str]]
_ALL_MARKS: Final = 100.0


class Condition(Struct, frozen=True):
    """A respcondition: when it holds, how it moves the score, which feedback it shows, whether others follow."""

    holds: Callable[[Answers], bool]
    element: Element
    action: str
    value: float
    feedback: tuple[str, ...]
    goes_on: bool

    @property
    def scores(self) -> bool:
        """Return whether the condition gives marks."""
        return bool(self.action) and self.value > 0


def children(node: Element | None, *names: str) -> Iterator[Element]:
    """List the elements inside of another by name, whatever their namespace."""
    for child in node if node is not None else ():
        if is_element(child) and (not names or local_name(child) in names):
            yield child


def descendants(node: Element, *names: str) -> Iterator[Element]:
    """List all elements below another by name, in document order."""
    for each in node.iter():
        if each is not node and is_element(each) and local_name(each) in names:
            yield each


def read_conditions(item: Element) -> tuple[Condition, ...]:
    """Read the response processing of an item."""
    return tuple(_read(each) for each in descendants(item, "respcondition"))


def _read(node: Element) -> Condition:
    variable = next(children(node, "conditionvar"), None)
    setvar = next(
        (each for each in children(node, "setvar") if (each.get("varname") or "SCORE").casefold() != "answervalue"),
        None,
    )
    value = inner_text(setvar).strip()
    number = read_number(value)
    return Condition(
        holds=_all(children(variable)),
        element=node,
        action=(setvar.get("action") or "Set") if setvar is not None else "",
        value=float(number) if number is not None else _ALL_MARKS if value.casefold() == "score.max" else 0.0,
        feedback=tuple(each.get("linkrefid") or "" for each in children(node, "displayfeedback")),
        goes_on=(node.get("continue") or "No").casefold() == "yes",
    )


def _all(nodes: Iterable[Element]) -> Callable[[Answers], bool]:
    tests = [_test(node) for node in nodes]
    return lambda answers: all(test(answers) for test in tests)


def _test(node: Element) -> Callable[[Answers], bool]:
    name = local_name(node)
    respondent, wanted = node.get("respident") or "", inner_text(node).strip()
    match name:
        case "and":
            return _all(children(node))
        case "or":
            tests = [_test(child) for child in children(node)]
            return lambda answers: any(test(answers) for test in tests)
        case "not":
            inner = _all(children(node))
            return lambda answers: not inner(answers)
        case "varequal":
            if (node.get("case") or "No").casefold() == "yes":
                return lambda answers: wanted in _given(answers, respondent)
            return lambda answers: wanted.casefold() in {each.casefold() for each in _given(answers, respondent)}
        case "unanswered":
            return lambda answers: not _given(answers, respondent)
        case "vargte" | "vargt" | "varlte" | "varlt":
            return lambda answers: any(_compare(name, each, wanted) for each in _given(answers, respondent))
        case _:  # `other` holds for any answer, and so does what is not known
            return lambda _answers: name == "other"


def _given(answers: Answers, respondent: str) -> frozenset[str]:
    return answers.get(respondent, frozenset())


def _compare(name: str, given: str, wanted: str) -> bool:
    one, other = read_number(given), read_number(wanted)
    if one is None or other is None:
        return False
    return {"vargte": one >= other, "vargt": one > other, "varlte": one <= other, "varlt": one < other}[name]


def score(conditions: Iterable[Condition], answers: Answers) -> float:
    """Return what an answer earns, in the marks of the file."""
    total = 0.0
    for condition in conditions:
        if not condition.holds(answers):
            continue
        match condition.action.casefold():
            case "add":
                total += condition.value
            case "subtract":
                total -= condition.value
            case "set":
                total = condition.value
        if condition.action and not condition.goes_on:
            break
    return total


def feedback_for(conditions: Iterable[Condition], answers: Answers) -> tuple[str, ...]:
    """List the feedback that an answer shows."""
    return tuple(link for each in conditions if each.feedback and each.holds(answers) for link in each.feedback)


def equals_in(condition: Condition, *, wanted: bool = True) -> Iterator[tuple[str, str]]:
    """List the answers that a condition names, as respondent and value: those wanted, or those under a `not`."""
    for each in descendants(condition.element, "varequal"):
        above, negated = each.getparent(), False
        while above is not condition.element:
            negated ^= local_name(above) == "not"
            above = above.getparent()
        if negated != wanted:
            yield each.get("respident") or "", inner_text(each).strip()
