"""Answer sheets: where each question is answered, by the shape of its answer."""

from collections.abc import Iterable

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
from calcinosis_quiz.export.paper.document import SheetRow
from calcinosis_quiz.export.paper.questions import LINES_TO_ANSWER, labels_of_gaps
from calcinosis_quiz.quiz.presentation import Presented


def lay_out(paper: Iterable[Presented], first: int = 1) -> tuple[SheetRow, ...]:
    """Give a row of an answer sheet for each question, numbered from `first`."""
    return tuple(_lay_out_one(number, presented) for number, presented in enumerate(paper, first))


def _lay_out_one(number: int, presented: Presented) -> SheetRow:
    question = presented.question
    letters = tuple(letter for letter, _ in presented.choices)
    match question:
        case TrueFalse():
            return SheetRow(number=number, letters=("T", "F"))
        case Cloze():
            return SheetRow(number=number, lines=labels_of_gaps(question))
        case ShortAnswer():
            return SheetRow(number=number, lines=("",))
        case Numeric():
            return SheetRow(number=number, lines=("",), unit=question.unit or "")
        case Open():
            return SheetRow(number=number, lines=("",) * LINES_TO_ANSWER)
        case Ordering():
            return SheetRow(number=number, letters=letters, rows=_number(len(question.entries)))
        case Matching():
            return SheetRow(number=number, letters=letters, rows=_number(len(question.pairs)))
        case _:
            return SheetRow(number=number, letters=letters, several=isinstance(question, MultipleResponse))


def _number(count: int) -> tuple[str, ...]:
    return tuple(str(i) for i in range(1, count + 1))
