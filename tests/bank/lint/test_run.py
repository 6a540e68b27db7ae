"""Findings in their place, and items that overrule a rule."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.lint.run import RULES, choose_rules, lint_library
from calcinosis_quiz.bank.load import load_library
from calcinosis_quiz.bank.problems import Problem
from calcinosis_quiz.errors import QuizError

NEGATIVE = """
- id: negative
  type: true-false
  stem: It is so.
  answer: true
  why_true: Yes.
  why_false: No.
  explanation: More.
- id: none-of-these
  type: single-best-answer
  {extra}
  stem: Which one is it?
  options:
    - {{text: Calcite, why: Shells.}}
    - {{text: Urate, correct: true, why: Tophi.}}
    - {{text: None of these, fixed: true, why: One does.}}
  explanation: More.
"""
SET = """
- id: colours
  type: extended-matching
  theme: Colours
  stem: Which mineral is it?
  options:
    - {text: All of the above, why: No.}
    - {text: Galena, why: Grey.}
    - {text: Haematite, why: Red.}
  cases:
    - {id: case-red, stem: It leaves a red streak., answer: Haematite, explanation: More.}
    - {id: case-grey, stem: Its streak is grey., answer: Galena, explanation: More.}
"""


def test_a_finding_has_the_file_the_line_and_the_path_of_what_it_is_about(
    make_library: Callable[[str], Library],
) -> None:
    library = make_library(NEGATIVE.format(extra="tags: [some]"))
    (problem,) = lint_library(library)
    assert (problem.rule, problem.severity) == ("all-or-none-of-the-above", "warning")
    assert (problem.path, problem.line) == ("items[1].options[2]", 19)
    text = Path(problem.file).read_text(encoding="utf-8").splitlines()[problem.line - 1]
    assert "None of these" in text


def test_lines_are_right_when_an_item_before_could_not_be_read(make_bank: Callable[[str], Path]) -> None:
    path = make_bank("- {id: broken, type: no-such-type}" + NEGATIVE.format(extra="tags: [some]").rstrip())
    library, problems = load_library([path])
    (found,) = lint_library(library)
    assert [problem.path for problem in problems] == ["items[0].type"]
    assert found.path == "items[2].options[2]"
    assert "None of these" in path.read_text(encoding="utf-8").splitlines()[found.line - 1]


def test_an_item_overrules_a_rule_with_a_reason(make_library: Callable[[str], Library]) -> None:
    extra = "lint: {ignore: {all-or-none-of-the-above: It is about none.}}"
    assert lint_library(make_library(NEGATIVE.format(extra=extra))) == ()


@pytest.mark.parametrize(
    ("rule", "problem", "message"),
    [
        ("longest-kee", "unknown-rule", 'Did you mean "longest-key"? `check --rules` lists them all.'),
        ("longest-key", "unused-ignore", '"longest-key" is overruled here, but finds nothing here. Drop the line.'),
    ],
)
def test_overruling_what_is_not_there_is_a_problem_of_its_own(
    rule: str, problem: str, message: str, make_library: Callable[[str], Library]
) -> None:
    extra = f"lint: {{ignore: {{all-or-none-of-the-above: So it is., {rule}: For a reason.}}}}"
    (found,) = lint_library(make_library(NEGATIVE.format(extra=extra)))
    assert found.rule == problem
    assert found.path == f"items[1].lint.ignore.{rule}"
    assert found.message.endswith(message)


def test_what_the_cases_of_a_set_share_is_found_once(make_library: Callable[[str], Library]) -> None:
    assert [problem.path for problem in lint_library(make_library(SET))] == ["items[0].options[0]"]


def test_a_set_overrules_a_rule_for_all_its_cases(make_library: Callable[[str], Library]) -> None:
    overruled = SET.rstrip() + "\n  lint: {ignore: {all-or-none-of-the-above: It is about all of them.}}\n"
    assert lint_library(make_library(overruled)) == ()


def test_a_rule_that_needs_a_ledger_is_silent_without_one(make_library: Callable[[str], Library]) -> None:
    item = "- {id: a, type: true-false, stem: Warfarin is listed., answer: true, why_false: No., explanation: More., \
facts: [cur-oral-warfarin], vignette: true}"
    assert lint_library(make_library(item)) == ()


def test_findings_are_in_the_order_of_the_files_and_lines(make_bank: Callable[..., Path]) -> None:
    paths = [make_bank(NEGATIVE.format(extra="tags: [some]"), name) for name in ("zebra", "alpaca")]
    second = paths[1].read_text(encoding="utf-8").replace("negative", "other").replace("none-of-these", "others")
    paths[1].write_text(second.replace("None of these", "All of these").replace("It is so", "It is"), encoding="utf-8")
    problems = lint_library(load_library(paths)[0])
    assert [Path(problem.file).stem for problem in problems] == ["zebra", "alpaca"]


def test_a_crowd_of_like_stems_is_held_against_the_first_and_not_pair_by_pair(
    make_library: Callable[[str], Library],
) -> None:
    stem = "Crystals of which mineral does the microscope show in the joint in gout"
    items = "\n".join(f"- {{id: q{i}, type: short-answer, stem: '{stem} ({i})?', accept: [urate]}}" for i in range(6))
    found = [each for each in lint_library(make_library(items)) if each.rule == "near-duplicate-stem"]
    assert [each.path for each in found] == [f"items[{i}].stem" for i in range(1, 6)]
    assert all("the same as q0." in each.message for each in found)


BARE = """
- {id: one, type: true-false, stem: Urate is a salt., answer: true, why_false: It is one.}
- {id: two, type: true-false, stem: Oxalate is a metal., answer: false, why_true: It is a salt.}
- {id: three, type: short-answer, stem: What forms tophi?, accept: [urate]}
- {id: four, type: true-false, stem: Lead is a salt., answer: false, why_true: A metal., explanation: It is dense.}
"""


def rules_of(problems: Iterable[Problem]) -> list[tuple[str, str, str]]:
    return [(problem.path, problem.rule, problem.severity) for problem in problems]


def with_head(make_bank: Callable[[str], Path], items: str, head: str) -> Library:
    path = make_bank(items)
    path.write_text(path.read_text(encoding="utf-8").replace("items:", f"{head}\nitems:", 1), encoding="utf-8")
    library, problems = load_library([path])
    assert problems == ()
    return library


def test_what_most_items_of_a_bank_lack_is_said_once(make_library: Callable[[str], Library]) -> None:
    (problem,) = lint_library(make_library(BARE))
    assert rules_of([problem]) == [("title", "missing-explanation", "warning")]
    assert problem.message.startswith("no explanation: 3 of 4 items.")


def test_what_half_of_them_lack_is_said_of_each(make_library: Callable[[str], Library]) -> None:
    problems = lint_library(make_library(BARE.replace("accept: [urate]", "accept: [urate], explanation: Needles.")))
    assert [problem.path for problem in problems] == ["items[0]", "items[1]"]


def test_a_bank_overrules_a_rule_for_all_of_its_items(make_bank: Callable[[str], Path]) -> None:
    head = "lint: {ignore: {missing-explanation: They stand in the book.}}"
    assert lint_library(with_head(make_bank, BARE, head)) == ()


def test_a_bank_says_how_grave_a_rule_is(make_bank: Callable[[str], Path]) -> None:
    problems = lint_library(with_head(make_bank, BARE, "lint: {severity: {missing-explanation: error}}"))
    assert rules_of(problems) == [("title", "missing-explanation", "error")]


def test_a_rule_that_a_bank_names_in_vain_is_told(make_bank: Callable[[str], Path]) -> None:
    head = "lint: {ignore: {longest-key: No., longest-kye: No.}, severity: {long-stm: error}}"
    problems = lint_library(with_head(make_bank, BARE, head))
    assert [each for each in rules_of(problems) if each[0] != "title"] == [
        ("lint.ignore.longest-key", "unused-ignore", "warning"),
        ("lint.ignore.longest-kye", "unknown-rule", "error"),
        ("lint.severity.long-stm", "unknown-rule", "error"),
    ]


def test_rules_that_know_english_say_nothing_on_another_language(make_bank: Callable[[str], Path]) -> None:
    items = NEGATIVE.format(extra="tags: [some]")
    assert rules_of(lint_library(with_head(make_bank, items, "language: en-GB")))
    assert lint_library(with_head(make_bank, items, "language: de")) == ()
    mixed = items.replace("tags: [some]", "language: en")
    assert rules_of(lint_library(with_head(make_bank, mixed, "language: de")))


def test_rules_are_chosen_by_name() -> None:
    assert [rule.id for rule in choose_rules(["longest-key", "long-stem"], ["long-stem"])] == ["longest-key"]
    assert choose_rules([], []) == RULES
    assert len(choose_rules([], ["longest-key"])) == len(RULES) - 1
    with pytest.raises(QuizError, match="longest-key"):
        choose_rules([], ["longest-kye"])
