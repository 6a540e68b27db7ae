"""Parallel forms: what holds for every bank and every seed."""

from collections import Counter
from collections.abc import Callable, Sequence
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.forms.generated import libraries

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.forms.blueprint import Blueprint, Cell
from calcinosis_quiz.forms.build import Parallel, build_forms
from calcinosis_quiz.forms.cueing import find_cues
from calcinosis_quiz.forms.recipes import EXAM, RECIPES, Recipe
from calcinosis_quiz.quiz.selection import Filters

SIZES = {"items": st.integers(1, 5), "forms": st.integers(1, 4), "seed": st.integers(0, 2**32)}


def build(library: Library, recipe: Recipe = EXAM, **wanted: Any) -> Parallel:  # noqa: ANN401 - whatever a test asks for
    values: dict[str, Any] = {"forms": 1, "seed": 7} | wanted
    return build_forms(library, tuple(library.questions.values()), recipe, **values)


def try_build(library: Library, **wanted: Any) -> Parallel | None:  # noqa: ANN401 - as above
    try:
        return build(library, **wanted)
    except QuizError:
        return None


def questions_of(built: Parallel) -> list[list[Question]]:
    return [[presented.question for presented in form.paper] for form in built.forms]


def spread(forms: Sequence[Sequence[Question]], *names: str) -> dict[tuple[str, ...], int]:
    """Tell for each value of some properties by how many questions the forms differ in it."""
    counts = [Counter(tuple(str(getattr(each, name)) for name in names) for each in form) for form in forms]
    values = {value for count in counts for value in count}
    return {value: max(c[value] for c in counts) - min(c[value] for c in counts) for value in values}


@settings(max_examples=25)
@given(library=libraries(), **SIZES)
def test_no_item_stands_twice_and_every_form_is_as_large_as_asked(
    library: Library, items: int, forms: int, seed: int
) -> None:
    built = try_build(library, items=items, forms=forms, seed=seed)
    if built is not None:
        ids = [question.id for form in questions_of(built) for question in form]
        assert len(ids) == len(set(ids)) == items * forms
        assert [form.id for form in built.forms] == list("ABCD")[:forms]


@settings(max_examples=25)
@given(library=libraries(), **SIZES)
def test_no_form_holds_two_questions_that_answer_each_other(
    library: Library, items: int, forms: int, seed: int
) -> None:
    built = try_build(library, items=items, forms=forms, seed=seed)
    cues = tuple(find_cues(tuple(library.questions.values())).pairs())
    for form in questions_of(built) if built else ():
        ids = {question.id for question in form}
        assert not [cue for cue in cues if {cue.giver, cue.taker} <= ids]


@settings(max_examples=25)
@given(library=libraries(), **SIZES)
def test_forms_differ_in_no_topic_and_in_a_cell_by_no_more_than_the_sets_that_are_not_alike(
    library: Library, items: int, forms: int, seed: int
) -> None:
    built = try_build(library, items=items, forms=forms, seed=seed)
    if built is not None:
        assert set(spread(questions_of(built), "topic").values()) == {0}
        unlike = built.places - built.exact
        assert max(spread(questions_of(built), "topic", "level", "difficulty").values()) <= unlike


@settings(max_examples=15)
@given(library=libraries(topics=1, levels=1, facts=40), seed=st.integers(0, 99))
def test_where_all_questions_of_a_difficulty_are_alike_the_sets_are_too(library: Library, seed: int) -> None:
    alike = Counter(question.difficulty for question in library.questions.values())
    built = try_build(library, items=sum(count // 2 for count in alike.values()) // 2 or 1, forms=2, seed=seed)
    if built is not None and not find_cues(tuple(library.questions.values())):
        assert built.exact == built.places or max(alike.values()) < 2


@settings(max_examples=8)
@given(library=libraries(), **SIZES)
def test_the_same_seed_gives_the_same_forms(library: Library, items: int, forms: int, seed: int) -> None:
    assert try_build(library, items=items, forms=forms, seed=seed) == try_build(
        library, items=items, forms=forms, seed=seed
    )


@settings(max_examples=3)
@given(seed=st.integers(0, 2**64))
@example(seed=7)
def test_the_shipped_bank_gives_every_recipe_for_any_seed(shipped: Library, seed: int) -> None:
    for recipe in RECIPES.values():
        built = build(shipped, recipe, forms=recipe.forms, seed=seed)
        assert [len(form.paper) for form in built.forms] == [sum(each.items for each in recipe.sections)] * recipe.forms


def test_forms_of_the_shipped_bank_are_close_in_level_and_difficulty(shipped: Library) -> None:
    for seed in range(3):
        built = build(shipped, items=12, forms=2, seed=seed)
        forms = questions_of(built)
        assert max(spread(forms, "level").values()) <= 2
        assert max(spread(forms, "difficulty").values()) <= 2
        assert built.exact >= 3


def test_forms_of_the_shipped_bank_hold_about_as_many_questions_of_each_type(shipped: Library) -> None:
    for seed in range(3):
        built = build(shipped, items=12, forms=2, seed=seed)
        assert max(spread(questions_of(built), "type").values()) <= 1


def test_where_the_banks_allow_it_all_counterparts_are_of_one_type(make_library: Callable[[str], Library]) -> None:
    items = "\n".join(
        f"- {{id: {kind}-{i}, type: {kind}, stem: {words}, {rest}}}"
        for kind, words, rest in (("true-false", "Ants sleep.", "answer: true"), ("numeric", "Sum?", "value: 99"))
        for i in range(4)
    )
    built = build(make_library(items), items=4, forms=2, seed=3)
    assert built.of_one_type == built.places == 4


def test_a_form_that_cannot_be_filled_names_the_rule_in_the_way_and_what_loosens_it(
    make_library: Callable[[str], Library],
) -> None:
    items = """
        - {id: one, type: true-false, stem: Ants sleep., answer: true, facts: [a]}
        - {id: two, type: true-false, stem: Bees dance., answer: true, facts: [a, b]}
        - {id: three, type: true-false, stem: Whales sing., answer: true, not_with: [one, two]}
        - {id: four, type: short-answer, stem: Who sing?, accept: [whales, ants, bees]}
    """
    with pytest.raises(QuizError) as refused:
        build(make_library(dedent(items).strip()), items=2)
    told = str(refused.value)
    assert "one form of 2 need 2 questions. Of 4, 1 could be placed: 1 short." in told
    assert "kept off: a right answer stands in the other question, as in" in told
    assert "kept off: set apart by their authors, as in" in told
    assert "To loosen: drop a `not_with`." in told


def test_another_seed_gives_other_forms(shipped: Library) -> None:
    one, other = (build(shipped, items=20, forms=1, seed=seed).forms[0] for seed in (1, 2))
    assert one.fingerprint != other.fingerprint


def test_a_fingerprint_stands_for_questions_and_orders_alike(shipped: Library) -> None:
    forms = build(shipped, items=5, forms=3).forms
    assert len({form.fingerprint for form in forms}) == 3
    assert all(len(form.fingerprint) == 8 for form in forms)


def test_every_topic_has_its_share(shipped: Library) -> None:
    (form,) = questions_of(build(shipped, items=24))
    count = Counter(question.topic for question in form)
    assert count["associations"] == max(count.values())
    assert set(count) == {question.topic for question in shipped.questions.values()}


def test_an_exam_has_no_question_that_no_key_can_mark(shipped: Library) -> None:
    assert not [
        each for form in questions_of(build(shipped, items=12, forms=2)) for each in form if each.type == "open"
    ]


def test_a_blueprint_is_followed_cell_by_cell_on_every_form(shipped: Library) -> None:
    cells = (
        Cell(count=3, filters=Filters(topic=("surgery",))),
        Cell(count=2, filters=Filters(type=("true-false",))),
        Cell(count=2, vignette=True),
        Cell(count=1, filters=Filters(objective=("LO12",))),
    )
    built = build(shipped, forms=2, blueprint=Blueprint(cells, "Surgery and more"))
    assert [form.title for form in built.forms] == ["Surgery and more"] * 2
    for form in questions_of(built):
        assert len(form) == 8
        for cell in cells:
            assert sum(cell.admits(question) for question in form) >= cell.count


def test_a_cell_that_leaves_the_topic_open_is_matched_by_topic_all_the_same(shipped: Library) -> None:
    cells = (Cell(count=4, filters=Filters(type=("single-best-answer",))), Cell(count=4, vignette=False))
    for seed in range(3):
        built = build(shipped, forms=2, seed=seed, blueprint=Blueprint(cells))
        assert max(spread(questions_of(built), "topic").values()) <= 1


BANK = "\n".join(
    f"- {{id: {topic}-{i}, type: true-false, stem: {topic} {i}., answer: true, topic: {topic}, facts: [{fact}]}}"
    for topic, count in (("ants", 5), ("bees", 2))
    for i in range(count)
    for fact in [f"{topic}-{i // 2}"]
)


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"items": 4, "forms": 2}, "2 forms of 4 need 8 questions, and there are 7: 1 short."),
        ({"items": 10**9}, "one form of 1000000000 need 1000000000 questions, and there are 7: 999999993 short."),
        ({"items": 5}, "one form of 5 need 5 questions. Of 7, 4 could be placed: 1 short.\n  ants: 4 on each form"),
        ({"items": 2, "forms": 3}, "Of 7, 3 could be placed: 3 short.\n  Forms are matched by topic. On 3 forms each"),
        ({"items": 1, "forms": 6}, "No topic has 6 questions, one for each form."),
        ({"forms": 0}, "Expected 1 to 26 forms, one for each letter, got 0."),
        ({"forms": 27}, "got 27"),
        (
            {"blueprint": Blueprint((Cell(count=3, filters=Filters(topic=("bees",)), place="b.yaml:4"),))},
            "  b.yaml:4: bees: 3 on each form need 3 questions, there are 2: 1 short.",
        ),
        (
            {"blueprint": Blueprint((Cell(count=4, filters=Filters(topic=("ants",)), place="b.yaml:4"),))},
            "  b.yaml:4: ants: 4 on each form need 4 questions, there are 5: 1 short, since the others give one",
        ),
        (
            {"blueprint": Blueprint((Cell(count=1, filters=Filters(type=("open",)), place="b.yaml:4"),))},
            "b.yaml:4: the recipe exam takes the type single-best-answer",
        ),
        ({"items": 3, "blueprint": Blueprint((Cell(count=2),))}, "The blueprint lists 2 questions a form, and --items"),
    ],
)
def test_what_cannot_be_built_is_explained_with_the_cell_and_the_number(
    make_library: Callable[[str], Library], wanted: dict[str, Any], message: str
) -> None:
    with pytest.raises(QuizError) as refused:
        build(make_library(BANK), **wanted)
    assert message in str(refused.value)
