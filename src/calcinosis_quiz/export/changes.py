"""What an earlier export held: each export says of every question which state of it it carries."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from calcinosis_quiz.bank.fingerprint import fingerprints
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import Question


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
