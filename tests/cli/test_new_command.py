"""`new`: templates that are sound once they are filled in."""

import re
from pathlib import Path
from typing import get_args

import pytest
from tests.cli.running import read_events, run

from calcinosis_quiz.bank.items import ItemType

LEDGER = """\
format: 1
namespace: stones
title: Stones
source: {citation: A lecture, as_of: 2020, kind: lecture, disclaimer: Not advice.}
topics: [{id: stones, title: Stones}]
objectives: [{id: LO1, text: Know them}]
anchors: [lecture]
facts: [{id: stone-salt, topic: stones, statement: Most are oxalate., strength: established}]
"""
# What an author writes in the places of each template, in order.
WORDS: dict[ItemType, str] = {
    "single-best-answer": (
        "Which salt leads in this lecture? | Oxalate | It leads. | Cystine | It is rare. | Struvite | It "
        "follows infection. | Urate | It comes second."
    ),
    "multiple-response": (
        "Which salts does the lecture name? | Oxalate | Named. | Urate | Named too. | Chalk | For shells. | "
        "Gypsum | For walls. | Quartz | For watches."
    ),
    "true-false": "The lecture puts oxalate first. | It does. | It does, though urate comes close.",
    "cloze": "In the lecture, most stones are {{oxalate}}. | a salt | It leads.",
    "short-answer": "Which salt leads in this lecture? | oxalate | calcium oxalate | It leads.",
    "numeric": "How many salts does the lecture name? | salts | One was left out. | They are counted.",
    "ordering": (
        "Order the salts of the lecture, commonest first. | Oxalate | It leads. | Urate | It follows. | "
        "Cystine | It is rare."
    ),
    "matching": (
        "Match the salts of the lecture to their shapes. One shape is left over. | Oxalate | Envelope | It "
        "looks folded. | Cystine | Hexagon | It has six sides. | Struvite | Coffin lid | It has a ridge. | "
        "Needle | Urate has it."
    ),
    "extended-matching": (
        "Salts of stones | Which salt of the lecture is it? | Cystine | Six sides. | Oxalate | Envelopes. | "
        "Struvite | Coffin lids. | Urate | Needles. | Xanthine | No shape. | Envelopes are seen. | Oxalate | "
        "Envelopes decide."
    ),
    "open": (
        "Why does oxalate lead in this lecture? Write one sentence. | It is eaten daily. | Names the diet | "
        "Names the kidney"
    ),
}


def fill(template: str, words: str) -> str:
    """Write the words into the places of a template, and an explanation into the last one."""
    texts = iter([*words.split(" | "), "Diet and water change the order from place to place."])
    filled = re.sub(r'"FILL IN: (?:[^"{]|\{\{answer\}\})*"', lambda _: f'"{next(texts)}"', template)
    assert next(texts, None) is None
    filled = filled.replace("[fill-in-the-fact]", "[stone-salt]").replace("FILL-IN", "LO1")
    return filled.replace("stones-fill-in", "stones-new")


@pytest.mark.parametrize("kind", get_args(ItemType))
def test_a_template_passes_check_once_it_is_filled_in(kind: ItemType, tmp_path: Path) -> None:
    (tmp_path / "facts.yaml").write_text(LEDGER, encoding="utf-8")
    result = run("new", "item", "--type", kind, "--topic", "stones")
    bank = tmp_path / "stones.yaml"
    bank.write_text("format: 1\nbank: stones\ntitle: Stones\nitems:\n" + fill(result.stdout, WORDS[kind]), "utf-8")
    checked = run("check", bank, "--strict")
    assert checked.exit_code == 0, checked.stdout
    assert f"type: {kind}" in bank.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", get_args(ItemType))
def test_a_template_that_is_not_filled_in_does_not_pass(kind: ItemType, tmp_path: Path) -> None:
    bank = tmp_path / "stones.yaml"
    template = run("new", "item", "--type", kind, "--topic", "stones").stdout
    bank.write_text("format: 1\nbank: stones\ntitle: Stones\nitems:\n" + template, encoding="utf-8")
    rules = {event["rule"] for event in read_events(run("check", bank, "--json").stdout)}
    assert "unfilled-template" in rules


def test_facts_of_the_topic_are_listed_above_the_item() -> None:
    text = run("new", "item", "--topic", "surgery").stdout
    assert "  #   surg-concerns (core): Infection and recurrence are the possible worries" in text
    assert "assoc-nxp2" not in text


def test_a_bank_is_started_as_a_file_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "kidney-stones.yaml"
    result = run("new", "bank", path)
    text = path.read_text(encoding="utf-8")
    assert (result.exit_code, result.stderr) == (0, "")
    assert text.startswith("format: 1\nbank: kidney-stones\ntitle: Kidney stones\nitems:\n")
    assert {event["rule"] for event in read_events(run("check", path, "--json").stdout)} == {"unfilled-template"}


def test_a_folder_is_started_with_a_ledger_that_only_wants_filling_in(tmp_path: Path) -> None:
    folder = tmp_path / "kidney-stones"
    assert run("new", "bank", folder).exit_code == 0
    assert {path.name for path in folder.iterdir()} == {"facts.yaml", "kidney-stones.yaml"}
    rules = {event["rule"] for event in read_events(run("check", folder, "--json").stdout)}
    assert rules == {"unfilled-template", "unanchored-stem", "unknown-objective"}


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("mine", encoding="utf-8")
    result = run("new", "bank", path)
    assert result.exit_code == 1
    assert "mine.yaml exists already and is left as it is." in result.stderr
    assert path.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(("name", "hint"), [("Kidney Stones.yaml", "kidney-stones"), ("x.txt", "End it in .yaml")])
def test_a_name_that_makes_no_bank_is_refused_with_a_better_one(name: str, hint: str, tmp_path: Path) -> None:
    result = run("new", "bank", tmp_path / name)
    assert result.exit_code == 1
    assert hint in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = run("new", "bank", tmp_path / "file" / "stones.yaml")
    assert result.exit_code == 1
    assert "Could not write" in result.stderr
