"""JSON Schemas of what commands write with --json, made from the types of what they write."""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct
from msgspec.json import schema_components

from calcinosis_quiz.bank.coverage import Coverage
from calcinosis_quiz.bank.items import Identifier, ItemType
from calcinosis_quiz.bank.problems import Problem, Severity
from calcinosis_quiz.cli.asking.protocol import ANSWERS, REPLIES, VERSION, AnyEvent, OutcomeEvent
from calcinosis_quiz.item_analysis.learner_scores import LearnerScore
from calcinosis_quiz.item_analysis.pooled_uses import Series
from calcinosis_quiz.item_analysis.responses.marking_rules import Audit
from calcinosis_quiz.item_analysis.statistics.analysis import FormAnalysis, GroupAnalysis, TestAnalysis
from calcinosis_quiz.item_analysis.statistics.change import Change
from calcinosis_quiz.item_analysis.statistics.item_response import ResponseModel
from calcinosis_quiz.item_analysis.statistics.item_statistics import ItemAnalysis
from calcinosis_quiz.study.progress import Progress


class RuleDescribed(Struct, frozen=True):
    """One rule of the linter."""

    id: str
    severity: Severity
    rationale: str
    source: str
    needs_ledger: bool
    bad: str
    good: str


class ItemListed(Struct, frozen=True):
    """An item with the keys of the bank format, for which `schema bank` has the schema, and the bank it stands in."""

    bank: str
    id: Identifier
    type: ItemType


OUTPUTS: Final[Mapping[str, tuple[Any, ...]]] = {
    "list": (ItemListed,),
    "show": (ItemListed,),
    "mark": (OutcomeEvent,),
    "check": (Problem,),
    "check --rules": (RuleDescribed,),
    "coverage": (Coverage,),
    "stats": (Progress,),
    "item-analysis": (
        TestAnalysis,
        FormAnalysis,
        ItemAnalysis,
        GroupAnalysis,
        Change,
        ResponseModel,
        Audit,
        LearnerScore,
        Problem,
    ),
    "item-uses show": (Series,),
}
"""By command, what one line of its output is. `coverage` adds `complete`, `item-analysis` the key `record`."""


def outputs_schema() -> dict[str, Any]:
    """Return the JSON Schema of the lines that these commands write: `$defs` holds one entry a command."""
    kinds = [kind for alternatives in OUTPUTS.values() for kind in alternatives]
    schemas, definitions = schema_components(kinds, ref_template="#/$defs/{name}")
    given = iter(schemas)
    commands = {name: {"anyOf": [next(given) for _ in kinds]} for name, kinds in OUTPUTS.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What calcinosis-quiz writes with --json, by command",
        "$defs": definitions | commands,
    }


def protocol_schema() -> dict[str, Any]:
    """Return the JSON Schema of the protocol: `events` a line out, `answers` by type, `replies` by event."""
    from msgspec.json import schema_components

    kinds = [AnyEvent, *ANSWERS.values(), *REPLIES.values()]
    schemas, definitions = schema_components(kinds, ref_template="#/$defs/{name}")
    events, *others = schemas
    answers, replies = others[: len(ANSWERS)], others[len(ANSWERS) :]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Events and answers of calcinosis-quiz, protocol {VERSION}",
        **events,
        "$defs": definitions
        | {f"answer-{name}": schema for name, schema in zip(ANSWERS, answers, strict=True)}
        | {f"reply-{name}": schema for name, schema in zip(REPLIES, replies, strict=True)},
    }
