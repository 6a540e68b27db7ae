"""What to say about an answer: a verdict and a reason for every part of the question, as values to draw."""

from decimal import Decimal
from typing import Literal, assert_never

from msgspec import Struct

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
from calcinosis_quiz.bank.questions import CaseQuestion, choices_of, gap_answers, with_unit
from calcinosis_quiz.bank.structure import accepted_range
from calcinosis_quiz.bank.text_matching import find_refused, judge
from calcinosis_quiz.quiz.answers import (
    Answer,
    Arrangement,
    Chosen,
    Pairing,
    Quantity,
    SelfMark,
    Texts,
    Truth,
    require_kind,
)
from calcinosis_quiz.quiz.marking import longest_ordered, wanted_of
from calcinosis_quiz.quiz.presentation import Presented

Verdict = Literal["right", "wrong", "missed", "left"]
"""Chosen and correct; chosen and wrong; correct and not chosen; wrong and rightly left."""


class Remark(Struct, frozen=True):
    """One line of feedback: the label shown, the text it stands for, the verdict and the reason."""

    label: str
    text: str
    verdict: Verdict
    why: str | None = None


def remark_on(presented: Presented, answer: Answer) -> tuple[Remark, ...]:
    """Return for every part of a question how it was answered and why it is right or wrong.

    Raises TypeError when the answer is not of the question's kind.
    """
    question = presented.question
    match question:
        case TrueFalse():
            value = require_kind(Truth, answer, question).value
            return tuple(
                Remark(label, text, _verdict(value == side, question.answer == side), why)
                for side, label, text, why in (
                    (True, "T", question.true_label, question.why_true),
                    (False, "F", question.false_label, question.why_false),
                )
            )
        case Cloze():
            texts = require_kind(Texts, answer, question).texts
            return tuple(_remark_on_gap(question, i, texts[i]) for i in range(len(gap_answers(question))))
        case ShortAnswer():
            given = "; ".join(require_kind(Texts, answer, question).texts)
            wanted = wanted_of(question)
            if judge(given, wanted) == "right":
                return (Remark("", question.accept[0], "right", question.why),)
            refused = find_refused(given, wanted)
            reason = None if refused is None else question.reject[refused].why
            return Remark("", given, "wrong", reason), Remark("", question.accept[0], "missed", question.why)
        case Numeric():
            return _remark_on_number(question, require_kind(Quantity, answer, question).number)
        case Ordering():
            kept = longest_ordered(
                require_kind(Arrangement, answer, question).entries
            )  # what the mark counts: the rest would have to be moved
            return tuple(
                Remark(presented.letter(i), entry.text, "right" if i in kept else "wrong", entry.why)
                for i, entry in enumerate(question.entries)
            )
        case Matching():
            return _remark_on_pairs(presented, question, require_kind(Pairing, answer, question).choices)
        case Open():
            points = require_kind(SelfMark, answer, question).points
            return tuple(
                Remark(str(i + 1), point, "right" if i in points else "missed")
                for i, point in enumerate(question.points)
            )
        case SingleBestAnswer() | MultipleResponse() | CaseQuestion():
            chosen = require_kind(Chosen, answer, question).options
            options = question.options
            return tuple(
                Remark(letter, text, _verdict(i in chosen, options[i].correct), options[i].why)
                for (letter, text), i in zip(presented.choices, presented.order, strict=True)
            )
        case _:
            assert_never(question)


def _verdict(chosen: bool, correct: bool) -> Verdict:
    if correct:
        return "right" if chosen else "missed"
    return "wrong" if chosen else "left"


def _remark_on_gap(question: Cloze, gap: int, given: str) -> Remark:
    wanted = wanted_of(question, gap)
    rule = question.gaps[gap] if question.gaps else None
    refused = find_refused(given, wanted)
    reason = rule.reject[refused].why if rule and refused is not None else None
    why = " ".join(each for each in (reason, rule.why if rule else None) if each) or None
    return Remark(str(gap + 1), wanted.accept[0], "right" if judge(given, wanted) == "right" else "missed", why)


def _remark_on_number(question: Numeric, number: Decimal) -> tuple[Remark, ...]:
    between = question.between
    wanted = with_unit(f"{between[0]:f} to {between[1]:f}" if between else f"{question.value:f}", question.unit)
    low, high = accepted_range(question)
    if low <= number <= high:
        return (Remark("", wanted, "right", question.why),)
    reason = next((error.why for error in question.common_errors if error.value == number), None)
    given = with_unit(f"{number:f}", question.unit)
    return Remark("", given, "wrong", reason), Remark("", wanted, "missed", question.why)


def _remark_on_pairs(presented: Presented, question: Matching, choices: tuple[int, ...]) -> tuple[Remark, ...]:
    texts = choices_of(question)
    pairs = tuple(
        Remark(
            f"{i}{presented.letter(texts.index(pair.choice))}",
            f"{pair.prompt} - {pair.choice}",
            "right" if texts[given] == pair.choice else "missed",
            pair.why,
        )
        for i, (pair, given) in enumerate(zip(question.pairs, choices, strict=True), 1)
    )
    spare = tuple(
        Remark(
            presented.letter(texts.index(choice.text)),
            choice.text,
            "wrong" if texts.index(choice.text) in choices else "left",
            choice.why,
        )
        for choice in question.spare
    )
    return pairs + spare
