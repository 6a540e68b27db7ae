"""What one response earns, by the bank or by a key of the teacher's, and under which options it counts."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final, Literal, Protocol, assert_never

from msgspec import Struct, structs

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
from calcinosis_quiz.bank.problems import quote
from calcinosis_quiz.bank.questions import CaseQuestion, Question
from calcinosis_quiz.bank.text_matching import judge, normalise
from calcinosis_quiz.item_analysis.responses.alphabets import (
    explain_sign,
    is_double_truth,
    read_letters,
    read_truth_word,
)
from calcinosis_quiz.item_analysis.responses.csv_text import read_number
from calcinosis_quiz.item_analysis.responses.key_files import EVERYBODY, Key
from calcinosis_quiz.item_analysis.responses.option_texts import read_text_answer
from calcinosis_quiz.item_analysis.responses.table import Response
from calcinosis_quiz.quiz.answers import Answer, Arrangement, Chosen, Pairing, Quantity, SelfMark, Texts, Truth, key_of
from calcinosis_quiz.quiz.marking import Policy, mark, wanted_of
from calcinosis_quiz.quiz.presentation import present, write_answer
from calcinosis_quiz.quiz.typed_answers import Unreadable, read_answer

MAX_TYPED: Final = 60
"""Longer typed responses are cut in the table of responses."""
_NEVER_TYPED: Final = frozenset({"?", "-", "\u2013", "\u2014", "n/a", "N/A"})


class Judged(Struct, frozen=True):
    """What a response earns as a fraction, what it earned by the bank's own key, and its options.

    `is_double`: two options where one was asked for, which earns nothing.
    """

    fraction: float
    before: float | None
    labels: tuple[str, ...]
    is_double: bool = False


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
        if (double := self._read_double(text)) is not None:
            return Judged(0.0, 0.0, (double,), is_double=True)
        answer = self._read(text)
        if isinstance(answer, Unreadable):
            return Unreadable(answer.message + explain_sign(text))
        before = mark(self._presented.question, answer, self._policies).fraction
        return Judged(self._mark(answer, before), before, self._labels(answer))

    def _read(self, text: str) -> Answer | Unreadable:
        question = self._presented.question
        if isinstance(question, TrueFalse) and (truth := read_truth_word(text)) is not None:
            return Truth(truth)
        if isinstance(question, ShortAnswer | Cloze) and text.strip() in _NEVER_TYPED:
            return Unreadable("Expected words.")
        answer = read_answer(self._presented, text)
        if isinstance(answer, Chosen) and re.search(r"\d", text):
            answer = Unreadable("Expected letters, as `show` prints them, and no marks or numbers among them.")
        if isinstance(answer, Unreadable):
            return read_text_answer(question, text) or answer
        return answer

    def _read_double(self, text: str) -> str | None:
        """Return the options of an answer that names several where one was asked for."""
        question = self._presented.question
        if isinstance(question, TrueFalse):
            return "true and false" if is_double_truth(text) else None
        if isinstance(question, MultipleResponse) or not self._has_letters:
            return None
        letters = read_letters(text) or ()
        return " ".join(sorted(letters)) if len(letters) > 1 and set(letters) <= set(self.offered) else None

    def _mark(self, answer: Answer, before: float) -> float:
        if self._key is None:
            return before
        if EVERYBODY in self._key.responses:
            return 1.0
        return max(self._mark_by(answer, wanted) for wanted in self._alternatives)

    def _mark_by(self, answer: Answer, wanted: Answer) -> float:
        question = self._presented.question
        match question:
            case MultipleResponse() | Numeric():
                return mark(give_key(question, wanted) or question, answer, self._policies).fraction
            case ShortAnswer():
                if not (isinstance(answer, Texts) and isinstance(wanted, Texts)):
                    return 0.0
                by_key = structs.replace(wanted_of(question), accept=wanted.texts)
                return float(judge(answer.texts[0], by_key) == "right")
            case SingleBestAnswer() | CaseQuestion() | TrueFalse() | Cloze() | Ordering() | Matching() | Open():
                return float(answer == wanted)
            case _:
                assert_never(question)

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
            case Truth() | Texts() | Arrangement() | Pairing() | SelfMark():
                return (_cut(write_answer(self._presented, answer)),)
            case _:
                assert_never(answer)


def give_key(question: Question, wanted: Answer) -> Question | None:
    """Return a question as it would stand in a bank with another key; None where one answer does not say it all."""
    match question:
        case TrueFalse():
            return structs.replace(question, answer=wanted.value) if isinstance(wanted, Truth) else None
        case Numeric():
            number = wanted.number if isinstance(wanted, Quantity) else None
            return None if number is None else structs.replace(question, value=number, between=None)
        case SingleBestAnswer() | MultipleResponse() | CaseQuestion():
            if not isinstance(wanted, Chosen):
                return None
            chosen = wanted.options
            options = (structs.replace(option, correct=i in chosen) for i, option in enumerate(question.options))
            return structs.replace(question, options=tuple(options))
        case ShortAnswer() | Cloze() | Ordering() | Matching() | Open():
            return None
        case _:
            assert_never(question)


KeyKind = Literal["letters", "truth", "number", "text"]


def find_key_kind(key: Key, responses: Iterable[Response] = ()) -> KeyKind:
    """Return what kind of answers a key without a question marks; T and F are letters only among other letters."""
    parts = [part for part in key.responses if part != EVERYBODY]
    if not parts:
        return "text"
    if all(read_truth_word(part) is not None for part in parts):
        seen = (each for each in responses if isinstance(each, str) and each)
        others = (each for each in seen if read_truth_word(each) is None and not is_double_truth(each))
        if all(len(part) > 1 for part in parts) or not any(read_letters(each) for each in others):
            return "truth"
    if all(_is_letter_key(part) for part in parts):
        return "letters"
    return "number" if all(read_number(part) is not None for part in parts) else "text"


def _is_letter_key(part: str) -> bool:
    letters = read_letters(part)
    if letters is None:
        return False
    if len(letters) == 1 or re.search(r"[\s,;]", part.strip()):
        return True
    return part.isupper() and list(letters) == sorted(letters) and letters[-1] <= "J"  # CT is a word, AC a set


class KeyJudge:
    """Judges an item that no bank knows by a key alone: letters, true or false, a number, or words."""

    def __init__(self, key: Key, kind: KeyKind, last: str) -> None:
        """Take the key of an item, what kind of answers it marks, and the last letter that an answer may be."""
        self._kind, self._last = kind, last
        self._everybody = EVERYBODY in key.responses
        self.old_key_text = ""
        self.key_text = " | ".join(key.responses)
        read = [(part, self._read(part)) for part in key.responses if part != EVERYBODY]
        self._wanted = frozenset(label for _, label in read if isinstance(label, str))
        self._single = all(" " not in label for label in self._wanted)
        self.offered: tuple[str, ...] = tuple(label for _, label in read if isinstance(label, str))
        self.keyed = frozenset(self.offered)

    def judge(self, text: str) -> Judged | Unreadable:
        """Judge one response."""
        label = self._read(text)
        if isinstance(label, Unreadable):
            return Unreadable(label.message + explain_sign(text))
        double = self._kind == "letters" and self._single and " " in label
        if double or (self._kind == "truth" and label == _BOTH):
            return Judged(0.0, None, (label,), is_double=True)
        wanted = self._wanted if self._kind != "text" else {_fold(part) for part in self._wanted}
        right = (label if self._kind != "text" else _fold(label)) in wanted
        return Judged(float(self._everybody or right), None, (label,))

    def _read(self, text: str) -> str | Unreadable:
        """Write a response as the label that it is counted under."""
        match self._kind:
            case "letters":
                letters = read_letters(text)
                if letters is None or max(letters) > self._last:
                    advice = "" if letters is None else " Give the number of options in the column options of the key."
                    return Unreadable(f"Expected a letter from A to {self._last}.{advice}")
                return " ".join(sorted(letters))
            case "truth":
                truth = read_truth_word(text)
                if truth is None:
                    return _BOTH if is_double_truth(text) else Unreadable("Expected T or F.")
                return "true" if truth else "false"
            case "number":
                number = read_number(text)
                return Unreadable("Expected a number.") if number is None else f"{number:g}"
            case "text":
                return Unreadable("Expected words.") if text.strip() in _NEVER_TYPED else _cut(" ".join(text.split()))
            case _:
                assert_never(self._kind)


_BOTH: Final = "true and false"


def label_response(text: str) -> str:
    """Name a response for a table: letters in order, anything else as typed."""
    letters = re.sub(r"[\s,;]+", "", text)
    if letters.isascii() and letters.isalpha() and (len(letters) == 1 or letters.isupper()) and len(letters) <= 6:
        return " ".join(sorted(letters.upper()))
    return _cut(" ".join(text.split()))


def _fold(text: str) -> str:
    return normalise(text) or text


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TYPED else text[: MAX_TYPED - 3] + "..."
