"""`show`: one question with its answer and reasons."""

import json

import pytest
from tests.cli.running import EVERY_TYPE, flat, run


@pytest.mark.parametrize(
    ("item", "key", "reason"),
    [
        ("one-of-three", "+ B Hydroxyapatite (right)", "It makes bone as well."),
        ("some-of-five", "+ A Calcite (right)", "A carbonate of calcium."),
        ("yes-or-no", "+ F It does not (right)", "No trial is cited."),
        ("two-gaps", "+ 1 hydroxyapatite (right)", "As in bone."),
        ("a-word", "+ osteoclasts (right)", "They dissolve the mineral."),
        ("a-number", "+ 7.5 mm (right)", "It was measured."),
        ("in-order", "+ A Talc (right)", "Softest."),
        ("in-pairs", "+ 1A Galena - Lead (right)", "A sulphide."),
        ("case-red", "+ B Haematite (right)", "Red as blood."),
        ("in-sentences", "It presses on nerves", "Model answer: It presses, and the skin above it breaks."),
    ],
)
def test_every_type_is_shown_with_its_answer_and_reasons(item: str, key: str, reason: str) -> None:
    result = run("show", item, "--bank", EVERY_TYPE)
    assert result.exit_code == 0
    assert result.output.startswith(f"\n{item} - ")
    assert key in flat(result.output)
    assert reason in flat(result.output)


def test_options_are_shown_in_the_order_of_the_bank_with_every_reason() -> None:
    output = run("show", "one-of-three", "--bank", EVERY_TYPE).output
    assert "\n  A  Calcite\n  B  Hydroxyapatite\n  C  Urate\n  D  Struvite\n" in output
    for reason in ("It makes shells.", "It makes bone as well.", "It makes tophi.", "It makes stones of the kidney."):
        assert reason in output
    assert "Apatite is the mineral of bone." in output
    assert "one-of-three - single-best-answer - minerals - LO1 - remember - easy\n" in output


def test_a_set_is_shown_with_all_its_cases() -> None:
    output = run("show", "two-cases", "--bank", EVERY_TYPE).output
    assert output.count("Theme: Colours of streaks") == 2
    assert output.index("It leaves a red streak.") < output.index("It leaves a grey streak.")


def test_a_case_is_shown_alone() -> None:
    output = run("show", "case-grey", "--bank", EVERY_TYPE).output
    assert "It leaves a grey streak." in output
    assert "It leaves a red streak." not in output


def test_facts_are_shown_with_how_firm_the_source_is() -> None:
    output = run("show", "surg-recurrence-basis").output
    assert "How the report puts it: as " in flat(output)
    assert "  surg-" in output


@pytest.mark.parametrize(("item", "shown"), [("a-number", "a-number"), ("case-red", "two-cases")])
def test_json_gives_the_whole_item_as_list_does(item: str, shown: str) -> None:
    output = run("show", item, "--bank", EVERY_TYPE, "--json").stdout
    assert json.loads(output)["id"] == shown
    assert output == run("list", "--item", item, "--bank", EVERY_TYPE, "--json").stdout


@pytest.mark.parametrize(
    ("item", "hint"),
    [("a-nunber", ' Did you mean "a-number"?'), ("case-rad", ' Did you mean "case-red"?'), ("zzz", "")],
)
@pytest.mark.parametrize("command", ["show", "mark"])
def test_an_unknown_item_is_an_error_with_the_nearest_id(command: str, item: str, hint: str) -> None:
    result = run(command, item, *(["A"] if command == "mark" else []), "--bank", EVERY_TYPE)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"Error: There is no item '{item}'.{hint} `list` shows them all.\n"
