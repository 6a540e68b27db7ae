"""A QTI 1.2 package as Canvas reads it: one quiz, its settings, pictures, and a manifest."""

from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree.ElementTree import Comment, Element, indent

from calcinosis_quiz.bank.fingerprint import bank_version, stamp
from calcinosis_quiz.bank.images import read_image
from calcinosis_quiz.bank.items import Cloze, Matching, MultipleResponse, Open, Ordering, SingleBestAnswer
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import CaseQuestion, Question
from calcinosis_quiz.export.hypertext import one_line, paragraphs, picture, write_zip
from calcinosis_quiz.export.loss import (
    Export,
    Loss,
    lose_all_or_nothing,
    lose_canvas_rule,
    lose_order,
    lose_refusals,
    lose_self_marking,
    lose_typed,
)
from calcinosis_quiz.export.qti.canvas_parts import condition, feedback, html, parts_of
from calcinosis_quiz.export.qti.package import identify
from calcinosis_quiz.export.qti.vocabulary import node, serialise
from calcinosis_quiz.export.recast import may_shuffle
from calcinosis_quiz.export.texts_around import comments_on, name_export, reasons_for, refusals_of
from calcinosis_quiz.quiz.marking import Policy

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


_ITEMS: Final = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_PACKAGE: Final = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
_SETTINGS: Final = "http://canvas.instructure.com/xsd/cccv1p0"
_CHOICES: Final = (SingleBestAnswer, MultipleResponse, CaseQuestion)
_SETTINGS_TYPE: Final = "associatedcontent/imscc_xmlv1p1/learning-application-resource"


def write_canvas(library: Library, questions: Sequence[Question], policies: Sequence[Policy] = ()) -> Export:
    """Write questions as one Canvas quiz, the bank version in its title.

    The quiz carries the version in its identifier and the items only their own, so that an import of a later
    version makes a new quiz and Canvas still knows the questions again.
    """
    quiz = f"quiz-{bank_version(library)}"
    shuffled = all(may_shuffle(each) for each in questions if isinstance(each, _CHOICES))
    pictures = {
        question.id: f"images/{identify(library, question.id)}.{question.image.file.rpartition('.')[2]}"
        for question in questions
        if question.image
    }
    items = [
        write_item(library, question, identify(library, question.id), pictures.get(question.id))
        for question in questions
    ]
    members = {
        "imsmanifest.xml": _write_manifest(quiz, list(pictures.values())),
        f"{quiz}/{quiz}.xml": _write_assessment(library, quiz, items),
        f"{quiz}/assessment_meta.xml": _write_settings(library, quiz, questions, shuffled),
    }
    for question in questions:
        if question.image:
            folder = library.shelf_of(question.id).folder
            members[pictures[question.id]] = read_image(folder, question.image)
    losses = [*_shared_losses(shuffled), *(loss for each in questions for loss in _losses(each, policies))]
    return Export(write_zip(members), tuple(question.id for question in questions), tuple(losses))


def _shared_losses(shuffled: bool) -> Iterator[Loss]:
    what = "Canvas keeps no tags: topic, level, difficulty, objective and tags stay behind"
    yield Loss("", "shown differently", what)
    if not shuffled:
        what = "options are not shuffled at all, since some must keep their order and Canvas shuffles a whole quiz"
        yield Loss("", "shown differently", what)


def _losses(question: Question, policies: Sequence[Policy]) -> Iterator[Loss]:
    yield from lose_typed(question)
    yield from lose_self_marking(question)
    yield from lose_refusals(question)
    match question:
        case MultipleResponse():
            yield from lose_canvas_rule(question, policies)
        case Ordering():
            yield from lose_order(question, policies)
        case Cloze() | Matching():
            yield from lose_all_or_nothing(question, policies)


def _write_assessment(library: Library, quiz: str, items: Sequence[Element]) -> bytes:
    field = node("qtimetadatafield", node("fieldlabel", "cc_maxattempts"), node("fieldentry", "unlimited"))
    section = node("section", *items, ident="root_section")
    title = one_line(name_export(library))
    assessment = node("assessment", node("qtimetadata", field), section, ident=quiz, title=title)
    root = node("questestinterop", assessment, xmlns=_ITEMS)
    indent(root)
    return serialise(root)


def _write_settings(library: Library, quiz: str, questions: Sequence[Question], shuffled: bool) -> bytes:
    points = sum(not isinstance(question, Open) for question in questions)
    settings = {
        "title": one_line(name_export(library)),
        "description": paragraphs(library.describe()[1].splitlines()),
        "shuffle_answers": str(shuffled).lower(),
        "scoring_policy": "keep_highest",
        "quiz_type": "practice_quiz",
        "points_possible": f"{points:.1f}",
        "show_correct_answers": "true",
        "allowed_attempts": "-1",
        "available": "false",
    }
    root = node("quiz", *(node(name, value) for name, value in settings.items()), identifier=quiz, xmlns=_SETTINGS)
    indent(root)
    return serialise(root)


def _write_manifest(quiz: str, pictures: Sequence[str]) -> bytes:
    settings = f"{quiz}/assessment_meta.xml"
    resources = [
        node(
            "resource",
            _file(f"{quiz}/{quiz}.xml"),
            node("dependency", identifierref=f"{quiz}-settings"),
            identifier=quiz,
            type="imsqti_xmlv1p2",
        ),
        node("resource", _file(settings), identifier=f"{quiz}-settings", type=_SETTINGS_TYPE, href=settings),
        *(
            node("resource", _file(path), identifier=f"picture-{i}", type="webcontent", href=path)
            for i, path in enumerate(pictures, 1)
        ),
    ]
    about = node("metadata", node("schema", "IMS Content"), node("schemaversion", "1.1.3"))
    root = node("manifest", about, node("organizations"), node("resources", *resources), identifier=f"{quiz}-package")
    root.set("xmlns", _PACKAGE)
    indent(root)
    return serialise(root)


def _file(path: str) -> Element:
    return node("file", href=path)
