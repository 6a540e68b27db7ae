"""Fingerprints: whether a question, or a whole bank, is still what it was."""

import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Final

from msgspec import Struct, json, structs

from calcinosis_quiz.bank.images import read_image
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import Question

_VERSION_DIGITS: Final = 10


def fingerprint(library: Library, question: Question) -> str:
    """Return 16 hex digits that change with anything a learner meets, its picture included, or that is marked.

    Who reviewed a question, which house rules it breaks and what it may not stand beside change nothing.
    Raises QuizError when its picture is gone.
    """
    shown = json.encode(structs.replace(question, lint=None, reviewed="unreviewed", not_with=()), order="deterministic")
    picture = read_image(library.bank_of(question.id).folder, question.image) if question.image else b""
    return sha256(shown + picture).hexdigest()[:16]


def fingerprints(library: Library) -> dict[str, str]:
    """Return the fingerprint of every question by its id."""
    return {question.id: fingerprint(library, question) for question in library.questions.values()}


def bank_version(library: Library) -> str:
    """Return 10 hex digits that name the state of all questions together, whatever their order."""
    lines = sorted(f"{item} {state}" for item, state in fingerprints(library).items())
    return sha256("\n".join(lines).encode()).hexdigest()[:_VERSION_DIGITS]


_STAMP: Final = re.compile(r"calcinosis-quiz item ([a-z0-9]+(?:-[a-z0-9]+)*) ([0-9a-f]{16})\b")


def stamp(library: Library, question: Question) -> str:
    """Write which state of a question a file holds; goes where every reader of the file passes over it."""
    return f"calcinosis-quiz item {question.id} {fingerprint(library, question)}"


def read_stamps(texts: Iterable[str]) -> dict[str, str]:
    """Find all stamps in the texts of an earlier file: item id to fingerprint."""
    return {item: state for text in texts for item, state in _STAMP.findall(text)}


class Changes(Struct, frozen=True):
    """What differs between an earlier state and now: questions to export, and ids that are gone."""

    new: tuple[Question, ...]
    changed: tuple[Question, ...]
    gone: tuple[str, ...]


def compare(earlier: Mapping[str, str], library: Library, questions: Sequence[Question]) -> Changes:
    """Sort questions into new and changed since `earlier`; what no bank has any more is gone."""
    now = fingerprints(library)
    return Changes(
        new=tuple(question for question in questions if question.id not in earlier),
        changed=tuple(
            question for question in questions if earlier.get(question.id, now[question.id]) != now[question.id]
        ),
        gone=tuple(sorted(earlier.keys() - now.keys())),
    )
