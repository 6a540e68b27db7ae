"""A QTI 1.2 package as Canvas reads it: one quiz, its settings, pictures, and a manifest."""

from collections.abc import Iterator, Sequence
from typing import Final, assert_never
from xml.etree.ElementTree import Comment, Element, indent

from calcinosis_quiz.bank.fingerprint import bank_version, stamp
from calcinosis_quiz.bank.images import read_image
from calcinosis_quiz.bank.items import (
    Cloze,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Ordering,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import CaseQuestion, Question
from calcinosis_quiz.export.hypertext import one_line, paragraphs, picture, write_zip
from calcinosis_quiz.export.loss import (
    Export,
    Loss,
    finish,
    lose_all_or_nothing,
    lose_canvas_rule,
    lose_capitals,
    lose_number_forms,
    lose_order,
    lose_refusals,
    lose_self_marking,
    lose_typed,
)
from calcinosis_quiz.export.qti.canvas_parts import condition, feedback, html, parts_of, short_text
from calcinosis_quiz.export.qti.package import identify
from calcinosis_quiz.export.qti.vocabulary import node, serialise
from calcinosis_quiz.export.recast import as_places, has_own_labels, may_shuffle, menu_of
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
        _itemfeedback(_ALWAYS, html(paragraphs(after))),
        *(_itemfeedback(f"{answer}_fb", short_text(why)) for answer, why in parts.feedback),
        ident=identifier,
        title=question.id,
    )
    item.insert(0, Comment(f" {stamp(library, question)} "))
    return item


def _metadata(**fields: str) -> Element:
    pairs = ((node("fieldlabel", label), node("fieldentry", entry)) for label, entry in fields.items())
    return node("itemmetadata", node("qtimetadata", *(node("qtimetadatafield", *pair) for pair in pairs)))


def _itemfeedback(name: str, material: Element) -> Element:
    return node("itemfeedback", node("flow_mat", material), ident=name)


_ITEMS: Final = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_PACKAGE: Final = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
_SETTINGS: Final = "http://canvas.instructure.com/xsd/cccv1p0"
_SETTINGS_TYPE: Final = "associatedcontent/imscc_xmlv1p1/learning-application-resource"


LONGEST_TEXT: Final = 16 * 1024
"""The most characters of a text; Canvas puts an error message in the place of a longer one."""


def write_canvas(library: Library, questions: Sequence[Question], policies: Sequence[Policy] = ()) -> Export:
    """Write questions as one Canvas quiz, the bank version in its title.

    The quiz has the version in its identifier and the items only their own, so that an import of a later version makes
    a new quiz and Canvas still recognises the questions.
    """
    quiz = f"quiz-{bank_version(library)}"
    pictures = {
        question.id: f"images/{identify(library, question.id)}.{question.image.file.rpartition('.')[2]}"
        for question in questions
        if question.image
    }
    built = [
        (question, write_item(library, question, identify(library, question.id), pictures.get(question.id)))
        for question in questions
    ]
    items = [(question, item) for question, item in built if not _is_too_long(item)]
    written = [question for question, _ in items]
    shuffled = all(_may_shuffle(question) for question in written)
    losses = [*_shared_losses(shuffled), *(loss for each in written for loss in _losses(each, policies))]
    what = f"a text of it is longer than the {LONGEST_TEXT // 1024} KB that Canvas takes"
    losses += [Loss(question.id, "left out", what) for question, item in built if _is_too_long(item)]
    illustrated = {question.id: pictures[question.id] for question in written if question.image}
    members = {
        "imsmanifest.xml": _write_manifest(quiz, list(illustrated.values())),
        f"{quiz}/{quiz}.xml": _write_assessment(library, quiz, [item for _, item in items]),
        f"{quiz}/assessment_meta.xml": _write_settings(library, quiz, written, shuffled),
    }
    for question in written:
        if question.image:
            folder = library.bank_of(question.id).folder
            members[illustrated[question.id]] = read_image(folder, question.image)
    return finish(write_zip(members), questions, [question.id for question in written], losses)


def _is_too_long(item: Element) -> bool:
    return any(len(text.text or "") > LONGEST_TEXT for text in item.iter("mattext"))


def _may_shuffle(question: Question) -> bool:
    """Check whether Canvas, which shuffles a whole quiz, may shuffle the options of a question."""
    match question:
        case SingleBestAnswer() | MultipleResponse() | CaseQuestion():
            return may_shuffle(question)
        case TrueFalse():
            return not has_own_labels(question)
        case Cloze() | ShortAnswer() | Numeric() | Ordering() | Matching() | Open():
            return True
        case _:
            assert_never(question)


def _shared_losses(shuffled: bool) -> Iterator[Loss]:
    yield Loss("", "shown differently", "Canvas has no tags: topic, level, difficulty, objective and tags are left out")
    if not shuffled:
        what = "options are not shuffled at all, since some must keep their order and Canvas shuffles a whole quiz"
        yield Loss("", "shown differently", what)


def _losses(question: Question, policies: Sequence[Policy]) -> Iterator[Loss]:
    match question:
        case SingleBestAnswer() | TrueFalse() | CaseQuestion():
            return
        case MultipleResponse():
            yield from lose_canvas_rule(question, policies)
        case Cloze():
            yield from lose_typed(question, policies)
            yield from lose_capitals(question, policies)
            yield from lose_refusals(question)
            yield from lose_all_or_nothing(question, policies)
        case ShortAnswer():
            yield from lose_typed(question, policies)
            yield from lose_capitals(question, policies)
            yield from lose_refusals(question)
        case Numeric():
            yield from lose_number_forms(question)
            yield from lose_refusals(question)
        case Ordering():
            yield from lose_order(question, policies)
            yield from _lose_signs(question.id, menu_of(as_places(question)))
        case Matching():
            yield from lose_all_or_nothing(question, policies)
            yield from _lose_signs(question.id, menu_of(question))
        case Open():
            yield from lose_self_marking(question)
        case _:
            assert_never(question)


def _lose_signs(item: str, menu: Sequence[str]) -> Iterator[Loss]:
    if any(sign in text for text in menu for sign in "<&"):
        what = "New Quizzes reads the choices of a matching as HTML and may swallow < and &; Classic Quizzes does not"
        yield Loss(item, "shown differently", what)


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
