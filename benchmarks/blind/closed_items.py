"""Closed questions as a blind reader meets them, and answers to them that outlive a reordered bank.

A digest of stem and options binds an answer to the words that were read; where they change, the answer drops out.
"""

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from random import Random

from calcinosis_quiz.bank.items import Matching, MultipleResponse, Ordering, SingleBestAnswer, TrueFalse
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.bank.questions import CaseQuestion, Question, stem_of
from calcinosis_quiz.paths import find_banks
from calcinosis_quiz.quiz.answers import Answer, Arrangement, Chosen, Pairing, Truth
from calcinosis_quiz.quiz.presentation import Presented, parts_of
from calcinosis_quiz.quiz.typed_answers import describe_answer

CLOSED = (SingleBestAnswer, CaseQuestion, TrueFalse, MultipleResponse, Matching, Ordering)
HERE = Path(__file__).resolve().parent
READINGS = HERE / "readings"


def open_banks(paths: Sequence[str]) -> Library:
    """Open bank files; the shipped ones without a path."""
    return open_library(find_banks(paths))


def closed_questions(library: Library) -> list[Question]:
    """List the questions that offer what to choose from."""
    return [question for question in library.questions.values() if isinstance(question, CLOSED)]


def digest(question: Question) -> str:
    """Return 16 hex digits that change with any word that a reader sees, and not with the order of options."""
    prompts = [pair.prompt for pair in question.pairs] if isinstance(question, Matching) else []
    labels = [question.true_label, question.false_label] if isinstance(question, TrueFalse) else []
    picture = question.image.alt if question.image else ""
    shown = [_words_of(question), picture, prompts, labels, sorted(parts_of(question))]
    return sha256(json.dumps(shown).encode()).hexdigest()[:16]


def write_question(presented: Presented, number: int) -> Iterator[str]:
    """Write a question without id, topic, level or reasons: number, words, prompts, options, how to answer."""
    question = presented.question
    yield f"Question {number}"
    if question.image:
        yield f"[Picture: {question.image.alt}]"
    yield _words_of(question)
    if isinstance(question, Matching):
        yield from (f"  {i}. {pair.prompt}" for i, pair in enumerate(question.pairs, 1))
    if isinstance(question, TrueFalse):
        yield f"  T: {question.true_label}. F: {question.false_label}."
    yield from (f"  {letter}) {text}" for letter, text in presented.choices)
    yield f"  (Answer with {describe_answer(presented)}.)"


def shuffle_parts(question: Question, rng: Random) -> Presented:
    """Show a question in an order that tells nothing, also where the bank would keep its own."""
    order = list(range(len(parts_of(question))))
    rng.shuffle(order)
    return Presented(question, tuple(order))


def to_texts(question: Question, answer: Answer) -> list[str]:
    """Write an answer as the texts chosen: for a matching one for each prompt, for an ordering all in order."""
    parts = parts_of(question)
    match answer:
        case Truth(value):
            return ["true" if value else "false"]
        case Chosen(options):
            return sorted(parts[i] for i in options)
        case Arrangement(numbers) | Pairing(numbers):
            return [parts[i] for i in numbers]
        case _:
            raise TypeError(f"{question.id} is not answered by choosing")


def from_texts(question: Question, texts: Sequence[str]) -> Answer:
    """Read an answer back; raises ValueError for a text that the question does not offer."""
    if isinstance(question, TrueFalse):
        return Truth(texts == ["true"])
    numbers = tuple(parts_of(question).index(text) for text in texts)
    if isinstance(question, Ordering):
        return Arrangement(numbers)
    return Pairing(numbers) if isinstance(question, Matching) else Chosen(frozenset(numbers))


def _words_of(question: Question) -> str:
    if isinstance(question, CaseQuestion):
        return f"{question.theme}\n{stem_of(question)}"
    return stem_of(question)
