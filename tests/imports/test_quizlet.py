"""Quizlet's text."""

import pytest
from tests.imports.reading import causes, read

from calcinosis_quiz.bank.items import Open
from calcinosis_quiz.imports.detect import detect
from calcinosis_quiz.imports.reading import Document, Reading, RefusedFileError


def sides(reading: Reading) -> list[tuple[str, str]]:
    return [(each.item.stem, each.item.model_answer) for each in reading.drafts if isinstance(each.item, Open)]


def test_terms_with_tabs_are_known_and_read() -> None:
    text = "\ufeffapatite\ta mineral; hard\nbone\ta tissue\n\ncell\t-\n"
    assert detect(Document("x.txt", text.encode())) == "quizlet"
    reading = read("quizlet", text)
    assert sides(reading) == [("apatite", "a mineral; hard"), ("bone", "a tissue"), ("cell", "-")]
    assert [each.place.line for each in reading.drafts] == [1, 2, 4]
    assert reading.notes == ("Cards are parted by a line end, terms from definitions by a tab.",)


@pytest.mark.parametrize(
    ("text", "cards"),
    [
        ("a --- b\nc --- d\n", [("a", "b"), ("c", "d")]),
        ("a\tb\nmore\n\nc\td\n\ne\tf", [("a", "b\nmore"), ("c", "d"), ("e", "f")]),
        ("a - b;c - d;", [("a", "b"), ("c", "d")]),
        (
            "a: b\nc: d\ne: f\ng: h\nwhich goes on\ni: j",
            [("a", "b"), ("c", "d"), ("e", "f"), ("g", "h\nwhich goes on"), ("i", "j")],
        ),
    ],
)
def test_marks_that_the_user_chose_are_guessed(text: str, cards: list[tuple[str, str]]) -> None:
    assert sides(read("quizlet", text)) == cards


def test_a_card_with_one_side_is_named_and_prose_refused() -> None:
    assert ("left out", "its back has no text (an image or a sound alone?)") in causes(read("quizlet", "a\t \nc\td\n"))
    with pytest.raises(RefusedFileError, match="choose Tab"):
        read("quizlet", "This is a letter.\nIt says nothing.\n")
    assert detect(Document("x.tsv", b"a\tb\tc\nd\te\tf\n")) == ""
