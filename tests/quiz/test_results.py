"""What a session comes to."""

import pytest
from hypothesis import given

from calcinosis_quiz.bank.items import Open, TrueFalse
from calcinosis_quiz.quiz.answers import SelfMark, Truth
from calcinosis_quiz.quiz.marking import Mark, mark
from calcinosis_quiz.quiz.presentation import present
from calcinosis_quiz.quiz.results import Score, sum_up
from calcinosis_quiz.quiz.session import Outcome


def outcome(name: str, topic: str, fraction: float) -> Outcome:
    question = TrueFalse(id=name, topic=topic, stem="s", answer=True)
    return Outcome(present(question), Truth(True), Mark(fraction, "right-or-wrong", ""))


def open_outcome(name: str, topic: str, points: int) -> Outcome:
    question = Open(id=name, topic=topic, stem="s", model_answer="m", points=("one", "two"))
    answer = SelfMark("text", frozenset(range(points)))
    return Outcome(present(question), answer, mark(question, answer))


def test_points_are_added_up_in_all_and_by_topic_in_the_order_met() -> None:
    answered = [outcome("a", "skin", 1), outcome("b", "bone", 0.25), outcome("c", "skin", 0), outcome("d", "bone", 0.5)]
    result = sum_up(answered)
    assert (result.answered, result.total) == (4, Score(1.75, 4))
    assert list(result.by_topic.items()) == [("skin", Score(1, 2)), ("bone", Score(0.75, 2))]


def test_what_did_not_earn_full_marks_is_missed_in_the_order_asked() -> None:
    answered = [outcome("a", "t", 0.99), outcome("b", "t", 1), outcome("c", "t", 0)]
    assert sum_up(answered).missed == ("a", "c")


@pytest.mark.parametrize("points", [0, 1, 2])
def test_open_answers_are_counted_as_answered_and_left_out_of_everything_else(points: int) -> None:
    result = sum_up([outcome("a", "skin", 1), open_outcome("b", "skin", points), open_outcome("c", "bone", points)])
    assert (result.answered, result.total) == (3, Score(1, 1))
    assert (result.by_topic, result.missed) == ({"skin": Score(1, 1)}, ())


def test_nothing_answered_is_no_score_rather_than_a_bad_one() -> None:
    result = sum_up([])
    assert (result.answered, result.total, result.by_topic, result.missed) == (0, Score(0, 0), {}, ())
    assert result.total.share is None


def test_open_answers_alone_have_no_share() -> None:
    assert sum_up([open_outcome("a", "t", 2)]).total.share is None


def test_the_share_is_the_part_of_the_points_possible() -> None:
    assert Score(1.5, 2).share == 0.75
    assert Score(0, 2).share == 0


@given(...)
def test_the_topics_add_up_to_the_total(outcomes: list[Outcome]) -> None:
    result = sum_up(outcomes)
    assert sum(score.possible for score in result.by_topic.values()) == result.total.possible
    assert sum(score.points for score in result.by_topic.values()) == pytest.approx(result.total.points)
    assert result.total.possible == sum(each.mark.counts for each in outcomes)
    assert 0 <= result.total.points <= result.total.possible <= result.answered == len(outcomes)
