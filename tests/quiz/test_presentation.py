"""The order in which the parts of a question are shown."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given

from calcinosis_quiz.bank.items import Matching, MultipleResponse, Numeric, Option, Ordering, Pair, Reasoned
from calcinosis_quiz.bank.items import SingleBestAnswer as Best
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import CaseQuestion, Question
from calcinosis_quiz.quiz.presentation import Presented, compose_paper, parts_of, present, write_answer
from calcinosis_quiz.quiz.session import Outcome

FIVE = tuple(Option(text=t, correct=t == "A") for t in "ABCDE")
PAIRS = tuple(Pair(prompt=f"prompt {i}", choice=choice) for i, choice in enumerate("XYX"))


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - a paper, not a secret


@given(...)
def test_all_parts_are_shown_once_each_under_letters_from_a(presented: Presented) -> None:
    texts = parts_of(presented.question)
    assert sorted(presented.order) == list(range(len(texts)))
    assert "".join(letter for letter, _ in presented.choices) == "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[: len(texts)]
    assert sorted(text for _, text in presented.choices) == sorted(texts)


@given(...)
def test_the_letter_of_a_part_is_the_one_beside_its_text(presented: Presented) -> None:
    texts = parts_of(presented.question)
    assert {presented.letter(i): text for i, text in enumerate(texts)} == dict(presented.choices)


@given(...)
def test_the_correct_options_are_shown_as_such_in_every_order(question: MultipleResponse, rng: Random) -> None:
    presented = present(question, rng)
    correct = {option.text for option in question.options if option.correct}
    assert {text for letter, text in presented.choices if letter in key_letters(presented)} == correct


def key_letters(presented: Presented) -> set[str]:
    question = presented.question
    assert isinstance(question, MultipleResponse)
    return {presented.letter(i) for i, option in enumerate(question.options) if option.correct}


@given(...)
def test_fixed_options_come_last(question: Best | MultipleResponse | CaseQuestion, rng: Random) -> None:
    order = present(question, rng).order
    fixed = [question.options[i].fixed for i in order]
    assert fixed == sorted(fixed)
    last = [i for i in order if question.options[i].fixed]
    assert not getattr(question, "shuffle", True) or last == sorted(last)  # several keep the order of the bank


@given(...)
def test_without_a_generator_the_order_is_that_of_the_bank(question: Question) -> None:
    assert present(question).order == tuple(range(len(parts_of(question))))


@pytest.mark.parametrize(
    "question",
    [
        Best(id="q", stem="s", options=FIVE, shuffle=False),
        MultipleResponse(id="q", stem="s", options=FIVE, shuffle=False),
        CaseQuestion(id="q", stem="s", set_id="set", theme="t", lead_in="l", options=FIVE, shuffle=False),
    ],
)
def test_options_that_the_bank_keeps_in_order_are_never_shuffled(question: Question) -> None:
    assert {present(question, seeded(seed)).order for seed in range(50)} == {(0, 1, 2, 3, 4)}


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        (Best(id="q", stem="s", options=FIVE), "ABCDE"),
        (Ordering(id="q", stem="s", entries=tuple(Reasoned(text=t) for t in "ABC")), "ABC"),
        (Matching(id="q", stem="s", pairs=PAIRS, spare=(Reasoned(text="Z"),)), "XYZ"),
        (Numeric(id="q", stem="s"), ""),
    ],
)
def test_letters_stand_for_options_entries_and_different_choices(question: Question, texts: str) -> None:
    assert parts_of(question) == tuple(texts)


def test_the_options_before_the_fixed_ones_are_still_shuffled() -> None:
    options = (FIVE[0], Option(text="All", fixed=True), *FIVE[1:], Option(text="None", fixed=True))
    orders = {present(Best(id="q", stem="s", options=options), seeded(seed)).order for seed in range(50)}
    assert {frozenset(order[-2:]) for order in orders} == {frozenset({1, 6})}
    assert len({order[:-2] for order in orders}) > 30


@pytest.mark.parametrize(
    "question",
    [
        Best(id="q", stem="s", options=FIVE),
        Ordering(id="q", stem="s", entries=tuple(Reasoned(text=t) for t in "ABCDE")),
    ],
)
def test_every_part_stands_in_every_place_equally_often(question: Question) -> None:
    seeds, expected = 2000, 2000 / 5
    seen = Counter(cell for seed in range(seeds) for cell in enumerate(present(question, seeded(seed)).order))
    chi_square = sum((seen[place, i] - expected) ** 2 / expected for place in range(5) for i in range(5))
    # 16 degrees of freedom, and 4/5 because each order fills each place once: one run in ten thousand would be above.
    assert chi_square * 4 / 5 < 46


def test_every_order_of_three_comes_up_equally_often() -> None:
    question = Ordering(id="q", stem="s", entries=tuple(Reasoned(text=t) for t in "ABC"))
    seen = Counter(present(question, seeded(seed)).order for seed in range(1200))
    assert len(seen) == 6
    assert sum((count - 200) ** 2 / 200 for count in seen.values()) < 26  # 5 degrees of freedom, likewise


def test_the_same_seed_gives_the_same_paper_and_another_seed_another(shipped: Library) -> None:
    questions = tuple(shipped.questions.values())
    seven, again, eight = (compose_paper(questions, seeded(seed)) for seed in (7, 7, 8))
    assert seven == again != eight
    assert tuple(presented.question for presented in seven) == questions


def test_no_key_stands_in_the_same_place_throughout(shipped: Library) -> None:
    rng, places = seeded(1), Counter[str]()
    for question in shipped.questions.values():
        if isinstance(question, Best) and question.shuffle:
            key = next(i for i, option in enumerate(question.options) if option.correct)
            places.update(present(question, rng).letter(key) for _ in range(100))
    assert len(places) >= 4
    assert max(places.values()) < places.total() / 3


@given(...)
def test_an_answer_is_written_with_the_letters_shown(outcome: Outcome) -> None:
    written = write_answer(outcome.presented, outcome.answer)
    assert written == written.strip()
    letters = dict(outcome.presented.choices)
    assert not letters or set(written) - set("0123456789 ") <= set(letters)
