"""What is said about an answer, part by part."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calcinosis_quiz.bank.items import (
    Cloze,
    CommonError,
    Gap,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Option,
    Ordering,
    Pair,
    Reasoned,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import CaseQuestion, Question
from calcinosis_quiz.quiz.answers import (
    Answer,
    Arrangement,
    Chosen,
    Pairing,
    Quantity,
    SelfMark,
    Texts,
    Truth,
    key_of,
)
from calcinosis_quiz.quiz.feedback import remark_on
from calcinosis_quiz.quiz.marking import mark
from calcinosis_quiz.quiz.presentation import Presented, present
from calcinosis_quiz.quiz.session import Outcome

FOUR = tuple(Option(text=t, correct=t in "wx", why=f"why {t}") for t in "wxyz")
BEST = SingleBestAnswer(id="q", stem="s", options=FOUR[1:])
CASE = CaseQuestion(id="q", stem="s", set_id="set", theme="t", lead_in="l", options=FOUR[1:])
SEVERAL = MultipleResponse(id="q", stem="s", options=FOUR)
TRUTH = TrueFalse(id="q", stem="s", answer=False, why_true="says so", why_false="does not", true_label="Stated")
CLOZE = Cloze(
    id="q",
    text="{{osteoblast}} and {{two}}",
    gaps=(Gap(reject=(Reasoned(text="osteoclast", why="resorbs"),), why="forms"), Gap()),
)
SHORT = ShortAnswer(
    id="q",
    stem="s",
    accept=("NXP-2", "MJ"),
    reject=(Reasoned(text="Mi-2", why="other"), Reasoned(text="Jo-1")),
    why="w",
)
DOSE = Numeric(
    id="q",
    stem="s",
    value=Decimal(20),
    tolerance="1",
    unit="mg",
    common_errors=(CommonError(value=Decimal("2.0"), why="tenfold"),),
    why="w",
)
RANGE = Numeric(id="q", stem="s", between=(Decimal(5), Decimal(10)))
ORDER = Ordering(id="q", stem="s", entries=tuple(Reasoned(text=t, why=f"why {t}") for t in "xyz"))
PAIRS = Matching(
    id="q",
    stem="s",
    pairs=(Pair(prompt="p", choice="x", why="px"), Pair(prompt="q", choice="y")),
    spare=(Reasoned(text="z", why="spare"), Reasoned(text="w")),
)
OPEN = Open(id="q", stem="s", model_answer="m", points=("one", "two"))


def chosen(*options: int) -> Chosen:
    return Chosen(frozenset(options))


@pytest.mark.parametrize(
    ("question", "answer", "remarks"),
    [
        (BEST, chosen(0), ["A x right: why x", "B y left: why y", "C z left: why z"]),
        (BEST, chosen(2), ["A x missed: why x", "B y left: why y", "C z wrong: why z"]),
        (CASE, chosen(1), ["A x missed: why x", "B y wrong: why y", "C z left: why z"]),
        (SEVERAL, chosen(0, 2), ["A w right: why w", "B x missed: why x", "C y wrong: why y", "D z left: why z"]),
        (TRUTH, Truth(False), ["T Stated left: says so", "F False right: does not"]),
        (TRUTH, Truth(True), ["T Stated wrong: says so", "F False missed: does not"]),
        (CLOZE, Texts(("Osteoblast", "2")), ["1 osteoblast right: forms", "2 two missed: -"]),
        (CLOZE, Texts(("osteo-clast", "two")), ["1 osteoblast missed: resorbs forms", "2 two right: -"]),
        (SHORT, Texts(("nxp2",)), [" NXP-2 right: w"]),
        (SHORT, Texts(("mj",)), [" NXP-2 right: w"]),
        (SHORT, Texts(("mi2",)), [" mi2 wrong: other", " NXP-2 missed: w"]),
        (SHORT, Texts(("Jo-1",)), [" Jo-1 wrong: -", " NXP-2 missed: w"]),
        (SHORT, Texts(("bone",)), [" bone wrong: -", " NXP-2 missed: w"]),
        (DOSE, Quantity(Decimal("20.5")), [" 20 mg right: w"]),
        (DOSE, Quantity(Decimal(2)), [" 2 mg wrong: tenfold", " 20 mg missed: w"]),
        (DOSE, Quantity(Decimal("2.50")), [" 2.50 mg wrong: -", " 20 mg missed: w"]),
        (RANGE, Quantity(Decimal(10)), [" 5 to 10 right: -"]),
        (RANGE, Quantity(Decimal("1E+2")), [" 100 wrong: -", " 5 to 10 missed: -"]),
        (ORDER, Arrangement((0, 1, 2)), ["A x right: why x", "B y right: why y", "C z right: why z"]),
        (ORDER, Arrangement((1, 0, 2)), ["A x right: why x", "B y wrong: why y", "C z right: why z"]),
        (PAIRS, Pairing((0, 1)), ["1A p - x right: px", "2B q - y right: -", "C z left: spare", "D w left: -"]),
        (PAIRS, Pairing((2, 1)), ["1A p - x missed: px", "2B q - y right: -", "C z wrong: spare", "D w left: -"]),
        (OPEN, SelfMark("text", frozenset({1})), ["1 one missed: -", "2 two right: -"]),
    ],
)
def test_every_part_has_its_verdict_and_its_reason(question: Question, answer: Answer, remarks: list[str]) -> None:
    said = remark_on(present(question), answer)
    assert [f"{each.label} {each.text} {each.verdict}: {each.why or '-'}" for each in said] == remarks


def test_options_are_spoken_of_in_the_order_and_letters_shown() -> None:
    said = remark_on(Presented(BEST, (2, 0, 1)), chosen(0))
    assert [(each.label, each.text, each.verdict) for each in said] == [
        ("A", "z", "left"),
        ("B", "x", "right"),
        ("C", "y", "left"),
    ]


def test_entries_and_pairs_are_spoken_of_in_the_right_order_with_the_letters_shown() -> None:
    assert [each.label for each in remark_on(Presented(ORDER, (2, 0, 1)), key_of(ORDER))] == ["B", "C", "A"]
    assert [each.label for each in remark_on(Presented(PAIRS, (3, 1, 0, 2)), key_of(PAIRS))] == ["1C", "2B", "D", "A"]


def test_an_answer_of_another_kind_is_an_error() -> None:
    with pytest.raises(TypeError, match="q: an answer of the kind truth does not fit"):
        remark_on(present(DOSE), Truth(True))


@given(...)
def test_what_earns_full_marks_has_nothing_wrong_or_missed_and_the_rest_has(outcome: Outcome) -> None:
    blamed = [each for each in remark_on(outcome.presented, outcome.answer) if each.verdict in {"wrong", "missed"}]
    assert bool(blamed) == (outcome.mark.fraction < 1)


def reasons_of(question: Question) -> set[str]:
    """Collect the reasons that the author gave for what is shown whatever was answered."""
    match question:
        case TrueFalse():
            found = [question.why_true, question.why_false]
        case Cloze():
            found = [gap.why for gap in question.gaps]
        case ShortAnswer() | Numeric():
            found = [question.why]
        case Ordering():
            found = [entry.why for entry in question.entries]
        case Matching():
            found = [*(pair.why for pair in question.pairs), *(choice.why for choice in question.spare)]
        case Open():
            found = []
        case _:
            found = [option.why for option in question.options]
    return {why for why in found if why}


def test_no_reason_of_a_shipped_question_is_lost(shipped: Library) -> None:
    for question in shipped.questions.values():
        remarks = remark_on(present(question), key_of(question))
        assert reasons_of(question) <= {each.why for each in remarks}, question.id
        assert {each.verdict for each in remarks} <= {"right", "left"}, question.id


@given(entries=st.permutations(range(7)))
def test_an_order_is_judged_by_what_its_mark_counts(entries: list[int]) -> None:
    question = Ordering(id="q", stem="s", entries=tuple(Reasoned(text=t) for t in "abcdefg"))
    answer = Arrangement(tuple(entries))
    right = {remark.label for remark in remark_on(present(question), answer) if remark.verdict == "right"}
    kept = [entry for entry in entries if "ABCDEFG"[entry] in right]
    assert kept == sorted(kept)
    assert mark(question, answer).fraction == (len(kept) - 1) / 6


def refusals_of(question: Question) -> list[tuple[Answer, str | None]]:
    """Collect the wordings and numbers that the author refused, each as an answer with the reason."""
    match question:
        case ShortAnswer():
            return [(Texts((each.text,)), each.why) for each in question.reject]
        case Numeric():
            return [(Quantity(each.value), each.why) for each in question.common_errors]
        case Cloze():
            blanks = ("",) * len(question.gaps)
            return [
                (Texts((*blanks[:i], each.text, *blanks[i + 1 :])), each.why)
                for i, gap in enumerate(question.gaps)
                for each in gap.reject
            ]
    return []


def test_the_reason_for_refusing_a_wording_or_a_number_is_said_to_whoever_gives_it(shipped: Library) -> None:
    for question in shipped.questions.values():
        for answer, why in refusals_of(question):
            said = " ".join(remark.why or "" for remark in remark_on(present(question), answer))
            assert (why or "") in said, (question.id, answer)
