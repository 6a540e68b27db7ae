"""The text of text2qti."""

from decimal import Decimal

import pytest
from tests.imports.reading import causes, only, read

from calcinosis_quiz.bank.items import MultipleResponse, Numeric, Open, ShortAnswer, SingleBestAnswer, TrueFalse
from calcinosis_quiz.imports.detect import detect
from calcinosis_quiz.imports.reading import Document, Reading


def quiz(text: str) -> Reading:
    return read("text2qti", text)


def test_a_choice_keeps_title_key_feedback_and_paragraphs() -> None:
    text = (
        "Quiz title: A quiz\nQuiz description: Short.\n\nTitle: Bone\nPoints: 2\n"
        "1.  Which mineral?\n\n    Look closely.\n"
        "... See page 3.\n+ Yes.\n- No.\na)  Calcite\n... Shells.\n\n*b) Apatite\n    of bone\n"
    )
    assert detect(Document("quiz.txt", text.encode())) == "text2qti"
    reading = quiz(text)
    item = only(reading, SingleBestAnswer)
    assert item.stem == "Which mineral?\n\nLook closely."
    assert [(each.text, each.correct, each.why) for each in item.options] == [
        ("Calcite", False, "Shells."),
        ("Apatite\nof bone", True, None),
    ]
    assert item.explanation == "See page 3.\n\nIf right: Yes.\n\nIf wrong: No."
    assert (reading.title, reading.drafts[0].title, reading.drafts[0].place.line) == ("A quiz", "Bone", 6)
    assert reading.losses == ()


def test_boxes_words_and_truths() -> None:
    boxes = "1. These?\n[*] a\n[*] b\n[ ] c\n[] d\n\n1. Symbol?\n* Fe\n* iron\n\n"
    reading = quiz(f"{boxes}5. It is.\na) True\n*b) False\n\n6. Why?\n! So.\n____\n")
    items = [each.item for each in reading.drafts]
    assert [type(item) for item in items] == [MultipleResponse, ShortAnswer, TrueFalse, Open]
    assert isinstance(items[1], ShortAnswer)
    assert isinstance(items[3], Open)
    assert items[1].accept == ("Fe", "iron")
    assert items[3].model_answer == "So."


@pytest.mark.parametrize(
    ("answer", "low", "high"),
    [("12", "12", "12"), ("[1.5, 2.5]", "1.5", "2.5"), ("3.14 +- 0.01", "3.13", "3.15"), ("10 +- 5%", "9.5", "10.5")],
)
def test_numbers_have_ranges_and_margins(answer: str, low: str, high: str) -> None:
    item = only(quiz(f"1. How far?\n=   {answer}\n"), Numeric)
    assert item.value is not None
    assert (item.value - Decimal(item.tolerance), item.value + Decimal(item.tolerance)) == (Decimal(low), Decimal(high))


def test_code_is_never_run_and_comments_are_passed_over() -> None:
    code = "```{.python .run}\nprint('1. x')\nboom()\n```\n"
    reading = quiz(f"% a comment\nCOMMENT\n1. Not this\nEND_COMMENT\n{code}1. Which?\n*a) x\nb) y\n")
    assert only(reading, SingleBestAnswer).stem == "Which?"
    assert [(loss.what, loss.found, loss.place.line) for loss in reading.losses] == [
        ("code that would make questions is never run", "2 lines", 5)
    ]


def test_groups_texts_and_uploads_are_said() -> None:
    text = "Text title: Note\nText: Read this.\n\nGROUP\npick: 1\n\n1. Which?\n*a) x\nb) y\n\nEND_GROUP\n"
    assert causes(quiz(f"{text}\n2. Send.\n^^^^\n")) == [
        ("left out", "a description asks nothing"),
        ("changed", "all questions of a group come in; the quiz drew some"),
        ("left out", "a file to upload has no place here"),
    ]


def test_formulas_images_and_emphasis() -> None:
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01"
    text = "1. What is *this* $x^2$ ![A hand](img/hand.png)?\n*a) a_b_c\nb) 2*3*4\n"
    reading = read("text2qti", text, {"img/hand.png": png})
    item = only(reading, SingleBestAnswer)
    assert item.stem == r"What is this \(x^2\) ?"
    assert [each.text for each in item.options] == ["a_b_c", "2*3*4"]
    assert reading.drafts[0].picture is not None
    assert reading.drafts[0].picture.content == png


def test_a_line_that_belongs_nowhere_is_named() -> None:
    reading = quiz("1. Which?\n*a) x\nb) y\nstray words\n")
    assert only(reading, SingleBestAnswer).options[1].text == "y"
    assert [loss.found for loss in reading.losses] == ["stray words"]
