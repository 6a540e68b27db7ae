"""Fingerprints: whether a question, or a whole bank, is still what it was."""

from hashlib import sha256
from typing import Final

from msgspec import json, structs

from calcinosis_quiz.bank.images import read_image
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import Question

_VERSION_DIGITS: Final = 10


def fingerprint(library: Library, question: Question) -> str:
    """Give 16 hex digits that change with anything a learner meets, its picture included, or that is marked.

    Who reviewed a question, and which house rules it breaks, change nothing. Raises QuizError when its picture is gone.
    """
    shown = json.encode(structs.replace(question, lint=None, reviewed="unreviewed"), order="deterministic")
    picture = read_image(library.shelf_of(question.id).folder, question.image) if question.image else b""
    return sha256(shown + picture).hexdigest()[:16]


def fingerprints(library: Library) -> dict[str, str]:
    """Give the fingerprint of every question by its id."""
    return {question.id: fingerprint(library, question) for question in library.questions.values()}


def bank_version(library: Library) -> str:
    """Give 10 hex digits that name the state of all questions together, whatever their order."""
    lines = sorted(f"{item} {state}" for item, state in fingerprints(library).items())
    return sha256("\n".join(lines).encode()).hexdigest()[:_VERSION_DIGITS]
