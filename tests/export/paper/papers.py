"""What the tests of paper share: papers of any library, hostile texts, and what a PDF shows."""

import re
import unicodedata
import zlib
from collections.abc import Sequence
from io import BytesIO
from random import Random
from struct import pack

from hypothesis import strategies as st
from pypdf import PdfReader

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.export.paper.document import Label
from calcinosis_quiz.forms.arranging import arrange
from calcinosis_quiz.quiz.presentation import Presented

LABEL = Label("A title", "B", "0123abcd")

# Markup of typst, Markdown, HTML, LaTeX and template languages; scripts; what joins, combines and turns around.
HOSTILE = (
    *(
        '#import "x"',
        "#panic()",
        "$x^2$",
        "*b*",
        "_i_",
        "@ref",
        "<label>",
        "{{x}}",
        "{%x%}",
        "\\",
        "\\*",
        "`raw`",
        "= H",
    ),
    *("- a", "+ b", "1. c", "2)", "> q", "# h", "---", "***", "```", "|a|b|", "~~s~~", "[a](b)", "![a](b)", "[x]: y"),
    *(
        "<b>x</b>",
        "<script>x</script>",
        "&lt;",
        "&#35;",
        "<!--",
        "://",
        ":bone:",
        "http://a.b",
        "^1^",
        "$$",
        "//",
        "/*",
    ),
    *("\N{LATIN SMALL LETTER E}\u0301", "\u00e9", "\u03b1\u03b2", "\u2264", "\u0416", "u\u0308", "1\u00a0mg"),
    *("\u05e9\u05dc\u05d5\u05dd", "\u6f22", "\U0001f600", "\u202eabc\u202c", "a\u200bb", "\ufeffx", "\U0010fffd"),
    *("''", '"', "%", "...", "--", "a" * 70, "pseudopseudohypoparathyroidism"),
)
TEXTS = st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=6).map(" ".join)


def paper_of(library: Library, seed: int = 3) -> tuple[Presented, ...]:
    """Put all questions of a library on a paper."""
    return arrange(tuple(library.questions.values()), Random(seed))  # noqa: S311 - a paper for a test


def squeeze(text: str) -> str:
    """Drop what a layout may add or take: blanks, and signs that nobody sees; compose accents."""
    shown = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return unicodedata.normalize("NFC", re.sub(r"\s+", "", shown))


def pages_of(pdf: bytes) -> list[str]:
    """Give the text of each page, squeezed."""
    return [squeeze(page.extract_text()) for page in PdfReader(BytesIO(pdf)).pages]


def spelled(text: str, remarks: Sequence[str]) -> str:
    """Write a text as paper shows it on this machine: signs without a font as codes."""
    named = [found[1] for remark in remarks if (found := re.search(r"machine has (.*): printed", remark))]
    missing = set("".join(named).replace(" ", ""))
    return "".join(f"[U+{ord(sign):04X}]" if sign in missing else sign for sign in text)


def png(width: int = 8, height: int = 8) -> bytes:
    """Make a picture: one grey."""
    rows = (b"\0" + b"\x80" * width) * height
    parts = [(b"IHDR", pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    chunks = (pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data)) for name, data in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
