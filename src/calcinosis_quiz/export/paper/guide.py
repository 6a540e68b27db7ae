"""What a facilitator needs beside the key: what to ask, what to expect, and which errors are likely."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from msgspec.structs import replace

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
from calcinosis_quiz.export.paper.document import KeyEntry
from calcinosis_quiz.export.paper.keys import explain_one
from calcinosis_quiz.quiz.presentation import Presented


def guide(library: Library, paper: Iterable[Presented], first: int = 1) -> Iterator[KeyEntry]:
    """Yield the entries of a guide, numbered from `first`. Raises QuizError when a picture cannot be read."""
    return (guide_one(library, number, presented) for number, presented in enumerate(paper, first))


def guide_one(library: Library, number: int, presented: Presented) -> KeyEntry:
    """Return the guide to one question: prompts, the right answer with its reason, and the likely errors apart."""
    entry = explain_one(library, number, presented)
    return replace(
        entry,
        reasons=tuple(reason for reason in entry.reasons if reason.correct),
        refused=(*(reason for reason in entry.reasons if not reason.correct), *entry.refused),
        ask=tuple(prompts_for(library, presented.question)),
    )


def prompts_for(library: Library, question: Question) -> Iterator[str]:
    """Suggest what to ask the group about a question, from its type and from how firm its claims are."""
    if question.vignette:
        yield "Which finding decides, and what would change your mind?"
    match question:
        case SingleBestAnswer() | CaseQuestion():
            yield "Which other answer tempted you, and what rules it out?"
        case MultipleResponse():
            yield "Which answer did you hesitate over, and what settled it?"
        case Ordering():
            yield "Which two neighbours were hardest to tell apart?"
        case Matching():
            yield "Which pair were you sure of, and which one did you get by exclusion?"
        case Cloze() | Numeric():
            yield "What exactly does this answer count or name, and with which reservation?"
        case Open():
            yield "What did your neighbour say that you had not thought of?"
        case TrueFalse() | ShortAnswer():
            yield "How would you explain the answer to a colleague in one sentence?"
        case _:
            assert_never(question)
    facts = library.facts_of(question)
    if any(fact.strength in {"hypothesis", "future-possibility", "speaker-experience"} for fact in facts):
        yield "How firm is this claim, and what would make it firmer?"
    if question.later_evidence or any(fact.currency in {"caution", "superseded"} for fact in facts):
        yield "What would you look up before you act on this today?"
