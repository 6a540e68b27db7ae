"""Stamps: a line of text that says which state of a question a file holds."""

import re
from collections.abc import Iterable
from typing import Final

from calcinosis_quiz.bank.fingerprint import fingerprint
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import Question

_STAMP: Final = re.compile(r"calcinosis-quiz item ([a-z0-9]+(?:-[a-z0-9]+)*) ([0-9a-f]{16})\b")


def stamp(library: Library, question: Question) -> str:
    """Write which state of a question a file holds; goes where every reader of the file passes over it."""
    return f"calcinosis-quiz item {question.id} {fingerprint(library, question)}"


def read_stamps(texts: Iterable[str]) -> dict[str, str]:
    """Find all stamps in the texts of an earlier file: item id to fingerprint."""
    return {item: state for text in texts for item, state in _STAMP.findall(text)}
