"""docs/json.md: the schemas hold for what is written, the forms of answers are taken, the clients play."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, get_args

import pytest
from jsonschema import Draft202012Validator
from tests.cli.running import EVERY_TYPE, PROGRAM, run, surroundings
from tests.foreign import need_program

from calcinosis_quiz.bank.items import ItemType
from calcinosis_quiz.cli.asking.json_schemas import OUTPUTS, outputs_schema, protocol_schema
from calcinosis_quiz.cli.asking.protocol import ANSWERS, AnyEvent

DOCS: Final = Path(__file__).resolve().parents[2] / "docs"
PAGE: Final = (DOCS / "json.md").read_text(encoding="utf-8")
SCHEMAS: Final[dict[str, Callable[[], dict[str, Any]]]] = {"events": protocol_schema, "outputs": outputs_schema}
# An item of the bank of every type, and an answer to it in the form that the page gives for its type.
FORMS: Final[dict[str, tuple[ItemType, object]]] = {
    "one-of-three": ("single-best-answer", "A"),
    "some-of-five": ("multiple-response", ["A", "C"]),
    "yes-or-no": ("true-false", False),
    "two-gaps": ("cloze", ["hydroxyapatite", "calcium"]),
    "a-word": ("short-answer", "apatite"),
    "a-number": ("numeric", 7.5),
    "in-order": ("ordering", ["A", "B", "C", "D"]),
    "in-pairs": ("matching", {"1": "B", "2": "A"}),
    "case-red": ("extended-matching", "B"),
    "in-sentences": ("open", "They are hard."),
}


def valid(schema: dict[str, Any], part: str | None, value: object) -> bool:
    wanted = schema if part is None else {"$ref": f"#/$defs/{part}", "$defs": schema["$defs"]}
    return Draft202012Validator(wanted).is_valid(value)


def lines_of(*arguments: str, typed: str = "") -> list[Any]:
    return [json.loads(line) for line in run(*arguments, typed=typed).stdout.splitlines()]


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_on_disk_is_the_one_the_program_prints(name: str) -> None:
    printed = run("schema", name).stdout
    file = DOCS / f"{name}.schema.json"
    if os.environ.get("UPDATE_DOCS"):
        file.write_text(printed, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == printed == json.dumps(SCHEMAS[name](), indent=2) + "\n"
    Draft202012Validator.check_schema(json.loads(printed))


def test_the_page_names_every_event_every_type_and_every_command() -> None:
    events = {kind.__struct_config__.tag for kind in get_args(AnyEvent)}
    assert set(re.findall(r"^\| `([a-z-]+)` \|", PAGE.partition("## Answers")[0], re.MULTILINE)) == events | {"event"}
    assert set(ANSWERS) == set(get_args(ItemType)) == {name for name, _ in FORMS.values()}
    assert all(f"`{name}`" in PAGE for name in (*ANSWERS, *OUTPUTS))


@pytest.mark.parametrize("item", FORMS)
def test_an_answer_in_the_form_of_the_page_is_taken_and_every_event_fits_the_schema(item: str) -> None:
    kind, answer = FORMS[item]
    schema = protocol_schema()
    assert valid(schema, f"answer-{kind}", answer)
    typed = "".join(f"{json.dumps(line)}\n" for line in (answer, [1] if kind == "open" else "sure", "sure"))
    events = lines_of(
        "quiz", "--bank", EVERY_TYPE, "--item", item, "--seed", "1", "--json", "--confidence", typed=typed
    )
    assert [event for event in events if not valid(schema, None, event)] == []
    kinds = [event["event"] for event in events]
    assert (kinds[:2], kinds[-1]) == (["session", "question"], "result")
    assert "outcome" in kinds
    [outcome] = [event for event in events if event["event"] == "outcome"]
    if kind != "open":
        assert valid(schema, f"answer-{kind}", outcome["answer"])
        assert valid(schema, f"answer-{kind}", outcome["key"])


def test_a_broken_event_does_not_fit_the_schema() -> None:
    assert not valid(protocol_schema(), None, {"event": "question", "number": "one"})
    assert not valid(protocol_schema(), None, {"event": "unheard-of"})


def test_exams_skips_slips_errors_and_study_fit_the_schema() -> None:
    schema, every = protocol_schema(), ("--bank", EVERY_TYPE, "--json")
    said = [
        *lines_of("quiz", *every, "--exam", "--no-log", typed="null\n{}\n" * 20),
        *lines_of("quiz", *every, "--item", "a-word", typed='"osteoclasst"\ntrue\n'),
        *lines_of("study", *every, "--exam-date", "2999-01-01", typed="null\n" * 3),
    ]
    assert [event for event in said if not valid(schema, None, event)] == []
    assert {"skipped", "error", "near-miss", "outcome", "result", "outlook"} <= {event["event"] for event in said}


@pytest.mark.parametrize("command", OUTPUTS)
def test_what_other_commands_write_fits_the_schema(command: str, tmp_path: Path) -> None:
    answers, bank = tmp_path / "answers.csv", ("--bank", EVERY_TYPE)
    rows = "".join(f"c{n},{'ABC'[n % 3]},{'TF'[n % 2]}\n" for n in range(12))
    answers.write_text(f"learner,one-of-three,yes-or-no\n{rows}", encoding="utf-8")
    run("quiz", *bank, "--json", "--confidence", typed='"A"\n"sure"\n' * 10)
    uses = str(tmp_path / "uses.jsonl")
    run("item-uses", "add", uses, str(answers), *bank, "--name", "autumn", "--date", "2026-10-05")
    given = {
        "list": ("list", *bank),
        "show": ("show", "two-cases", *bank),
        "mark": ("mark", "a-word", "osteoclasst", *bank),
        "check": ("check", EVERY_TYPE),
        "check --rules": ("check", "--rules"),
        "coverage": ("coverage",),
        "stats": ("stats", *bank),
        "item-analysis": ("item-analysis", str(answers), *bank),
        "item-uses show": ("item-uses", "show", uses, *bank),
    }[command]
    lines = lines_of(*given, "--json")
    assert lines
    assert [line for line in lines if not valid(outputs_schema(), command, line)] == []


def test_the_python_client_plays_a_quiz(tmp_path: Path) -> None:
    client = DOCS / "clients" / "quiz_client.py"
    assert len(client.read_text(encoding="utf-8").splitlines()) <= 30
    shim = tmp_path / "calcinosis-quiz"
    shim.write_text(f'#!/bin/sh\nexec {shlex.join(PROGRAM)} "$@"\n', encoding="utf-8")
    shim.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    arguments = ["--bank", EVERY_TYPE, "--seed", "1", "--no-log"]
    done = subprocess.run(
        [sys.executable, str(client), *arguments],
        input="A\n\n" * 60,
        capture_output=True,
        text=True,
        check=False,
        env=surroundings(PATH=path),
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"\d+(\.\d+)? of \d+ points\n$", done.stdout)


def test_the_line_of_jq_tells_what_was_missed(tmp_path: Path) -> None:
    need_program("jq")
    [command] = re.findall(r"<!-- jq -->\n```console\n(.*?)```", PAGE, re.DOTALL)
    shim = tmp_path / "calcinosis-quiz"
    shim.write_text(f'#!/bin/sh\nexec {shlex.join(PROGRAM)} "$@"\n', encoding="utf-8")
    shim.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["/bin/sh", "-c", command], capture_output=True, text=True, check=False, env=surroundings(PATH=path)
    )
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines
    assert all(re.fullmatch(r"[a-z0-9-]+: [A-Z], not A", line) for line in lines)
