"""One question as a QTI item, in the names of version 2.1."""

from collections.abc import Sequence
from typing import Final
from xml.etree.ElementTree import Comment, Element

from calcinosis_quiz.bank.items import Open
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.bank.stamps import stamp
from calcinosis_quiz.export.qti.parts import parts_of
from calcinosis_quiz.export.qti.processing import constant, give_feedback
from calcinosis_quiz.export.qti.vocabulary import node, paragraph
from calcinosis_quiz.export.texts_around import comments_on, reasons_for
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
