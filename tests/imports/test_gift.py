"""GIFT, as teachers' files have it."""

from decimal import Decimal

import pytest
from tests.imports.reading import causes, draft, only, read

from calcinosis_quiz.bank.items import (
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Reasoned,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.imports.reading import Reading


def gift(text: str) -> Reading:
    return read("gift", text)


def test_a_choice_keeps_title_key_and_feedback() -> None:
    reading = gift(
        "// a comment\n::Bone mineral::\nWhich mineral?\n{\n  =Apatite#Yes.\n  ~Calcite#Shells.\n  ~Urate\n}"
    )
    item = only(reading, SingleBestAnswer)
    assert item.stem == "Which mineral?"
    assert [(each.text, each.correct, each.why) for each in item.options] == [
        ("Apatite", True, "Yes."),
        ("Calcite", False, "Shells."),
        ("Urate", False, None),
    ]
    assert (reading.drafts[0].title, reading.drafts[0].place.line) == ("Bone mineral", 2)
    assert reading.losses == ()


def test_the_sign_for_the_right_option_may_follow_the_sign_for_any() -> None:
    assert [each.correct for each in only(gift("Which? {~a ~=b ~c}"), SingleBestAnswer).options] == [False, True, False]


def test_weights_without_a_right_sign_are_a_choice_of_several() -> None:
    item = only(gift("Which? {~%50%a ~%50%b ~%-50%c ~%-50%d#No.}"), MultipleResponse)
    assert [each.correct for each in item.options] == [True, True, False, False]


def test_a_weight_after_the_right_sign_is_a_weight() -> None:
    assert only(gift("Which? {=%100%a ~b}"), SingleBestAnswer).options[0].text == "a"


def test_escaped_signs_are_text_and_other_backslashes_stay() -> None:
    item = only(gift(r"\{x\} \= \\(a\\)? { =\~a\:b \= c\#\}\nd ~\(x^2\) }"), SingleBestAnswer)
    assert item.stem == r"{x} = \(a\)?"
    assert [each.text for each in item.options] == ["~a:b = c#}\nd", r"\(x^2\)"]


def test_an_equal_sign_inside_an_option_is_asked_about() -> None:
    reading = gift("How much? {=x=1 ~x~2 ~y}")
    assert ("unclear", r"several options are marked by =; was an = inside a text meant as such? Write it \=") in causes(
        reading
    )


@pytest.mark.parametrize(
    ("answer", "key", "why_true", "why_false"),
    [
        ("T", True, None, None),
        ("FALSE#wrong#right", False, "wrong", "right"),
        ("TRUE#wrong#right", True, "right", "wrong"),
        ("F#wrong####general", False, "wrong", None),
    ],
)
def test_feedback_on_true_or_false_is_for_the_wrong_side_first(
    answer: str, key: bool, why_true: str | None, why_false: str | None
) -> None:
    item = only(gift(f"It is.{{{answer}}}"), TrueFalse)
    assert (item.answer, item.why_true, item.why_false) == (key, why_true, why_false)


def test_true_in_small_letters_is_a_word_to_type() -> None:
    assert only(gift("The opposite of false? {=true}"), ShortAnswer).accept == ("true",)
    assert only(gift("How do you write 1? {one}"), ShortAnswer).accept == ("one",)


def test_typed_answers_with_weights() -> None:
    item = only(gift("Who? {=Jesus Christ =%100%Jesus =%0%Moses#No.}"), ShortAnswer)
    assert (item.accept, item.reject) == (("Jesus Christ", "Jesus"), (Reasoned(text="Moses", why="No."),))


@pytest.mark.parametrize(
    ("answer", "low", "high"),
    [
        ("3:2", "1", "5"),
        ("1..5", "1", "5"),
        ("=-1e3:0", "-1000", "-1000"),
        ("=3,5", "3.5", "3.5"),
        ("=%100%3#x", "3", "3"),
    ],
)
def test_numbers_have_tolerances_ranges_and_exponents(answer: str, low: str, high: str) -> None:
    item = only(gift(f"How far? {{#{answer}}}"), Numeric)
    spread = Decimal(item.tolerance)
    assert item.value is not None
    assert (item.value - spread, item.value + spread) == (Decimal(low), Decimal(high))


def test_a_word_where_a_number_belongs_is_a_loss_and_not_full_marks() -> None:
    reading = gift("How far? {#far}")
    assert reading.drafts == ()
    assert causes(reading) == [
        ("changed", "an answer that is no number is dropped"),
        ("left out", "no number is marked as right"),
    ]


def test_pairs_with_a_spare_choice() -> None:
    item = only(gift("Match. {=cat -> Katze =dog -> Hund = -> Maus}"), Matching)
    assert [(pair.prompt, pair.choice) for pair in item.pairs] == [("cat", "Katze"), ("dog", "Hund")]
    assert item.spare == (Reasoned(text="Maus"),)


def test_empty_braces_are_an_open_question_and_no_braces_a_description() -> None:
    reading = gift("Why? {}\n\nRead page 3 first.")
    assert only(reading, Open).stem == "Why?"
    assert ("left out", "a description asks nothing") in causes(reading)


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("Two plus {=two ~three} equals four.", "Two plus ____ equals four."),
        ("It is {=a ~b}, I think", "It is ____, I think"),
        ("What is it {=a ~b}?", "What is it"),
    ],
)
def test_a_missing_word_leaves_a_line(text: str, stem: str) -> None:
    assert only(gift(text), SingleBestAnswer).stem == stem


def test_a_category_takes_one_line_even_when_no_blank_line_follows() -> None:
    reading = gift("$CATEGORY: $course$/top/Bones\n::One::It is.{T}\n\n$CATEGORY: Hands\n\n::Two::It is.{T}")
    assert [(each.title, each.category) for each in reading.drafts] == [("One", ("Bones",)), ("Two", ("Hands",))]


def test_an_id_and_tags_stand_in_a_comment() -> None:
    found = draft(gift("// [id:bone-1] [tag:Bones] [tag:a b]\nIt is.{T}"))
    assert found.source_id == "bone-1"
    assert isinstance(found.item, TrueFalse)
    assert found.item.tags == ("bones", "a-b")


def test_a_blank_line_inside_braces_does_not_break_a_question_but_a_title_ends_it() -> None:
    reading = gift("Which? {\n=a\n\n~b\n}\n\n::Broken:: Which? {=a ~b\n\n::Next:: It is.{T}")
    assert [each.title for each in reading.drafts] == ["", "Next"]
    assert causes(reading) == [("left out", "a brace { is never closed")]


def test_each_text_has_its_own_format() -> None:
    item = only(gift("[html]<p>One</p><p>Two</p> {=[plain]<b> ~[html]<i>x</i> &amp; y}"), SingleBestAnswer)
    assert item.stem == "One\n\nTwo"
    assert [each.text for each in item.options] == ["<b>", "x & y"]


def test_moodles_embedded_answers_are_read_in_gift_too() -> None:
    assert only(gift("It is {1:MC:=a~b#No.}"), SingleBestAnswer).options[1].why == "No."


def test_windows_text_is_read_and_said() -> None:
    reading = read("gift", "Où est-ce? {=là ~ici}".encode("cp1252"))
    assert only(reading, SingleBestAnswer).stem == "Où est-ce?"
    assert "Windows-1252" in reading.losses[0].what


def test_a_mark_and_windows_line_ends_change_nothing() -> None:
    reading = read("gift", "\ufeffIt is.{T}\r\n \t\r\nIt is not.{F}\r\n".encode())
    assert [each.place.line for each in reading.drafts] == [1, 3]
