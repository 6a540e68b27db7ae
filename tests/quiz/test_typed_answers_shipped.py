"""Typing answers to the shipped questions."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calcinosis_quiz.bank.items import Open
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.quiz.answers import Answer, SelfMark, key_of
from calcinosis_quiz.quiz.marking import POLICIES, mark
from calcinosis_quiz.quiz.presentation import Presented, present, write_answer
from calcinosis_quiz.quiz.typed_answers import Unreadable, describe_answer, read_answer, read_points

TYPED = st.text() | st.text("AaBbCc123;,.:-=()% \u0661\u2212") | st.sampled_from(["T", "yes", "1B 2A", "2,5 %"])


@settings(max_examples=100)
@given(text=TYPED)
def test_no_text_is_too_much_for_any_question(shipped: Library, text: str) -> None:
    for question in shipped.questions.values():
        presented = present(question)
        read = read_answer(presented, text)
        points = read_points(presented, text)
        assert isinstance(read, Answer | Unreadable)
        assert isinstance(points, Unreadable) or points <= set(range(len(getattr(question, "points", ()))))
        if not isinstance(read, Unreadable):
            assert 0 <= mark(question, read).fraction <= 1


def read_back(presented: Presented, question: Question) -> Answer | Unreadable:
    read = read_answer(presented, write_answer(presented, key_of(question)))
    if isinstance(question, Open) and isinstance(read, SelfMark):
        points = read_points(presented, " ".join(str(i + 1) for i in range(len(question.points))))
        return points if isinstance(points, Unreadable) else SelfMark(read.text, points)
    return read


@pytest.mark.parametrize("seed", range(20))
def test_the_key_typed_in_the_letters_of_any_presentation_earns_full_marks(shipped: Library, seed: int) -> None:
    rng = Random(seed)  # noqa: S311 - a paper, not a secret
    for question in shipped.questions.values():
        read = read_back(present(question, rng), question)
        assert not isinstance(read, Unreadable), (question.id, read)
        assert [mark(question, read, [policy]).fraction for policy in POLICIES[question.type]] == [1.0] * len(
            POLICIES[question.type]
        ), question.id


def test_what_to_type_is_said_for_every_question(shipped: Library) -> None:
    assert all(describe_answer(present(question)) for question in shipped.questions.values())
