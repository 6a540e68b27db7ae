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
        "hand.png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1",
        "empty.png": b"",
        "large.png": b"1" * 101,
        "CAMERA.JPG": b"\xff\xd8\xff\xc0\0\x11\x08\0\1\0\1\3",
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


PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.png", PNG + b"\0\0N\x20\0\0N\x20", "expected at most 50 million pixels, got 20000 x 20000"),
        ("a.gif", b"GIF89a\xff\xff\xff\xff", "got 65535 x 65535"),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\4xx\xff\xc2\0\x11\x08\xff\xff\xff\xff\3", "got 65535 x 65535"),
        ("a.webp", b"RIFF\0\0\0\0WEBPVP8X\n\0\0\0\0\0\0\0\xff\xff\0\xff\xff\0", "got 65536 x 65536"),
        ("a.avif", b"\0\0\0\x1cftypavif" + b"\0" * 50 + b"ispe\0\0\0\0\0\0\xff\xff\0\0\xff\xff", "got 65535 x 65535"),
        ("a.png", b"#!/bin/sh\necho", "got something else"),
        ("a.png", b"\0" * 1000, "got something else"),
        ("a.jpg", b"\xff\xd8\xff" + b"\xff" * 1000, "got something else"),
        ("a.png", DRAWING.format("<script>x</script>").encode(), "got the element script"),
        *(
            ("a.svg", DRAWING.format(inside).encode(), said)
            for inside, said in [
                ("<script/>", "the element script"),
                ("<foreignObject/>", "the element foreignObject"),
                ("<a href='x'/>", "the element a"),
                ("<animate attributeName='href'/>", "the element animate"),
                ("<set/>", "the element set"),
                ("<iframe xmlns='http://www.w3.org/1999/xhtml'/>", "the element iframe"),
                ("<g onload='x'/>", "the attribute onload"),
                ("<g ONCLICK='x'/>", "the attribute onclick"),
                ("<use href='//x/y.svg#a'/>", "a reference to"),
                ("<use xlink:href='data:image/svg+xml,x'/>", "a reference to"),
                ("<g style='fill: url(http://x)'/>", "a reference in style"),
                ("<g fill='u&#x72;l( //x )'/>", "a reference in fill"),
                ("<style>@import 'x'</style>", "a style that loads something"),
                ("<style>g { fill: u\\72l(x) }</style>", "a style that loads something"),
                ("<g", "something that is no XML"),
            ]
        ),
        ("a.svg", b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + DRAWING.format("&a;").encode(), "a document type"),
        ("a.svg", DRAWING.format("<defs><path id='p' d='M0 0'/></defs><use href='#p' fill='url(#g)'/>").encode(), ""),
        ("a.svg", DRAWING.format("<style>.a { fill: url(#g); stroke: red }</style><text>url</text>").encode(), ""),
    ],
)
def test_a_picture_is_told_by_its_content_and_does_nothing_but_show(
    name: str, content: bytes, said: str, make_bank: Callable[[str], Path]
) -> None:
    path = make_bank(ITEM.replace("IMAGE", f"{{file: {name}, alt: Words}}"))
    (path.parent / name).write_bytes(content)
    problems = load_library([path])[1]
    assert [said in problem.message for problem in problems] == ([True] if said else [])


@pytest.mark.parametrize("link", ["file", "folder"])
def test_a_picture_outside_the_folder_of_the_bank_is_refused_however_it_is_linked(
    link: str, make_bank: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "a.png").write_bytes(PNG + b"\0\0\0\1\0\0\0\1")
    path = make_bank(ITEM.replace("IMAGE", "{file: below/a.png, alt: Words}"))
    if link == "file":
        (path.parent / "below").mkdir()
        (path.parent / "below" / "a.png").symlink_to(elsewhere / "a.png")
    else:
        (path.parent / "below").symlink_to(elsewhere)
    [problem] = load_library([path])[1]
    assert "got a link out of it" in problem.message
