"""The JSON Schemas: fresh on disk, named by every bank, and of one mind with the loader about structure."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from jsonschema import Draft202012Validator
from tests.bank.bank_texts import HEADER, LEDGER, QUIZZES, bank, complaints

from calcinosis_quiz.bank.schema import bank_schema, facts_schema

SHIPPED: Final = sorted(QUIZZES.glob("*.yaml"))
SCHEMAS: Final[dict[str, Callable[[], dict[str, Any]]]] = {
    "bank.schema.json": bank_schema,
    "facts.schema.json": facts_schema,
}


class PlainLoader(yaml.SafeLoader):
    """YAML as version 1.2 and editors read it: dates, yes and 1:40 are texts."""

    yaml_implicit_resolvers: Final = {}  # type: ignore[misc]  # so that nothing is inherited


for tag, pattern, first in (
    ("null", r"~|null|Null|NULL|", "~nN"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    PlainLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), [*first, ""])


def schema_refuses(text: str, schema: dict[str, Any]) -> bool:
    value = yaml.load(text, Loader=PlainLoader)  # noqa: S506 - a safe loader with fewer types
    return not Draft202012Validator(schema).is_valid(value)


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name]())


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_on_disk_is_the_one_the_program_prints(name: str) -> None:
    written = (QUIZZES.parent / "docs" / name).read_text(encoding="utf-8")
    assert written == json.dumps(SCHEMAS[name](), indent=2) + "\n"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_a_shipped_file_names_its_schema_which_accepts_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    assert named is not None
    schema = path.parent / named[1]
    assert schema.name == ("facts.schema.json" if path.name == "facts.yaml" else "bank.schema.json")
    validator = Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
    value = yaml.load(text, Loader=PlainLoader)  # noqa: S506 - a safe loader with fewer types
    assert [error.message for error in validator.iter_errors(value)] == []


BANK: Final = HEADER.replace(
    "items:", "description: About this.\nitems: [{id: z, type: true-false, stem: S, answer: true}]"
)
GOOD: Final[dict[str, str]] = {
    "bank": BANK,
    "facts": LEDGER,
    "single": "id: a, type: single-best-answer, stem: S, options: [{text: A, correct: true}, {text: B}, {text: 3}]",
    "multiple": "id: a, type: multiple-response, stem: S, options: [{text: A, correct: true}, {text: B}, {text: C}]",
    "true-false": "id: a, type: true-false, stem: S, answer: true, facts: [b, c], level: apply, tags: [d]",
    "cloze": "id: a, type: cloze, text: 'The {{gap}}', gaps: [{hint: H}], population: adult, lint: {ignore: {b: W}}",
    "short": "id: a, type: short-answer, stem: S, accept: [1:40, 010], reject: [{text: no}]",
    "value": "id: a, type: numeric, stem: S, value: -2.5, tolerance: 5%, common_errors: [{value: 25, why: W}]",
    "between": "id: a, type: numeric, stem: S, between: [1, 2], unit: mm, vignette: true",
    "ordering": "id: a, type: ordering, stem: S, entries: [{text: A}, {text: B}], explanation: true",
    "matching": "id: a, type: matching, stem: S, pairs: [{prompt: P, choice: A}, {prompt: Q, choice: B}], spare: []",
    "extended": "id: a, type: extended-matching, theme: T, stem: S, options: [{text: A}, {text: B}], "
    "cases: [{id: b, stem: C, answer: A}]",
    "open": "id: a, type: open, stem: 2015-11-11, model_answer: on, points: [P], "
    "later_evidence: {text: T, kind: since, date: 2019, as_of: 2020, source: S}",
}
# A sound file or item by its name above, a part of it, and what stands there in its unsound twin.
FAULTS: Final = [
    ("bank", "format: 1", "format: 0"),
    ("bank", "format: 1", "format: 2"),
    ("bank", "format: 1", "format: one"),
    ("bank", "title: A bank\n", ""),
    ("bank", "title: A bank", "title:"),
    ("bank", "bank: bank", "bank: My bank"),
    ("bank", "description:", "subtitle:"),
    ("bank", "[{id: z, type: true-false, stem: S, answer: true}]", "[]"),
    ("bank", "[{id: z, type: true-false, stem: S, answer: true}]", "{}"),
    ("bank", "{id: z, type: true-false, stem: S, answer: true}", "z"),
    ("facts", "title: A ledger\n", ""),
    ("facts", "namespace: sample", "namespace: [sample]"),
    ("facts", "kind: a summary, ", ""),
    ("facts", "as_of: 2015-11-11", "as_of: May"),
    ("facts", "strength: established", "strength: sure"),
    ("facts", "statement: One.", "claim: One."),
    ("facts", "id: LO1", "id: L O"),
    ("single", ", correct: true", ""),
    ("single", "{text: B}", "{text: B, correct: true}"),
    ("single", ", {text: B}, {text: 3}", ""),
    ("single", "{text: B}", "B"),
    ("single", "{text: B}", "{why: B}"),
    ("single", "correct: true", "correct: yes"),
    ("multiple", ", correct: true", ""),
    ("multiple", "{text: B}", "{text: B, correct: true}"),
    ("multiple", ", {text: C}", ""),
    ("true-false", "id: a, ", ""),
    ("true-false", "id: a", "id: A b"),
    ("true-false", "id: a", f"id: {'a' * 81}"),
    ("true-false", "type: true-false, ", ""),
    ("true-false", "type: true-false", "type: true-or-false"),
    ("true-false", "stem: S, ", ""),
    ("true-false", "stem: S", "stem: [S]"),
    ("true-false", "stem: S", "stem: {S: T}"),
    ("true-false", "stem: S", "stem: null"),
    ("true-false", "stem: S", "stem: ''"),
    ("true-false", "stem: S", "stem: '  '"),
    ("true-false", "stem: S", f"stem: {'s' * 8001}"),
    ("true-false", "stem: S", "stm: S"),
    ("true-false", "answer: true", "answer: no"),
    ("true-false", "answer: true", "answer: 1"),
    ("true-false", "answer: true", "answer: 'true'"),
    ("true-false", "[b, c]", "b"),
    ("true-false", "[b, c]", "[b, c, d, e, f]"),
    ("true-false", "level: apply", "level: applied"),
    ("between", "vignette: true", "vignette: on"),
    ("cloze", "{{gap}}", "gap"),
    ("cloze", "{{gap}}", "{{}}"),
    ("cloze", "[{hint: H}]", "[{hints: H}]"),
    ("cloze", "[{hint: H}]", "{hint: H}"),
    ("cloze", "population: adult", "population: [adult]"),
    ("cloze", "{ignore: {b: W}}", "{ignore: [b]}"),
    ("cloze", "{ignore: {b: W}}", "{}"),
    ("short", "[1:40, 010]", "[]"),
    ("short", "{text: no}", "no"),
    ("value", "value: -2.5, ", ""),
    ("value", "value: -2.5", "value: two"),
    ("value", "value: -2.5", "value: -2.5, between: [1, 2]"),
    ("value", "tolerance: 5%", "tolerance: 5 percent"),
    ("value", ", why: W", ""),
    ("between", "[1, 2]", "[1]"),
    ("between", "[1, 2]", "[1, 2, 3]"),
    ("between", "[1, 2]", "[one, two]"),
    ("ordering", ", {text: B}", ""),
    ("matching", ", {prompt: Q, choice: B}", ""),
    ("matching", "choice: B", "answer: B"),
    ("extended", "theme: T, ", ""),
    ("extended", "theme: T", "theme: T, level: apply"),
    ("extended", "{id: b, stem: C, answer: A}", ""),
    ("extended", "answer: A", "answers: A"),
    ("open", "[P]", "[]"),
    ("open", "as_of: 2020, ", ""),
    ("open", "as_of: 2020", "as_of: May"),
]


def refusals(name: str, text: str, folder: Path) -> tuple[bool, bool]:
    """Tell whether the schema and whether the loader refuse a file, or an item in a bank of its own."""
    if name == "facts":
        return schema_refuses(text, facts_schema()), bool(complaints(folder, {"facts.yaml": text}))
    whole = text if name == "bank" else bank(f"- {{{text}}}\n")
    return schema_refuses(whole, bank_schema()), bool(complaints(folder, whole))


@pytest.mark.parametrize("name", GOOD)
def test_what_is_sound_is_accepted_by_schema_and_loader(name: str, tmp_path: Path) -> None:
    assert refusals(name, GOOD[name], tmp_path) == (False, False)


@pytest.mark.parametrize(("name", "right", "wrong"), FAULTS)
def test_a_fault_of_structure_is_refused_by_schema_and_loader(
    name: str, right: str, wrong: str, tmp_path: Path
) -> None:
    assert right in GOOD[name]
    assert refusals(name, GOOD[name].replace(right, wrong), tmp_path) == (True, True)
