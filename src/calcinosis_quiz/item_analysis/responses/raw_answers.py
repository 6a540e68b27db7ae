"""Answers as other parts of the program store them, to text in the letters and numbers of the bank."""

from typing import assert_never

from msgspec import MsgspecError, json

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
from calcinosis_quiz.bank.questions import CaseQuestion, Question
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.quiz.answers import Answer, Arrangement, Chosen, Pairing, SelfMark, Texts, key_of
from calcinosis_quiz.quiz.marking import mark
from calcinosis_quiz.quiz.presentation import parts_of, present, write_answer
from calcinosis_quiz.quiz.remap import remap

_DECODER = json.Decoder(Answer)


def write_raw_answer(question: Question, answer: Answer) -> str | None:
    """Write a stored answer as a learner would type it in the bank's own order; None where it does not fit."""
    try:
        answer = _number_texts(question, answer)
        mark(question, answer)
        return write_answer(present(question), answer)
    except (QuizError, TypeError, IndexError, ValueError):
        return None


def _number_texts(question: Question, answer: Answer) -> Answer:
    """Turn the texts chosen into the bank's numbers; raises ValueError where the question has no such text.

    A page without a key does not know these numbers: the bank's order of entries or pairs would give the key away.
    """
    parts = parts_of(question)
    if not parts or not isinstance(answer, Texts):
        return answer
    numbers = tuple(parts.index(text) for text in answer.texts)
    match question:
        case Ordering():
            return Arrangement(numbers)
        case Matching():
            return Pairing(numbers)
        case SingleBestAnswer() | MultipleResponse() | CaseQuestion():
            return Chosen(frozenset(numbers))
        case TrueFalse() | Cloze() | ShortAnswer() | Numeric() | Open():
            return answer
        case _:
            assert_never(question)


def read_raw_answer(question: Question | None, text: str, parts: str = "") -> str | None:
    """Read a stored answer from JSON; None where it is none, or does not fit the question.

    `parts`: JSON of the digests of the question's parts when it was answered, by which an answer is followed to
    where its parts stand now. Empty where a part of it has left the question: something was answered, that is all.
    """
    try:
        answer = _DECODER.decode(text)
        digests = json.decode(parts, type=tuple[str, ...]) if parts else ()
    except (MsgspecError, UnicodeEncodeError, RecursionError):
        return None
    if question is not None and digests and isinstance(answer, type(key_of(question))):
        followed = remap(answer, digests, question)
        return "" if followed is None else write_raw_answer(question, followed)
    if question is None:
        return answer.text if isinstance(answer, SelfMark) else None
    return write_raw_answer(question, answer)
