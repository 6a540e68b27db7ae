"""Leeches: items that are missed again and again, and what draws the learner away from the key. Pure."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.log.rows import AnswerRow
from calcinosis_quiz.quiz.feedback import Remark, remark_on
from calcinosis_quiz.quiz.presentation import present
from calcinosis_quiz.quiz.remap import remap

LEECH_MISSES: Final = 6  # since the item was last recalled on a later day


class Leech(Struct, frozen=True, kw_only=True):
    """An item missed so often: its facts, and the wrong part that was most often chosen, None where there is none."""

    item: str
    misses: int
    facts: tuple[str, ...]
    lure: Remark | None = None
    times: int = 0


def describe_leech(question: Question, misses: int, answers: Iterable[AnswerRow]) -> Leech:
    """Return a leech with its most frequent error; `answers` are those to the question, in any order.

    Answers to an earlier wording count as far as their parts are still there.
    """
    presented = present(question)
    wrong: Counter[Remark] = Counter()
    for row in answers:
        answer = remap(row.answer, row.parts, question)
        if answer is not None:
            wrong.update(remark for remark in remark_on(presented, answer) if remark.verdict == "wrong")
    lure, times = next(iter(wrong.most_common(1)), (None, 0))
    return Leech(item=question.id, misses=misses, facts=question.facts, lure=lure, times=times)
