"""The pictures of a bank."""

from collections.abc import Callable
from pathlib import Path

import pytest

from calcinosis_quiz.bank import images
from calcinosis_quiz.bank.items import Image
from calcinosis_quiz.bank.load import load_library
from calcinosis_quiz.errors import QuizError

ITEM = "- {id: one, type: true-false, stem: Seen., answer: true, image: IMAGE}"


@pytest.mark.parametrize(
    ("image", "said"),
    [
        ("{file: hand.png}", "expected the key alt"),
        ("{file: hand.png, alt: ''}", "expected a text, got nothing"),
        ("{file: ../hand.png, alt: A hand}", "expected a picture file beside the bank or below it"),
        ("{file: /hand.png, alt: A hand}", "expected a picture file beside the bank or below it"),
        ("{file: hand.exe, alt: A hand}", "expected a picture file beside the bank or below it"),
        ("{file: none.png, alt: A hand}", 'got nothing at "none.png"'),
        ("{file: empty.png, alt: A hand}", "got the empty file"),
        ("{file: large.png, alt: A hand}", "expected at most 0 MiB"),
        ("{file: folder.png, alt: A hand}", 'got nothing at "folder.png"'),
        ("{file: hand.png, alt: A hand}", ""),
        ("{file: CAMERA.JPG, alt: A hand}", ""),
        ("{file: below/here/hand.v2.svg, alt: A hand}", ""),
    ],
)
def test_a_picture_needs_a_file_that_is_there_and_words(
    image: str, said: str, make_bank: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "MAX_BYTES", 100)
    path = make_bank(ITEM.replace("IMAGE", image))
    (path.parent / "folder.png").mkdir()
    (path.parent / "below" / "here").mkdir(parents=True)
    contents = {
        "hand.png": b"1",
        "empty.png": b"",
        "large.png": b"1" * 101,
        "CAMERA.JPG": b"1",
        "below/here/hand.v2.svg": b"<svg/>",
    }
    for name, content in contents.items():
        (path.parent / name).write_bytes(content)
    problems = load_library([path])[1]
    assert [problem.line for problem in problems] == ([5] if said else [])
    assert all(said in problem.message for problem in problems)


def test_a_case_of_a_set_may_have_a_picture_of_its_own(make_bank: Callable[[str], Path]) -> None:
    path = make_bank("""
        - id: set
          type: extended-matching
          theme: A theme
          stem: Which?
          options: [{text: a}, {text: b}]
          cases:
            - {id: case-1, stem: One., answer: a, image: {file: none.png, alt: Nothing}}
        """)
    problems = load_library([path])[1]
    assert [(problem.line, problem.path) for problem in problems] == [(11, "items[0].cases[0].image.file")]


def test_a_picture_that_has_gone_since_is_one_message(tmp_path: Path) -> None:
    with pytest.raises(QuizError, match=r"Could not read gone\.png"):
        images.read_image(tmp_path, Image(file="gone.png", alt="Gone"))
    with pytest.raises(QuizError, match="cannot be found"):
        images.read_image(None, Image(file="gone.png", alt="Gone"))
