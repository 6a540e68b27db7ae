"""What each type of question brings to a QTI item: responses, body, rules and feedback."""

from collections.abc import Sequence
from string import ascii_uppercase
from typing import Final, assert_never

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
from calcinosis_quiz.bank.questions import CaseQuestion, Question, choices_of
from calcinosis_quiz.export.fractions import share_and_cost
from calcinosis_quiz.export.qti import processing
from calcinosis_quiz.export.qti.item_parts import Feedback, Outcome, Parts, ask, declare_response
from calcinosis_quiz.export.qti.processing import RESPONSE
from calcinosis_quiz.export.qti.typed_parts import write_cloze, write_numeric, write_short_answer
from calcinosis_quiz.export.qti.vocabulary import lines, node, paragraph
from calcinosis_quiz.export.recast import Choice, as_choice, hide_order, menu_of
from calcinosis_quiz.export.texts_around import reasons_for
from calcinosis_quiz.quiz.marking import Policy, choose_policy

CHOSEN: Final = "CHOSEN"
"""The outcome variable that repeats what was chosen, so that each option shows its own feedback."""


def parts_of(question: Question, policies: Sequence[Policy]) -> Parts:
    """Build what the type of a question brings to its item."""
    policy = choose_policy(question.type, policies)
    match question:
        case SingleBestAnswer() | MultipleResponse() | CaseQuestion():
            return _choice(question, policies)
        case TrueFalse():
            return _choice(as_choice(question), policies)
        case Cloze():
            return write_cloze(question, policy)
        case ShortAnswer():
            return write_short_answer(question, policy)
        case Numeric():
            return write_numeric(question)
        case Ordering():
            return _ordering(question, policy)
        case Matching():
            return _matching(question, policy)
        case Open():
            return _open(question)
        case _:
            assert_never(question)


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
            declare_response(
                "multiple" if several else "single",
                "identifier",
                key=[letter for letter, option in options if option.correct],
                mapping=[(letter, share if option.correct else -cost) for letter, option in options],
            )
        ],
        body=ask(
            question,
            "choiceInteraction",
            *choices,
            shuffle=str(question.shuffle).lower(),
            maxChoices="0" if several else "1",
        ),
        rules=[
            *processing.mark_by_mapping(policy),
            processing.when(processing.answered(RESPONSE), processing.assign(CHOSEN, processing.variable(RESPONSE))),
        ],
        feedback=[Feedback(CHOSEN, letter, option.why) for letter, option in options if option.why],
        outcomes=[Outcome(name=CHOSEN, cardinality="multiple" if several else "single")],
    )


def _ordering(question: Ordering, policy: Policy) -> Parts:
    letters = ascii_uppercase[: len(question.entries)]
    counters, rules = processing.mark_order(letters, policy)
    texts = [entry.text for entry in question.entries]
    # A player that does not shuffle must not show the key.
    written = hide_order(texts)
    choices = [node("simpleChoice", *lines(text), identifier=letters[texts.index(text)]) for text in written]
    return Parts(
        interaction="orderInteraction",
        responses=[declare_response("ordered", "identifier", key=letters)],
        body=ask(question, "orderInteraction", *choices, shuffle="true"),
        rules=rules,
        outcomes=[Outcome(name=name, kind="integer", default="0") for name in counters],
    )


def _matching(question: Matching, policy: Policy) -> Parts:
    choices = choices_of(question)
    count = len(question.pairs)
    key = [f"P{i} C{choices.index(pair.choice) + 1}" for i, pair in enumerate(question.pairs, 1)]
    prompts = [
        node("simpleAssociableChoice", *lines(pair.prompt), identifier=f"P{i}", matchMax="1")
        for i, pair in enumerate(question.pairs, 1)
    ]
    # A choice may serve every prompt.
    offered = [
        node("simpleAssociableChoice", *lines(choice), identifier=f"C{choices.index(choice) + 1}", matchMax=str(count))
        for choice in menu_of(question)
    ]
    return Parts(
        interaction="matchInteraction",
        responses=[
            declare_response("multiple", "directedPair", key=key, mapping=[(pair, 1 / count) for pair in key]),
        ],
        body=ask(
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
    rubric = node(
        "rubricBlock", node("contentBody", *map(paragraph, reasons_for(question))), view="scorer", use="scoring"
    )
    return Parts(
        interaction="extendedTextInteraction",
        responses=[declare_response("single", "string")],
        body=[*ask(question, "extendedTextInteraction", expectedLines="6"), rubric],
        rules=[],
    )
