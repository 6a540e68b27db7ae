"""What one response earns, by the bank or by a key of the teacher's, and under which options it counts."""

import re
from decimal import Decimal
from typing import Final, Protocol

from msgspec import Struct, structs

from calcinosis_quiz.bank.items import MultipleResponse, Numeric, ShortAnswer, SingleBestAnswer, TrueFalse
from calcinosis_quiz.bank.problems import quote
from calcinosis_quiz.bank.questions import CaseQuestion, Question
from calcinosis_quiz.item_analysis.responses.key_files import EVERYBODY, Key
from calcinosis_quiz.quiz.answers import Answer, Chosen, Quantity, Texts, Truth, key_of
from calcinosis_quiz.quiz.marking import Policy, mark
from calcinosis_quiz.quiz.presentation import present, write_answer
from calcinosis_quiz.quiz.text_matching import matches, normalise
from calcinosis_quiz.quiz.typed_answers import Unreadable, read_answer

MAX_TYPED: Final = 60
"""Longer typed responses are cut in the table of responses."""


class Judged(Struct, frozen=True):
    """What a response earns as a fraction, what it earned by the bank's own key, and its options."""

    fraction: float
    before: float | None
    labels: tuple[str, ...]


class Judge(Protocol):
    """Judges the responses to one item."""

    key_text: str
    old_key_text: str
    offered: tuple[str, ...]
    keyed: frozenset[str]

    def judge(self, text: str) -> Judged | Unreadable:
        """Judge one response."""


class BankJudge:
    """Judges by a question of the bank; a key replaces the bank's own."""

    def __init__(self, question: Question, key: Key | None, policies: tuple[Policy, ...]) -> None:
        """Raise ValueError, saying why, when the key does not fit the question."""
        self._presented, self._policies, self._key = present(question), policies, key
        self._alternatives = [self._read_key(part) for part in key.responses if part != EVERYBODY] if key else []
        self.old_key_text = write_answer(self._presented, key_of(question))
        self.key_text = " | ".join(key.responses) if key else self.old_key_text
        self.offered = tuple(letter for letter, _ in self._presented.choices) if self._has_letters else ()
        if isinstance(question, TrueFalse):
            self.offered = ("true", "false")
        keys = self._alternatives or ([] if key else [key_of(question)])
        self.keyed = frozenset(label for answer in keys for label in self._labels(answer))
        if key is not None and EVERYBODY in key.responses:
            self.keyed = frozenset(self.offered)

    @property
    def _has_letters(self) -> bool:
        return isinstance(key_of(self._presented.question), Chosen)

    def judge(self, text: str) -> Judged | Unreadable:
        """Judge one response, written in the letters and words of the bank."""
        answer = read_answer(self._presented, text)
        if isinstance(answer, Unreadable):
            return answer
        if isinstance(answer, Chosen) and re.search(r"\d", text):
            return Unreadable("Expected letters, as `show` prints them, and no marks or numbers among them.")
        before = mark(self._presented.question, answer, self._policies).fraction
        return Judged(self._mark(answer, before), before, self._labels(answer))

    def _mark(self, answer: Answer, before: float) -> float:
        if self._key is None:
            return before
        if EVERYBODY in self._key.responses:
            return 1.0
        return max(self._mark_by(answer, wanted) for wanted in self._alternatives)

    def _mark_by(self, answer: Answer, wanted: Answer) -> float:
        question = self._presented.question
        if isinstance(question, MultipleResponse | Numeric):
            return mark(give_key(question, wanted) or question, answer, self._policies).fraction
        if isinstance(question, ShortAnswer) and isinstance(answer, Texts) and isinstance(wanted, Texts):
            return float(matches(answer.texts[0], wanted.texts))
        return float(answer == wanted)

    def _read_key(self, part: str) -> Answer:
        answer = read_answer(self._presented, part)
        if isinstance(answer, Unreadable):
            raise ValueError(  # noqa: TRY004 - a value of the key file, not of a caller
                f"{quote(part)} is no key of {self._presented.question.id}. {answer.message}"
            )
        return answer

    def _labels(self, answer: Answer) -> tuple[str, ...]:
        match answer:
            case Chosen(options):
                return tuple(sorted(self._presented.letter(i) for i in options))
            case Quantity(number):
                return (f"{Decimal(number).normalize():f}",)
            case _:
                return (_cut(write_answer(self._presented, answer)),)


def give_key(question: Question, wanted: Answer) -> Question | None:
    """Return a question as it would stand in a bank with another key; None where one answer does not say it all."""
    match question, wanted:
        case TrueFalse(), Truth(value):
            return structs.replace(question, answer=value)
        case Numeric(), Quantity(number):
            return structs.replace(question, value=number, between=None)
        case ((SingleBestAnswer() | MultipleResponse() | CaseQuestion()), Chosen(chosen)):
            options = (structs.replace(option, correct=i in chosen) for i, option in enumerate(question.options))
            return structs.replace(question, options=tuple(options))
        case _:
            return None


class KeyJudge:
    """Judges an item that no bank knows by a key alone: letters in any order, texts as typed answers are compared."""

    def __init__(self, key: Key) -> None:
        """Take the key of the item."""
        self._everybody = EVERYBODY in key.responses
        self._wanted = frozenset(_fold(part) for part in key.responses)
        self.old_key_text = ""
        self.key_text = " | ".join(key.responses)
        self.offered: tuple[str, ...] = tuple(label_response(part) for part in key.responses if part != EVERYBODY)
        self.keyed = frozenset(self.offered)

    def judge(self, text: str) -> Judged | Unreadable:
        """Judge one response."""
        return Judged(float(self._everybody or _fold(text) in self._wanted), None, (label_response(text),))


def label_response(text: str) -> str:
    """Name a response for a table: letters in order, anything else as typed."""
    letters = re.sub(r"[\s,;]+", "", text)
    if letters.isascii() and letters.isalpha() and (len(letters) == 1 or letters.isupper()) and len(letters) <= 6:
        return " ".join(sorted(letters.upper()))
    return _cut(" ".join(text.split()))


def _fold(text: str) -> str:
    return normalise(label_response(text)) or text


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TYPED else text[: MAX_TYPED - 3] + "..."
