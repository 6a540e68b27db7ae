"""Leeches: items that are missed again and again, and what draws the learner away from the key."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.rows import AnswerRow
from calcinosis_quiz.quiz.feedback import Remark, remark_on
from calcinosis_quiz.quiz.presentation import present
from calcinosis_quiz.quiz.remap import remap
from calcinosis_quiz.study.snapshot import ItemState

LEECH_MISSES: Final = 6  # since the item was last recalled on a later day
_LOOKED_AT: Final = 50  # answers: older errors may long have been put right, and a long log must not slow a start


class Leech(Struct, frozen=True, kw_only=True):
    """An item missed so often: its facts, and the wrong part that was most often chosen, None where there is none."""

    item: str
    misses: int
    facts: tuple[str, ...]
    lure: Remark | None = None
    times: int = 0


def find_leeches(library: Library, log: AnswerLog, states: Mapping[str, ItemState]) -> tuple[Leech, ...]:
    """Return every leech of a library, the most often missed first; `states` are those by question id."""
    leeches = [
        describe_leech(library.questions[item], state.misses, read_answers(library, log, item))
        for item, state in states.items()
        if state.misses >= LEECH_MISSES
    ]
    return tuple(sorted(leeches, key=lambda leech: -leech.misses))


def read_answers(library: Library, log: AnswerLog, item: str) -> Iterator[AnswerRow]:
    """Yield the latest answers to a question, those taken back included: they were errors all the same."""
    latest = "answer_id IN (SELECT answer_id FROM answer WHERE bank = ? AND item = ? ORDER BY answered_at DESC LIMIT ?)"
    return log.read(AnswerRow, latest, (library.bank_of(item).bank.bank, item, _LOOKED_AT))


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
