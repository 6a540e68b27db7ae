"""What holds of marks whatever the question and the answer."""

from random import Random

import pytest
from hypothesis import assume, given

from calcinosis_quiz.bank.items import Cloze, MultipleResponse, Numeric, Open, ShortAnswer
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.bank.structure import accepted_range
from calcinosis_quiz.bank.text_matching import normalise
from calcinosis_quiz.quiz.answers import Answer, Chosen, Quantity, SelfMark, Texts, key_of
from calcinosis_quiz.quiz.marking import POLICIES, Mark, accepted_wordings, choose_policy, mark
from calcinosis_quiz.quiz.presentation import present, write_answer
from calcinosis_quiz.quiz.session import Outcome
from calcinosis_quiz.quiz.typed_answers import read_answer


def marks_of(question: Question, answer: Answer) -> list[Mark]:
    return [mark(question, answer, [policy]) for policy in POLICIES[question.type]]


def is_accepted(question: Question, answer: Answer) -> bool:
    """Tell by the words of the bank format, not by marking, whether an answer is right."""
    match question, answer:
        case (Cloze(), Texts(texts)):
            wanted = [{normalise(each) for each in accepted_wordings(question, i)} for i in range(len(texts))]
            return all(normalise(text) in accepted for text, accepted in zip(texts, wanted, strict=True))
        case (ShortAnswer(), Texts((text,))):
            return normalise(text) in {normalise(each) for each in question.accept}
        case (Numeric(), Quantity(number)):
            low, high = accepted_range(question)
            return low <= number <= high
        case (Open(), SelfMark(_, points)):
            return len(points) == len(question.points)
        case _:
            return answer == key_of(question)


@given(...)
def test_a_fraction_lies_between_0_and_1_under_every_policy(outcome: Outcome) -> None:
    marks = marks_of(outcome.presented.question, outcome.answer)
    assert all(0 <= each.fraction <= 1 for each in marks), marks


@given(...)
def test_the_key_earns_full_marks_under_every_policy(question: Question) -> None:
    assert [each.fraction for each in marks_of(question, key_of(question))] == [1.0] * len(POLICIES[question.type])


@given(...)
def test_full_marks_are_for_what_the_bank_accepts_and_nothing_else(outcome: Outcome) -> None:
    question, answer = outcome.presented.question, outcome.answer
    right = is_accepted(question, answer)
    assert [each.fraction == 1 for each in marks_of(question, answer)] == [right] * len(POLICIES[question.type])


@given(...)
def test_choosing_everything_earns_nothing_by_default(question: MultipleResponse) -> None:
    assert mark(question, Chosen(frozenset(range(len(question.options))))).fraction == 0


@given(...)
def test_choosing_nothing_earns_nothing_under_every_policy(question: MultipleResponse) -> None:
    assert not any(each.fraction for each in marks_of(question, Chosen(frozenset())))


@given(...)
def test_one_wrong_option_beside_the_key_costs_something_under_every_policy(question: MultipleResponse) -> None:
    key = {i for i, option in enumerate(question.options) if option.correct}
    for wrong in set(range(len(question.options))) - key:
        assert all(each.fraction < 1 for each in marks_of(question, Chosen(frozenset(key | {wrong}))))


@given(...)
def test_the_same_answer_earns_the_same_in_the_letters_of_any_presentation(outcome: Outcome, rng: Random) -> None:
    assume(not isinstance(outcome.answer, SelfMark))  # its points are read apart from its text
    question = outcome.presented.question
    again = present(question, rng)
    read = read_answer(again, write_answer(again, outcome.answer))
    assert read == outcome.answer
    assert mark(question, read, [outcome.mark.policy]) == outcome.mark


@given(...)
def test_all_or_nothing_gives_1_for_what_every_policy_calls_full_and_else_0(outcome: Outcome) -> None:
    question = outcome.presented.question
    assume("all-or-nothing" in POLICIES[question.type])
    full = mark(question, outcome.answer).fraction == 1
    assert mark(question, outcome.answer, ["all-or-nothing"]).fraction == float(full)


@given(...)
def test_only_open_answers_stay_out_of_totals(outcome: Outcome) -> None:
    assert outcome.mark.counts == (not isinstance(outcome.presented.question, Open))


@given(...)
def test_an_answer_of_another_kind_is_an_error_that_names_the_question(question: Question, other: Question) -> None:
    answer = key_of(other)
    assume(type(key_of(question)) is not type(answer))
    with pytest.raises(TypeError, match=f"{question.id}: an answer of the kind .* does not fit"):
        mark(question, answer)


def test_the_first_wished_policy_that_fits_is_taken_else_the_default_of_the_type() -> None:
    assert choose_policy("ordering", ["plus-minus", "kendall", "all-or-nothing"]) == "kendall"
    assert choose_policy("multiple-response", ["plus-minus", "kendall"]) == "plus-minus"
    assert choose_policy("true-false", ["plus-minus", "kendall"]) == "right-or-wrong"
    assert choose_policy("multiple-response") == "false2"
