"""Every type of question, asked and answered right and wrong, as text and as JSON Lines."""

import json
from typing import NamedTuple

import pytest
from tests.cli.running import EVERY_TYPE, ask, fill, run


class Case(NamedTuple):
    """What a learner types and what a program sends for one item; texts in <> stand for the letters shown."""

    item: str
    typed: str
    sent: str
    fraction: float
    reason: str


RIGHT = [
    Case("one-of-three", "<Hydroxyapatite>", '"<Hydroxyapatite>"', 1, "It makes bone as well."),
    Case("some-of-five", "<Gypsum>, <Calcite>", '["<Calcite>", "<Gypsum>"]', 1, "A carbonate of calcium."),
    Case("yes-or-no", "f", "false", 1, "No trial is cited."),
    Case("two-gaps", "Apatite; CALCIUM", '["hydroxyapatite", "calcium"]', 1, "As in bone."),
    Case("a-word", "Osteo-clast", '"osteoclasts"', 1, "They dissolve the mineral."),
    Case("a-number", "8,25 mm", "7.5", 1, "It was measured."),
    Case("in-order", "<Talc><Gypsum><Calcite><Quartz>", '["<Talc>","<Gypsum>","<Calcite>","<Quartz>"]', 1, "Softest."),
    Case("in-pairs", "1<Lead> 2<Iron>", '{"1": "<Lead>", "2": "<Iron>"}', 1, "A sulphide."),
    Case("case-red", "<Haematite>", '"<Haematite>"', 1, "Red as blood."),
]
NOT_RIGHT = [
    Case("one-of-three", "<Urate>", '"<Urate>"', 0, "It makes tophi."),
    Case("some-of-five", "<Calcite> <Quartz>", '["<Calcite>", "<Quartz>"]', 0, "An oxide of silicon."),
    Case("some-of-five", "<Calcite>", '["<Calcite>"]', 0.5, "A sulphate of calcium."),
    Case("yes-or-no", "It does", "true", 0, "No trial is cited."),
    Case("two-gaps", "apatite; iron", '["apatite", "iron"]', 0.5, "That makes rust."),
    Case("a-word", "osteoblasts", '"osteoblasts"', 0, "They build it."),
    Case("a-number", "75", "75", 0, "The point was lost."),
    Case("in-order", "<Quartz><Calcite><Gypsum><Talc>", '["<Quartz>","<Calcite>","<Gypsum>","<Talc>"]', 0, "Softest."),
    Case("in-pairs", "<Lead><Zinc>", '{"1": "<Lead>", "2": "<Zinc>"}', 0.5, "In sphalerite."),
    Case("case-red", "<Malachite>", '"<Malachite>"', 0, "Green."),
]
WORDS = {0: "Wrong", 0.5: "Partly right", 1: "Right"}
SCORES = {0: "Score: 0 of 1 (0%)", 0.5: "Score: 0.5 of 1 (50%)", 1: "Score: 1 of 1 (100%)"}

every_case = pytest.mark.parametrize("case", RIGHT + NOT_RIGHT, ids=lambda case: f"{case.item}: {case.typed}")


@every_case
def test_a_typed_answer_is_marked_and_explained(case: Case) -> None:
    typed = fill(case.typed, ask(case.item)[0])
    result = run("quiz", "--bank", EVERY_TYPE, "--item", case.item, "--seed", "1", typed=f"{typed}\n")
    question, _, feedback = result.output.partition(f"> {typed}\n")
    assert result.exit_code == 0
    assert feedback.strip()[len("+ ") :].startswith(WORDS[case.fraction])
    assert SCORES[case.fraction] in feedback
    assert case.reason in feedback
    assert case.reason not in question
    assert (f"calcinosis-quiz show {case.item}" in feedback) == (case.fraction < 1)


@every_case
def test_an_answer_in_json_is_marked_and_explained(case: Case) -> None:
    asked = ask(case.item)[0]
    question, outcome, result = ask(case.item, fill(case.sent, asked))
    assert question == asked
    assert (outcome["event"], outcome["id"], outcome["fraction"]) == ("outcome", case.item, case.fraction)
    assert any(case.reason in (part["why"] or "") for part in outcome["parts"])
    assert (result["answered"], result["points"], result["possible"]) == (1, case.fraction, 1)
    assert result["missed"] == ([case.item] if case.fraction < 1 else [])


@pytest.mark.parametrize("case", RIGHT, ids=lambda case: case.item)
def test_the_key_of_an_outcome_is_the_right_answer_in_the_letters_shown(case: Case) -> None:
    sent = fill(case.sent, ask(case.item)[0])
    outcome = ask(case.item, sent)[1]
    key = json.loads(sent)
    assert outcome["answer"] == outcome["key"] == (sorted(key) if case.item == "some-of-five" else key)


@every_case
def test_an_answer_wrapped_in_an_object_counts_the_same(case: Case) -> None:
    sent = fill(case.sent, ask(case.item)[0])
    assert ask(case.item, f'{{"answer": {sent}}}') == ask(case.item, sent)


def test_an_open_answer_is_marked_by_its_writer_and_stays_out_of_the_score() -> None:
    typed = "It presses on a nerve.\nmany\n1\n"
    output = run("quiz", "--bank", EVERY_TYPE, "--item", "in-sentences", typed=typed).output
    assert "Model answer: It presses, and the skin above it breaks." in output
    assert "Expected numbers from 1 to 2, or 0 for none." in output
    assert "Marked by yourself: 1 of 2 points found." in output
    assert "1 open answer marked by yourself, not in the score." in output
    assert "Score:" not in output


@pytest.mark.parametrize(("points", "found"), [("[1, 2]", [1, 2]), ('"2"', [2]), ("[]", []), ("0", [])])
def test_an_open_answer_in_json_waits_for_the_points_found(points: str, found: list[int]) -> None:
    question, waiting, outcome, result = ask("in-sentences", '"It presses."', points)
    assert waiting == {
        "event": "self-mark",
        "id": question["item"]["id"],
        "model_answer": "It presses, and the skin above it breaks.",
        "points": [{"key": "1", "text": "It presses on nerves"}, {"key": "2", "text": "The skin breaks"}],
    }
    assert outcome["answer"] == {"text": "It presses.", "points": found}
    assert (outcome["fraction"], outcome["policy"]) == (None, "self-marked")
    assert (result["answered"], result["points"], result["possible"]) == (1, 0, 0)
