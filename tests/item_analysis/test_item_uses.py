"""Uses of items, pooled over the years."""

from collections.abc import Callable

import numpy as np
import pytest
from msgspec import structs
from numpy.typing import NDArray
from tests.item_analysis.statistics.reference import make_scores
from tests.item_analysis.statistics.test_properties import draw_class

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.item_analysis.item_uses import (
    Use,
    digest_content,
    make_uses,
    merge_uses,
    read_uses_file,
    write_uses,
)
from calcinosis_quiz.item_analysis.pooled_uses import compare_with_author, find_correlation, pool
from calcinosis_quiz.item_analysis.statistics.analysis import analyse
from calcinosis_quiz.item_analysis.statistics.intervals import Estimate, estimate_proportion
from calcinosis_quiz.item_analysis.statistics.scores import Scores

NO_BANK = Library(())


def rename(scores: Scores, item: str) -> Scores:
    names = [item, *(f"other-{n}" for n in range(1, len(scores.items)))]
    renamed = (structs.replace(each, item=name) for each, name in zip(scores.items, names, strict=True))
    return Scores(scores.learners, tuple(renamed))


def test_a_use_holds_sums_from_which_the_item_rest_correlation_comes_back() -> None:
    scores = make_scores(draw_class(1, n=60))
    uses = make_uses(scores, NO_BANK, form="A", date="2026-10-05")
    for use, item in zip(uses, analyse(scores, NO_BANK).items, strict=True):
        assert find_correlation(use) == pytest.approx(item.item_rest.value)
        assert use.marks / use.learners == pytest.approx(item.difficulty.value)


def test_a_file_of_uses_is_read_back_as_it_was_written_and_bad_lines_are_named() -> None:
    uses = make_uses(make_scores(draw_class(1)), NO_BANK, form="A", date="2026-10-05")
    assert read_uses_file("l", write_uses(uses)) == (uses, [])
    kept, problems = read_uses_file("l", write_uses(uses[:1]) + b"{oops\n\n" + write_uses(uses[1:]))
    assert (kept, [problem.line for problem in problems]) == (uses, [2])
    assert [p.rule for p in read_uses_file("l", b'{"format": 2}\n')[1]] == ["bad-uses-file"]


def test_no_answer_and_no_learner_stands_in_the_file() -> None:
    text = write_uses(make_uses(make_scores(draw_class(1)), NO_BANK, form="A", date="2026-10-05")).decode()
    assert '"r1"' not in text
    assert "r1\\t" not in text


def uses_of(matrix: NDArray[np.float64], year: int = 2026, name: str = "A", round_name: str = "") -> tuple[Use, ...]:
    return make_uses(make_scores(matrix), NO_BANK, form=name, date=f"{year}-10-05", round_name=round_name)


def test_the_same_answers_are_new_only_once_whatever_the_class_is_called() -> None:
    known = uses_of(draw_class(1))
    merged = merge_uses(uses_of(draw_class(1), 2027, "B"), known)
    assert (merged.uses, merged.added, merged.known) == (known, 0, 8)


def test_a_corrected_file_replaces_the_first_so_that_nobody_counts_twice() -> None:
    matrix = draw_class(1)
    corrected = matrix.copy()
    corrected[3, 2] = 1 - corrected[3, 2]
    merged = merge_uses(uses_of(corrected), uses_of(matrix))
    assert (merged.replaced, merged.known, merged.added) == (1, 7, 0)
    assert [series.learners for series in pool(merged.uses, NO_BANK)] == [40] * 8
    assert {use.answers for use in merged.uses} == {use.answers for use in uses_of(corrected)}


def test_the_same_codes_in_another_year_class_or_round_are_other_people_or_another_time() -> None:
    known = uses_of(draw_class(1))
    for other in (
        uses_of(draw_class(2), 2027),
        uses_of(draw_class(2), 2026, "B"),
        uses_of(draw_class(2), round_name="x"),
    ):
        merged = merge_uses(other, known)
        assert (merged.added, [series.learners for series in pool(merged.uses, NO_BANK)]) == (8, [80] * 8)


def test_a_class_that_is_added_in_parts_counts_each_learner_once() -> None:
    matrix = draw_class(1)
    half, whole = uses_of(matrix[:20]), uses_of(matrix)
    grown = merge_uses(whole, half)
    assert (grown.replaced, [series.learners for series in pool(grown.uses, NO_BANK)]) == (8, [40] * 8)
    again = merge_uses(half, whole)
    assert (again.known, again.uses) == (8, whole)


def test_learners_who_overlap_in_part_are_left_out_and_said() -> None:
    scores = make_scores(draw_class(1))
    shifted = Scores(tuple(f"r{i + 20}" for i in range(40)), make_scores(draw_class(2)).items)
    known = make_uses(scores, NO_BANK, form="A", date="2026-10-05")
    merged = merge_uses(make_uses(shifted, NO_BANK, form="A", date="2026-10-05"), known)
    assert (merged.overlapping, merged.uses) == (8, known)


def test_years_are_pooled_without_taking_a_stronger_year_for_discrimination() -> None:
    rng = np.random.default_rng(3)
    weak, strong = (rng.random((100, 6)) < 0.2).astype(float), (rng.random((100, 6)) < 0.8).astype(float)
    uses = [
        use
        for year, matrix in (("2026", weak), ("2027", strong))
        for use in make_uses(make_scores(matrix), NO_BANK, form=year, date=f"{year}-01-01")
    ]
    for series in pool(uses, NO_BANK):
        assert (series.uses, series.learners, series.first, series.last) == (2, 200, "2026-01-01", "2027-01-01")
        assert series.difficulty.value == pytest.approx(0.5, abs=0.1)
        assert abs(series.item_rest.value or 0) < 0.25
    both = analyse(make_scores(np.vstack([weak, strong])), NO_BANK)
    assert all((item.item_rest.value or 0) > 0.4 for item in both.items)


def test_three_small_years_together_are_judged_where_none_alone_is() -> None:
    years = [make_scores(draw_class(seed, n=24, k=12)) for seed in range(6)]
    alone = analyse(years[0], NO_BANK).items
    assert {item.verdict.decision for item in alone} == {"wait for data"}
    uses = [u for i, s in enumerate(years) for u in make_uses(s, NO_BANK, form=f"{i}", date="2026-01-01")]
    assert {series.verdict.decision for series in pool(uses, NO_BANK)} & {"keep"}


BANK = (
    "- {{id: q, type: single-best-answer, stem: {stem}, difficulty: {said}, explanation: {why},"
    " options: [{{text: x}}, {{text: y, correct: true}}]}}"
)


def test_an_edit_begins_a_new_series_and_a_better_explanation_does_not(
    make_library: Callable[[str], Library],
) -> None:
    first = make_library(BANK.format(stem="Old?", said="easy", why="a"))
    explained = make_library(BANK.format(stem="Old?", said="hard", why="b"))
    reworded = make_library(BANK.format(stem="New?", said="easy", why="a"))
    digests = [digest_content(library.questions["q"]) for library in (first, explained, reworded)]
    assert digests[0] == digests[1] != digests[2]
    scores = rename(make_scores(draw_class(1)), "q")
    uses = make_uses(scores, first, form="A", date="2026-01-01") + make_uses(
        scores, reworded, form="B", date="2027-01-01"
    )
    series = [each for each in pool(uses, reworded) if each.item == "q"]
    assert [(each.is_present, each.uses) for each in series] == [(False, 1), (True, 1)]


@pytest.mark.parametrize(
    ("p", "n", "said", "agreement"),
    [
        (0.9, 400, "easy", "as estimated"),
        (0.9, 10, "easy", "not yet known"),
        (0.9, 400, "medium", "easier than estimated"),
        (0.3, 100, "easy", "harder than estimated"),
        (0.3, 100, "hard", "as estimated"),
        (0.3, 100, None, "no estimate"),
    ],
)
def test_the_authors_estimate_is_contradicted_by_an_interval_alone(p: float, n: int, said: str, agreement: str) -> None:
    assert compare_with_author(estimate_proportion(p, n), said) == agreement  # type: ignore[arg-type]  # a Literal as text


def test_an_unknown_difficulty_contradicts_nobody() -> None:
    assert compare_with_author(Estimate(None, None, None, 0), "easy") == "not yet known"
