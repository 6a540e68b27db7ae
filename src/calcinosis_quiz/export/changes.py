"""What an earlier export held: each export says of every question which state of it it carries."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from calcinosis_quiz.bank.fingerprint import fingerprint, fingerprints
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import Question

_STAMP: Final = re.compile(r"calcinosis-quiz item ([a-z0-9]+(?:-[a-z0-9]+)*) ([0-9a-f]{16})\b")


class Changes(Struct, frozen=True):
    """What differs between an earlier state and now: questions to export, and ids that are gone."""

    new: tuple[Question, ...]
    changed: tuple[Question, ...]
    gone: tuple[str, ...]


def stamp(library: Library, question: Question) -> str:
    """Write which state of a question an export holds; goes into a comment, which every client ignores."""
    return f"calcinosis-quiz item {question.id} {fingerprint(library, question)}"


def read_stamps(texts: Iterable[str]) -> dict[str, str]:
    """Find all stamps in the texts of an earlier export: item id to fingerprint."""
    return {item: state for text in texts for item, state in _STAMP.findall(text)}


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
