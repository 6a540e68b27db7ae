"""Every possible answer to a small question, or the ones that matter where there is no end of them."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import permutations, product

from calcinosis_quiz.bank.items import (
    Cloze,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Ordering,
    ShortAnswer,
    TrueFalse,
)
from calcinosis_quiz.bank.questions import Question, choices_of, gap_answers
from calcinosis_quiz.bank.structure import accepted_range
from calcinosis_quiz.export.recast import spellings
from calcinosis_quiz.quiz.answers import Answer, Arrangement, Chosen, Pairing, Quantity, Texts, Truth

STEP = Decimal("0.001")


def every_answer(question: Question) -> Iterator[Answer]:
    """List answers: all selections, orders and pairings; for typed ones right, wrong, and both ends of a range."""
    match question:
        case Open():
            return
        case TrueFalse():
            yield from (Truth(True), Truth(False))
        case MultipleResponse():
            for ticks in product((False, True), repeat=len(question.options)):
                yield Chosen(frozenset(i for i, tick in enumerate(ticks) if tick))
        case Ordering():
            yield from map(Arrangement, permutations(range(len(question.entries))))
        case Matching():
            yield from map(Pairing, product(range(len(choices_of(question))), repeat=len(question.pairs)))
        case Cloze():
            yield from map(Texts, product(*((answer.upper(), "wrong") for answer in gap_answers(question))))
        case ShortAnswer():
            refused = (wording.text for wording in question.reject)
            yield from (Texts((text,)) for text in (*spellings(question.accept), *refused, "wrong"))
        case Numeric():
            low, high = accepted_range(question)
            errors = (error.value for error in question.common_errors)
            yield from map(Quantity, (low - STEP, low, (low + high) / 2, high, high + STEP, *errors))
        case _:
            yield from (Chosen(frozenset({i})) for i in range(len(question.options)))
