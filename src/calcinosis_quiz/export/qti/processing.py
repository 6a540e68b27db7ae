"""Response processing: our marking in QTI's own elements, so that a player gives the marks of `quiz/marking.py`."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations
from typing import Final
from xml.etree.ElementTree import Element

from calcinosis_quiz.export.hypertext import digits
from calcinosis_quiz.export.qti.vocabulary import node, value
from calcinosis_quiz.quiz.marking import Policy

RESPONSE: Final = "RESPONSE"


def variable(name: str) -> Element:
    """Read a variable."""
    return node("variable", identifier=name)


def constant(text: str, kind: str) -> Element:
    """Write a constant of a base type."""
    return value(text, "baseValue", baseType=kind)


def assign(name: str, expression: Element) -> Element:
    """Set an outcome variable."""
    return node("setOutcomeValue", expression, identifier=name)


def when(condition: Element, *rules: Element) -> Element:
    """Apply rules where a condition holds."""
    return node("responseCondition", node("responseIf", condition, *rules))


def answered(name: str) -> Element:
    """Test that a response was given."""
    return node("not", node("isNull", variable(name)))


def mark_by_mapping(policy: Policy) -> list[Element]:
    """Score by the mapping of RESPONSE, which holds its own bounds; under all-or-nothing, by the key alone."""
    if policy == "all-or-nothing":
        matches = node("match", variable(RESPONSE), node("correct", identifier=RESPONSE))
        return [when(matches, assign("SCORE", constant("1", "float")))]
    return [when(answered(RESPONSE), assign("SCORE", node("mapResponse", identifier=RESPONSE)))]


def mark_gaps(gaps: Sequence[str], policy: Policy) -> list[Element]:
    """Count the gaps whose mapping gives 1, and score their share; under all-or-nothing, only all of them."""
    rules = [
        when(answered(gap), assign("RIGHT", node("sum", variable("RIGHT"), node("mapResponse", identifier=gap))))
        for gap in gaps
    ]
    count = constant(str(len(gaps)), "float")
    if policy == "all-or-nothing":
        return [*rules, when(node("gte", variable("RIGHT"), count), assign("SCORE", constant("1", "float")))]
    return [*rules, assign("SCORE", node("divide", variable("RIGHT"), count))]


def mark_number(low: Decimal, high: Decimal) -> list[Element]:
    """Score a number in a range, both ends included."""
    within = node(
        "and",
        answered(RESPONSE),
        node("gte", variable(RESPONSE), constant(digits(low), "float")),
        node("lte", variable(RESPONSE), constant(digits(high), "float")),
    )
    return [when(within, assign("SCORE", constant("1", "float")))]


def mark_order(entries: Sequence[str], policy: Policy) -> tuple[list[str], list[Element]]:
    """Score an order; returns the names of the integer variables that the sum needs, and the rules.

    PLACE_k is the rank of the entry at place k, 0 where a player leaves the place empty. An empty place counts for
    nothing. For `longest-ordered`, RUN_k is the length of the longest run in the right order that ends at place k; for
    `kendall`, BALANCE is the number of pairs in the right order minus the number of reversed ones.
    """
    if policy == "all-or-nothing":
        return [], mark_by_mapping(policy)
    count = len(entries)
    names = ["AT", *(f"PLACE_{k}" for k in range(1, count + 1))]
    counts_runs = policy == "longest-ordered"
    rules = [rule for k in range(1, count + 1) for rule in _find_rank(k, entries, counts_runs=counts_runs)]
    pairs = list(combinations(range(1, count + 1), 2))
    if counts_runs:
        runs = [f"RUN_{k}" for k in range(1, count + 1)]
        names += runs
        rules += [_extend_run(i, k) for i, k in sorted(pairs, key=lambda pair: pair[1])]
        beyond_first = node("subtract", node("max", *map(variable, runs)), constant("1", "integer"))
        score, best = node("max", beyond_first, constant("0", "integer")), count - 1
    else:
        names.append("BALANCE")
        rules += [_compare(i, k) for i, k in pairs]
        score, best = node("max", variable("BALANCE"), constant("0", "integer")), len(pairs)
    share = node("divide", score, constant(str(best), "float"))
    return names, [when(answered(RESPONSE), *rules, assign("SCORE", share))]


def notice_text(name: str, text: str, case_counts: bool, outcome: str, feedback: str) -> Element:
    """Show feedback for a text that is known to be wrong."""
    case = "true" if case_counts else "false"
    typed = node("stringMatch", variable(name), constant(text, "string"), caseSensitive=case)
    # Tested apart, since players stumble over comparing nothing.
    return when(answered(name), when(typed, assign(outcome, constant(feedback, "identifier"))))


def notice_number(number: Decimal, outcome: str, feedback: str) -> Element:
    """Show feedback for a number that comes from a known slip."""
    typed = node("equal", variable(RESPONSE), constant(digits(number), "float"), toleranceMode="exact")
    return when(answered(RESPONSE), when(typed, assign(outcome, constant(feedback, "identifier"))))


def _find_rank(place: int, entries: Sequence[str], *, counts_runs: bool) -> list[Element]:
    """Look up which entry stands at a place and note its rank, and that a run of one begins there.

    The place is handed over in a variable: a number written into `index` is read as 0 by a widely used player.
    """
    one = constant("1", "integer")
    begun = [assign(f"RUN_{place}", one)] if counts_runs else []
    branches = []
    for rank, entry in enumerate(entries, 1):
        stands = node("match", node("index", variable(RESPONSE), n="AT"), constant(entry, "identifier"))
        tag = "responseIf" if rank == 1 else "responseElseIf"
        branches.append(node(tag, stands, assign(f"PLACE_{place}", constant(str(rank), "integer")), *begun))
    return [assign("AT", constant(str(place), "integer")), node("responseCondition", *branches)]


def _extend_run(i: int, k: int) -> Element:
    """Let the run at place k go on from the one at place i, where that makes it longer."""
    longer = node("gte", variable(f"RUN_{i}"), variable(f"RUN_{k}"))
    extended = node("sum", variable(f"RUN_{i}"), constant("1", "integer"))
    return when(node("and", _less(i, k), longer), assign(f"RUN_{k}", extended))


def _compare(i: int, k: int) -> Element:
    """Count a pair of filled places up where it is in the right order, down where it is reversed."""
    branches = [
        node(tag, node("and", _is_filled(first), _less(first, last)), _count("BALANCE", step))
        for tag, first, last, step in (("responseIf", i, k, 1), ("responseElseIf", k, i, -1))
    ]
    return node("responseCondition", *branches)


def _is_filled(place: int) -> Element:
    return node("gt", variable(f"PLACE_{place}"), constant("0", "integer"))


def _less(i: int, k: int) -> Element:
    return node("lt", variable(f"PLACE_{i}"), variable(f"PLACE_{k}"))


def _count(name: str, step: int) -> Element:
    return assign(name, node("sum", variable(name), constant(str(step), "integer")))
