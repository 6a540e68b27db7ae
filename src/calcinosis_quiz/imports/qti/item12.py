"""An item of QTI 1.2 as a whole: what it shows, what earns marks, and its feedback."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from calcinosis_quiz.imports.compose.shared import Head
from calcinosis_quiz.imports.html_text import PlainText
from calcinosis_quiz.imports.qti.material import line_of_text, metadata, read_material
from calcinosis_quiz.imports.qti.scoring12 import (
    Condition,
    children,
    descendants,
    read_conditions,
)
from calcinosis_quiz.imports.reading import LeftOutError, Record
from calcinosis_quiz.imports.tree import Element, local_name

FOR_WRONG: Final = frozenset(["general_incorrect_fb", "incorrect_fb", "incorrect"])


class Item12(Struct, frozen=True):
    """An item while it is read: what it shows, what earns what, and its feedback by name."""

    record: Record
    node: Element
    presentation: Element
    text: PlainText
    about: dict[str, str]
    conditions: tuple[Condition, ...]
    feedback: dict[str, str]

    @property
    def kind(self) -> str:
        """Name the type as the file does; empty where it does not."""
        for label in ("question_type", "bbmd_questiontype", "cc_profile", "qmd_itemtype"):
            if self.about.get(label):
                return self.about[label]
        return ""

    def said(self, links: Sequence[str]) -> str:
        """Join the feedback of these names."""
        return "\n".join(dict.fromkeys(filter(None, (self.feedback.get(link, "") for link in links))))


def open_item(record: Record, node: Element) -> Item12:
    """Look at an item as a whole."""
    presentation = next(descendants(node, "presentation"), None)
    if presentation is None:
        raise LeftOutError("it shows nothing")
    return Item12(
        record,
        node,
        presentation,
        read_material(record, presentation),
        metadata(node),
        read_conditions(node),
        {
            each.get("ident") or "": line_of_text(record, _widest(each), "feedback")
            for each in descendants(node, "itemfeedback")
        },
    )


def _widest(feedback: Element) -> Element:
    """Pass over the elements between a feedback and its material."""
    inner = next(children(feedback, "flow_mat", "solution", "hint"), None)
    return feedback if inner is None or local_name(inner) == "flow_mat" else next(children(inner), inner)


def head_of(item: Item12, explanation: str = "", stem: str | None = None) -> Head:
    """Return the head of an item: its text, or another stem, and an explanation."""
    return Head(item.text.text if stem is None else stem, explanation)


def general_feedback(item: Item12) -> str:
    """Collect what is said whatever was answered."""
    always = [
        each for each in item.conditions if any(local_name(e) == "other" for e in descendants(each.element, "other"))
    ]
    links = [link for each in always for link in each.feedback if not each.action]
    return with_feedback_for_wrong(item, links or ["general_fb"])


def with_feedback_for_wrong(item: Item12, links: Sequence[str]) -> str:
    """Join what is said to all, and apart from it what is said to all that are wrong."""
    general = item.said([link for link in links if link not in FOR_WRONG])
    wrong = item.said([link for link in item.feedback if link in FOR_WRONG])
    return "\n\n".join(filter(None, (general, f"If wrong: {wrong}" if wrong else "")))


def model_answer(item: Item12) -> str:
    """Read the solution that the file gives; empty where it gives none."""
    solution = next(descendants(item.node, "solutionmaterial", "solution"), None)
    return line_of_text(item.record, solution, "the solution") if solution is not None else ""


def options_of(item: Item12, answer: Element) -> dict[str, str]:
    """Read the labels of a list by their names."""
    options: dict[str, str] = {}
    for number, label in enumerate(descendants(answer, "response_label"), 1):
        read = read_material(item.record, label)
        text = read.text
        if read.images and not text:
            text = next((image.alt for image in read.images if image.alt), "") or f"Image {number}"
            item.record.change("an option was only an image; its description, or a number, stands in its place")
        elif read.images:
            item.record.change("an image in an option is left out", read.images[0].source)
        options[label.get("ident") or str(number)] = text
    return options
