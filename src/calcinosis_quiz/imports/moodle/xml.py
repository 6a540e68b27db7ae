"""Moodle XML: categories, then each question by its type."""

from typing import Final

from calcinosis_quiz.imports.moodle.categories import read_category
from calcinosis_quiz.imports.moodle.head import read_head
from calcinosis_quiz.imports.moodle.questions import READERS
from calcinosis_quiz.imports.pictures import take_picture
from calcinosis_quiz.imports.plain_text import one_line
from calcinosis_quiz.imports.reading import Document, Draft, Loss, Place, Reading, Record, RefusedFileError
from calcinosis_quiz.imports.tree import Element, inner_text, is_element, local_name, parse_xml

_NOT_CORE: Final = "Moodle knows it by a plugin of the type"


def read_moodle_xml(document: Document) -> Reading:
    """Read a question bank or a course's questions as Moodle exports them."""
    root = parse_xml(document.content, document.name)
    if local_name(root) != "quiz":
        raise RefusedFileError(
            f"{document.name}: expected Moodle XML with the root <quiz>, got <{local_name(root)}>. "
            "In Moodle choose Question bank, Export, Moodle XML format."
        )
    losses: list[Loss] = []
    drafts: list[Draft] = []
    category: tuple[str, ...] = ()
    number = 0
    for node in document.watched(root, len(root)):
        if not is_element(node) or local_name(node) != "question":
            continue
        if node.get("type") == "category":
            category = read_category(inner_text(node.find("category/text")))
            continue
        number += 1
        title = one_line(inner_text(node.find("name/text")))
        place = Place(document.name, node.sourceline or 0, f"question {number}")
        draft = _read_question(node, Record(losses, place, title), document, category)
        if draft is not None:
            drafts.append(draft)
    return Reading(tuple(drafts), tuple(losses))


def _read_question(node: Element, record: Record, document: Document, category: tuple[str, ...]) -> Draft | None:
    kind = node.get("type") or ""
    reader = READERS.get(kind)
    if reader is None:
        record.leave_out(f"{_NOT_CORE} {kind or 'without a name'}")
        return None
    head = read_head(record, node, document)
    item = record.attempt(lambda: reader(record, node, head))
    if item is None:
        return None
    if node.find("hint") is not None and any(inner_text(hint).strip() for hint in node.findall("hint")):
        record.change("hints between several tries are dropped")
    picture = take_picture(record, head.images, head.find_file) if head.images else None
    source_id = inner_text(node.find("idnumber")).strip()
    return Draft(item, record.place, record.title, source_id, category, picture)
