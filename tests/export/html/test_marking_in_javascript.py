"""The page marks as `quiz/` does: every type, every policy, every selection, and typed text sign by sign."""

import sys
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.export.answers_to import every_answer
from tests.export.html.conftest import Ask

from calcinosis_quiz.bank.items import Cloze, Numeric, ShortAnswer
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import Question, gap_answers
from calcinosis_quiz.export.html.question import ask
from calcinosis_quiz.quiz.answers import Answer, Chosen, Quantity, SelfMark, Texts
from calcinosis_quiz.quiz.marking import POLICIES, Policy, mark
from calcinosis_quiz.quiz.paper import Presented, present
from calcinosis_quiz.quiz.session import Outcome, suggest
from calcinosis_quiz.quiz.typed import Unreadable, read_answer
from calcinosis_quiz.quiz.wording import find_near_miss, matches, normalise

MARK = "return given[1].map((answer) => marking.mark(given[0], answer));"
fixture_is_fine = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
# What slips past a careless comparison: case, accents, width, Greek, dashes, digits and blanks of many scripts.
SIGNS = "abdefghilnoprstuvxyzABSTIİıßẞſςσΣαβγμµΩ\u03f4Åéñüœﬁ²½１٣৩०-\u2010\u2013\u2212\u00ad\u200b\u00a0\u1680\u2003\u3000\u0085\u001c\ufeff \t.,;:!?'\"’()[]/\u0301\u0345\u0334\u05b0\u0e31\u0940\u3099ᾳΐᾼﬀԿև\U0001d7d9\U0001f468"
TYPED = st.text(SIGNS, max_size=14) | st.text(max_size=6)


def page_form(question: Question, policies: Sequence[Policy] = ()) -> object:
    """Write a question as the page gets it, through JSON."""
    library = Library(())
    keyed = ask(_Facts(library), present(question), topic="", keyed=True, policies=policies)
    return msgspec.json.decode(msgspec.json.encode(keyed))


class _Facts(Library):
    """A library that knows nothing about its questions."""

    def __init__(self, _library: Library) -> None:
        super().__init__(())

    def facts_of(self, question: Question) -> tuple[()]:  # noqa: ARG002 - there are none
        return ()

    def shelf_of(self, item_id: str) -> Any:  # noqa: ANN401, ARG002
        return type("Shelf", (), {"ledger": None, "folder": None})()


def compare(node: Ask, question: Question, answers: Sequence[Answer], policy: Policy) -> None:
    marked = node(MARK, [page_form(question, [policy]), answers])
    expected = [mark(question, answer, [policy]) for answer in answers]
    assert [(each["fraction"], each["working"]) for each in marked] == [(m.fraction, m.working) for m in expected]


@fixture_is_fine
@given(outcome=st.from_type(Outcome))
def test_an_answer_earns_the_same_by_every_policy(node: Ask, outcome: Outcome) -> None:
    for policy in POLICIES[outcome.presented.question.type]:
        compare(node, outcome.presented.question, [outcome.answer], policy)


@fixture_is_fine
@given(presented=st.from_type(Presented))
def test_every_selection_of_a_small_question_earns_the_same(node: Ask, presented: Presented) -> None:
    question = presented.question
    answers = list(every_answer(question))[:800]
    for policy in POLICIES[question.type]:
        compare(node, question, answers, policy)


def test_every_selection_of_the_shipped_questions_earns_the_same(node: Ask, shipped: Library) -> None:
    for question in shipped.questions.values():
        for policy in POLICIES[question.type]:
            compare(node, question, list(every_answer(question))[:800], policy)


@fixture_is_fine
@given(text=TYPED)
def test_typed_text_is_reduced_to_the_same(node: Ask, text: str) -> None:
    assert node("return wording.normalise(given);", text) == normalise(text)


def test_every_sign_of_unicode_is_reduced_to_the_same(node: Ask) -> None:
    # Signs younger than one of the two programs, and Cherokee, whose two cases fold the other way round but together.
    signs = [chr(i) for i in range(sys.maxunicode + 1) if not 0xD800 <= i < 0xE000]
    signs = [sign for sign in signs if unicodedata.category(sign) not in {"Cn", "Co"} and "CHEROKEE" not in _name(sign)]
    found = node("return given.map((sign) => wording.normalise('a' + sign + 'b'));", signs)
    wrong = [(hex(ord(sign)), made) for sign, made in zip(signs, found, strict=True) if made != normalise(f"a{sign}b")]
    assert wrong == []
    assert node("return wording.matches('\u13a0', ['\uab70']);", None)


def _name(sign: str) -> str:
    return unicodedata.name(sign, "")


WORDS = st.sampled_from(
    ["osteoclast", "osteoblast", "hypercalcaemia", "hypocalcaemia", "adduction", "NXP-2", "anti-MDA-5 antibody"]
    + ["typical lesion", "atypical lesion", "β-blockers", "phosphate", "Sjögren", "intraarticular", "μmol per 25 litre"]
)


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a wording, and what a hurried learner makes of it."""
    wording = typed = draw(WORDS | TYPED)
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(typed)))
        sign = draw(st.sampled_from([*"aehioxy5 -", ""]))
        cut = draw(st.integers(0, 2))
        swapped = typed[place : place + cut][::-1]
        typed = typed[:place] + draw(st.sampled_from([sign, swapped])) + typed[place + cut :]
    return typed, wording


@settings(fixture_is_fine, max_examples=1500)
@given(pairs=st.lists(slips(), min_size=1, max_size=4))
def test_slips_of_the_keyboard_are_the_same(node: Ask, pairs: list[tuple[str, str]]) -> None:
    typed, wordings = pairs[0][0], [wording for _, wording in pairs]
    assert node("return wording.matches(...given);", [typed, wordings]) == matches(typed, wordings)
    assert node("return wording.findNearMiss(...given);", [typed, wordings]) == find_near_miss(typed, wordings)


@fixture_is_fine
@given(question=st.from_type(ShortAnswer) | st.from_type(Cloze), data=st.data())
def test_the_same_answers_are_asked_about(node: Ask, question: ShortAnswer | Cloze, data: st.DataObject) -> None:
    count = len(gap_answers(question)) if isinstance(question, Cloze) else 1
    texts = Texts(tuple(data.draw(slips())[0] for _ in range(count)))
    expected = suggest(present(question), texts)
    found = node("return marking.suggest(...given);", [page_form(question), texts])
    assert found == (list(expected.texts) if expected else None)


UNITS = st.sampled_from(["", "mg", "mg.", " MG", "mgs", "%", "percent", "Per cent", "year", "years", "µg", "μg", "x"])
NUMBERS = st.from_regex(r"[-+\u2212]?\d{0,4}[.,]?\d{0,4} ?", fullmatch=True) | st.sampled_from(
    ["1,234", "12,345", "0,123", "1234,567", "٣,٥", "३४५", "１２", "1" * 18, "1" * 19, "1e3", ".5", "5.", "-.5"]
)


@settings(fixture_is_fine, max_examples=800)
@given(question=st.from_type(Numeric), number=NUMBERS, unit=UNITS)
def test_numbers_are_read_and_marked_the_same(node: Ask, question: Numeric, number: str, unit: str) -> None:
    read = read_answer(present(question), f"{number}{unit}")
    form = page_form(question)
    found = node("return entry.read(given[0], [given[1]]);", [form, f"{number}{unit}"])
    if isinstance(read, Unreadable):
        assert found["state"] in {"partial", "empty"}
        return
    assert isinstance(read, Quantity)
    assert Decimal(found["answer"]["number"]) == read.number
    assert node(MARK, [form, [found["answer"]]])[0]["fraction"] == mark(question, read).fraction


@pytest.mark.parametrize(("tolerance", "number", "right"), [("0.1", "0.3", True), ("0.1", "0.30000000000001", False)])
def test_numbers_are_compared_digit_by_digit(node: Ask, tolerance: str, number: str, right: bool) -> None:
    question = Numeric(id="sum", stem="How many?", value=Decimal("0.2"), tolerance=tolerance)
    assert node(MARK, [page_form(question), [Quantity(Decimal(number))]])[0]["fraction"] == float(right)


def test_an_answer_of_nothing_but_signs_is_compared_like_any_other(node: Ask) -> None:
    question = ShortAnswer(id="word", stem="Which?", accept=("+",))
    compare(node, question, [Texts(("+",)), Texts((" ",)), Texts(("-",))], "right-or-wrong")


def test_points_found_in_an_open_answer_are_counted_the_same(node: Ask, shipped: Library) -> None:
    question = next(each for each in shipped.questions.values() if each.type == "open")
    compare(node, question, [SelfMark("x", frozenset()), SelfMark("x", frozenset({0}))], "self-marked")
    with pytest.raises(TypeError):
        mark(question, Chosen(frozenset({0})))
