"""What a type of question brings to a QTI item, and the elements that several types share."""

from collections.abc import Iterable, Sequence
from typing import Literal
from xml.etree.ElementTree import Element

from msgspec import Struct

from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.export.qti.processing import RESPONSE
from calcinosis_quiz.export.qti.vocabulary import lines, node, paragraph, value
from calcinosis_quiz.export.texts_around import stem_paragraphs


class Outcome(Struct, frozen=True, kw_only=True):
    """An outcome variable that the rules need; `default` is empty where it starts without a value."""

    name: str
    kind: Literal["identifier", "integer", "float"] = "identifier"
    cardinality: Literal["single", "multiple"] = "single"
    default: str = ""


class Feedback(Struct, frozen=True):
    """A text that is shown when an outcome variable holds an identifier."""

    outcome: str
    identifier: str
    text: str


class Parts(Struct, frozen=True, kw_only=True):
    """What a type brings to an item."""

    interaction: str
    responses: Sequence[Element]
    body: Sequence[Element]
    rules: Sequence[Element]
    feedback: Sequence[Feedback] = ()
    outcomes: Sequence[Outcome] = ()


def ask(question: Question, interaction: str, *content: Element, **settings: str) -> list[Element]:
    """Write the stem and the interaction; the last paragraph is its prompt, which readers tie to the choices."""
    *before, last = stem_paragraphs(question)
    prompt = node("prompt", *lines(last))
    return [*map(paragraph, before), node(interaction, prompt, *content, responseIdentifier=RESPONSE, **settings)]


def declare_response(
    cardinality: str, kind: str, key: Iterable[str] = (), mapping: Iterable[tuple[str, float]] = ()
) -> Element:
    """Declare RESPONSE, with its key and what each value earns."""
    values = list(map(value, key))
    entries = [node("mapEntry", mapKey=text, mappedValue=repr(float(points))) for text, points in mapping]
    parts = [node("correctResponse", *values)] if values else []
    if entries:
        # The bounds are part of our marking: nothing earns less than 0 or more than 1.
        parts.append(node("mapping", *entries, lowerBound="0", upperBound="1", defaultValue="0"))
    return node("responseDeclaration", *parts, identifier=RESPONSE, cardinality=cardinality, baseType=kind)


def declare_outcome(outcome: Outcome, **limits: str) -> Element:
    """Declare an outcome variable."""
    default = [node("defaultValue", node("value", outcome.default))] if outcome.default else []
    return node(
        "outcomeDeclaration",
        *default,
        identifier=outcome.name,
        cardinality=outcome.cardinality,
        baseType=outcome.kind,
        **limits,
    )
