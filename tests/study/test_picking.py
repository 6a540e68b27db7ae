"""Which questions a learner should see again."""

from datetime import date, timedelta

import pytest

from calcinosis_quiz.bank.items import TrueFalse
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.study.picking import Pick, pick_questions
from calcinosis_quiz.study.schedule import GOOD, Review, Scheduler
from calcinosis_quiz.study.snapshot import ItemState

TODAY = date(2026, 1, 5)
SCHEDULER = Scheduler()
QUESTIONS = [TrueFalse(id=name, stem="?", answer=True) for name in ("new", "fresh", "old", "missed", "leech", "wrong")]


def state(days_ago: int, *, misses: int = 0, was_missed: bool = False, misconception: bool = False) -> ItemState:
    day = TODAY - timedelta(days=days_ago)
    memory = SCHEDULER.review(None, Review(day, GOOD, misconception))
    return ItemState(memory, 1, 1.0, day, misses, was_missed)


STATES = {
    "fresh": state(1),
    "old": state(90),
    "missed": state(2, misses=1, was_missed=True),
    "leech": state(3, misses=6),
    "wrong": state(4, misconception=True),
}


@pytest.mark.parametrize(
    ("what", "names"),
    [
        ("missed", ["missed"]),
        ("weak", ["old", "wrong", "leech", "missed", "fresh"]),
        ("leeches", ["leech"]),
        ("sure-but-wrong", ["wrong"]),
    ],
)
def test_the_questions_wanted_come_with_the_least_chance_of_recall_first(what: Pick, names: list[str]) -> None:
    assert [each.id for each in pick_questions(QUESTIONS, STATES, SCHEDULER, TODAY, what)] == names


@pytest.mark.parametrize("what", ["missed", "weak", "leeches", "sure-but-wrong"])
def test_where_there_is_none_it_is_said(what: Pick) -> None:
    with pytest.raises(QuizError, match=r"none of these|no leeches"):
        pick_questions(QUESTIONS[:1], STATES, SCHEDULER, TODAY, what)
