"""`schema`: what editors read."""

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator
from tests.cli.running import EVERY_TYPE, run


@pytest.mark.parametrize("kind", [[], ["bank"], ["facts"]])
def test_the_schema_printed_is_valid(kind: list[str]) -> None:
    result = run("schema", *kind)
    assert (result.exit_code, result.stderr) == (0, "")
    Draft202012Validator.check_schema(json.loads(result.stdout))


def test_the_schema_printed_is_that_of_a_bank() -> None:
    validator = Draft202012Validator(json.loads(run("schema").stdout))
    bank = yaml.safe_load(Path(EVERY_TYPE).read_text(encoding="utf-8"))
    assert list(validator.iter_errors(bank)) == []
    del bank["items"][0]["stem"]
    assert not validator.is_valid(bank)


def test_an_unknown_kind_is_wrong_usage() -> None:
    assert run("schema", "deck").exit_code == 2
