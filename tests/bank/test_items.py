"""All ten types, each read with all its keys."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from textwrap import indent
from typing import Any, Final, get_args

import pytest
from msgspec import NODEFAULT, Struct, structs
from tests.bank.bank_texts import read_one

from calcinosis_quiz.bank.items import (
    AuthoredItem,
    Case,
    Cloze,
    CommonError,
    ExtendedMatching,
    Gap,
    Image,
    ItemType,
    LaterEvidence,
    Lint,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Option,
    Ordering,
    Pair,
    Reasoned,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)

DESCRIBED: Final = """\
facts: [fact-one, fact-two]
objective: LO1
level: apply
difficulty: hard
topic: surgery
vignette: true
population: juvenile
image: {file: hand.png, alt: A hand}
not_with: [b, c]
explanation: More.
later_evidence: {text: It moved., kind: since, date: 2020, as_of: 2020-11-11, source: A trial}
"""
OF_SETS_TOO: Final = "reviewed: by two readers\ntags: [slot-1, core]\nlint: {ignore: {long-stem: It quotes.}}\n"
SHARED: Final = DESCRIBED + OF_SETS_TOO + "language: pt-BR\n"
DESCRIPTION: Final[dict[str, Any]] = {
    "id": "a",
    "facts": ("fact-one", "fact-two"),
    "objective": "LO1",
    "level": "apply",
    "difficulty": "hard",
    "topic": "surgery",
    "vignette": True,
    "population": "juvenile",
    "image": Image(file="hand.png", alt="A hand"),
    "not_with": ("b", "c"),
    "explanation": "More.",
    "later_evidence": LaterEvidence(text="It moved.", kind="since", date="2020", as_of="2020-11-11", source="A trial"),
}
SET: Final[dict[str, Any]] = {
    "reviewed": "by two readers",
    "tags": ("slot-1", "core"),
    "lint": Lint(ignore={"long-stem": "It quotes."}),
}
EVERY: Final = {**DESCRIPTION, **SET, "language": "pt-BR"}
OPTIONS: Final = """\
options:
- {text: One, correct: true, why: W1}
- {text: Two, why: W2, real_world: true}
- {text: None of these, fixed: true}
shuffle: false
"""
OPTION_VALUES: Final = (
    Option(text="One", correct=True, why="W1"),
    Option(text="Two", why="W2", real_world=True),
    Option(text="None of these", fixed=True),
)

EXAMPLES: Final[list[tuple[str, AuthoredItem]]] = [
    (
        f"type: single-best-answer\nstem: Which?\n{OPTIONS}{SHARED}",
        SingleBestAnswer(stem="Which?", options=OPTION_VALUES, shuffle=False, **EVERY),
    ),
    (
        f"type: multiple-response\nstem: Which?\n{OPTIONS}{SHARED}",
        MultipleResponse(stem="Which?", options=OPTION_VALUES, shuffle=False, **EVERY),
    ),
    (
        "type: true-false\nstem: So?\nanswer: false\nwhy_true: T\nwhy_false: F\n"
        f"true_label: Yes\nfalse_label: No\n{SHARED}",
        TrueFalse(stem="So?", answer=False, why_true="T", why_false="F", true_label="Yes", false_label="No", **EVERY),
    ),
    (
        "type: cloze\ntext: The {{mineral}} of {{bone}}.\n"
        "gaps:\n- {hint: H, accept: [salt, 1:40], reject: [{text: rock, why: R}], why: W}\n- {}\nmatch: accents\n"
        + SHARED,
        Cloze(
            text="The {{mineral}} of {{bone}}.",
            gaps=(Gap(hint="H", accept=("salt", "1:40"), reject=(Reasoned(text="rock", why="R"),), why="W"), Gap()),
            match="accents",
            **EVERY,
        ),
    ),
    (
        f"type: short-answer\nstem: What?\naccept: [NXP2, NXP-2]\nreject: [{{text: NXP, why: R}}]\nwhy: W\n"
        f"match: exact\n{SHARED}",
        ShortAnswer(
            stem="What?",
            accept=("NXP2", "NXP-2"),
            reject=(Reasoned(text="NXP", why="R"),),
            why="W",
            match="exact",
            **EVERY,
        ),
    ),
    (
        "type: numeric\nstem: How many?\nvalue: -2.50\ntolerance: 5%\nunit: mg\nconvert: true\n"
        f"common_errors: [{{value: 25, why: E}}]\nwhy: W\n{SHARED}",
        Numeric(
            stem="How many?",
            value=Decimal("-2.5"),
            tolerance="5%",
            unit="mg",
            convert=True,
            common_errors=(CommonError(value=Decimal(25), why="E"),),
            why="W",
            **EVERY,
        ),
    ),
    (
        "type: numeric\nstem: How many?\nbetween: [5, 10.5]\n",
        Numeric(id="a", topic="bank", stem="How many?", between=(Decimal(5), Decimal("10.5"))),
    ),
    (
        f"type: ordering\nstem: First?\nentries: [{{text: One, why: W1}}, {{text: Two}}]\n{SHARED}",
        Ordering(stem="First?", entries=(Reasoned(text="One", why="W1"), Reasoned(text="Two")), **EVERY),
    ),
    (
        "type: matching\nstem: Pair.\npairs: [{prompt: P, choice: C, why: W}, {prompt: Q, choice: C}]\n"
        f"spare: [{{text: S, why: W}}]\n{SHARED}",
        Matching(
            stem="Pair.",
            pairs=(Pair(prompt="P", choice="C", why="W"), Pair(prompt="Q", choice="C")),
            spare=(Reasoned(text="S", why="W"),),
            **EVERY,
        ),
    ),
    (
        "type: extended-matching\ntheme: T\nstem: Which?\noptions: [{text: One, why: W1}, {text: Two}]\n"
        f"shuffle: false\nexplanation: All.\n{OF_SETS_TOO}"
        "cases:\n- id: a-1\n  stem: A patient.\n  answer: One\n  why: W\n" + indent(DESCRIBED, "  "),
        ExtendedMatching(
            id="a",
            theme="T",
            stem="Which?",
            options=(Reasoned(text="One", why="W1"), Reasoned(text="Two")),
            shuffle=False,
            explanation="All.",
            cases=(Case(stem="A patient.", answer="One", why="W", **{**DESCRIPTION, "id": "a-1"}),),
            **SET,
        ),
    ),
    (
        f"type: open\nstem: Why?\nmodel_answer: M\npoints: [P1, P2]\n{SHARED}",
        Open(stem="Why?", model_answer="M", points=("P1", "P2"), **EVERY),
    ),
]


@pytest.mark.parametrize(("text", "item"), EXAMPLES, ids=lambda example: getattr(example, "__class__", str).__name__)
def test_an_item_is_read_with_all_its_keys(text: str, item: AuthoredItem, tmp_path: Path) -> None:
    (tmp_path / "hand.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1 a picture")
    assert read_one(tmp_path, "- id: a\n" + indent(text, "  ")) == item


def structs_in(value: object) -> Iterator[Struct]:
    if isinstance(value, Struct):
        yield value
        for name in value.__struct_fields__:
            yield from structs_in(getattr(value, name))
    elif isinstance(value, tuple):
        for each in value:
            yield from structs_in(each)


def test_the_examples_use_every_type_and_every_key_of_the_format() -> None:
    used: dict[type[Struct], set[str]] = {}
    for _, item in EXAMPLES:
        for value in structs_in(item):
            names = used.setdefault(type(value), set())
            for field in structs.fields(value):
                if field.default is NODEFAULT or getattr(value, field.name) != field.default:
                    names.add(field.name)
    assert used == {kind: set(kind.__struct_fields__) for kind in used}
    assert {kind for kind in used if kind in get_args(AuthoredItem)} == set(get_args(AuthoredItem))


def test_the_types_are_named_in_the_order_of_their_declarations() -> None:
    assert tuple(kind.__struct_config__.tag for kind in get_args(AuthoredItem)) == get_args(ItemType)


def test_an_item_without_a_topic_has_its_banks(tmp_path: Path) -> None:
    item = read_one(tmp_path, "- {id: a, type: open, stem: Why?, model_answer: M, points: [P]}")
    assert item == Open(id="a", topic="bank", stem="Why?", model_answer="M", points=("P",))


def test_a_case_without_a_topic_has_its_banks_and_its_set_has_none(tmp_path: Path) -> None:
    item = read_one(
        tmp_path,
        "- {id: a, type: extended-matching, theme: T, stem: S, options: [{text: One}, {text: Two}],"
        " cases: [{id: b, stem: C, answer: Two}]}",
    )
    assert isinstance(item, ExtendedMatching)
    assert item.cases == (Case(id="b", topic="bank", stem="C", answer="Two"),)


def test_texts_lose_the_blanks_around_them_and_folded_ones_their_line_ends(tmp_path: Path) -> None:
    item = read_one(
        tmp_path,
        '- id: a\n  type: true-false\n  stem: " two\\twords "\n  answer: true\n  explanation: >\n    one\n    line\n',
    )
    assert item == TrueFalse(id="a", topic="bank", stem="two\twords", answer=True, explanation="one line")
