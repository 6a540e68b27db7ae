"""The JSON Schema of banks and ledgers, for editors that complete and check while one types."""

from typing import Any, Final

import msgspec

from calcinosis_quiz.bank.facts import Ledger
from calcinosis_quiz.bank.items import Bank

_Schema = dict[str, Any]

# What must hold between keys, as far as a schema can say it; bank.structure says all of it.
_BETWEEN_KEYS: Final[dict[str, _Schema]] = {
    "SingleBestAnswer": {
        "properties": {
            "options": {
                "contains": {"required": ["correct"], "properties": {"correct": {"const": True}}},
                "minContains": 1,
                "maxContains": 1,
            }
        }
    },
    "MultipleResponse": {
        "allOf": [
            {
                "properties": {
                    "options": {"contains": {"required": ["correct"], "properties": {"correct": {"const": True}}}}
                }
            },
            {"properties": {"options": {"contains": {"properties": {"correct": {"const": False}}}, "minContains": 2}}},
        ]
    },
    "Numeric": {"oneOf": [{"required": ["value"]}, {"required": ["between"]}]},
}


def bank_schema() -> _Schema:
    """Make the schema of a bank file."""
    schema = _make(Bank, "A bank of calcinosis-quiz")
    for name, rule in _BETWEEN_KEYS.items():
        schema["$defs"][name]["allOf"] = [rule]
    return schema


def facts_schema() -> _Schema:
    """Make the schema of a fact ledger."""
    return _make(Ledger, "A fact ledger of calcinosis-quiz")


def _make(kind: type[msgspec.Struct], title: str) -> _Schema:
    made = _tidy(msgspec.json.schema(kind))
    root = made["$defs"].pop(kind.__name__)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **root, "title": title, "$defs": made["$defs"]}


def _tidy(node: Any) -> Any:  # noqa: ANN401 - any JSON value in, any out
    """Bring what msgspec says about JSON to what a YAML author may write."""
    if isinstance(node, list):
        return [_tidy(each) for each in node]
    if not isinstance(node, dict):
        return node
    node = {key: _tidy(value) for key, value in node.items() if key not in {"default", "discriminator"}}
    kinds = [each for each in node.get("anyOf", []) if each != {"type": "null"}]
    if "anyOf" in node and len(kinds) == 1:  # a key that may be left out is not one that may be null
        node = {**{key: value for key, value in node.items() if key != "anyOf"}, **kinds[0]}
    if node.get("format") == "decimal":
        return {"type": "number"}
    if node.get("type") == "string" and node.get("minLength") == 1 and "pattern" not in node:
        # A bare number or true is a fair way to write a text.
        return {**node, "type": ["string", "number", "boolean"], "pattern": r"\S"}
    if node.get("type") == "string" and str(node.get("pattern", "")).startswith(r"^\d"):
        return {**node, "type": ["string", "number"]}
    return node
