"""GIFT, read by gift-pegjs."""

from collections.abc import Callable
from html import unescape
from itertools import combinations
from typing import Any

import pytest

from calcinosis_quiz.bank.items import MultipleResponse
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.export.fractions import EXACT
from calcinosis_quiz.export.gift import write_gift
from calcinosis_quiz.quiz.answers import Chosen
from calcinosis_quiz.quiz.marking import mark

Parse = Callable[[bytes], list[dict[str, Any]]]


def read(library: Library, parse: Parse) -> dict[str, dict[str, Any]]:
    content = write_gift(library, tuple(library.questions.values())).content
    return {each["id"]: each for each in parse(content) if each["type"] != "Category"}


def test_every_shipped_question_that_gift_can_carry_is_read_back_with_id_and_tags(
    shipped: Library, parse_gift: Parse
) -> None:
    export = write_gift(shipped, tuple(shipped.questions.values()))
    found = read(shipped, parse_gift)
    assert tuple(found) == export.items
    missing = {loss.item for loss in export.losses if loss.kind == "left out"}
    assert set(found) == set(shipped.questions) - missing
    assert "topic:surgery" in found["surg-recurrence-basis"]["tags"]
    assert found["surg-recurrence-basis"]["title"] == "surg-recurrence-basis"


def test_types_arrive_as_gift_knows_them(small: Library, parse_gift: Parse) -> None:
    found = read(small, parse_gift)
    assert {item: each["type"] for item, each in found.items()} == {
        "choose-one": "MC",
        "choose-some-of-four": "MC",
        "choose-three-of-five": "MC",
        "choose-the-only-right-one": "MC",
        "true-or-false": "TF",
        "own-labels": "MC",
        "one-gap": "Short",
        "a-word": "Short",
        "near-a-value": "Numerical",
        "in-a-range": "Numerical",
        "in-order": "Matching",
        "three-in-order": "Matching",
        "pairs": "Matching",
        "pairs-that-share-a-choice": "Matching",
        "case-set-one": "MC",
        "case-set-two": "MC",
        "in-a-sentence": "Essay",
    }


@pytest.mark.parametrize("item", ["choose-some-of-four", "choose-three-of-five", "choose-the-only-right-one"])
def test_the_weights_of_every_selection_add_up_to_our_mark(small: Library, parse_gift: Parse, item: str) -> None:
    question = small.questions[item]
    assert isinstance(question, MultipleResponse)
    choices = read(small, parse_gift)[item]["choices"]
    assert not any(choice["isCorrect"] for choice in choices)  # an equals sign would make it a single choice
    everything = range(len(question.options))
    for chosen in (set(each) for size in range(len(everything) + 1) for each in combinations(everything, size)):
        earned = max(sum(choices[i]["weight"] for i in chosen) / 100, 0)
        assert earned == pytest.approx(mark(question, Chosen(frozenset(chosen))).fraction, abs=EXACT)


def test_feedback_numbers_pairs_and_accepted_texts_arrive(small: Library, parse_gift: Parse) -> None:
    found = read(small, parse_gift)
    assert [each["feedback"]["text"] for each in found["choose-one"]["choices"]] == [
        "It is.",
        "That is softer.",
        "One of them is.",
    ]
    assert found["true-or-false"]["isTrue"]
    assert found["true-or-false"]["trueFeedback"]["text"] == "It can be felt."  # the first one is for the wrong side
    number = found["near-a-value"]["choices"]
    assert (number[0]["text"]["number"], number[0]["text"]["range"]) == (7.5, 0.75)
    assert (number[1]["text"]["number"], number[1]["weight"]) == (75, 0)
    pairs = [(each["subquestion"]["text"], each["subanswer"]) for each in found["pairs"]["matchPairs"]]
    assert pairs == [("Chalk", "Calcite"), ("Plaster", "Gypsum"), ("", "Quartz")]
    assert [each["text"]["text"] for each in found["one-gap"]["choices"]] == ["apatite", "hydroxyapatite", "calcite"]
    assert "Most deposits are ____." in found["one-gap"]["stem"]["text"]
    assert "Apatite is the mineral of bone." in unescape(found["choose-one"]["globalFeedback"]["text"])


def test_what_gift_cannot_carry_is_left_out_and_reported(
    small: Library, make_library: Callable[[str], Library]
) -> None:
    export = write_gift(small, tuple(small.questions.values()))
    assert {loss.item for loss in export.losses if loss.kind == "left out"} == {"three-gaps"}
    library = make_library(
        "- {id: arrow, type: short-answer, stem: Which?, accept: ['a -> b']}\n"
        "- {id: weight, type: short-answer, stem: Which?, accept: ['%50%x']}\n"
    )
    export = write_gift(library, tuple(library.questions.values()))
    assert export.items == ()
    assert [loss.kind for loss in export.losses] == ["left out", "left out"]
