"""What a question asks and what is right, as a digest: by it a ledger tells an edit from a better explanation."""

from hashlib import sha256
from typing import Any, Final

from msgspec import json, to_builtins

from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.item_analysis.responses.judging import give_key
from calcinosis_quiz.quiz.presentation import present
from calcinosis_quiz.quiz.typed_answers import Unreadable, read_answer

_NOT_ASKED: Final = frozenset(
    {
        "explanation",
        "facts",
        "objective",
        "level",
        "difficulty",
        "topic",
        "vignette",
        "population",
        "later_evidence",
        "reviewed",
        "tags",
        "lint",
        "why",
        "why_true",
        "why_false",
        "real_world",
    }
)


def digest_content(question: Question) -> str:
    """Give 16 hex digits that change with what is asked and what is right, not with explanations or labels."""
    asked = json.encode(_keep_asked(to_builtins(question, builtin_types=())), order="deterministic")
    return sha256(asked).hexdigest()[:16]


def _keep_asked(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        return {key: _keep_asked(each) for key, each in value.items() if key not in _NOT_ASKED}
    return [_keep_asked(each) for each in value] if isinstance(value, list | tuple) else value


def digest_rekeyed(question: Question, key: str) -> str:
    """Give the digest of a question that was marked by another key, written as responses with `|` between them.

    Where a single response is the key, it is the digest of the question once its bank has that key.
    """
    wanted = read_answer(present(question), key)
    rekeyed = None if isinstance(wanted, Unreadable) else give_key(question, wanted)
    if rekeyed is not None:
        return digest_content(rekeyed)
    return sha256(f"{digest_content(question)} {key}".encode()).hexdigest()[:16]
