"""QTI 3 items in real players in a real browser: every response earns there what the interpreter says."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from tests.export.answers_to import every_answer
from tests.export.conftest import Play
from tests.export.qti.interpreter import Value, mark_item
from tests.export.qti.responses import response_of

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.export.qti.package import identify, write_package
from calcinosis_quiz.quiz.marking import Policy

ROUNDED = 5e-4  # qti-components writes scores in three decimals


def items_of(library: Library, policies: Sequence[Policy] = ()) -> dict[str, str]:
    export = write_package(library, tuple(library.questions.values()), policies, version="3.0")
    archive = zipfile.ZipFile(io.BytesIO(export.content))
    return {item: archive.read(f"items/{identify(library, item)}.xml").decode() for item in library.questions}


def play_everything(xml: dict[str, str], library: Library, play: Play, slack: float = 1e-9) -> dict[str, int]:
    """Give every answer to every item; each must earn what the interpreter says. Returns the number of answers."""
    # Whether an untouched order is an answer, each player decides for itself.
    asked = [
        (question, [each for each in every_answer(question) if not each.untouched])
        for question in library.questions.values()
    ]
    asked = [(question, answers) for question, answers in asked if answers]
    played = play(
        [(xml[each.id], [stored(response_of(each, answer)) for answer in answers]) for each, answers in asked]
    )
    for (question, answers), result in zip(asked, played["results"], strict=True):
        root = ElementTree.fromstring(xml[question.id])  # noqa: S314 - our own file
        for answer, found in zip(answers, result["scores"], strict=True):
            expected = mark_item(root, response_of(question, answer))["SCORE"]
            assert float(found["SCORE"]) == pytest.approx(expected, abs=slack), (question.id, answer, found)
    return {question.id: len(answers) for question, answers in asked}


def stored(response: dict[str, Value]) -> dict[str, Any]:
    """Write a response as the player stores it: what is typed into an entry for numbers, as a number."""
    return {name: value for name, value in response.items() if value is not None}


@pytest.mark.parametrize("policies", [(), ("plus-minus", "kendall"), ("all-or-nothing",)])
def test_every_answer_earns_in_the_player_what_the_interpreter_says(
    small: Library, play_items: Play, policies: tuple[Policy, ...]
) -> None:
    many_kinds = open_library([Path(__file__).parents[1] / "many_kinds.yaml"])
    for library in (small, many_kinds):
        assert play_everything(items_of(library, policies), library, play_items)


def test_the_player_is_told_which_feedback_to_show(small: Library, play_items: Play) -> None:
    items = items_of(small)
    given: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        ("choose-one", {"RESPONSE": "B"}, {"CHOSEN": "B"}),
        ("choose-some-of-four", {"RESPONSE": ["A", "C"]}, {"CHOSEN": ["A", "C"]}),
        ("one-gap", {"RESPONSE_1": "Calcite"}, {"WRONG_1": "wrong_1"}),
        ("a-word", {"RESPONSE": "osteoblasts"}, {"WRONG": "wrong_1"}),
        ("near-a-value", {"RESPONSE": 75}, {"WRONG": "wrong_1"}),
        ("in-order", {"RESPONSE": ["D", "C", "B", "A"]}, {}),
    ]
    played = play_items([(items[item], [response]) for item, response, _ in given])["results"]
    for (item, _, expected), result in zip(given, played, strict=True):
        (outcomes,) = result["scores"]
        shown = {
            name: sorted(value) if isinstance(value, list) else value  # the player shuffles, and several have no order
            for name, value in outcomes.items()
            if name.startswith(("FEEDBACK", "CHOSEN", "WRONG"))
        }
        assert shown == {"FEEDBACK": "general_fb", **expected}, item
        for name, value in shown.items():
            for each in value if isinstance(value, list) else [value]:
                hangs_on = f'outcome-identifier="{name}" identifier="{each}" show-hide="show"'
                # An option without a reason has no feedback of its own.
                assert hangs_on in items[item] or (item, each) == ("choose-some-of-four", "B"), item


@pytest.mark.parametrize("policies", [(), ("plus-minus", "kendall"), ("all-or-nothing",)])
def test_every_answer_earns_in_qti_components_what_the_interpreter_says(
    small: Library, play_components: Play, policies: tuple[Policy, ...]
) -> None:
    many_kinds = open_library([Path(__file__).parents[1] / "many_kinds.yaml"])
    for library in (small, many_kinds):
        assert play_everything(items_of(library, policies), library, play_components, ROUNDED)


def test_an_empty_place_in_an_order_counts_for_nothing(small: Library, play_components: Play) -> None:
    gapped: list[tuple[list[str], float, float]] = [
        (["", "A", "B", "C"], 2 / 3, 3 / 6),
        (["A", "B", "C"], 2 / 3, 3 / 6),
        (["B", "", "", "A"], 0, 0),
        (["", "", "", "A"], 0, 0),
    ]
    for policy, place in (("longest-ordered", 1), ("kendall", 2)):
        xml = items_of(small, [policy])["in-order"]  # type: ignore[list-item]  # both are policies
        scores = play_components([(xml, [{"RESPONSE": row[0]} for row in gapped])])["results"][0]["scores"]
        marks = [float(each["SCORE"]) for each in scores]
        assert marks == pytest.approx([row[place] for row in gapped], abs=ROUNDED)


def test_qti_components_shows_the_explanation_and_the_reason_for_what_was_chosen(
    small: Library, play_components: Play
) -> None:
    items = items_of(small)
    given: list[tuple[str, dict[str, Any], set[str]]] = [
        ("choose-one", {"RESPONSE": "B"}, {"general_fb", "B"}),
        ("choose-some-of-four", {"RESPONSE": ["A", "C"]}, {"general_fb", "A", "C"}),
        ("one-gap", {"RESPONSE_1": "Calcite"}, {"general_fb", "wrong_1"}),
        ("near-a-value", {"RESPONSE": "75"}, {"general_fb", "wrong_1"}),
        ("in-order", {"RESPONSE": ["D", "C", "B", "A"]}, {"general_fb"}),
    ]
    played = play_components([(items[item], [response]) for item, response, _ in given])["results"]
    for (item, _, expected), result in zip(given, played, strict=True):
        assert set(result["scores"][0]["shown feedback"]) == expected, item
