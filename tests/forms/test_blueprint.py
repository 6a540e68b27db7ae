"""Blueprints: what a file may ask for, and how topics share what no blueprint splits."""

from collections import Counter
from collections.abc import Callable
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.forms.generated import libraries

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.problems import BankError
from calcinosis_quiz.forms.blueprint import Cell, in_proportion, read_blueprint
from calcinosis_quiz.quiz.selection import Filters

WHOLE = """\
format: 1
title: A short test
cells:
  - {count: 2, topic: surgery, level: apply}
  - {count: 1, type: true-false, difficulty: easy, vignette: false}
  - {count: 3, objective: LO10}
  - count: 1
    fact: surg-concerns
"""


def test_a_blueprint_lists_cells_with_the_lines_that_ask_for_them(shipped: Library) -> None:
    blueprint = read_blueprint("b.yaml", WHOLE.encode(), shipped)
    assert (blueprint.title, blueprint.items) == ("A short test", 7)
    assert [(str(cell), cell.place) for cell in blueprint.cells] == [
        ("surgery, apply", "b.yaml:4"),
        ("true-false, easy, no vignette", "b.yaml:5"),
        ("LO10", "b.yaml:6"),
        ("surg-concerns", "b.yaml:7"),
    ]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", ["b.yaml: expected keys, first `format: 1` and then `cells:`"]),
        ("- a\n- b\n", ["b.yaml:1: expected keys"]),
        ("format: 1\ncells: []\n", ["b.yaml:2: cells: expected at least 1 entries, got 0"]),
        ("format: 2\ncells: [{count: 1}]\n", ["b.yaml:1: format: expected the number 1, got 2"]),
        ("format: 1\n", ["b.yaml:1: expected the key cells, got none"]),
        ("format: 1\ncells: [{topic: surgery}]\n", ["b.yaml:2: cells[0]: expected the key count"]),
        ("format: 1\ncells: [\n", ["b.yaml:2: not readable as YAML"]),
        ("format: 1\ncells: [{count: 0}]\n", ["cells[0].count: expected a whole number, got 0"]),
        ("format: 1\ncells: [{count: 9999}]\n", ["cells[0].count: expected a whole number, got 9999"]),
        ("format: 1\ncells: [{count: -1}]\n", ['cells[0].count: expected a whole number, got "-1"']),
        (
            """\
            format: 1
            cells:
              - {count: 1, topic: surgry}
              - {count: 1, level: applied}
              - {count: two}
              - {count: 1, objective: LO99, colour: red}
            """,
            [
                'b.yaml:3: cells[0].topic: expected a known topic, got "surgry". Did you mean "surgery"?',
                "b.yaml:4: cells[1].level: expected one of apply, evaluate, remember, understand",
                'b.yaml:5: cells[2].count: expected a whole number, got "two"',
                'b.yaml:6: cells[3].objective: expected a known objective, got "LO99"',
                'b.yaml:6: cells[3].colour: expected a key of the format, got "colour"',
            ],
        ),
    ],
)
def test_problems_of_a_blueprint_are_told_all_at_once_with_their_lines(
    shipped: Library, text: str, problems: list[str]
) -> None:
    with pytest.raises(BankError) as refused:
        read_blueprint("b.yaml", dedent(text).encode(), shipped)
    lines = str(refused.value).splitlines()[1:]
    assert len(lines) == len(problems)
    for problem in problems:
        assert any(problem in line for line in lines), lines


@settings(max_examples=25)
@given(libraries(), st.integers(1, 30), st.integers(1, 4))
def test_topics_share_a_form_in_proportion_and_within_their_room(library: Library, items: int, forms: int) -> None:
    questions = tuple(library.questions.values())
    cells = in_proportion(questions, items, forms, Cell(count=items))
    sizes = Counter(question.topic for question in questions)
    counts = {cell.filters.topic[0]: cell.count for cell in cells}
    assert sum(counts.values()) == min(items, sum(size // forms for size in sizes.values()))
    assert all(count <= sizes[topic] // forms for topic, count in counts.items())
    if all(count < sizes[topic] // forms for topic, count in counts.items()):
        assert all(abs(count - items * sizes[topic] / len(questions)) < 1 for topic, count in counts.items())


def test_a_cell_admits_what_all_its_filters_and_its_wish_for_vignettes_let_through(
    make_library: Callable[[str], Library],
) -> None:
    library = make_library(
        """
        - {id: a, type: true-false, stem: A., answer: true, vignette: true, level: apply}
        - {id: b, type: true-false, stem: B., answer: true, level: apply}
        - {id: c, type: open, stem: C., model_answer: C, points: [c], level: apply}
        """
    )

    def admitted(cell: Cell) -> str:
        return "".join(question.id for question in library.questions.values() if cell.admits(question))

    assert admitted(Cell(count=1)) == "abc"
    assert admitted(Cell(count=1, vignette=True)) == "a"
    assert admitted(Cell(count=1, vignette=False)) == "bc"
    assert admitted(Cell(count=1, filters=Filters(type=("true-false",), level=("apply", "remember")))) == "ab"
    assert admitted(Cell(count=1, filters=Filters(level=("remember",)))) == ""
