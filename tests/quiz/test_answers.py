"""The key of each type of question."""

from decimal import Decimal

import pytest

from calcinosis_quiz.bank.items import (
    Cloze,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Option,
    Ordering,
    Pair,
    Reasoned,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.bank.questions import CaseQuestion, Question
from calcinosis_quiz.quiz.answers import (
    Answer,
    Arrangement,
    Chosen,
    Pairing,
    Quantity,
    SelfMark,
    Texts,
    Truth,
    key_of,
)

OPTIONS = tuple(Option(text=t, correct=t in "xz") for t in "wxyz")
PAIRS = tuple(Pair(prompt=f"prompt {i}", choice=choice) for i, choice in enumerate("xyx"))


@pytest.mark.parametrize(
    ("question", "key"),
    [
        (SingleBestAnswer(id="q", stem="s", options=OPTIONS[:3]), Chosen(frozenset({1}))),
        (MultipleResponse(id="q", stem="s", options=OPTIONS), Chosen(frozenset({1, 3}))),
        (
            CaseQuestion(id="q", stem="s", set_id="set", theme="t", lead_in="l", options=OPTIONS[2:]),
            Chosen(frozenset({1})),
        ),
        (TrueFalse(id="q", stem="s", answer=False), Truth(False)),
        (Cloze(id="q", text="{{ one }} and {{two}}"), Texts(("one", "two"))),
        (ShortAnswer(id="q", stem="s", accept=("first", "second")), Texts(("first",))),
        (Numeric(id="q", stem="s", value=Decimal("2.5"), tolerance="1"), Quantity(Decimal("2.5"))),
        (Numeric(id="q", stem="s", value=Decimal(0)), Quantity(Decimal(0))),
        (Numeric(id="q", stem="s", between=(Decimal(5), Decimal(10))), Quantity(Decimal(5))),
        (Ordering(id="q", stem="s", entries=tuple(Reasoned(text=t) for t in "xyz")), Arrangement((0, 1, 2))),
        (Matching(id="q", stem="s", pairs=PAIRS, spare=(Reasoned(text="z"),)), Pairing((0, 1, 0))),
        (Open(id="q", stem="s", model_answer="m", points=("one", "two")), SelfMark("m", frozenset({0, 1}))),
    ],
)
def test_the_key_is_what_the_bank_says_is_right(question: Question, key: Answer) -> None:
    assert key_of(question) == key
