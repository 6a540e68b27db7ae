"""What stands around a question in a learning platform: its stem, what is said afterwards, its tags."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import assert_never

from msgspec import Struct

from calcinosis_quiz.bank.fingerprint import bank_version
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
from calcinosis_quiz.bank.questions import CaseQuestion, Question, gap_answers, with_unit
from calcinosis_quiz.export.hypertext import digits


def stem_paragraphs(question: Question) -> tuple[str, ...]:
    """List the paragraphs of a question; for a case its theme, vignette and lead-in.

    A cloze has none: its text is the question.
    """
    match question:
        case Cloze():
            return ()
        case CaseQuestion():
            return question.theme, question.stem, question.lead_in
        case Numeric(unit=str(unit)):
            return question.stem, f"Unit: {unit}"
        case (
            SingleBestAnswer()
            | MultipleResponse()
            | TrueFalse()
            | ShortAnswer()
            | Numeric()
            | Ordering()
            | Matching()
            | Open()
        ):
            return (question.stem,)
        case _:
            assert_never(question)


def how_to_type_number(question: Numeric) -> str:
    """Tell learners how to type a number, for platforms that read nothing but plain digits and a decimal point."""
    return f"Type the number alone{', without the unit' if question.unit else ''}, with a point before decimals."


def picture_in_words(question: Question) -> tuple[str, ...]:
    """Describe the picture of a question, for platforms that cannot show it."""
    return (f"[Picture: {question.image.alt}]",) if question.image else ()


class DatedNote(Struct, frozen=True):
    """What others published on what a question asks, under its heading; `source` may be empty."""

    heading: str
    text: str
    source: str = ""

    @property
    def said(self) -> str:
        """Return what stands below the heading: the text, with its source in brackets."""
        return f"{self.text} [{self.source}]" if self.source else self.text


def dated_note(library: Library, question: Question) -> DatedNote | None:
    """Return what else was published, or the warning that the claim is in doubt; None where there is neither."""
    later, ledger = question.later_evidence, library.bank_of(question.id).ledger
    if later:
        return DatedNote(later.heading, later.text, later.source)
    if ledger and any(fact.currency in {"caution", "superseded"} for fact in library.facts_of(question)):
        claimed = f"This rests on a claim as of {ledger.source.as_of} that later evidence has put in doubt."
        return DatedNote("Since then (not marked)", claimed)
    return None


def comments_on(library: Library, question: Question) -> tuple[str, ...]:
    """List what is shown after answering, whatever was answered: explanation, later evidence, id and source."""
    return tuple(_comments(library, question))


def _comments(library: Library, question: Question) -> Iterator[str]:
    if question.explanation:
        yield question.explanation
    ledger = library.bank_of(question.id).ledger
    if note := dated_note(library, question):
        yield f"{note.heading}: {note.said}"
    yield f"Item {question.id}." + (f" Source: {ledger.source.citation}." if ledger else "")
    if ledger:
        yield ledger.source.disclaimer


def reasons_for(question: Question) -> tuple[str, ...]:
    """List the key with its reasons, for questions whose parts have no feedback of their own on most platforms."""
    match question:
        case Matching():
            pairs = [_reason(f"{pair.prompt}: {pair.choice}", pair.why) for pair in question.pairs]
            return (*pairs, *(_reason(f"{choice.text} (left over)", choice.why) for choice in question.spare))
        case Ordering():
            return tuple(_reason(f"{i}. {entry.text}", entry.why) for i, entry in enumerate(question.entries, 1))
        case Open():
            points = (f"Look for: {point}" for point in question.points)
            return (f"Model answer: {question.model_answer}", *points)
        case ShortAnswer():
            return (_reason(f"Answer: {question.accept[0]}", question.why),)
        case Numeric():
            return (_reason(f"Answer: {describe_key(question)}", question.why),)
        case Cloze():
            reasons = [gap.why for gap in question.gaps] or [None] * len(gap_answers(question))
            return tuple(
                _reason(f"{i}. {answer}", why)
                for i, (answer, why) in enumerate(zip(gap_answers(question), reasons, strict=True), 1)
            )
        case SingleBestAnswer() | MultipleResponse() | TrueFalse() | CaseQuestion():
            return ()
        case _:
            assert_never(question)


def known_errors(question: Question) -> tuple[tuple[str, str | None], ...]:
    """List typed answers that are known to be wrong, each with its reason."""
    match question:
        case ShortAnswer():
            return tuple((wording.text, wording.why) for wording in question.reject)
        case Cloze():
            return tuple((wording.text, wording.why) for gap in question.gaps for wording in gap.reject)
        case Numeric():
            return tuple((digits(error.value), error.why) for error in question.common_errors)
        case SingleBestAnswer() | MultipleResponse() | TrueFalse() | Ordering() | Matching() | CaseQuestion() | Open():
            return ()
        case _:
            assert_never(question)


def refusals_of(question: Question) -> tuple[str, ...]:
    """List why known wrong answers are wrong, for platforms that have no place for them."""
    return tuple(_reason(f"Not {text}", why) for text, why in known_errors(question) if why)


def describe_key(question: Numeric) -> str:
    """Write the number that is right, or the range."""
    if question.between:
        return with_unit(f"{digits(question.between[0])} to {digits(question.between[1])}", question.unit)
    return with_unit(digits(question.value or Decimal(0)), question.unit)


def by_topic(library: Library, questions: Sequence[Question]) -> Iterator[tuple[str, tuple[Question, ...]]]:
    """Group questions by the title of their topic, in the order of the banks."""
    groups: dict[str, list[Question]] = {}
    for question in questions:
        groups.setdefault(_topic_title(library, question), []).append(question)
    for title, members in groups.items():
        yield title, tuple(members)


def _topic_title(library: Library, question: Question) -> str:
    return library.topic_title(question) or library.bank_of(question.id).bank.title


def name_export(library: Library) -> str:
    """Name what is exported, with the version of the banks, so that a second import can be told from the first."""
    return f"{library.describe()[0]} ({bank_version(library)})"


def tags_of(library: Library, question: Question) -> tuple[str, ...]:
    """List the tags of a question as `name:value`, and the author's own tags as they are."""
    currencies = {fact.currency for fact in library.facts_of(question)} & {"caution", "superseded"}
    named = {
        "type": question.type,
        "topic": question.topic,
        "level": question.level,
        "difficulty": question.difficulty,
        "objective": question.objective,
        "currency": max(currencies, default=None),
    }
    tags = [f"{name}:{value}" for name, value in named.items() if value]
    # Spaces and signs that platforms split or refuse become hyphens.
    return tuple("-".join(re.split(r"[\s,<>\[\]`]+", tag)).strip("-") for tag in (*tags, *question.tags))


def _reason(text: str, why: str | None) -> str:
    return f"{text} - {why}" if why else text
