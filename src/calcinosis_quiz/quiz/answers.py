"""Answers as values, in the numbering of the bank: the order on screen never reaches the marking."""

from decimal import Decimal
from typing import TypeVar, assert_never

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
from calcinosis_quiz.bank.questions import CaseQuestion, Question, choices_of, gap_answers, options_of


class Chosen(Struct, frozen=True, tag="chosen"):
    """Numbers of the options chosen, from 0 in the order of the bank."""

    options: frozenset[int]


class Truth(Struct, frozen=True, tag="truth"):
    """A statement accepted or refused."""

    value: bool


class Texts(Struct, frozen=True, tag="texts"):
    """One typed text for each gap; a single one for a short answer."""

    texts: tuple[str, ...]


class Quantity(Struct, frozen=True, tag="quantity"):
    """A number."""

    number: Decimal


class Arrangement(Struct, frozen=True, tag="arrangement"):
    """Numbers of the entries, first to last, in the order that the learner put them."""

    entries: tuple[int, ...]


class Pairing(Struct, frozen=True, tag="pairing"):
    """For each prompt the number of the choice given to it, counted over `choices_of` the item."""

    choices: tuple[int, ...]


class SelfMark(Struct, frozen=True, tag="self-mark"):
    """What a learner wrote, and the numbers of the points that they found in it."""

    text: str
    points: frozenset[int]


Answer = Chosen | Truth | Texts | Quantity | Arrangement | Pairing | SelfMark


def key_of(question: Question) -> Answer:
    """Return an answer that earns full marks."""
    match question:
        case TrueFalse():
            return Truth(question.answer)
        case Cloze():
            return Texts(gap_answers(question))
        case ShortAnswer():
            return Texts((question.accept[0],))
        case Numeric():
            return Quantity(question.value if question.value is not None else (question.between or (Decimal(0),))[0])
        case Ordering():
            return Arrangement(tuple(range(len(question.entries))))
        case Matching():
            choices = choices_of(question)
            return Pairing(tuple(choices.index(pair.choice) for pair in question.pairs))
        case Open():
            return SelfMark(question.model_answer, frozenset(range(len(question.points))))
        case SingleBestAnswer() | MultipleResponse() | CaseQuestion():
            return Chosen(frozenset(i for i, option in enumerate(question.options) if option.correct))
        case _:
            assert_never(question)


A = TypeVar("A")


def require_kind(kind: type[A], answer: Answer, question: Question) -> A:
    """Return the answer, known to be of a kind; raises TypeError when it is of another."""
    if not isinstance(answer, kind):
        raise TypeError(f"{question.id}: an answer of the kind {answer.__struct_config__.tag} does not fit")
    return answer


def fits(answer: Answer, question: Question) -> bool:
    """Return whether an answer is one that the question can be given: of its kind, and about parts that it has."""
    key = key_of(question)
    match answer, key:
        case Chosen(), Chosen():
            return all(0 <= number < len(options_of(question)) for number in answer.options)
        case Texts(), Texts():
            return len(answer.texts) == len(key.texts)
        case Arrangement(), Arrangement():
            return sorted(answer.entries) == list(range(len(key.entries)))
        case Pairing(), Pairing():
            known = len(choices_of(question)) if isinstance(question, Matching) else 0
            return len(answer.choices) == len(key.choices) and all(0 <= choice < known for choice in answer.choices)
        case SelfMark(), SelfMark():
            return all(0 <= number < len(key.points) for number in answer.points)
        case (Truth(), Truth()) | (Quantity(), Quantity()):
            return True
        case _:
            return False
