"""Answers written in the words of the options, as learning platforms and survey tools export them."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import assert_never

from calcinosis_quiz.bank.items import (
    Cloze,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Ordering,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.bank.questions import CaseQuestion, Question, choices_of, gap_answers
from calcinosis_quiz.quiz.answers import Answer, Chosen, Pairing, Quantity, Texts, Truth


def fold_text(text: str) -> str:
    """Write a text without markup, case and repeated blanks, so that two spellings of it are equal."""
    return " ".join(re.sub(r"<[^<>]*>", " ", text).casefold().split())


def read_text_answer(question: Question, text: str) -> Answer | None:
    """Read an answer as Moodle writes it out, in the words of the options; None where the words do not fit."""
    match question:
        case TrueFalse():
            known = {
                "true": True,
                "false": False,
                fold_text(question.true_label): True,
                fold_text(question.false_label): False,
            }
            return Truth(known[fold_text(text)]) if fold_text(text) in known else None
        case Numeric():
            number = re.match(r"[-+]?\d+(?:[.,]\d+)?", text.replace("\u2212", "-"))
            return Quantity(Decimal(number[0].replace(",", "."))) if number else None
        case ShortAnswer():
            return Texts((text,))
        case Cloze():
            parts = re.split(r"(?:^|;\s*)part \d+:\s*", text)[1:]
            return Texts(tuple(part.strip() for part in parts)) if len(parts) == len(gap_answers(question)) else None
        case Matching():
            return _read_pairs(question, text)
        case SingleBestAnswer() | MultipleResponse() | CaseQuestion():
            return _read_options(question, text)
        case Ordering() | Open():
            return None
        case _:
            assert_never(question)


def _read_options(question: SingleBestAnswer | MultipleResponse | CaseQuestion, text: str) -> Chosen | None:
    options = {fold_text(option.text): i for i, option in enumerate(question.options)}
    if fold_text(text) in options:
        return Chosen(frozenset({options[fold_text(text)]}))
    if not isinstance(question, MultipleResponse):
        return None
    chosen = _split_options(options, text)
    return Chosen(frozenset(chosen)) if chosen else None


def _split_options(options: Mapping[str, int], text: str) -> list[int]:
    """Read several options with a semicolon, a line end or a comma between them; an option may hold commas itself."""
    for separator in (r"\s*;\s*|\n", r"\s*,\s*"):
        parts = [fold_text(part) for part in re.split(separator, text.strip(" ;,"))]
        found: list[int] = []
        while parts:
            for length in range(len(parts), 0, -1):
                place = options.get(", ".join(parts[:length]))
                if place is not None:
                    found.append(place)
                    parts = parts[length:]
                    break
            else:
                break
        if not parts:
            return found
    return []


def _read_pairs(question: Matching, text: str) -> Pairing | None:
    choices = {fold_text(choice): i for i, choice in enumerate(choices_of(question))}
    given = {}
    for part in re.split(r"\s*;\s|\n", text):
        prompt, _, choice = part.rpartition(" -> ")
        given[fold_text(prompt)] = choices.get(fold_text(choice))
    places = [given.get(fold_text(pair.prompt)) for pair in question.pairs]
    known = tuple(place for place in places if place is not None)
    return Pairing(known) if len(known) == len(places) else None
