"""`list`: what is in the banks, as a table and as whole items."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.cli.running import EVERY_TYPE, flat, read_events, run

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.load import open_library


def test_the_table_has_a_line_for_every_question_with_type_and_level() -> None:
    result = run("list", "--bank", EVERY_TYPE)
    head, *lines, count = result.output.splitlines()
    assert result.exit_code == 0
    assert head.split() == ["item", "type", "level", "question"]
    assert count == f"{len(lines)} questions"
    assert len(lines) == 11
    assert lines[0].split(maxsplit=3)[3] == "Which mineral are most deposits made of?"
    assert lines[0].split(maxsplit=3)[:3] == ["one-of-three", "single-best-answer", "remember"]
    assert "case-grey extended-matching It leaves a grey streak. Which mineral is it?" in map(flat, lines)


def test_filters_shorten_the_table() -> None:
    output = run("list", "--bank", EVERY_TYPE, "--type", "numeric").output
    assert output.splitlines()[1:] == ["a-number  numeric         How far is it?", "1 question"]


def test_a_filter_that_leaves_nothing_is_an_error_with_the_next_step() -> None:
    result = run("list", "--bank", EVERY_TYPE, "--topic", "mineralz", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert 'Did you mean "minerals"?' in result.stderr


def test_json_gives_one_whole_item_a_line_with_the_keys_of_the_bank_format() -> None:
    items = read_events(run("list", "--bank", EVERY_TYPE, "--json").stdout)
    written = yaml.safe_load(Path(EVERY_TYPE).read_text(encoding="utf-8"))["items"]
    assert [item["id"] for item in items] == [item["id"] for item in written]
    assert {item["bank"] for item in items} == {"every-type"}
    for item, source in zip(items, written, strict=True):
        for case in item.get("cases", ()):
            assert case.pop("topic") == "every-type"
        assert item.keys() - source.keys() <= {"bank", "topic"}
        assert item | source == item


@pytest.mark.parametrize("filters", ["--item case-red", "--item two-cases", "--type extended-matching"])
def test_json_gives_a_set_once_and_whole(filters: str) -> None:
    items = read_events(run("list", "--bank", EVERY_TYPE, *filters.split(), "--json").stdout)
    assert [item["id"] for item in items] == ["two-cases"]
    assert [case["id"] for case in items[0]["cases"]] == ["case-red", "case-grey"]


def write_bank(path: Path, items: list[dict[str, Any]], as_yaml: bool) -> None:
    bank = {"format": 1, "bank": items[0]["bank"], "title": "Again"}
    bank["items"] = [{key: value for key, value in item.items() if key != "bank"} for item in items]
    path.write_text(yaml.safe_dump(bank, sort_keys=False) if as_yaml else json.dumps(bank), encoding="utf-8")


@pytest.mark.parametrize("as_yaml", [True, False], ids=["yaml", "json"])
def test_items_printed_as_json_load_again_as_what_they_were(as_yaml: bool, shipped: Library, tmp_path: Path) -> None:
    assert_round_trip(open_library([Path(EVERY_TYPE)]), ["--bank", EVERY_TYPE], tmp_path / "every.yaml", as_yaml)
    for loaded in shipped.banks:
        topic = loaded.bank.bank
        assert_round_trip(Library((loaded,)), ["--bank", loaded.file], tmp_path / f"{topic}.yaml", as_yaml)


def assert_round_trip(library: Library, banks: list[str], path: Path, as_yaml: bool) -> None:
    write_bank(path, read_events(run("list", *banks, "--json").stdout), as_yaml)
    assert open_library([path]).items == library.items


def test_the_list_shows_what_the_learner_has_done_with_each_question() -> None:
    items = ["--bank", EVERY_TYPE, "--item", "yes-or-no", "--item", "a-word", "--item", "a-number"]
    run("quiz", *items[:4], typed="F\n")
    run("quiz", *items[:4], typed="T\n")
    run("suspend", "a-word", "--bank", EVERY_TYPE)
    lines = {line.split()[0]: flat(line) for line in run("list", *items).output.splitlines()[1:-1]}
    assert lines["yes-or-no"].startswith("yes-or-no 1 of 2 right ")
    assert lines["a-word"].startswith("a-word suspended ")
    assert " right" not in lines["a-number"]
