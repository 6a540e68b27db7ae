"""QTI 3.0 and 2.1 packages: items, a test that lists them, pictures, and a manifest."""

from collections.abc import Iterator, Sequence
from typing import Final, assert_never
from xml.etree.ElementTree import Comment, Element, indent

from msgspec import Struct

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
from calcinosis_quiz.bank.library import Library, LoadedBank
from calcinosis_quiz.bank.questions import CaseQuestion, Question
from calcinosis_quiz.export.hypertext import one_line, write_zip
from calcinosis_quiz.export.loss import (
    Export,
    Loss,
    finish,
    lose_number_forms,
    lose_self_marking,
    lose_typed,
    lose_untouched_order,
)
from calcinosis_quiz.export.qti import processing
from calcinosis_quiz.export.qti.item_parts import Outcome, declare_outcome
from calcinosis_quiz.export.qti.parts import parts_of
from calcinosis_quiz.export.qti.vocabulary import (
    LOM,
    LOM_SCHEMA,
    NAMES,
    Version,
    locate_schemas,
    node,
    paragraph,
    serialise,
    write,
)
from calcinosis_quiz.export.texts_around import by_topic, comments_on, name_export, reasons_for, tags_of
from calcinosis_quiz.quiz.marking import Policy

_ALWAYS: Final = "general_fb"  # Canvas knows feedback for every answer by this name
_FEEDBACK: Final = "FEEDBACK"


def write_item(
    library: Library, question: Question, identifier: str, picture: str | None, policies: Sequence[Policy] = ()
) -> Element:
    """Build the item; `picture` is the address of its picture, seen from the item's file.

    Feedback for every answer and feedback for single choices hang on outcome variables of their own: a variable that
    collects both is read as one text by a widely used player.
    """
    parts = parts_of(question, policies)
    is_marked = not isinstance(question, Open)
    shown = [node("p", node("img", src=picture, alt=question.image.alt))] if picture and question.image else []
    limits = {"normalMaximum": "1", "normalMinimum": "0"} if is_marked else {}
    always = processing.assign(_FEEDBACK, processing.constant(_ALWAYS, "identifier"))
    item = node(
        "assessmentItem",
        *parts.responses,
        declare_outcome(Outcome(name="SCORE", kind="float", default="0"), **limits),
        declare_outcome(Outcome(name="MAXSCORE", kind="float", default="1" if is_marked else "0")),
        declare_outcome(Outcome(name=_FEEDBACK)),
        *map(declare_outcome, parts.outcomes),
        node("itemBody", *shown, *parts.body),
        node("responseProcessing", always, *parts.rules),
        *(_feedback(each.outcome, each.identifier, each.text) for each in parts.feedback),
        _feedback(_FEEDBACK, _ALWAYS, *reasons_for(question), *comments_on(library, question)),
        identifier=identifier,
        title=question.id,
        adaptive="false",
        timeDependent="false",
    )
    item.insert(0, Comment(f" {stamp(library, question)} "))
    return item


def _feedback(outcome: str, name: str, *texts: str) -> Element:
    body = node("contentBody", *map(paragraph, texts))
    return node("modalFeedback", body, outcomeIdentifier=outcome, identifier=name, showHide="show")


class Resource(Struct, frozen=True):
    """One item of a package: its identifier, the file it is in, and its picture, if any."""

    question: Question
    identifier: str
    file: str
    picture: str | None


def write_package(
    library: Library, questions: Sequence[Question], policies: Sequence[Policy] = (), *, version: Version
) -> Export:
    """Write questions as a package of one version, the bank version in the title and identifier of its test."""
    resources = [_locate(library, question) for question in questions]
    members: dict[str, bytes] = {"imsmanifest.xml": _write_manifest(library, resources, version)}
    members["assessment.xml"] = write(_write_test(library, resources), version)
    written: list[str] = []
    for resource in resources:
        picture = f"../{resource.picture}" if resource.picture else None
        item = write_item(library, resource.question, resource.identifier, picture, policies)
        members[resource.file] = write(item, version)
        written.append(resource.question.id)
        if resource.picture and resource.question.image:
            folder = library.bank_of(resource.question.id).folder
            members[resource.picture] = read_image(folder, resource.question.image)
    losses = [loss for each in questions for loss in _losses(each, policies)]
    return finish(write_zip(members), questions, written, losses)


def identify(library: Library, item: str) -> str:
    """Name an item by its namespace, an underscore and its id: the same in every export, and in no other bank.

    Ids have no underscore, so what follows the last one is the id. A period would be read as ITEM.VARIABLE in a test.
    """
    return as_identifier(f"{_namespace(library.bank_of(item))}_{item}")


def identify_test(library: Library) -> str:
    """Name a test by its banks and their version; its two underscores keep it apart from every item."""
    names = dict.fromkeys(map(_namespace, library.banks))
    return f"test_{'-'.join(names)}_{bank_version(library)}"


def as_identifier(name: str) -> str:
    """Begin a name that begins with a digit by an underscore, since no identifier may begin with a digit."""
    return name if name[0].isalpha() else f"_{name}"


def _namespace(loaded: LoadedBank) -> str:
    return loaded.ledger.namespace if loaded.ledger else loaded.bank.bank


def _locate(library: Library, question: Question) -> Resource:
    identifier = identify(library, question.id)
    picture = f"images/{identifier}.{question.image.file.rpartition('.')[2]}" if question.image else None
    return Resource(question, identifier, f"items/{identifier}.xml", picture)


def _losses(question: Question, policies: Sequence[Policy]) -> Iterator[Loss]:
    match question:
        case SingleBestAnswer() | MultipleResponse() | TrueFalse() | Matching() | CaseQuestion():
            return
        case ShortAnswer() | Cloze():
            yield from lose_typed(question, policies)
        case Numeric():
            yield from lose_number_forms(question)
        case Ordering():
            yield from lose_untouched_order(question)
        case Open():
            yield from lose_self_marking(question)
        case _:
            assert_never(question)


def _write_test(library: Library, resources: Sequence[Resource]) -> Element:
    by_id = {resource.question.id: resource for resource in resources}
    sections = [
        node(
            "assessmentSection",
            *(
                node("assessmentItemRef", identifier=by_id[member.id].identifier, href=by_id[member.id].file)
                for member in members
            ),
            identifier=f"section-{i}",
            title=one_line(topic),
            visible="true",
        )
        for i, (topic, members) in enumerate(by_topic(library, [resource.question for resource in resources]), 1)
    ]
    totals = ("SCORE", "MAXSCORE")
    test = node(
        "assessmentTest",
        *(declare_outcome(Outcome(name=name, kind="float", default="0")) for name in totals),
        node("testPart", *sections, identifier="part-1", navigationMode="nonlinear", submissionMode="individual"),
        node("outcomeProcessing", *map(_add_up, totals)),
        identifier=identify_test(library),
        title=one_line(name_export(library)),
    )
    indent(test)
    return test


def _add_up(name: str) -> Element:
    return processing.assign(name, node("sum", node("testVariables", variableIdentifier=name)))


def _write_manifest(library: Library, resources: Sequence[Resource], version: Version) -> bytes:
    names = NAMES[version]
    title, notice = one_line(name_export(library)), " ".join(library.describe()[1].splitlines())
    general = _lom_general(("title", title), ("description", notice))
    test = node(
        "resource",
        node("file", href="assessment.xml"),
        *(node("dependency", identifierref=resource.identifier) for resource in resources),
        identifier=identify_test(library),
        type=names.test_type,
        href="assessment.xml",
    )
    manifest = node(
        "manifest",
        node("metadata", node("schema", names.schema), node("schemaversion", names.schema_version), general),
        node("organizations"),
        node("resources", test, *(_describe(library, resource, version) for resource in resources)),
        identifier=f"{identify_test(library)}_package",
    )
    manifest.set("xmlns", names.package)
    manifest.set("xmlns:lom", LOM)
    manifest.set("xmlns:imsqti", names.metadata)
    locate_schemas(
        manifest,
        (names.package, names.package_schema),
        (LOM, LOM_SCHEMA),
        (names.metadata, names.metadata_schema),
    )
    indent(manifest)
    return serialise(manifest)


def _describe(library: Library, resource: Resource, version: Version) -> Element:
    """List an item with its picture; tags are keywords."""
    question = resource.question
    tags = [("keyword", tag) for tag in tags_of(library, question)]
    about = node(
        "imsqti:qtiMetadata",
        node("imsqti:timeDependent", "false"),
        node("imsqti:interactionType", parts_of(question, ()).interaction),
        node("imsqti:feedbackType", "nonadaptive"),
        node("imsqti:solutionAvailable", "true"),
    )
    files = [resource.file, *([resource.picture] if resource.picture else [])]
    return node(
        "resource",
        node("metadata", about, _lom_general(("title", question.id), *tags)),
        *(node("file", href=file) for file in files),
        identifier=resource.identifier,
        type=NAMES[version].item_type,
        href=resource.file,
    )


def _lom_general(*entries: tuple[str, str]) -> Element:
    described = (node(f"lom:{name}", node("lom:string", text)) for name, text in entries if text)
    return node("lom:lom", node("lom:general", *described))
