"""QTI 3.0 and 2.1 packages: items, a test that lists them, pictures, and a manifest."""

from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree.ElementTree import Comment, Element, indent

from msgspec import Struct

from calcinosis_quiz.bank.fingerprint import stamp
from calcinosis_quiz.bank.images import read_image
from calcinosis_quiz.bank.items import Open
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.export.hypertext import one_line, write_zip
from calcinosis_quiz.export.loss import Export, Loss, lose_self_marking, lose_typed
from calcinosis_quiz.export.qti.parts import parts_of
from calcinosis_quiz.export.qti.processing import constant, give_feedback
from calcinosis_quiz.export.qti.vocabulary import LOM, NAMES, Version, node, paragraph, serialise, write
from calcinosis_quiz.export.texts_around import by_topic, comments_on, name_export, reasons_for, tags_of
from calcinosis_quiz.quiz.marking import Policy

_ALWAYS: Final = "general_fb"  # Canvas knows feedback for every answer by this name


def write_item(
    library: Library, question: Question, identifier: str, picture: str | None, policies: Sequence[Policy] = ()
) -> Element:
    """Build the item; `picture` is the address of its picture, seen from the item's file."""
    parts = parts_of(question, policies)
    best = "0" if isinstance(question, Open) else "1"
    shown = [node("p", node("img", src=picture, alt=question.image.alt))] if picture and question.image else []
    item = node(
        "assessmentItem",
        *parts.responses,
        _outcome("SCORE", "float", "0", normalMaximum=best, normalMinimum="0"),
        _outcome("MAXSCORE", "float", best),
        *(_outcome(name, kind, "0") for name, kind in parts.counters),
        node("outcomeDeclaration", identifier="FEEDBACK", cardinality="multiple", baseType="identifier"),
        node("itemBody", *shown, *parts.body),
        node("responseProcessing", give_feedback(constant(_ALWAYS, "identifier")), *parts.rules),
        *(_feedback(name, why) for name, why in parts.feedback),
        _feedback(_ALWAYS, *reasons_for(question), *comments_on(library, question)),
        identifier=identifier,
        title=question.id,
        adaptive="false",
        timeDependent="false",
    )
    item.insert(0, Comment(f" {stamp(library, question)} "))
    return item


def _outcome(name: str, kind: str, value: str, **limits: str) -> Element:
    default = node("defaultValue", node("value", value))
    return node("outcomeDeclaration", default, identifier=name, cardinality="single", baseType=kind, **limits)


def _feedback(name: str, *texts: str) -> Element:
    body = node("contentBody", *map(paragraph, texts))
    return node("modalFeedback", body, outcomeIdentifier="FEEDBACK", identifier=name, showHide="show")


class Resource(Struct, frozen=True):
    """One item of a package: its identifier, the file it is in, and its picture, if any."""

    question: Question
    identifier: str
    file: str
    picture: str | None


def write_package(
    library: Library, questions: Sequence[Question], policies: Sequence[Policy] = (), *, version: Version
) -> Export:
    """Write questions as a package of one version, the bank version in the title of its test."""
    resources = [_locate(library, question) for question in questions]
    members: dict[str, bytes] = {"imsmanifest.xml": _write_manifest(library, resources, version)}
    members["assessment.xml"] = write(_write_test(library, resources), version)
    for resource in resources:
        picture = f"../{resource.picture}" if resource.picture else None
        item = write_item(library, resource.question, resource.identifier, picture, policies)
        members[resource.file] = write(item, version)
        if resource.picture and resource.question.image:
            folder = library.shelf_of(resource.question.id).folder
            members[resource.picture] = read_image(folder, resource.question.image)
    items = tuple(question.id for question in questions)
    return Export(write_zip(members), items, tuple(loss for each in questions for loss in _losses(each)))


def identify(library: Library, item: str) -> str:
    """Give an identifier that is the same in every export and differs between banks of different authors."""
    shelf = library.shelf_of(item)
    name = f"{shelf.ledger.namespace if shelf.ledger else shelf.bank.bank}.{item}"
    return name if name[0].isalpha() else f"_{name}"


def _locate(library: Library, question: Question) -> Resource:
    identifier = identify(library, question.id)
    picture = f"images/{identifier}.{question.image.file.rpartition('.')[2]}" if question.image else None
    return Resource(question, identifier, f"items/{identifier}.xml", picture)


def _losses(question: Question) -> Iterator[Loss]:
    yield from lose_typed(question)
    yield from lose_self_marking(question)


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
    part = node("testPart", *sections, identifier="part-1", navigationMode="nonlinear", submissionMode="individual")
    test = node("assessmentTest", part, identifier="assessment", title=one_line(name_export(library)))
    indent(test)
    return test


def _write_manifest(library: Library, resources: Sequence[Resource], version: Version) -> bytes:
    names = NAMES[version]
    title, notice = one_line(name_export(library)), " ".join(library.describe()[1].splitlines())
    general = _lom_general(("title", title), ("description", notice))
    test = node(
        "resource",
        node("file", href="assessment.xml"),
        *(node("dependency", identifierref=resource.identifier) for resource in resources),
        identifier="assessment",
        type=names.test_type,
        href="assessment.xml",
    )
    manifest = node(
        "manifest",
        node("metadata", node("schema", names.schema), node("schemaversion", names.schema_version), general),
        node("organizations"),
        node("resources", test, *(_describe(library, resource, version) for resource in resources)),
        identifier="manifest",
    )
    manifest.set("xmlns", names.package)
    manifest.set("xmlns:lom", LOM)
    manifest.set("xmlns:imsqti", names.metadata)
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
    described = (node(f"lom:{name}", node("lom:string", text)) for name, text in entries)
    return node("lom:lom", node("lom:general", *described))
