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

from calcinosis_quiz.bank.facts import Fact
from calcinosis_quiz.bank.items import Bank, Cloze, Numeric, ShortAnswer
from calcinosis_quiz.bank.library import Library, LoadedBank
from calcinosis_quiz.bank.questions import Question, gap_answers
from calcinosis_quiz.bank.text_matching import Wanted, find_near_miss, judge, normalise
from calcinosis_quiz.export.html.question import ask
from calcinosis_quiz.quiz.answers import Answer, Chosen, Quantity, SelfMark, Texts
from calcinosis_quiz.quiz.marking import POLICIES, Policy, mark
from calcinosis_quiz.quiz.presentation import Presented, present
from calcinosis_quiz.quiz.session import Outcome, suggest
from calcinosis_quiz.quiz.typed_answers import Unreadable, read_answer

MARK = "return given[1].map((answer) => marking.mark(given[0], answer));"
fixture_is_fine = settings(
    max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
# What slips past a careless comparison: case, accents, width, Greek, dashes, digits and blanks of many scripts.
SIGNS = (
    "abdefghilnoprstuvxyzABSTI0159 \t-.,;:!?'\"()[]/\u00c5\u00e9\u00f1\u00fc\u00df\u1e9e\u0130\u0131\u017f\u0153\ufb01"
    "\u03b1\u03b2\u03b3\u03bc\u00b5\u03c2\u03c3\u03a3\u03a9\u03f4\u1fb3\u0390\u1fbc\u0587\u00b2\u00bd\uff11\u0663\u0966"
    "\u2010\u2013\u2212\u00ad\u2019\u200b\u00a0\u1680\u2003\u3000\u0085\u001c\ufeff\u0301\u0345\u0334\u05b0\u0e31\u0940"
    "\u3099\U0001d7d9\U0001f468"
)
TYPED = st.text(SIGNS, max_size=14) | st.text(max_size=6)


class _Factless(Library, frozen=True):
    """A library that knows nothing about its questions."""

    def facts_of(self, question: Question) -> tuple[Fact, ...]:  # noqa: ARG002 - there are none
        return ()

    def bank_of(self, item_id: str) -> LoadedBank:  # noqa: ARG002 - every question stands alone
        return LoadedBank("", Bank(format=1, bank="sample", title="Sample", items=()), None)


FACTLESS = _Factless(())


def page_form(question: Question, policies: Sequence[Policy] = ()) -> Any:  # noqa: ANN401 - JSON
    """Write a question as the page gets it, through JSON."""
    return msgspec.json.decode(
        msgspec.json.encode(ask(FACTLESS, present(question), topic="", keyed=True, policies=policies))
    )


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
    answers = [each.answer for each in every_answer(question)]
    for policy in POLICIES[question.type]:
        compare(node, question, answers, policy)


def test_every_selection_of_the_shipped_questions_earns_the_same(node: Ask, shipped: Library) -> None:
    for question in shipped.questions.values():
        for policy in POLICIES[question.type]:
            compare(node, question, [each.answer for each in every_answer(question)], policy)


_LEFT_OUT = [
    *((0x13A0, 0x13FF), (0xAB70, 0xABBF)),  # Cherokee
    *((0x3400, 0xA48F), (0xAC10, 0xD7A3), (0x17000, 0x18CFF), (0x20000, 0xE00FF)),  # Han, Yi, Hangul, Tangut
    *((0xD800, 0xF8FF), (0xF0000, 0x10FFFF)),  # surrogates and private use
]


@fixture_is_fine
@given(text=TYPED)
def test_typed_text_is_reduced_to_the_same(node: Ask, text: str) -> None:
    assert node("return wording.normalise(given);", text) == normalise(text)


def test_every_sign_of_unicode_is_reduced_to_the_same(node: Ask) -> None:
    # Without signs younger than one of the two programs, without Han and its like for the time that they take, and
    # without Cherokee, whose two cases fold the other way round, but together.
    signs = [chr(i) for i in range(sys.maxunicode + 1) if not any(first <= i <= last for first, last in _LEFT_OUT)]
    signs = [sign for sign in signs if unicodedata.category(sign) != "Cn"]
    found = node("return given.map((sign) => wording.normalise('a' + sign + 'b'));", signs)
    wrong = [(hex(ord(sign)), made) for sign, made in zip(signs, found, strict=True) if made != normalise(f"a{sign}b")]
    assert wrong == []
    assert node("return wording.judge('\u13a0', { accept: ['\uab70'] }) === 'right';", None)


WORDINGS = st.sampled_from(
    [
        "osteoclast",
        "osteoblast",
        "hypercalcaemia",
        "hypocalcaemia",
        "adduction",
        "NXP-2",
        "anti-MDA-5 antibody",
        "typical lesion",
        "phosphate",
        "atypical lesion",
        "β-blockers",
        "Sjögren",
        "intraarticular",
        "μmol per 25 litre",
    ]
)


OPPOSITES = [
    *("hypercalcaemia", "hypocalcaemia", "osteoblast", "osteoclast", "abduction", "adduction", "intercellular"),
    *("intracellular", "endocytosis", "exocytosis", "phosphate", "phosphite", "afferent", "efferent", "phosphatase"),
    *("phosphatose", "prenatally", "pronatally", "antibodies", "antebodies"),
]


def test_opposites_are_no_slips_of_one_another(node: Ask) -> None:
    pairs = [(one, f"{other}{end}") for one in OPPOSITES for other in OPPOSITES for end in ("", "s", " 2")]
    found = node("return given.map(([a, b]) => wording.findNearMiss(a, { accept: [b] }));", pairs)
    assert found == [find_near_miss(one, Wanted((other,))) for one, other in pairs]


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a wording, and what a hurried learner makes of it."""
    wording = typed = draw(WORDINGS | TYPED)
    for _ in range(draw(st.integers(0, 2))):
        place, cut = draw(st.integers(0, len(typed))), draw(st.integers(0, 2))
        put = draw(st.sampled_from([*"aehioxy5 -", "", typed[place : place + cut][::-1]]))
        typed = typed[:place] + put + typed[place + cut :]
    return typed, wording


@fixture_is_fine
@given(pairs=st.lists(slips(), min_size=4, max_size=8))
def test_slips_of_the_keyboard_are_the_same(node: Ask, pairs: list[tuple[str, str]]) -> None:
    wordings = [wording for _, wording in pairs]
    compared = [(typed, wording) for typed, _ in pairs for wording in wordings]
    script = (
        "return given.map(([a, b]) => [wording.judge(a, { accept: [b] }), wording.findNearMiss(a, { accept: [b] })]);"
    )
    assert node(script, compared) == [[judge(a, Wanted((b,))), find_near_miss(a, Wanted((b,)))] for a, b in compared]


def test_the_first_wording_that_is_near_is_taken(node: Ask) -> None:
    wordings = ["osteoblasts", "osteoclasts", "osteoclast"]
    found = node("return wording.findNearMiss('osteoclas', { accept: given });", wordings)
    assert found == find_near_miss("osteoclas", Wanted(tuple(wordings)))


@fixture_is_fine
@given(question=st.from_type(ShortAnswer) | st.from_type(Cloze), data=st.data())
def test_the_same_answers_are_asked_about(node: Ask, question: ShortAnswer | Cloze, data: st.DataObject) -> None:
    count = len(gap_answers(question)) if isinstance(question, Cloze) else 1
    texts = Texts(tuple(data.draw(slips())[0] for _ in range(count)))
    expected = suggest(present(question), texts)
    found = node("return marking.suggest(...given);", [page_form(question), texts])
    assert found == (list(expected.texts) if expected else None)


UNITS = st.sampled_from(
    ["", "mg", "mg.", " MG", "mgs", "%", "percent", "Per cent", "year", "years", "\u00b5g", "\u03bcg", "x"]
)
NUMBERS = st.from_regex(r"[-+\u2212]?\d{0,4}[.,]?\d{0,4} ?", fullmatch=True) | st.sampled_from(
    [
        "1,234",
        "12,345",
        "0,123",
        "1234,567",
        "\u0663,\u0665",
        "\u0969\u096a",
        "\uff11",
        "1" * 18,
        "1" * 19,
        "1e3",
        ".5",
        "5.",
        "-.5",
    ]
)


@fixture_is_fine
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
