"""HTML to the plain text of a bank."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calcinosis_quiz.imports.html_text import clean, read_tree
from calcinosis_quiz.imports.plain_text import from_html, from_lines
from calcinosis_quiz.imports.tree import parse_html


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Plain", "Plain"),
        ("a &lt; b &amp; c", "a < b & c"),
        ("<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree"),
        ("<p>One</p>\n<p>&nbsp;</p>\n<p>Two</p>", "One\n\nTwo"),
        ("<div>One</div><div>Two</div>", "One\nTwo"),
        ("H<sub>2</sub>O is 10<sup>-3</sup> m<sup>2</sup>", "H₂O is 10⁻³ m²"),
        ("x<sup>abc</sup> y<sub>q</sub>", "x^(abc) y_q"),
        ("<ul><li>a</li><li>b</li></ul>after", "- a\n- b\n\nafter"),
        ("<ol>\n<li><p>a</p></li>\n<li>b</li>\n</ol>", "1. a\n2. b"),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>", "a | b\n1 | 2"),
        ("<pre>if x:\n    y()</pre>", "if x:\n    y()"),
        ("<p>See <a href='https://example.org/a'>this</a></p>", "See this (https://example.org/a)"),
        ("A <b>bold</b> <i>word</i>, \\(x^2\\)", "A bold word, \\(x^2\\)"),
        ("<math alttext='x^2'><mi>x</mi></math>", "\\(x^2\\)"),
        ("<script>alert(1)</script><style>p {}</style>Which?", "Which?"),
        ("<p>a < b and c > d</p>", "a < b and c > d"),
        ("zero\u200bwidth\ufeff \x07bell", "zerowidth bell"),
        ("<p>  many   blanks\n here </p>", "many blanks here"),
        ("", ""),
        ("<p></p>", ""),
    ],
)
def test_a_text_reads_as_a_person_sees_it(markup: str, text: str) -> None:
    assert from_html(markup).text == text


def test_what_cannot_be_kept_is_named() -> None:
    read = from_html("<b>x</b><video src=a></video><script>x</script><table><tr><td>1</td></tr></table>")
    assert read.lost == (
        "emphasis (bold, italics, underlining)",
        "a video",
        "a script",
        "the layout of a table",
    )


def test_images_are_listed_with_their_words() -> None:
    images = from_html('<p>a<img src="x.png" alt="A  hand">b<img src=y.gif></p>').images
    assert [(image.source, image.alt) for image in images] == [("x.png", "A hand"), ("y.gif", "")]


def test_in_moodles_own_format_line_ends_are_meant() -> None:
    assert from_lines("a\r\nb <sub>2</sub>").text == "a\nb ₂"


INLINE = st.lists(
    st.sampled_from(
        ["a", "b ", " ", "&amp;", "<br>", "<br />", "<b>x</b>", "<i> c</i>", "<em>d </em>", "\n", "\u00e9"]
    ),
    max_size=6,
).map("".join)


@given(st.lists(INLINE, min_size=1, max_size=3), st.sampled_from(["p", "div", "span", ""]))
def test_the_quick_way_reads_what_the_tree_reads(texts: list[str], wrapper: str) -> None:
    if wrapper == "p":
        markup = "\n".join(f"<p>{text}</p>" for text in texts)
    else:
        markup = f"<{wrapper}>{texts[0]}</{wrapper}>" if wrapper else texts[0]
    root = parse_html(markup)
    tree = "" if root is None else clean(read_tree(root).text)
    assert [line.split() for line in from_html(markup).text.split("\n")] == [line.split() for line in tree.split("\n")]
