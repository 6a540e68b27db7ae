"""Problems as SARIF 2.1.0, the format in which editors and code hosts show findings in place (OASIS, 2020)."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any, Final
from urllib.parse import quote as quote_uri

from calcinosis_quiz.bank.lint.run import BY_ID
from calcinosis_quiz.bank.problems import Problem

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"

_Json = dict[str, Any]


def write_sarif(problems: Sequence[Problem], version: str) -> _Json:
    """Describe problems, and the rules that found them, as a SARIF log with one run."""
    rules = list(dict.fromkeys(problem.rule for problem in problems))
    driver = {"name": "calcinosis-quiz", "version": version, "rules": [_describe_rule(rule) for rule in rules]}
    results = [_describe_problem(problem, rules.index(problem.rule)) for problem in problems]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _describe_rule(rule_id: str) -> _Json:
    rule = BY_ID.get(rule_id)
    if rule is None:  # what makes a file unreadable explains itself in its message
        return {"id": rule_id, "defaultConfiguration": {"level": "error"}}
    example = f"{rule.rationale}\n\nSource: {rule.source}.\n\nBad:\n{rule.bad.strip()}\n\nGood:\n{rule.good.strip()}"
    return {
        "id": rule_id,
        "shortDescription": {"text": rule.rationale},
        "help": {"text": example},
        "defaultConfiguration": {"level": rule.severity},
    }


def _describe_problem(problem: Problem, rule_index: int) -> _Json:
    path = PurePath(problem.file)
    location: _Json = {
        "physicalLocation": {"artifactLocation": {"uri": path.as_uri() if path.is_absolute() else _relative(path)}}
    }
    if problem.line:
        location["physicalLocation"]["region"] = {"startLine": problem.line}
    if problem.path:
        location["logicalLocations"] = [{"fullyQualifiedName": problem.path}]
    return {
        "ruleId": problem.rule,
        "ruleIndex": rule_index,
        "level": problem.severity,
        "message": {"text": problem.message},
        "locations": [location],
    }


def _relative(path: PurePath) -> str:
    return quote_uri(path.as_posix())
