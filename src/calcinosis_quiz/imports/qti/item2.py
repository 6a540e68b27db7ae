"""An item of QTI 2 and 3 as a whole: its text with a mark for each interaction, and what is declared."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from calcinosis_quiz.imports.compose.shared import Head
from calcinosis_quiz.imports.html_text import PlainText, clean, one_line, read_tree
from calcinosis_quiz.imports.moodle.embedded import MARK, one_gap_stem
from calcinosis_quiz.imports.pictures import drop_pictures
from calcinosis_quiz.imports.qti.declarations import (
    Declaration,
    Feedback,
    read_declarations,
    read_feedback,
)
from calcinosis_quiz.imports.reading import LeftOutError, Record
from calcinosis_quiz.imports.tree import Element, is_element

INTERACTION: Final = "interaction"
_BLOCKS: Final = frozenset(
    [
        "associateinteraction",
        "choiceinteraction",
        "extendedtextinteraction",
        "matchinteraction",
        "orderinteraction",
        "sliderinteraction",
        "uploadinteraction",
    ]
)


class Item2(Struct, frozen=True):
    """An item while it is read."""

    record: Record
    root: Element
    text: PlainText
    interactions: tuple[Element, ...]
    declared: Mapping[str, Declaration]
    feedback: Feedback
    notes: str
    words: Mapping[str, str]
    gaps: tuple[str, ...]

    def head(self, stem: str | None = None) -> Head:
        """Return the head of the item: its text without marks, or another stem."""
        return Head(one_gap_stem(self.text.text) if stem is None else stem, self.feedback.general)

    def declaration(self, interaction: Element) -> Declaration:
        """Find what is declared of the answer to an interaction."""
        found = self.declared.get(interaction.get("responseidentifier") or "")
        if found is None:
            raise LeftOutError("an interaction without a declared response")
        return found


def open_item(record: Record, root: Element) -> Item2:
    """Look at an item as a whole; raises LeftOutError when it shows nothing or draws its values."""
    body = root.find("itembody")
    if body is None:
        raise LeftOutError("it shows nothing")
    if (root.get("adaptive") or "false") == "true" or root.find("templatedeclaration") is not None:
        raise LeftOutError("its values are drawn, or it adapts to answers, while it runs")
    notes = _take_notes(record, body)
    texts = {each.get("identifier") or "": read_plain(record, each, "feedback") for each in root.iter("modalfeedback")}
    interactions = tuple(each for each in body.iter() if is_element(each) and each.tag.endswith(INTERACTION))
    inline = {
        each.get("identifier") or "": read_plain(record, each, "feedback")
        for each in body.iter("feedbackinline", "feedbackblock")
    }
    for each in [*body.iter("feedbackinline", "feedbackblock")]:
        _replace(each, "")
    for each in body.iter("object"):
        if (each.get("type") or "").startswith("image/"):
            each.tag = "img"
            each.set("src", each.get("data") or "")
            each.set("alt", each.get("alt") or one_line("".join(each.itertext())))
    declared = read_declarations(root)
    values = frozenset(each.get("identifier") or "" for each in body.iter() if is_element(each))
    typed = frozenset(
        one_line("".join(base.itertext()))
        for test in root.iter("stringmatch", "equal")
        for base in test.iter("basevalue")
    )
    feedback = read_feedback(root, {**inline, **texts}, values | typed)
    for number, each in enumerate(interactions):
        if each.tag in _BLOCKS:
            _show_prompt(each, MARK.format(number))
        elif each.tag not in {"gapmatchinteraction", "hottextinteraction"}:
            _replace(each, MARK.format(number))
    words = {each.get("identifier") or "": read_plain(record, each, "a word") for each in body.iter("gaptext")}
    gaps = tuple(each.get("identifier") or "" for each in body.iter("gap"))
    for number, gap in enumerate([*body.iter("gap")]):
        _replace(gap, MARK.format(number))
    for word in [*body.iter("gaptext", "gapimg")]:
        _replace(word, "")
    read = read_tree(body)
    for what in read.lost:
        record.change(f"{what} is not kept")
    return Item2(
        record, root, PlainText(clean(read.text), read.images), interactions, declared, feedback, notes, words, gaps
    )


def _take_notes(record: Record, body: Element) -> str:
    """Take what is for scorers out of the body; what is for others than learners is noted."""
    notes = []
    for each in [*body.iter("rubricblock")]:
        view = each.get("view") or ""
        if "scorer" in view:
            notes.append(read_plain(record, each, "the notes for scorers"))
        if "candidate" not in view:
            each.getparent().remove(each)
    return "\n\n".join(notes)


def read_plain(record: Record, node: Element, where: str) -> str:
    """Read a part as plain text; pictures in it are noted as lost."""
    read = read_tree(node)
    drop_pictures(record, read.images, where)
    return clean(read.text)


def _replace(node: Element, text: str) -> None:
    """Put a text in place of an element; what follows it stays."""
    parent, before = node.getparent(), node.getprevious()
    said = text + (node.tail or "")
    if before is not None:
        before.tail = (before.tail or "") + said
    else:
        parent.text = (parent.text or "") + said
    parent.remove(node)


def _show_prompt(interaction: Element, mark: str) -> None:
    """Leave the prompt of an interaction in its place, with a mark behind it; its parts are read elsewhere."""
    copy = interaction.makeelement("div")
    prompt = interaction.find("prompt")
    if prompt is not None:
        copy.append(prompt)
        prompt.tag = "p"
    last = copy.makeelement("span")
    last.text = mark
    copy.append(last)
    copy.tail = interaction.tail
    interaction.tail = None
    interaction.getparent().replace(interaction, copy)
