"""QTI 3 items in a real player in a real browser: every response earns there what our marking says."""

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from tests.export.answers_to import every_answer
from tests.export.conftest import Case
from tests.export.qti.responses import response_of

from calcinosis_quiz.bank.items import Open
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.export.qti.package import identify, write_package
from calcinosis_quiz.quiz.answers import Answer, key_of
from calcinosis_quiz.quiz.marking import Policy, mark

Played = dict[str, Any]
Play = Callable[[list[Case]], Played]


def items_of(library: Library, policies: Sequence[Policy] = ()) -> dict[str, str]:
    export = write_package(library, tuple(library.questions.values()), policies, version="3.0")
    archive = zipfile.ZipFile(io.BytesIO(export.content))
    return {item: archive.read(f"items/{identify(library, item)}.xml").decode() for item in library.questions}


def answered(library: Library) -> list[tuple[Question, list[Answer]]]:
    found = ((question, list(every_answer(question))) for question in library.questions.values())
    return [(question, answers) for question, answers in found if answers]


Asked = list[tuple[str, Question, list[Answer], tuple[Policy, ...]]]


def expect_our_marks(asked: Asked, play_items: Play) -> None:
    cases = [(xml, [response_of(each, answer) for answer in answers]) for xml, each, answers, _ in asked]
    for (_, question, answers, policies), result in zip(asked, play_items(cases)["results"], strict=True):
        for answer, found in zip(answers, result["scores"], strict=True):
            expected = mark(question, answer, policies).fraction
            assert found["score"] == pytest.approx(expected, abs=1e-9), (question.id, policies, answer, found)


def test_every_answer_earns_in_the_player_what_our_marking_says(
    small: Library, shipped: Library, play_items: Play
) -> None:
    xml, shipped_xml = items_of(small), items_of(shipped)
    asked: Asked = [(xml[question.id], question, answers, ()) for question, answers in answered(small)]
    by_type = {question.type: question for question in shipped.questions.values() if not isinstance(question, Open)}
    asked += [(shipped_xml[each.id], each, [key_of(each)], ()) for each in by_type.values()]
    expect_our_marks(asked, play_items)


def test_every_other_policy_is_carried_as_well(small: Library, play_items: Play) -> None:
    wished: tuple[tuple[Policy, ...], ...] = (("plus-minus", "kendall"), ("all-or-nothing",))
    wanted = {"choose-some-of-four", "three-in-order", "pairs-that-share-a-choice", "three-gaps"}
    asked: Asked = []
    for policies in wished:
        xml = items_of(small, policies)
        asked += [(xml[each.id], each, answers, policies) for each, answers in answered(small) if each.id in wanted]
    expect_our_marks(asked, play_items)


def test_the_player_is_told_which_feedback_to_show(small: Library, play_items: Play) -> None:
    items = items_of(small)
    wrong: list[tuple[str, dict[str, Any], set[str]]] = [
        ("choose-one", {"RESPONSE": "B"}, {"general_fb", "B"}),
        ("choose-some-of-four", {"RESPONSE": ["A", "C"]}, {"general_fb", "A", "C"}),
        ("one-gap", {"RESPONSE_1": "Calcite"}, {"general_fb", "wrong_1_1"}),
        ("a-word", {"RESPONSE": "osteoblasts"}, {"general_fb", "wrong_1"}),
        ("near-a-value", {"RESPONSE": 75}, {"general_fb", "wrong_1"}),
        ("in-order", {"RESPONSE": ["D", "C", "B", "A"]}, {"general_fb"}),
    ]
    played = play_items([(items[item], [response]) for item, response, _ in wrong])["results"]
    for (item, _, expected), result in zip(wrong, played, strict=True):
        assert set(result["scores"][0]["feedback"]) == expected, item
        assert all(f'identifier="{name}" show-hide="show"' in items[item] for name in expected)
