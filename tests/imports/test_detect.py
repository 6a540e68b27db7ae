"""Formats are told by what stands in a file."""

import pytest

from calcinosis_quiz.imports.detect import detect
from calcinosis_quiz.imports.reading import Document


@pytest.mark.parametrize(
    ("content", "form"),
    [
        ('<?xml version="1.0"?>\n<!-- x -->\n<quiz>', "moodle-xml"),
        ("\ufeff<quiz>", "moodle-xml"),
        ("Which? {=a ~b}", "gift"),
        ("::Title:: It is. {T}", "gift"),
        ("Which?\nA. a\nB. b\nANSWER: A", "aiken"),
        ("Dear all, see you {there}.", ""),
        ("", ""),
        ("<html><body>Hello</body></html>", ""),
    ],
)
def test_a_format_is_recognised(content: str, form: str) -> None:
    assert detect(Document("questions.dat", content.encode())) == form


@pytest.mark.parametrize("run", ["a", "a ", " a", "a.\r"])
def test_a_line_of_megabytes_without_a_tab_is_told_in_one_pass(run: str) -> None:
    content = "Which?\tThat.\n" + run * 2_000_000
    assert detect(Document("questions.dat", content.encode())) != "quizlet"
