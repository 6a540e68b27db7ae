"""Old answers, after the parts of a question were moved, renamed, removed or added."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from tests.log.logs import ANSWERS, TEXTS
from tests.quiz.conftest import answers

from calcinosis_quiz.bank.items import (
    Cloze,
    Matching,
    MultipleResponse,
    Open,
    Option,
    Ordering,
    Pair,
    Reasoned,
    TrueFalse,
)
from calcinosis_quiz.bank.questions import Question, choices_of
from calcinosis_quiz.quiz.answers import Answer, Arrangement, Chosen, Pairing, SelfMark, Texts, Truth, key_of
from calcinosis_quiz.quiz.marking import mark
from calcinosis_quiz.quiz.presentation import Presented, parts_of
from calcinosis_quiz.quiz.remap import digest_parts, remap


def shuffle(question: Question, data: st.DataObject) -> Question:
    """Give a question with its options, entries or pairs written in another order."""
    for field in ("options", "entries", "pairs", "spare"):
        parts = getattr(question, field, ())
        if parts:
            question = structs.replace(question, **{field: tuple(data.draw(st.permutations(parts)))})
    return question


def in_words(question: Question, answer: Answer) -> object:
    """Say which texts an answer names, whatever their numbers."""
    texts = parts_of(question)
    match answer:
        case Chosen(options):
            return {texts[i] for i in options}
        case Arrangement(entries):
            return [texts[i] for i in entries]
        case Pairing(choices) if isinstance(question, Matching):
            return {(pair.prompt, texts[i]) for pair, i in zip(question.pairs, choices, strict=True)}
    return answer


@given(presented=st.from_type(Presented), data=st.data())
def test_parts_that_only_moved_leave_an_answer_the_same_in_words(presented: Presented, data: st.DataObject) -> None:
    question = presented.question
    answer = data.draw(answers(question))
    moved = shuffle(question, data)
    again = remap(answer, digest_parts(question), moved)
    assert again is not None
    assert in_words(moved, again) == in_words(question, answer)
    if not isinstance(question, Ordering):  # there the order of the bank is the key
        assert mark(moved, again).fraction == pytest.approx(mark(question, answer).fraction)


@given(answer=ANSWERS, parts=st.lists(TEXTS, max_size=4), presented=st.from_type(Presented))
def test_whatever_stands_in_a_log_is_remapped_to_what_can_be_marked_or_to_nothing(
    answer: Answer, parts: list[str], presented: Presented
) -> None:
    for digests in (parts, digest_parts(presented.question)):
        again = remap(answer, digests, presented.question)
        if isinstance(again, type(key_of(presented.question))):
            assert 0 <= mark(presented.question, again).fraction <= 1


def options(*texts: str) -> MultipleResponse:
    """Make a question; texts with a star are correct."""
    made = tuple(Option(text=text.strip("*"), correct=text.endswith("*")) for text in texts)
    return MultipleResponse(id="q", stem="s", options=made)


OLD = options("a*", "b*", "c", "d")


@pytest.mark.parametrize(
    ("new", "chosen"),
    [
        (options("d", "c", "b*", "a*"), {3, 1}),
        (options("a", "b*", "c*", "d*"), {0, 2}),  # the key alone was corrected
        (options("a*", "b*", "c"), {0, 2}),  # an option that was not chosen is gone
        (options("a*", "b*", "c", "new"), {0, 2}),  # a new one is wrong: nobody could have lost by not seeing it
        (options("a*", "b*", "d", "e"), None),  # what was chosen is gone
        (options("a*", "b*", "c, renamed", "d"), None),
        (options("a*", "b*", "c", "d", "new*"), None),  # the key holds what nobody could choose
        (options("a*", "b, renamed*", "c", "d"), None),
    ],
)
def test_an_answer_is_kept_where_it_says_what_the_learner_meant(new: MultipleResponse, chosen: set[int] | None) -> None:
    answer = remap(Chosen(frozenset({0, 2})), digest_parts(OLD), new)
    assert answer == (Chosen(frozenset(chosen)) if chosen is not None else None)


def order(*texts: str) -> Ordering:
    return Ordering(id="q", stem="s", entries=tuple(Reasoned(text=text) for text in texts))


@pytest.mark.parametrize(
    ("new", "entries"),
    [(("b", "a", "c"), (2, 1, 0)), (("a", "b"), None), (("a", "b", "c", "d"), None), (("a", "b", "C"), None)],
)
def test_an_order_needs_the_very_same_entries(new: tuple[str, ...], entries: tuple[int, ...] | None) -> None:
    answer = remap(Arrangement((2, 0, 1)), digest_parts(order("a", "b", "c")), order(*new))
    assert answer == (Arrangement(entries) if entries else None)


def pairs(*names: str, spare: tuple[str, ...] = ("x",)) -> Matching:
    made = tuple(Pair(prompt=name, choice=name.upper()) for name in names)
    return Matching(id="q", stem="s", pairs=made, spare=tuple(Reasoned(text=text) for text in spare))


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (pairs("c", "b", "a"), {"a": "A", "b": "x", "c": "B"}),
        (pairs("a", "b"), {"a": "A", "b": "x"}),  # a prompt that is gone takes its choice with it
        (pairs("a", "b", "c", "d"), None),
        (pairs("a", "b", "c", spare=("y",)), None),
    ],
)
def test_pairs_follow_their_prompts_and_choices(new: Matching, expected: dict[str, str] | None) -> None:
    old = pairs("a", "b", "c")
    given = ("A", "x", "B")
    answer = remap(Pairing(tuple(choices_of(old).index(text) for text in given)), digest_parts(old), new)
    if expected is None:
        assert answer is None
        return
    assert isinstance(answer, Pairing)
    texts = choices_of(new)
    assert {pair.prompt: texts[i] for pair, i in zip(new.pairs, answer.choices, strict=True)} == expected


def test_a_choice_and_a_prompt_of_the_same_words_are_two_things() -> None:
    question = Matching(
        id="q", stem="s", pairs=(Pair(prompt="one", choice="two"), Pair(prompt="two", choice="one")), spare=()
    )
    turned = structs.replace(question, pairs=question.pairs[::-1])
    answer = remap(Pairing((0, 1)), digest_parts(question), turned)
    assert answer == Pairing((0, 1))
    assert mark(turned, Pairing((0, 1))).fraction == 1


@pytest.mark.parametrize(
    ("points", "found"),
    [(("b", "a"), {1}), (("b",), set()), (("a",), {0}), (("a", "b", "c"), None), (("a", "B"), None)],
)
def test_points_of_an_open_answer_are_followed_and_new_ones_leave_the_mark(
    points: tuple[str, ...], found: set[int] | None
) -> None:
    old = Open(id="q", stem="s", model_answer="m", points=("a", "b"))
    answer = remap(SelfMark("text", frozenset({0})), digest_parts(old), structs.replace(old, points=points))
    assert answer == (SelfMark("text", frozenset(found)) if found is not None else None)


def test_another_number_of_gaps_leaves_the_mark() -> None:
    old = Cloze(id="q", text="{{a}} and {{b}}")
    assert remap(Texts(("a", "b")), digest_parts(old), Cloze(id="q", text="{{b}} and {{a}}")) == Texts(("a", "b"))
    assert remap(Texts(("a", "b")), digest_parts(old), Cloze(id="q", text="{{a}}")) is None


def test_an_answer_without_parts_stays_as_it_is() -> None:
    question = TrueFalse(id="q", stem="s", answer=True)
    assert remap(Truth(True), (), question) == Truth(True)


@given(answer=ANSWERS, question=st.sampled_from([OLD, TrueFalse(id="q", stem="s", answer=True)]))
def test_an_answer_of_another_kind_than_the_question_asks_for_is_none(answer: Answer, question: Question) -> None:
    followed = remap(answer, digest_parts(question), question)
    assert followed is None or isinstance(followed, type(key_of(question)))
