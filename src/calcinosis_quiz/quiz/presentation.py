"""Questions in the order asked, each with the order in which its parts are shown."""

from collections.abc import Sequence
from random import Random
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
from calcinosis_quiz.bank.questions import CaseQuestion, Question, choices_of, may_shuffle, options_of
from calcinosis_quiz.quiz.answers import Answer, Arrangement, Chosen, Pairing, Quantity, SelfMark, Texts, Truth

LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # that parts are shown under


class Presented(Struct, frozen=True):
    """A question as shown; `order` lists the bank's numbers of its options, entries or choices, first to last."""

    question: Question
    order: tuple[int, ...] = ()

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """Pair each letter with the text shown beside it."""
        texts = parts_of(self.question)
        return tuple((letter, texts[i]) for letter, i in zip(LETTERS, self.order, strict=False))

    def letter(self, number: int) -> str:
        """Return the letter under which a part of the bank is shown."""
        return LETTERS[self.order.index(number)]


def parts_of(question: Question) -> tuple[str, ...]:
    """List the texts that letters stand for, in the order of the bank; none where the answer is typed."""
    match question:
        case Ordering():
            return tuple(entry.text for entry in question.entries)
        case Matching():
            return choices_of(question)
        case SingleBestAnswer() | MultipleResponse() | CaseQuestion():
            return tuple(option.text for option in question.options)
        case TrueFalse() | Cloze() | ShortAnswer() | Numeric() | Open():
            return ()
        case _:
            assert_never(question)


def present(question: Question, rng: Random | None = None) -> Presented:
    """Show a question: parts shuffled, unless there is no generator or the bank fixes their order."""
    order = list(range(len(parts_of(question))))
    if rng is not None and may_shuffle(question):
        rng.shuffle(order)
        # "All of these" and its like make sense in the last places alone, in the order of the bank.
        fixed = [i for i, option in enumerate(options_of(question)) if option.fixed]
        order = [*(i for i in order if i not in fixed), *fixed]
    return Presented(question, tuple(order))


def compose_paper(questions: Sequence[Question], rng: Random) -> tuple[Presented, ...]:
    """Show each question, with one generator: the same seed gives the same paper."""
    return tuple(present(question, rng) for question in questions)


def label_answer(presented: Presented, answer: Answer) -> str:
    """Write an answer as the screen labels it: in the letters shown, T or F for a statement."""
    return "TF"[not answer.value] if isinstance(answer, Truth) else write_answer(presented, answer)


def write_answer(presented: Presented, answer: Answer) -> str:
    """Write an answer as a learner would type it, in the letters shown."""
    match answer:
        case Chosen(options):
            return " ".join(sorted(presented.letter(i) for i in options))
        case Truth(value):
            return "true" if value else "false"
        case Texts(texts):
            return "; ".join(texts)
        case Arrangement(entries):
            return " ".join(presented.letter(i) for i in entries)
        case Pairing(choices):
            return " ".join(f"{i}{presented.letter(choice)}" for i, choice in enumerate(choices, 1))
        case SelfMark(text):
            return text
        case Quantity(number):
            return f"{number:f}"
        case _:
            assert_never(answer)
