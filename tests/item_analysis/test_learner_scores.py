"""Marks of learners: points, percent, interval, grade."""

import csv
from collections.abc import Sequence
from io import StringIO

import pytest

from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.item_analysis.learner_scores import Grade, find_grade, list_scores, read_grades, write_scores
from calcinosis_quiz.item_analysis.responses.table import Attempt
from calcinosis_quiz.item_analysis.statistics.learner_sets import group_learners
from calcinosis_quiz.item_analysis.statistics.scores import ItemScores, Scores


def make_scores(*columns: tuple[float, Sequence[float | None]]) -> Scores:
    items = []
    for number, (maximum, marks) in enumerate(columns):
        levels = tuple((mark, learners) for mark, learners in group_learners(marks).items() if mark is not None)
        items.append(ItemScores(f"q{number}", levels, maximum))
    return Scores(tuple(f"r{i}" for i in range(len(columns[0][1]))), tuple(items))


def attempts(count: int) -> tuple[Attempt, ...]:
    return tuple(Attempt(f"r{i}", "a.csv", i + 2, "post", "A") for i in range(count))


def test_points_and_percent_are_of_the_items_with_a_mark() -> None:
    scores = make_scores((1, [1, 0]), (1, [1, None]), (2, [1, 2]))
    first, second = list_scores({"post": scores}, {"post": attempts(2)})
    assert (first.points, first.possible, first.share.value) == (3, 4, 0.75)
    assert (second.points, second.possible) == (2, 3)


def test_the_interval_is_wilsons_for_the_number_of_items() -> None:
    scores = make_scores(*[(1.0, [float(i < 7)]) for i in range(10)])
    (score,) = list_scores({"": scores}, {"": attempts(1)})
    assert score.share.low == pytest.approx(0.39677, abs=1e-5)  # 7 of 10 in tables of Wilson's interval
    assert score.share.high == pytest.approx(0.89221, abs=1e-5)


def test_items_of_unequal_points_count_as_fewer_equal_ones() -> None:
    scores = make_scores((1, [1]), (1, [1]), (8, [0]))
    (score,) = list_scores({"": scores}, {"": attempts(1)})
    assert score.share.n == round(10**2 / (1 + 1 + 64))


def test_grades_are_given_from_their_bound_on_and_never_rounded_up() -> None:
    grades = read_grades("B=80, A=90,pass=59.5%")
    assert grades == (Grade("A", 90), Grade("B", 80), Grade("pass", 59.5))
    assert [find_grade(share, grades) for share in (0.9, 0.8999, 0.8, 0.595, 0.5949)] == [
        "A",
        "B",
        "B",
        "pass",
        "below pass",
    ]
    assert find_grade(0.5, ()) == ""


@pytest.mark.parametrize("text", ["A", "A=", "=5", "A=101", "A=-1", "A=x", "A=90,B=90", ""])
def test_grades_that_cannot_be_read_are_said(text: str) -> None:
    with pytest.raises(QuizError):
        read_grades(text)


def test_names_that_a_spreadsheet_would_run_are_made_harmless() -> None:
    scores = make_scores((1, [1]))
    evil = (Attempt("=cmd|'/c calc'!A0", "a.csv", 2, "-1", "@SUM(A1)"),)
    text = write_scores(list_scores({"": scores}, {"": evil}), [Attempt("+1 absent", "a.csv", 3)])
    first, second = csv.DictReader(StringIO(text))
    assert (first["learner"], first["round"], first["form"]) == ("'=cmd|'/c calc'!A0", "-1", "'@SUM(A1)")
    assert (second["learner"], second["points"], second["grade"]) == ("'+1 absent", "", "absent")
