"""Typed text to answers: what cannot be read is asked again, never marked."""

import re
from decimal import Decimal
from typing import Final, assert_never

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
from calcinosis_quiz.bank.questions import CaseQuestion, gap_answers
from calcinosis_quiz.quiz.answers import Answer, Arrangement, Chosen, Pairing, Quantity, SelfMark, Texts, Truth
from calcinosis_quiz.quiz.presentation import LETTERS, Presented
from calcinosis_quiz.quiz.typed_numbers import read_number

_LONGEST_EXAMPLE: Final = 6  # letters
_TRUE: Final = frozenset({"t", "true", "y", "yes"})
_FALSE: Final = frozenset({"f", "false", "n", "no"})
_PAIR: Final = re.compile(r"(\d{1,2})\s*+[-=:.)]?\s*+([A-Za-z])")  # possessive: no search again and again in blanks


class Unreadable(Struct, frozen=True):
    """Text that is no answer to this question, and what would be one."""

    message: str


def describe_answer(presented: Presented) -> str:
    """Describe in a few words what to type."""
    question = presented.question
    last = LETTERS[max(len(presented.order) - 1, 0)]
    match question:
        case TrueFalse():
            return "T or F"
        case MultipleResponse():
            return f"one or more letters A-{last}, such as A C"
        case Cloze():
            count = len(gap_answers(question))
            return "the missing words" if count == 1 else f"{count} answers with ; between them"
        case ShortAnswer():
            return "a word or a few"
        case Numeric():
            return f"a number{f' ({question.unit})' if question.unit else ''}"
        case Ordering():
            return f"all letters A-{last} in the right order, such as {_example(len(presented.order))}"
        case Matching():
            return f"a letter A-{last} for each number, such as 1B 2A"
        case Open():
            return "your answer in a sentence or two"
        case SingleBestAnswer() | CaseQuestion():
            return f"one letter A-{last}"
        case _:
            assert_never(question)


def _example(count: int) -> str:
    """Write an order of so many letters, or the beginning of one."""
    letters = " ".join(f"{LETTERS[1]}{LETTERS[0]}{LETTERS[2:count]}")
    return letters if count <= _LONGEST_EXAMPLE else f"{letters[: 2 * _LONGEST_EXAMPLE]}..."


def read_answer(presented: Presented, text: str) -> Answer | Unreadable:
    """Read a line that a learner typed, in the letters shown on screen."""
    question, text = presented.question, text.strip()
    match question:
        case TrueFalse():
            return _read_truth(question, text)
        case MultipleResponse():
            return _read_letters(presented, text)
        case Cloze():
            return _read_gaps(presented, text)
        case ShortAnswer():
            return Texts((text,)) if text else _unreadable(presented)
        case Numeric():
            return _read_number(presented, question, text)
        case Ordering():
            return _read_order(presented, text)
        case Matching():
            return _read_pairs(presented, question, text)
        case Open():
            return SelfMark(text, frozenset()) if text else _unreadable(presented)
        case SingleBestAnswer() | CaseQuestion():
            answer = _read_letters(presented, text)
            return answer if isinstance(answer, Chosen) and len(answer.options) == 1 else _unreadable(presented)
        case _:
            assert_never(question)


def read_points(presented: Presented, text: str) -> frozenset[int] | Unreadable:
    """Read the numbers of the points that a learner found in an open answer; 0 stands for none."""
    count = len(presented.question.points) if isinstance(presented.question, Open) else 0
    numbers = re.findall(r"\d+", text)
    if not numbers or re.sub(r"[\d\s,;.]", "", text) or any(len(n) > 2 or int(n) > count for n in numbers):
        return Unreadable(f"Expected numbers from 1 to {count}, or 0 for none.")
    return frozenset(int(n) - 1 for n in numbers if int(n))


def _unreadable(presented: Presented, reason: str = "") -> Unreadable:
    return Unreadable(f"{reason}{' ' if reason else ''}Expected {describe_answer(presented)}.")


def _read_truth(question: TrueFalse, text: str) -> Answer | Unreadable:
    word = text.casefold().rstrip(".")
    if word in _TRUE | {question.true_label.casefold()}:
        return Truth(True)
    if word in _FALSE | {question.false_label.casefold()}:
        return Truth(False)
    return Unreadable(f"Expected T for {question.true_label} or F for {question.false_label}.")


def _numbers_of(presented: Presented, text: str) -> list[int] | None:
    """Read `A C`, `a,c`, `AC` or `1 3` as numbers of the bank; None when anything else is in it."""
    signs = re.sub(r"[\s,;.()]+", " ", text.strip().upper()).split()
    if len(signs) == 1 and signs[0].isalpha():
        signs = list(signs[0])
    shown = []
    for sign in signs:
        if len(sign) == 1 and sign in LETTERS:
            shown.append(LETTERS.index(sign))
        elif sign.isdecimal() and sign.isascii() and len(sign) <= 2 and int(sign) > 0:
            shown.append(int(sign) - 1)
        else:
            return None
    if any(i >= len(presented.order) for i in shown):
        return None
    return [presented.order[i] for i in shown]


def _read_letters(presented: Presented, text: str) -> Answer | Unreadable:
    numbers = _numbers_of(presented, text)
    return Chosen(frozenset(numbers)) if numbers else _unreadable(presented)


def _read_order(presented: Presented, text: str) -> Answer | Unreadable:
    numbers = _numbers_of(presented, text)
    if numbers is None or sorted(numbers) != list(range(len(presented.order))):
        return _unreadable(presented)
    return Arrangement(tuple(numbers))


def _read_pairs(presented: Presented, question: Matching, text: str) -> Answer | Unreadable:
    count = len(question.pairs)
    pairs = {int(number): letter.upper() for number, letter in _PAIR.findall(text)}
    if _PAIR.search(text) is None:  # letters alone, in the order of the prompts
        letters = _numbers_of(presented, text) if not re.search(r"\d", text) else None
        return Pairing(tuple(letters)) if letters and len(letters) == count else _unreadable(presented)
    rest = re.sub(r"[\s,;]", "", _PAIR.sub("", text))
    places = {number: LETTERS.index(letter) for number, letter in pairs.items()}
    if rest or len(_PAIR.findall(text)) != count or sorted(places) != list(range(1, count + 1)):
        return _unreadable(presented)
    if any(place >= len(presented.order) for place in places.values()):
        return _unreadable(presented)
    return Pairing(tuple(presented.order[places[number]] for number in range(1, count + 1)))


def _read_gaps(presented: Presented, text: str) -> Answer | Unreadable:
    count = len(gap_answers(presented.question)) if isinstance(presented.question, Cloze) else 1
    texts = [part.strip() for part in text.split(";")] if count > 1 else [text]
    if len(texts) != count or not all(texts):
        return _unreadable(presented)
    return Texts(tuple(texts))


def _read_number(presented: Presented, question: Numeric, text: str) -> Answer | Unreadable:
    number = read_number(text, question.unit, question.language or "en", convert=question.convert)
    if isinstance(number, Decimal):
        return Quantity(number)
    part = number.part
    match number.why:
        case "two readings":
            plain, decimal = number.readings
            return Unreadable(f"{part} can be read in two ways. Write {plain} or {decimal}.")
        case "other unit":
            wanted = f" in {question.unit}" if question.unit else " alone"
            return _unreadable(presented, f'"{part}" is not the unit: give the number{wanted}.')
        case "no number":
            return _unreadable(presented)
        case _:
            assert_never(number.why)
