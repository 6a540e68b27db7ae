"""Every possible answer to a small question, or the ones that matter where there are too many."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice, permutations, product
from math import factorial
from random import Random
from typing import Final, NamedTuple, assert_never

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
from calcinosis_quiz.bank.structure import accepted_range
from calcinosis_quiz.bank.text_matching import capitals_count
from calcinosis_quiz.export.differences import telling_orders
from calcinosis_quiz.export.recast import spellings
from calcinosis_quiz.quiz.answers import Answer, Arrangement, Chosen, Pairing, Quantity, Texts, Truth, key_of
from calcinosis_quiz.quiz.marking import wanted_of
from calcinosis_quiz.quiz.presentation import present
from calcinosis_quiz.quiz.typed_answers import read_answer

STEP: Final = Decimal("0.001")
MOST: Final = 400
"""Answers to one item."""


class Given(NamedTuple):
    """An answer as we hold it, and what a learner typed for it, if anything.

    `untouched`: an order left as it was shown. `is_special`: such an order, or something typed in another form than
    the plain one, which platforms are known to read differently.
    """

    answer: Answer
    typed: tuple[str, ...] = ()
    untouched: bool = False
    is_special: bool = False


def every_answer(question: Question) -> Iterator[Given]:
    """List answers: all selections, orders and pairings; for typed ones right, wrong, forgiven, and ends of ranges."""
    return islice(_every_answer(question), MOST)


def _every_answer(question: Question) -> Iterator[Given]:
    match question:
        case Open():
            return
        case TrueFalse():
            yield from (Given(Truth(True)), Given(Truth(False)))
        case SingleBestAnswer() | CaseQuestion():
            yield from (Given(Chosen(frozenset({i}))) for i in range(len(question.options)))
        case MultipleResponse():
            yield from (Given(Chosen(chosen)) for chosen in _selections(question))
        case Ordering():
            yield from map(Given, map(Arrangement, _orders(len(question.entries))))
            yield Given(key_of(question), untouched=True, is_special=True)
        case Matching():
            yield Given(key_of(question))
            yield from map(Given, map(Pairing, _pairings(question)))
        case Cloze():
            yield from _gap_texts(question)
        case ShortAnswer():
            yield from _short_texts(question)
        case Numeric():
            yield from _numbers(question)
        case _:
            assert_never(question)


def _gap_texts(question: Cloze) -> Iterator[Given]:
    answers = [" ".join(answer.split()) for answer in gap_answers(question)]
    capitals = [capitals_count(wanted_of(question, i)) for i in range(len(answers))]
    right = [answer if counts else answer.upper() for answer, counts in zip(answers, capitals, strict=True)]
    for texts in product(*((answer, "wrong") for answer in right)):
        yield Given(Texts(texts), texts)
    for texts in product(*((f"{answer}.", answer) for answer in answers)):
        yield Given(Texts(texts), texts, is_special=True)
    swapped = tuple(answer.swapcase() for answer in answers)
    yield Given(Texts(swapped), swapped, is_special=True)


def _short_texts(question: ShortAnswer) -> Iterator[Given]:
    for text in (*spellings(wanted_of(question)), *(wording.text for wording in question.reject), "wrong"):
        yield Given(Texts((text,)), (text,))
    for text in question.accept:
        for other in (f"{text}.", text.swapcase()):
            yield Given(Texts((other,)), (other,), is_special=True)


def _selections(question: MultipleResponse) -> Iterator[frozenset[int]]:
    """List all selections of a few options; of many, those that begin with the first right and the first wrong."""
    count = len(question.options)
    if 2**count <= MOST:
        for ticks in product((False, True), repeat=count):
            yield frozenset(i for i, tick in enumerate(ticks) if tick)
        return
    right = [i for i, option in enumerate(question.options) if option.correct]
    wrong = [i for i, option in enumerate(question.options) if not option.correct]
    for hits, slips in product(range(len(right) + 1), range(len(wrong) + 1)):
        for chosen in (right[:hits], right[len(right) - hits :]):
            yield frozenset([*chosen, *wrong[:slips]])


def _orders(count: int) -> Iterator[tuple[int, ...]]:
    if factorial(count) < MOST:
        yield from permutations(range(count))
        return
    yield from telling_orders(count)
    rng, order = Random(1), list(range(count))  # noqa: S311 - a sample
    for _ in range(100):
        rng.shuffle(order)
        yield tuple(order)


def _pairings(question: Matching) -> Iterator[tuple[int, ...]]:
    choices, prompts = len(choices_of(question)), len(question.pairs)
    if choices**prompts < MOST:
        yield from product(range(choices), repeat=prompts)
        return
    key = key_of(question)
    assert isinstance(key, Pairing)
    rng = Random(1)  # noqa: S311 - a sample
    for wrong in range(prompts + 1):
        for _ in range(10):
            places = set(rng.sample(range(prompts), wrong))
            yield tuple((c + 1) % choices if i in places else c for i, c in enumerate(key.choices))


def _numbers(question: Numeric) -> Iterator[Given]:
    low, high = accepted_range(question)
    middle = (low + high) / 2
    errors = (error.value for error in question.common_errors)
    for number in (low - STEP, low, middle, high, high + STEP, *errors):
        yield Given(Quantity(number), (f"{number:f}",))
    plain = f"{low.normalize():f}"
    forms = [plain.replace(".", ",") if "." in plain else f"{plain},0"]
    forms += [f"{plain} {question.unit}"] if question.unit else []
    for form in forms:
        answer = read_answer(present(question), form)
        if isinstance(answer, Quantity):
            yield Given(answer, (form,), is_special=True)
