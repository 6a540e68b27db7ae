"""One question as a QTI 1.2 item in the form that Canvas itself exports and reads."""

from typing import Final
from xml.etree.ElementTree import Comment, Element

from calcinosis_quiz.bank.items import Open
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.bank.stamps import stamp
from calcinosis_quiz.export.hypertext import paragraphs, picture
from calcinosis_quiz.export.qti.canvas_parts import condition, feedback, html, parts_of
from calcinosis_quiz.export.qti.vocabulary import node
from calcinosis_quiz.export.texts_around import comments_on, reasons_for, refusals_of

_ALWAYS: Final = "general_fb"


def write_item(library: Library, question: Question, identifier: str, picture_file: str | None) -> Element:
    """Build the item; `picture_file` is the path of its picture in the package."""
    parts = parts_of(question)
    shown = ""
    if picture_file and question.image:
        shown = picture(f"$IMS-CC-FILEBASE$/{picture_file}", question.image.alt)
    after = [*reasons_for(question), *refusals_of(question), *comments_on(library, question)]
    outcome = node("decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
    item = node(
        "item",
        _metadata(
            question_type=parts.kind,
            points_possible="0" if isinstance(question, Open) else "1",
            original_answer_ids=",".join(parts.answers),
            assessment_question_identifierref=f"{identifier}.bank",
        ),
        node("presentation", html(shown + parts.stem), *parts.responses),
        node(
            "resprocessing",
            node("outcomes", outcome),
            condition([node("other")], feedback(_ALWAYS), again=True),
            *parts.conditions,
        ),
        _itemfeedback(_ALWAYS, paragraphs(after)),
        *(_itemfeedback(f"{answer}_fb", paragraphs([why])) for answer, why in parts.feedback),
        ident=identifier,
        title=question.id,
    )
    item.insert(0, Comment(f" {stamp(library, question)} "))
    return item


def _metadata(**fields: str) -> Element:
    pairs = ((node("fieldlabel", label), node("fieldentry", entry)) for label, entry in fields.items())
    return node("itemmetadata", node("qtimetadata", *(node("qtimetadatafield", *pair) for pair in pairs)))


def _itemfeedback(name: str, text: str) -> Element:
    return node("itemfeedback", node("flow_mat", html(text)), ident=name)
