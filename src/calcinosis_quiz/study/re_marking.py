"""Marking the past again, under the present keys and policies."""

from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct

from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.log.rows import AnswerRow, hash_question
from calcinosis_quiz.quiz.answers import key_of
from calcinosis_quiz.quiz.marking import Policy, mark
from calcinosis_quiz.quiz.remap import remap

Obstacle = Literal["item is gone", "options have changed", "type has changed"]


class NewMark(Struct, frozen=True):
    """An answer whose mark changes."""

    answer: AnswerRow
    old_fraction: float
    fraction: float
    policy: Policy
    content_hash: str


class Unmarkable(Struct, frozen=True):
    """An answer that keeps its mark, because it cannot be marked under the present bank."""

    answer: AnswerRow
    obstacle: Obstacle


def mark_again(
    answers: Iterable[tuple[AnswerRow, float]], questions: dict[tuple[str, str], Question], policies: Sequence[Policy]
) -> tuple[tuple[NewMark, ...], tuple[Unmarkable, ...]]:
    """Compare the mark that each answer has now with the one that it would get today.

    `answers` come with their present fraction; `questions` are indexed by bank and item. Where none of the wished
    policies fits, an answer is marked by the policy it was given under.
    """
    changed: list[NewMark] = []
    unmarkable: list[Unmarkable] = []
    for row, old in answers:
        question = questions.get((row.bank, row.item))
        if question is None:
            unmarkable.append(Unmarkable(row, "item is gone"))
            continue
        if not isinstance(row.answer, type(key_of(question))):
            unmarkable.append(Unmarkable(row, "type has changed"))
            continue
        answer = remap(row.answer, row.parts, question)
        if answer is None:
            unmarkable.append(Unmarkable(row, "options have changed"))
            continue
        new = mark(question, answer, (*policies, row.policy))
        if new.fraction != old:
            changed.append(NewMark(row, old, new.fraction, new.policy, hash_question(question)))
    return tuple(changed), tuple(unmarkable)
