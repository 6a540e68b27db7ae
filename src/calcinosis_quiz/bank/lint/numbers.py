"""Rules about numbers: their order, their units, and laboratory values that can be read."""

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Final

from calcinosis_quiz.bank.items import MultipleResponse, Numeric
from calcinosis_quiz.bank.lint.english import Quantity, read_quantity
from calcinosis_quiz.bank.lint.question_view import Asked, Choice
from calcinosis_quiz.bank.lint.rule import HALADYNA, NBME, RUBRIC, About, Remark, question_rule
from calcinosis_quiz.bank.problems import quote

_MORE: Final = re.compile(r"^(>|≥|over|above|more than|at least|greater than|not less than)$")
_LESS: Final = re.compile(r"^(<|≤|under|below|less than|at most|up to|fewer than|not more than)$")
_ANALYTE: Final = re.compile(
    r"\b(calcium|phosphate|sodium|potassium|magnesium|creatinine|creatine kinase|CK|glucose|urate|uric acid|urea|"
    r"albumin|ha?emoglobin|ferritin|bilirubin|C-reactive protein|CRP|ESR|ALT|AST|LDH|TSH|parathyroid hormone|PTH|"
    r"vitamin D|platelets|leucocytes|lactate|aldolase|white (?:blood )?cells?|neutrophils|lymphocytes)\b"
    r"(?:\s+(?:level|concentration|count|value|of|is|was|at|now|=|:))*\s+(\d+(?:[.,]\d+)?)(?!\d)\s*([^\s,.;)]*)",
    re.IGNORECASE,
)
_UNIT: Final = re.compile(r"(?:[mµuμnpfk]?(?:mol|g|U|IU|Eq|L|l)|mm|%|x)(?:/\S+|\b|$)|mm/h|mosm", re.IGNORECASE)
_RANGE: Final = re.compile(r"reference|normal range|normal:|ref\.|normal,? \d|\(normal|upper limit", re.IGNORECASE)
_COUNTED: Final = re.compile(
    r"\b(how many|how often|number of|what number|how old|which year|multiple|ratio)\b", re.IGNORECASE
)


def _series(asked: Asked) -> list[tuple[Choice, Quantity]]:
    """Read the options as figures; empty unless they all are, with the same words before them."""
    read = [(choice, read_quantity(choice.text)) for choice in asked.choices if not choice.fixed]
    figures = [(choice, quantity) for choice, quantity in read if quantity is not None]
    return figures if len(figures) == len(read) >= 3 else []


@question_rule(
    About(
        id="numbers-out-of-order",
        severity="warning",
        rationale="Figures in a jumble cost time that tests nothing; in order they can be compared at a glance.",
        source=f"{NBME}; {HALADYNA}; {RUBRIC}",
        bad="""
stem: What share of adults is affected?
options: [{text: 20%, correct: true}, {text: 5%}, {text: 70%}, {text: 45%}]
""",
        good="""
stem: What share of adults is affected?
shuffle: false
options: [{text: 5%}, {text: 20%, correct: true}, {text: 45%}, {text: 70%}]
""",
    )
)
def numbers_out_of_order(asked: Asked) -> Iterator[Remark]:
    """Find figures that neither rise nor fall, as written or as shown."""
    figures = _series(asked)
    if not figures or len({(q.before, q.unit) for _, q in figures}) > 1:
        return
    numbers = [(quantity.low, quantity.high) for _, quantity in figures]
    if numbers not in (sorted(numbers), sorted(numbers, reverse=True)):
        yield ("options",), "the figures are in no order. Sort them, and add shuffle: false to keep them so."
    elif asked.is_shuffled:
        yield ("options",), "the figures are sorted, but shown shuffled. Add shuffle: false to the item."


@question_rule(
    About(
        id="overlapping-ranges",
        severity="error",
        rationale="Where ranges overlap, a value can belong to two of them, and two options are right.",
        source=f"{NBME}; {RUBRIC}",
        bad="""
stem: How many years does it take?
shuffle: false
options: [{text: 0-5 years}, {text: 5-10 years, correct: true}, {text: 10-20 years}]
""",
        good="""
stem: How many years does it take?
shuffle: false
options: [{text: 0-4 years}, {text: 5-10 years, correct: true}, {text: 11-20 years}]
""",
    )
)
def overlapping_ranges(asked: Asked) -> Iterator[Remark]:
    """Find two ranges of one unit with a value in common."""
    if isinstance(asked.question, MultipleResponse):
        return
    for (one, first), (other, second) in combinations(_series(asked), 2):
        same_way = (_MORE, _LESS)
        both_open = any(way.match(first.before) and way.match(second.before) for way in same_way)
        plain = not first.before and not second.before
        meet = first.low <= second.high and second.low <= first.high
        if first.unit == second.unit and (both_open or (plain and meet and (first.is_range or second.is_range))):
            message = (
                f"{quote(other.text)} overlaps {quote(one.text)}: some values fit both. Make the ranges exclusive."
            )
            yield other.steps, message


@question_rule(
    About(
        id="mixed-units",
        severity="warning",
        rationale="Figures in different units or precision test conversion, and the odd one out is noticed.",
        source=f"{NBME}; {RUBRIC}",
        bad="""
stem: What dose is usual?
shuffle: false
options: [{text: 5 mg}, {text: 50 mg, correct: true}, {text: 0.5 g}]
""",
        good="""
stem: What dose is usual?
shuffle: false
options: [{text: 5 mg}, {text: 50 mg, correct: true}, {text: 500 mg}]
""",
    )
)
def mixed_units(asked: Asked) -> Iterator[Remark]:
    """Find figures of which some have another unit, or another number of decimals."""
    figures = _series(asked)
    units = list(dict.fromkeys(_singular(quantity.unit) for _, quantity in figures))
    if len(units) > 1 and not any(quantity.before for _, quantity in figures):
        named = ", ".join(quote(unit) if unit else "none" for unit in units)
        yield ("options",), f"the figures have different units ({named}). Give them all in one."
    decimals = {-int(quantity.low.as_tuple().exponent) for _, quantity in figures}
    if len(decimals) > 1 and len(units) == 1:
        yield ("options",), "the figures differ in their number of decimals. Round them all alike."


def _singular(unit: str) -> str:
    return unit[:-1] if len(unit) > 3 and unit.endswith("s") else unit


@question_rule(
    About(
        id="value-without-unit",
        severity="warning",
        knows_english=True,
        rationale="A laboratory value without its unit can mean two different things.",
        source=NBME,
        bad="""
stem: A patient has a serum calcium of 2.9. What should be measured next?
options: [{text: Cortisol}, {text: Parathyroid hormone, correct: true}, {text: Thyroxine}]
""",
        good="""
stem: A patient has a serum calcium of 2.9 mmol/L (reference 2.1-2.6). What should be measured next?
options: [{text: Cortisol}, {text: Parathyroid hormone, correct: true}, {text: Thyroxine}]
""",
    )
)
def value_without_unit(asked: Asked) -> Iterator[Remark]:
    """Find a laboratory value that no unit follows."""
    for match in _ANALYTE.finditer(asked.stem):
        if not _UNIT.match(match[3]):
            message = f"{quote(f'{match[1]} {match[2]}')} has no unit. Add it, in SI and conventional units."
            yield asked.stem_steps, message


@question_rule(
    About(
        id="value-without-reference",
        severity="warning",
        knows_english=True,
        rationale="Laboratories differ; a learner should not need to remember a range in order to reason with a value.",
        source=NBME,
        bad="""
stem: A patient has a serum calcium of 2.9 mmol/L. What should be measured next?
options: [{text: Cortisol}, {text: Parathyroid hormone, correct: true}, {text: Thyroxine}]
""",
        good="""
stem: A patient has a serum calcium of 2.9 mmol/L (reference 2.1-2.6). What should be measured next?
options: [{text: Cortisol}, {text: Parathyroid hormone, correct: true}, {text: Thyroxine}]
""",
    )
)
def value_without_reference(asked: Asked) -> Iterator[Remark]:
    """Find laboratory values in a stem that gives no reference range."""
    values = _ANALYTE.findall(asked.stem)
    if values and not _RANGE.search(asked.stem):
        message = f"{quote(values[0][0])} is given without a reference range. Add it in brackets."
        yield asked.stem_steps, message


@question_rule(
    About(
        id="number-without-unit",
        severity="warning",
        knows_english=True,
        rationale="Whoever types a number has to know in what unit it is wanted.",
        source=NBME,
        bad="""
type: numeric
stem: What dose is given each day?
value: 50
""",
        good="""
type: numeric
stem: What dose is given each day?
value: 50
unit: mg
""",
    )
)
def number_without_unit(asked: Asked) -> Iterator[Remark]:
    """Find a numeric item that names no unit and does not ask for a count."""
    if isinstance(asked.question, Numeric) and asked.question.unit is None and not _COUNTED.search(asked.stem):
        yield asked.stem_steps, "the number is asked for without its unit. Add the key unit, or ask how many."


RULES = (
    numbers_out_of_order,
    overlapping_ranges,
    mixed_units,
    value_without_unit,
    value_without_reference,
    number_without_unit,
)
