"""What a learner may type for each type of question, and what is asked again."""

from decimal import Decimal

import pytest

from calcinosis_quiz.bank.items import (
    Cloze,
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
from calcinosis_quiz.bank.questions import CaseQuestion, Question
from calcinosis_quiz.quiz.answers import Answer, Arrangement, Chosen, Pairing, Quantity, SelfMark, Texts, Truth
from calcinosis_quiz.quiz.presentation import Presented, present
from calcinosis_quiz.quiz.typed_answers import Unreadable, describe_answer, read_answer, read_points

THREE = tuple(Option(text=t, correct=t == "x") for t in "xyz")
BEST = SingleBestAnswer(id="q", stem="s", options=THREE)
SEVERAL = MultipleResponse(id="q", stem="s", options=THREE)
CASE = CaseQuestion(id="q", stem="s", set_id="set", theme="t", lead_in="l", options=THREE)
TRUTH = TrueFalse(id="q", stem="s", answer=True, true_label="Supported", false_label="Not supported")
ONE_GAP = Cloze(id="q", text="{{one}}")
TWO_GAPS = Cloze(id="q", text="{{one}} and {{two}}")
SHORT = ShortAnswer(id="q", stem="s", accept=("x",))
ORDER = Ordering(id="q", stem="s", entries=tuple(Reasoned(text=t) for t in "xyz"))
PAIRS = Matching(
    id="q",
    stem="s",
    pairs=(Pair(prompt="p", choice="x"), Pair(prompt="q", choice="y")),
    spare=(Reasoned(text="z"),),
)
OPEN = Open(id="q", stem="s", model_answer="m", points=("x", "y", "z"))
LONG = "9" * 5000


def number(unit: str | None = None) -> Numeric:
    return Numeric(id="q", stem="s", value=Decimal(5), unit=unit)


def shown(question: Question) -> Presented:
    """Show a question of three parts with the second as A, the third as B and the first as C."""
    return Presented(question, (1, 2, 0) if present(question).order else ())


def chosen(*options: int) -> Chosen:
    return Chosen(frozenset(options))


@pytest.mark.parametrize("question", [BEST, CASE])
@pytest.mark.parametrize("text", ["A", "a", "a)", "(A)", "A.", " a \n", "1", "1)", "A A", "aa", "01"])
def test_one_letter_or_its_number_is_a_choice(question: Question, text: str) -> None:
    assert read_answer(shown(question), text) == chosen(1)


@pytest.mark.parametrize("question", [BEST, CASE])
@pytest.mark.parametrize("text", ["", " ", "A C", "AC", "D", "Z", "4", "0", "-1", "1.5", "É", "?", "y", "A?", LONG])
def test_no_letter_several_and_letters_beyond_the_last_are_asked_again(question: Question, text: str) -> None:
    assert read_answer(shown(question), text) == Unreadable("Expected one letter A-C.")


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("A C", (1, 0)),
        ("AC", (1, 0)),
        ("ca", (1, 0)),
        ("a,c", (1, 0)),
        ("a;c", (1, 0)),
        ("(A), (C).", (1, 0)),
        ("1 3", (1, 0)),
        ("1,3", (1, 0)),
        ("A 3", (1, 0)),
        ("A C A", (1, 0)),
        ("B", (2,)),
        ("abc", (0, 1, 2)),
    ],
)
def test_several_letters_or_numbers_are_a_set(text: str, options: tuple[int, ...]) -> None:
    assert read_answer(shown(SEVERAL), text) == chosen(*options)


@pytest.mark.parametrize(
    "text", ["", ",", "()", "A D", "AD", "1 4", "0", "13", "A1", "A and C", "A-C", "\u0661", "\uff21", "\u00b9", LONG]
)
def test_a_set_with_anything_else_in_it_is_asked_again(text: str) -> None:
    assert read_answer(shown(SEVERAL), text) == Unreadable("Expected one or more letters A-C, such as A C.")


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        (True, ["true", "T", "t.", "TRUE", "yes", "y", "Supported", "supported."]),
        (False, ["false", "F", "f", "no", "N", "Not supported", " NOT SUPPORTED "]),
    ],
)
def test_true_and_false_may_be_typed_as_word_letter_or_label(value: bool, texts: list[str]) -> None:
    assert [read_answer(shown(TRUTH), text) for text in texts] == [Truth(value)] * len(texts)


@pytest.mark.parametrize("text", ["", "1", "A", "tf", "truefalse", "not", LONG])
def test_anything_else_than_true_or_false_is_asked_again(text: str) -> None:
    assert read_answer(shown(TRUTH), text) == Unreadable("Expected T for Supported or F for Not supported.")


@pytest.mark.parametrize(
    ("unit", "text", "value"),
    [
        (None, "5", "5"),
        (None, "2.5", "2.5"),
        (None, "2,5", "2.5"),
        (None, ".5", "0.5"),
        (None, ",5", "0.5"),
        (None, "0,125", "0.125"),
        (None, "1.250", "1.250"),
        (None, "1,25", "1.25"),
        (None, "1250,5", "1250.5"),
        (None, "5.", "5"),
        (None, "+5", "5"),
        (None, "-5", "-5"),
        (None, "\N{MINUS SIGN}2,5", "-2.5"),
        (None, "\uff15", "5"),
        (None, "123456789012345678", "123456789012345678"),
        (None, "1e3", "1000"),
        (None, "1 000", "1000"),
        ("mg", "5 mg", "5"),
        ("mg", "5mg.", "5"),
        ("mg", "5 MG", "5"),
        ("years", "5 year", "5"),
        ("year", "5 years", "5"),
        ("%", "5%", "5"),
        ("%", "5 percent", "5"),
        ("%", "5 per cent", "5"),
        ("percent", "5 %", "5"),
        ("percent", "5 percent.", "5"),
        ("percent", "5.", "5"),
        ("percentage points", "5 percentage points", "5"),
    ],
)
def test_a_number_is_read_with_point_or_comma_sign_and_its_unit(unit: str | None, text: str, value: str) -> None:
    assert read_answer(shown(number(unit)), text) == Quantity(Decimal(value))


@pytest.mark.parametrize(
    "text", ["", "five", "5-10", "1e1000", "1/2", "\u00bd", "1 00", "--5", "5 kg", "5%", "NaN", "Infinity", "5 5", LONG]
)
def test_what_is_no_number_or_has_another_unit_is_asked_again(text: str) -> None:
    reply = read_answer(shown(number("mg")), text)
    assert isinstance(reply, Unreadable)
    assert reply.message.endswith("Expected a number (mg).")


def test_a_unit_that_is_not_the_questions_is_named() -> None:
    messages = [read_answer(shown(number(unit)), "5 kg") for unit in ("mg", None)]
    assert messages == [
        Unreadable('"kg" is not the unit: give the number in mg. Expected a number (mg).'),
        Unreadable('"kg" is not the unit: give the number alone. Expected a number.'),
    ]


@pytest.mark.parametrize(("text", "plain", "point"), [("1,250", "1250", "1.250"), ("-12,000 mg", "12000", "12.000")])
def test_a_comma_before_three_digits_is_ambiguous(text: str, plain: str, point: str) -> None:
    reply = read_answer(shown(number("mg")), text)
    assert isinstance(reply, Unreadable)
    assert reply.message.endswith(f"can be read in two ways. Write {plain} or {point}.")


@pytest.mark.parametrize("text", ["B A C", "BAC", "b,a,c", "b) a) c)", "2 1 3", "B 1 C"])
def test_an_order_names_every_letter_once(text: str) -> None:
    assert read_answer(shown(ORDER), text) == Arrangement((2, 1, 0))


@pytest.mark.parametrize("text", ["", "B A", "B A C C", "B B C", "B A D", "213", "B-A-C", LONG])
def test_an_order_with_letters_missing_or_repeated_is_asked_again(text: str) -> None:
    assert read_answer(shown(ORDER), text) == Unreadable("Expected all letters A-C in the right order, such as B A C.")


@pytest.mark.parametrize(
    "text",
    ["1B 2A", "1-B, 2-A", "2A 1B", "1b2a", "1=B;2=A", "1: B 2: A", "1. B\n2. A", "1) B 2) A", "1 B 2 A", "B A", "ba"],
)
def test_pairs_are_read_in_any_usual_notation(text: str) -> None:
    assert read_answer(shown(PAIRS), text) == Pairing((2, 1))


def test_two_prompts_may_be_given_the_same_choice() -> None:
    assert read_answer(shown(PAIRS), "1C 2C") == Pairing((0, 0))


@pytest.mark.parametrize(
    "text",
    ["", "1B", "1B 2A 3C", "1B 1A", "1B 3A", "0A 1B", "1B 2D", "1B 2", "B", "B A C", "B1 A2", "1BC 2A", "1 2"],
)
def test_pairs_that_leave_a_prompt_open_or_make_no_sense_are_asked_again(text: str) -> None:
    assert read_answer(shown(PAIRS), text) == Unreadable("Expected a letter A-C for each number, such as 1B 2A.")


@pytest.mark.parametrize(
    ("question", "text", "texts"),
    [
        (SHORT, "  two words ", ("two words",)),
        (SHORT, "a; b", ("a; b",)),
        (ONE_GAP, "a; b", ("a; b",)),
        (TWO_GAPS, "a;  b c ", ("a", "b c")),
    ],
)
def test_words_are_taken_as_typed_and_gaps_are_parted_by_semicolons(
    question: Question, text: str, texts: tuple[str, ...]
) -> None:
    assert read_answer(shown(question), text) == Texts(texts)


@pytest.mark.parametrize(
    ("question", "text"),
    [(SHORT, ""), (SHORT, " \t"), (ONE_GAP, ""), (TWO_GAPS, "a"), (TWO_GAPS, "a;"), (TWO_GAPS, "a;b;c"), (OPEN, " ")],
)
def test_no_words_and_too_few_or_many_gaps_are_asked_again(question: Question, text: str) -> None:
    assert read_answer(shown(question), text) == Unreadable(f"Expected {describe_answer(shown(question))}.")


def test_an_open_answer_is_taken_as_typed_with_no_points_yet() -> None:
    assert read_answer(shown(OPEN), " It may recur. ") == SelfMark("It may recur.", frozenset())


@pytest.mark.parametrize(
    ("text", "points"), [("1 3", {0, 2}), ("1,3", {0, 2}), ("3; 1. 3", {0, 2}), ("02", {1}), ("0", set()), ("0 2", {1})]
)
def test_points_found_are_numbers_and_0_is_none(text: str, points: set[int]) -> None:
    assert read_points(shown(OPEN), text) == frozenset(points)


@pytest.mark.parametrize(
    "text", ["", "none", "4", "1 4", "-1", "13", "1-3", "0012", "1 2 3 0004", "A", LONG, f"0{LONG}"]
)
def test_points_that_are_not_there_are_asked_again(text: str) -> None:
    assert read_points(shown(OPEN), text) == Unreadable("Expected numbers from 1 to 3, or 0 for none.")


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        (BEST, "one letter A-C"),
        (CASE, "one letter A-C"),
        (TRUTH, "T or F"),
        (ONE_GAP, "the missing words"),
        (TWO_GAPS, "2 answers with ; between them"),
        (SHORT, "a word or a few"),
        (number(), "a number"),
        (number("mg"), "a number (mg)"),
        (OPEN, "your answer in a sentence or two"),
    ],
)
def test_what_to_type_is_said_in_a_few_words(question: Question, wanted: str) -> None:
    assert describe_answer(shown(question)) == wanted


def unread(question: Question, text: str) -> Answer | None:
    reply = read_answer(shown(question), text)
    return None if isinstance(reply, Unreadable) else reply


@pytest.mark.parametrize("gap", [" ", "\n", "a", "1", ";", "-", "(", "1 "])
def test_very_long_input_is_read_or_refused_like_any_other(gap: str) -> None:
    text = f"1{gap * 100_000}1"
    assert [unread(question, text) for question in (TRUTH, ORDER, PAIRS, number())] == [None] * 4
    assert unread(SHORT, text) == Texts((text,))
