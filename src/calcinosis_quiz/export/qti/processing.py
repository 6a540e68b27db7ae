"""Response processing: our marking in QTI's own words, so that a player earns what `quiz/marking.py` says."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations
from xml.etree.ElementTree import Element

from calcinosis_quiz.export.hypertext import digits
from calcinosis_quiz.export.qti.vocabulary import node
from calcinosis_quiz.quiz.marking import Policy


def variable(name: str) -> Element:
    """Read a variable."""
    return node("variable", identifier=name)


def constant(value: str, kind: str) -> Element:
    """Write a constant of a base type."""
    return node("baseValue", value, baseType=kind)


def assign(name: str, value: Element) -> Element:
    """Set an outcome variable."""
    return node("setOutcomeValue", value, identifier=name)


def when(condition: Element, *rules: Element) -> Element:
    """Apply rules where a condition holds."""
    return node("responseCondition", node("responseIf", condition, *rules))


def answered(name: str) -> Element:
    """Tell whether a response was given."""
    return node("not", node("isNull", variable(name)))


def give_feedback(*values: Element) -> Element:
    """Add identifiers to the feedback that is shown."""
    return assign("FEEDBACK", node("multiple", variable("FEEDBACK"), *values))


def mark_by_mapping(policy: Policy) -> list[Element]:
    """Score by the mapping of RESPONSE, which holds its own bounds; or the key alone scores."""
    if policy == "all-or-nothing":
        matches = node("match", variable("RESPONSE"), node("correct", identifier="RESPONSE"))
        return [when(matches, assign("SCORE", constant("1", "float")))]
    return [when(answered("RESPONSE"), assign("SCORE", node("mapResponse", identifier="RESPONSE")))]


def mark_gaps(gaps: Sequence[str], policy: Policy) -> list[Element]:
    """Count the gaps whose mapping gives 1, and score their share; or all of them score."""
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
        answered("RESPONSE"),
        node("gte", variable("RESPONSE"), constant(digits(low), "float")),
        node("lte", variable("RESPONSE"), constant(digits(high), "float")),
    )
    return [when(within, assign("SCORE", constant("1", "float")))]


def mark_order(entries: Sequence[str], policy: Policy) -> tuple[list[str], list[Element]]:
    """Score an order; also gives the names of the integer variables that the sum needs.

    PLACE_k is the rank of the entry that stands at k. For `longest-ordered`, RUN_k is the length of the longest
    run in the right order that ends at k; for `kendall`, BALANCE counts pairs in the right order minus the others.
    """
    if policy == "all-or-nothing":
        return [], mark_by_mapping(policy)
    n = len(entries)
    names = ["AT", *(f"PLACE_{k}" for k in range(1, n + 1))]
    rules = [rule for k in range(1, n + 1) for rule in _find_rank(k, entries)]
    ordered = [
        (i, k, node("lt", variable(f"PLACE_{i}"), variable(f"PLACE_{k}"))) for i, k in combinations(range(1, n + 1), 2)
    ]
    if policy == "kendall":
        names.append("BALANCE")
        rules += [_either(in_order, _count_on("BALANCE", 1), _count_on("BALANCE", -1)) for _, _, in_order in ordered]
        share = node("divide", variable("BALANCE"), constant(str(len(ordered)), "float"))
        score = assign("SCORE", node("max", share, constant("0", "float")))
    else:
        runs = [f"RUN_{k}" for k in range(1, n + 1)]
        names += runs
        rules += [assign(run, constant("1", "integer")) for run in runs]
        for i, k, in_order in sorted(ordered, key=lambda pair: pair[1]):
            longer = node("gte", variable(f"RUN_{i}"), variable(f"RUN_{k}"))
            extended = node("sum", variable(f"RUN_{i}"), constant("1", "integer"))
            rules.append(when(node("and", in_order, longer), assign(f"RUN_{k}", extended)))
        longest = node("subtract", node("max", *map(variable, runs)), constant("1", "integer"))
        score = assign("SCORE", node("divide", longest, constant(str(n - 1), "float")))
    return names, [when(answered("RESPONSE"), *rules, score)]


def notice_text(name: str, text: str, feedback: str) -> Element:
    """Show feedback for a text that is known to be wrong."""
    typed = node("stringMatch", variable(name), constant(text, "string"), caseSensitive="false")
    # Asked apart, since players stumble over comparing nothing.
    return when(answered(name), when(typed, give_feedback(constant(feedback, "identifier"))))


def notice_number(value: Decimal, feedback: str) -> Element:
    """Show feedback for a number that comes from a known slip."""
    typed = node("equal", variable("RESPONSE"), constant(digits(value), "float"), toleranceMode="exact")
    return when(answered("RESPONSE"), when(typed, give_feedback(constant(feedback, "identifier"))))


def _find_rank(place: int, entries: Sequence[str]) -> list[Element]:
    """Look up which entry stands at a place and note its rank.

    The place is handed over in a variable: a number written into `index` is read as 0 by a widely used player.
    """
    branches = []
    for rank, entry in enumerate(entries, 1):
        stands = node("match", node("index", variable("RESPONSE"), n="AT"), constant(entry, "identifier"))
        tag = "responseIf" if rank == 1 else "responseElseIf"
        branches.append(node(tag, stands, assign(f"PLACE_{place}", constant(str(rank), "integer"))))
    return [assign("AT", constant(str(place), "integer")), node("responseCondition", *branches)]


def _either(condition: Element, then: Element, otherwise: Element) -> Element:
    return node("responseCondition", node("responseIf", condition, then), node("responseElse", otherwise))


def _count_on(name: str, step: int) -> Element:
    return assign(name, node("sum", variable(name), constant(str(step), "integer")))
