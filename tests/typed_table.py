"""The table of typed answers: one specification for the terminal, the HTML page and the cards.

`quiz/typed_answers.tsv` has a line for each answer: the item (of `typed_answers.yaml`), what was typed (as JSON, so
that every sign can be seen), the mark and the reason. Marks: right; nearly, where the terminal asks whether another
wording was meant; wrong; asked again, which is no answer and no mark; empty. A change of the rules begins here.
"""

from pathlib import Path

from msgspec import Struct, json

from calcinosis_quiz.bank.items import Numeric, ShortAnswer
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.bank.text_matching import judge as judge_text
from calcinosis_quiz.quiz.answers import Quantity, Texts
from calcinosis_quiz.quiz.marking import mark, wanted_of
from calcinosis_quiz.quiz.presentation import present
from calcinosis_quiz.quiz.session import suggest
from calcinosis_quiz.quiz.typed_answers import Unreadable, read_answer
from calcinosis_quiz.quiz.typed_numbers import NoNumber, read_number

FOLDER = Path(__file__).parent / "quiz"
Judged = tuple[str, str]


class Line(Struct, frozen=True):
    """One line of the table."""

    item: str
    typed: str
    mark: str
    reason: str


def read_table() -> list[Line]:
    """Read the table."""
    _, *lines = (FOLDER / "typed_answers.tsv").read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines]
    return [Line(item, json.decode(typed), mark, reason) for item, typed, mark, reason in cells]


def read_items() -> Library:
    """Read the items of the table."""
    return open_library([FOLDER / "typed_answers.yaml"])


def judge(question: ShortAnswer | Numeric, typed: str) -> Judged:
    """Mark a typed answer as the terminal does, and tell the reason."""
    if not typed.strip():
        return "empty", "empty"
    presented = present(question)
    answer = read_answer(presented, typed)
    if isinstance(question, Numeric):
        number = read_number(typed, question.unit, question.language or "en", convert=question.convert)
        if isinstance(number, NoNumber):
            assert isinstance(answer, Unreadable)
            return "asked again", number.why
        assert answer == Quantity(number)
        if mark(question, Quantity(number)).fraction == 1:
            return "right", "in range"
        known = any(error.value == number for error in question.common_errors)
        return "wrong", "known error" if known else "out of range"
    assert isinstance(answer, Texts)
    verdict = judge_text(typed, wanted_of(question))
    assert (verdict == "right") == (mark(question, answer).fraction == 1)
    if verdict == "right":
        return "right", "accepted"
    if verdict == "refused":
        return "wrong", "refused"
    return ("nearly", "slip") if suggest(presented, answer) else ("wrong", "other")
