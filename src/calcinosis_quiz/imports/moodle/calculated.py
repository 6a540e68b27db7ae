"""Moodle's calculated questions, asked with one set of the values that were drawn for them."""

import re
from collections.abc import Mapping
from decimal import Decimal

from calcinosis_quiz.bank.items import AuthoredItem
from calcinosis_quiz.imports.compose.choices import Choice, make_choice
from calcinosis_quiz.imports.compose.numbers import NumberRange, make_numeric, read_number
from calcinosis_quiz.imports.moodle.formulas import FormulaError, evaluate, fill_in
from calcinosis_quiz.imports.moodle.head import (
    MoodleHead,
    answer_text,
    fraction_of,
    is_true,
    read_markup,
    unit_of,
    why_of,
)
from calcinosis_quiz.imports.reading import LeftOutError, Record
from calcinosis_quiz.imports.tree import Element, inner_text


def read_calculated(record: Record, node: Element, head: MoodleHead) -> AuthoredItem:
    """Make a numeric question, or a choice, of a formula and the values drawn for it."""
    values = _draw(node)
    if not values:
        raise LeftOutError("a calculated question came without drawn values")
    record.change(
        "a calculated question is asked with one set of its values",
        ", ".join(f"{name} = {value}" for name, value in values.items()),
    )
    stem = read_markup(fill_in(head.markup, values), head.form).text
    if node.get("type") == "calculatedmulti":
        return _calculated_choice(record, node, head, stem, values)
    ranges = []
    for answer in node.findall("answer"):
        text = answer_text(answer).strip()
        try:
            result = evaluate(text, values)
        except FormulaError:
            if text != "*":
                record.change("a formula that cannot be evaluated is dropped", text)
            continue
        low, high = _tolerated(result, answer)
        ranges.append(NumberRange(low, high, fraction_of(answer), why_of(record, answer, head.form)))
    return make_numeric(record, head.head(stem), ranges, unit_of(record, node))


def _draw(node: Element) -> dict[str, str]:
    """Take the first drawn value of every name."""
    values = {}
    for each in node.findall("dataset_definitions/dataset_definition"):
        name = inner_text(each.find("name/text")).strip()
        value = inner_text(each.find("dataset_items/dataset_item/value")).strip()
        if name and read_number(value) is not None:
            values[name] = value
    return values


def _tolerated(result: float, answer: Element) -> tuple[Decimal, Decimal]:
    """Return the lowest and highest right number: the tolerance is relative, nominal (2) or geometric (3)."""
    tolerance = float(read_number(inner_text(answer.find("tolerance")) or "0") or 0)
    match inner_text(answer.find("tolerancetype")).strip():
        case "2":
            low, high = result - tolerance, result + tolerance
        case "3":
            low, high = sorted((result / (1 + tolerance), result * (1 + tolerance)))
        case _:
            low, high = sorted((result * (1 - tolerance), result * (1 + tolerance)))
    return Decimal(f"{low:.9g}"), Decimal(f"{high:.9g}")


def _calculated_choice(
    record: Record, node: Element, head: MoodleHead, stem: str, values: Mapping[str, str]
) -> AuthoredItem:
    choices = []
    for answer in node.findall("answer"):
        try:
            text = re.sub(
                r"\{=((?:[^{}]|\{[^{}]*\})*)\}",
                lambda found: f"{evaluate(found.group(1), values):.6g}",
                answer_text(answer),
            )
        except FormulaError as error:
            raise LeftOutError("a formula in an option cannot be evaluated", str(error)) from None
        shown = read_markup(fill_in(text, values), answer.get("format") or head.form).text
        choices.append(Choice(shown, fraction_of(answer), why_of(record, answer, head.form)))
    return make_choice(
        record, head.head(stem), choices, single=is_true(node.find("single"), default=True), weighted=True
    )
