"""What is asked about, against what there is to ask."""

from collections.abc import Callable
from pathlib import Path

from calcinosis_quiz.bank.coverage import Coverage, measure_coverage
from calcinosis_quiz.bank.load import open_library

LEDGER = """\
format: 1
namespace: small
title: Small
source: {citation: A report, as_of: 2015, kind: lecture, disclaimer: None.}
topics: [{id: sample, title: Sample}, {id: other, title: Other}]
objectives: [{id: LO1, text: Know}, {id: LO2, text: Judge}]
facts:
  - {id: twice, topic: sample, statement: A., strength: established, core: true}
  - {id: same-type, topic: sample, statement: B., strength: established, core: true}
  - {id: once, topic: sample, statement: C., strength: established}
  - {id: never, topic: other, statement: D., strength: established}
blueprint:
  - {topic: sample, type: true-false, levels: {remember: 2, apply: 1}}
"""
COMMON = "objective: LO1, level: remember, difficulty: easy"
ITEMS = f"""
- {{id: a, type: true-false, stem: A., answer: true, facts: [twice, same-type], {COMMON}}}
- {{id: b, type: true-false, stem: B., answer: true, facts: [same-type, once], {COMMON}}}
- {{id: c, type: short-answer, stem: C?, accept: [c], facts: [twice], {COMMON}}}
"""


def coverage_of(make_bank: Callable[[str], Path], items: str = ITEMS, ledger: str = LEDGER) -> Coverage:
    path = make_bank(items)
    (path.parent / "facts.yaml").write_text(ledger, encoding="utf-8")
    (coverage,) = measure_coverage(open_library([path.parent]))
    return coverage


def test_a_core_fact_wants_two_types_and_any_other_one_question(make_bank: Callable[[str], Path]) -> None:
    coverage = coverage_of(make_bank)
    assert {fact.fact: fact.standing for fact in coverage.facts} == {
        "twice": "covered",
        "same-type": "thin",
        "once": "covered",
        "never": "uncovered",
    }
    assert coverage.facts[0].questions == ("a", "c")
    assert coverage.facts[1].types == ("true-false", "true-false")


def test_objectives_and_places_of_the_blueprint_that_fall_short_are_named(make_bank: Callable[[str], Path]) -> None:
    coverage = coverage_of(make_bank)
    assert [each.objective for each in coverage.short_objectives] == ["LO2"]
    assert [(cell.level, cell.questions, cell.wanted) for cell in coverage.short_cells] == [("apply", 0, 1)]
    assert not coverage.is_complete


def test_questions_beyond_the_blueprint_are_counted(make_bank: Callable[[str], Path]) -> None:
    cells = {(cell.type, cell.level): (cell.questions, cell.wanted) for cell in coverage_of(make_bank).cells}
    assert cells == {
        ("true-false", "remember"): (2, 2),
        ("true-false", "apply"): (0, 1),
        ("short-answer", "remember"): (1, 0),
    }


def test_each_case_of_a_set_counts_for_itself(make_bank: Callable[[str], Path]) -> None:
    items = f"""
    - id: a-set
      type: extended-matching
      theme: Letters
      stem: Which letter is it?
      options: [{{text: Alpha}}, {{text: Beta}}]
      cases:
        - {{id: one, stem: First., answer: Alpha, facts: [twice], {COMMON}}}
        - {{id: two, stem: Second., answer: Beta, facts: [twice, once], {COMMON}}}
    """
    coverage = coverage_of(make_bank, items)
    assert coverage.facts[0].questions == ("one", "two")
    assert coverage.facts[0].standing == "thin"
    assert coverage.facts[2].standing == "covered"


def test_a_bank_without_a_ledger_has_nothing_to_cover(make_bank: Callable[[str], Path]) -> None:
    path = make_bank("- {id: a, type: true-false, stem: A., answer: true}")
    assert measure_coverage(open_library([path])) == ()


def test_all_that_is_wanted_makes_it_complete(make_bank: Callable[[str], Path]) -> None:
    ledger = LEDGER.partition("blueprint:")[0].replace(", {id: LO2, text: Judge}", "")
    more = f"- {{id: d, type: short-answer, stem: D?, accept: [d], facts: [same-type, never], {COMMON}}}\n"
    assert coverage_of(make_bank, ITEMS + more, ledger).is_complete
