"""What all Moodle questions have: text, feedback, tags and files, and how their parts are written."""

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import unquote

from msgspec import Struct

from calcinosis_quiz.imports.compose.numbers import read_number
from calcinosis_quiz.imports.compose.shared import Head
from calcinosis_quiz.imports.identifiers import slug
from calcinosis_quiz.imports.pictures import drop_pictures
from calcinosis_quiz.imports.plain_text import ImageReference, PlainText, clean, from_html, from_lines, one_line
from calcinosis_quiz.imports.reading import Document, Record
from calcinosis_quiz.imports.tree import Element, inner_text

_FILE: Final = "@@PLUGINFILE@@/"
# What Moodle writes into a new question by itself: it says nothing.
_USUAL: Final = frozenset(
    {
        "your answer is correct.",
        "your answer is partially correct.",
        "your answer is incorrect.",
        "correct",
        "incorrect",
    }
)
_WHOLE: Final = (
    ("correctfeedback", "If right"),
    ("partiallycorrectfeedback", "If partly right"),
    ("incorrectfeedback", "If wrong"),
)


class MoodleHead(Struct, frozen=True):
    """What every question has, with its text as it stands and the files that came with it."""

    markup: str
    form: str
    text: PlainText
    explanation: str
    tags: tuple[str, ...]
    files: Mapping[str, bytes]
    find_beside: Callable[[str], bytes | None]

    @property
    def images(self) -> tuple[ImageReference, ...]:
        """List the images of the question's text."""
        return self.text.images

    def find_file(self, source: str) -> bytes | None:
        """Find a file of the question by the address that its text uses."""
        name = source.removeprefix(_FILE)
        found = self.files.get(unquote(name)) or self.files.get(name) or self.files.get(name.rpartition("/")[2])
        return found or self.find_beside(name)

    def head(self, stem: str | None = None) -> Head:
        """Return the head of the item, with its own stem or another one."""
        return Head(self.text.text if stem is None else stem, self.explanation, self.tags)


def read_head(record: Record, node: Element, document: Document) -> MoodleHead:
    """Read text, feedback, tags and files of a question."""
    text_node = node.find("questiontext")
    markup, form = _markup(text_node)
    text = read_markup(markup, form)
    notes = [read_text(record, node.find("generalfeedback"), form, "the general feedback")]
    for tag, words in _WHOLE:
        said = read_text(record, node.find(tag), form, "the feedback")
        if said and said.casefold() not in _USUAL:
            notes.append(f"{words}: {said}")
    note_lost(record, text)
    tags = [slug(inner_text(each.find("text")) or inner_text(each)) for each in node.findall("tags/tag")]
    files = _files(text_node)
    old = node.find("image_base64")
    if old is not None and (old.text or "").strip():
        text = PlainText(text.text, (*text.images, ImageReference("old-image", "")), text.lost)
        files["old-image"] = _decode(old.text or "")
    return MoodleHead(
        markup,
        form,
        text,
        "\n\n".join(note for note in notes if note),
        tuple(dict.fromkeys(tag for tag in tags if tag)),
        files,
        document.find_file,
    )


def _markup(node: Element | None, default: str = "html") -> tuple[str, str]:
    if node is None:
        return "", default
    inner = node.find("text")
    text = inner_text(inner) if inner is not None else (node.text or "")
    return text, node.get("format") or default


def read_markup(markup: str, form: str) -> PlainText:
    """Read a text by the format that it says it has."""
    if form in {"plain_text", "markdown", "wiki_like"}:
        return PlainText(clean(markup))
    return from_lines(markup) if form == "moodle_auto_format" else from_html(markup)


def read_text(record: Record, node: Element | None, form: str, where: str) -> str:
    """Read a text in which an image has no place, as plain text."""
    if node is None:
        return ""
    markup, own = _markup(node, form)
    if not markup or markup.isspace():
        return ""
    text = read_markup(markup, own)
    if text.images:
        drop_pictures(record, text.images, where)
    note_lost(record, text)
    return text.text


def note_lost(record: Record, text: PlainText) -> None:
    """Note what of a text is not kept."""
    for what in text.lost:
        record.change(f"{what} is not kept")


def _files(node: Element | None) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for each in node.findall("file") if node is not None else ():
        name = (each.get("path") or "/").strip("/")
        files[f"{name}/{each.get('name')}".lstrip("/")] = _decode(each.text or "")
    return files


def _decode(text: str) -> bytes:
    try:
        return b64decode(text)
    except (Base64Error, ValueError):
        return b""


def fraction_of(node: Element) -> float:
    """Read what an answer earns: a percentage in the attribute, or from 0 to 1 in a child in old files."""
    text = node.get("fraction")
    scale = 100.0
    if text is None:
        text, scale = inner_text(node.find("fraction")) or "0", 1.0
    number = read_number(text)
    return float(number) / scale if number is not None else 0.0


def is_true(node: Element | None, default: bool = False) -> bool:
    """Read a setting: anything but false, 0 and nothing is true."""
    if node is None:
        return default
    return inner_text(node).strip().casefold() not in {"false", "0", ""}


def why_of(record: Record, answer: Element, form: str) -> str:
    """Read the feedback on an answer."""
    return read_text(record, answer.find("feedback"), form, "feedback")


def answer_text(answer: Element) -> str:
    """Return the text of an answer as it stands; old files have it without an element of its own."""
    inner = answer.find("text")
    return inner_text(inner) if inner is not None else (answer.text or "")


def unit_of(record: Record, node: Element) -> str:
    """Return the one unit that is kept, and note what else was said of units."""
    units = [
        (one_line(inner_text(unit.find("unit_name"))), read_number(inner_text(unit.find("multiplier")) or "1"))
        for unit in node.findall("units/unit")
    ]
    named = next((name for name, factor in units if factor == 1), units[0][0] if units else "")
    if len(units) > 1:
        record.change("only one of several units is kept", ", ".join(name for name, _ in units))
    penalty = read_number(inner_text(node.find("unitpenalty")) or "0")
    if inner_text(node.find("unitgradingtype")).strip() in {"1", "2"} and penalty:
        record.change("a penalty for a wrong unit is dropped")
    return named
