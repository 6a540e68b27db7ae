"""What differs between the types of QTI items: responses, body, rules and feedback."""

from collections.abc import Iterable, Sequence
from string import ascii_uppercase
from typing import Final
from xml.etree.ElementTree import Element

from msgspec import Struct

from calcinosis_quiz.bank.items import (
    Cloze,
    Gap,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Ordering,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.bank.questions import CaseQuestion, Question, choices_of, gap_answers
from calcinosis_quiz.bank.structure import GAP, accepted_range
from calcinosis_quiz.export.fractions import share_and_cost
from calcinosis_quiz.export.hypertext import digits, one_line
from calcinosis_quiz.export.qti import processing
from calcinosis_quiz.export.qti.vocabulary import lines, node, paragraph
from calcinosis_quiz.export.recast import Choice, as_choice, spellings
from calcinosis_quiz.export.texts_around import reasons_for, stem_paragraphs
from calcinosis_quiz.quiz.marking import Policy, accepted_wordings, choose_policy

RESPONSE: Final = "RESPONSE"
Counter = tuple[str, str]
"""The name of an outcome variable that the rules need, and its base type."""


class Parts(Struct, frozen=True, kw_only=True):
    """What a type brings to an item; feedback as pairs of identifier and text."""

    interaction: str
    responses: Sequence[Element]
    body: Sequence[Element]
    rules: Sequence[Element]
    feedback: Sequence[tuple[str, str]] = ()
    counters: Sequence[Counter] = ()


def parts_of(question: Question, policies: Sequence[Policy]) -> Parts:
    """Build what the type of a question brings to its item."""
    policy = choose_policy(question.type, policies)
    match question:
        case SingleBestAnswer() | MultipleResponse() | CaseQuestion():
            return _choice(question, policies)
        case TrueFalse():
            return _choice(as_choice(question), policies)
        case Cloze():
            return _cloze(question, policy)
        case ShortAnswer():
            return _short_answer(question, policy)
        case Numeric():
            return _numeric(question)
        case Ordering():
            return _ordering(question, policy)
        case Matching():
            return _matching(question, policy)
        case Open():
            return _open(question)


def _choice(question: Choice, policies: Sequence[Policy]) -> Parts:
    several = isinstance(question, MultipleResponse)
    share, cost = share_and_cost(question, policies) if isinstance(question, MultipleResponse) else (1.0, 0.0)
    options = list(zip(ascii_uppercase, question.options, strict=False))
    choices = [
        node("simpleChoice", *lines(option.text), identifier=letter, **({"fixed": "true"} if option.fixed else {}))
        for letter, option in options
    ]
    policy = choose_policy(question.type, policies)
    return Parts(
        interaction="choiceInteraction",
        responses=[
            _response(
                "multiple" if several else "single",
                "identifier",
                key=[letter for letter, option in options if option.correct],
                mapping=[(letter, share if option.correct else -cost) for letter, option in options],
            )
        ],
        body=_asked(
            question,
            "choiceInteraction",
            *choices,
            shuffle=str(question.shuffle).lower(),
            maxChoices="0" if several else "1",
        ),
        rules=[
            *processing.mark_by_mapping(policy),
            processing.when(processing.answered(RESPONSE), processing.give_feedback(processing.variable(RESPONSE))),
        ],
        feedback=[(letter, option.why) for letter, option in options if option.why],
    )


def _cloze(question: Cloze, policy: Policy) -> Parts:
    answers = gap_answers(question)
    names = [f"{RESPONSE}_{i}" for i in range(1, len(answers) + 1)]
    rules = question.gaps or (Gap(),) * len(answers)
    between = [lines(text) for text in GAP.split(question.text)[::2]]
    text = list(between[0])
    for i, after in enumerate(between[1:]):
        hint = rules[i].hint
        text += [_entry(accepted_wordings(question, i), names[i]), *([f" ({hint})"] if hint else []), *after]
    refused = [
        (name, one_line(wording.text), f"wrong_{i}_{j}", wording.why)
        for i, (name, rule) in enumerate(zip(names, rules, strict=True), 1)
        for j, wording in enumerate(rule.reject, 1)
        if wording.why
    ]
    return Parts(
        interaction="textEntryInteraction",
        responses=[_text_response(name, accepted_wordings(question, i)) for i, name in enumerate(names)],
        body=[node("p", *text)],
        rules=[
            *processing.mark_gaps(names, policy),
            *(processing.notice_text(name, wrong, feedback) for name, wrong, feedback, _ in refused),
        ],
        feedback=[(feedback, why) for _, _, feedback, why in refused],
        counters=[("RIGHT", "float")],
    )


def _short_answer(question: ShortAnswer, policy: Policy) -> Parts:
    refused = [(one_line(each.text), f"wrong_{i}", each.why) for i, each in enumerate(question.reject, 1) if each.why]
    return Parts(
        interaction="textEntryInteraction",
        responses=[_text_response(RESPONSE, question.accept)],
        body=[*map(paragraph, stem_paragraphs(question)), node("p", _entry(question.accept, RESPONSE))],
        rules=[
            *processing.mark_by_mapping(policy),
            *(processing.notice_text(RESPONSE, wrong, feedback) for wrong, feedback, _ in refused),
        ],
        feedback=[(feedback, why) for _, feedback, why in refused],
    )


def _numeric(question: Numeric) -> Parts:
    low, high = accepted_range(question)
    key = question.value if question.value is not None else low
    errors = [(error.value, f"wrong_{i}", error.why) for i, error in enumerate(question.common_errors, 1)]
    return Parts(
        interaction="textEntryInteraction",
        responses=[_response("single", "float", key=[digits(key)])],
        body=[
            *map(paragraph, stem_paragraphs(question)),
            node("p", node("textEntryInteraction", responseIdentifier=RESPONSE, expectedLength="10")),
        ],
        rules=[
            *processing.mark_number(low, high),
            *(processing.notice_number(value, feedback) for value, feedback, _ in errors),
        ],
        feedback=[(feedback, why) for _, feedback, why in errors],
    )


def _ordering(question: Ordering, policy: Policy) -> Parts:
    letters = ascii_uppercase[: len(question.entries)]
    counters, rules = processing.mark_order(letters, policy)
    # Written in alphabetical order: a player that does not shuffle must not show the key.
    written = sorted(zip(letters, question.entries, strict=True), key=lambda each: each[1].text.casefold())
    choices = [node("simpleChoice", *lines(entry.text), identifier=letter) for letter, entry in written]
    return Parts(
        interaction="orderInteraction",
        responses=[_response("ordered", "identifier", key=letters)],
        body=_asked(question, "orderInteraction", *choices, shuffle="true"),
        rules=rules,
        counters=[(name, "integer") for name in counters],
    )


def _matching(question: Matching, policy: Policy) -> Parts:
    choices = choices_of(question)
    count = len(question.pairs)
    key = [f"P{i} C{choices.index(pair.choice) + 1}" for i, pair in enumerate(question.pairs, 1)]
    prompts = [
        node("simpleAssociableChoice", *lines(pair.prompt), identifier=f"P{i}", matchMax="1")
        for i, pair in enumerate(question.pairs, 1)
    ]
    # A choice may serve every prompt; written in alphabetical order, as above.
    offered = [
        node("simpleAssociableChoice", *lines(choice), identifier=f"C{i}", matchMax=str(count))
        for choice, i in sorted(
            zip(choices, range(1, len(choices) + 1), strict=True), key=lambda each: each[0].casefold()
        )
    ]
    return Parts(
        interaction="matchInteraction",
        responses=[
            _response("multiple", "directedPair", key=key, mapping=[(pair, 1 / count) for pair in key]),
        ],
        body=_asked(
            question,
            "matchInteraction",
            node("simpleMatchSet", *prompts),
            node("simpleMatchSet", *offered),
            shuffle="true",
            maxAssociations=str(count),
        ),
        rules=processing.mark_by_mapping(policy),
    )


def _open(question: Open) -> Parts:
    rubric = node("rubricBlock", node("contentBody", *map(paragraph, reasons_for(question))), view="scorer")
    return Parts(
        interaction="extendedTextInteraction",
        responses=[_response("single", "string")],
        body=[*_asked(question, "extendedTextInteraction", expectedLines="6"), rubric],
        rules=[],
    )


def _asked(question: Question, interaction: str, *content: Element, **settings: str) -> list[Element]:
    """Write the stem and the interaction; the last paragraph is its prompt, which readers tie to the choices."""
    *before, last = stem_paragraphs(question)
    prompt = node("prompt", *lines(last))
    return [*map(paragraph, before), node(interaction, prompt, *content, responseIdentifier=RESPONSE, **settings)]


def _response(
    cardinality: str, kind: str, key: Iterable[str] = (), mapping: Iterable[tuple[str, float]] = ()
) -> Element:
    values = [node("value", value) for value in key]
    entries = [node("mapEntry", mapKey=value, mappedValue=repr(float(points))) for value, points in mapping]
    parts = [node("correctResponse", *values)] if values else []
    if entries:
        # The bounds are part of our marking: nothing earns less than 0 or more than 1.
        parts.append(node("mapping", *entries, lowerBound="0", upperBound="1", defaultValue="0"))
    return node("responseDeclaration", *parts, identifier=RESPONSE, cardinality=cardinality, baseType=kind)


def _text_response(name: str, wordings: Sequence[str]) -> Element:
    entries = [node("mapEntry", mapKey=text, mappedValue="1", caseSensitive="false") for text in spellings(wordings)]
    return node(
        "responseDeclaration",
        node("correctResponse", node("value", one_line(wordings[0]))),
        node("mapping", *entries, lowerBound="0", upperBound="1", defaultValue="0"),
        identifier=name,
        cardinality="single",
        baseType="string",
    )


def _entry(wordings: Sequence[str], name: str) -> Element:
    width = max(len(wording) for wording in wordings)
    return node("textEntryInteraction", responseIdentifier=name, expectedLength=str(min(width + 5, 60)))
