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
