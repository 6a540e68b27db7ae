"""Aiken: a question, its options by letter, and `ANSWER: B`."""

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from calcinosis_quiz.bank.items import AuthoredItem
from calcinosis_quiz.imports.compose.choices import Choice, make_choice
from calcinosis_quiz.imports.compose.shared import Head
from calcinosis_quiz.imports.plain_text import clean
from calcinosis_quiz.imports.reading import Document, Draft, LeftOutError, Loss, Place, Reading, Record
from calcinosis_quiz.imports.text_files import decode

_OPTION: Final = re.compile(r"\s*([A-Za-z])[.)]\s*(.*)")
_ANSWER: Final = re.compile(r"\s*ANSWERS?\s*:\s*(.*)", re.IGNORECASE)
_LETTER: Final = re.compile(r"[A-Za-z]")


class _Question(Struct):
    line: int
    stem: list[str]
    options: list[tuple[str, str]]


def read_aiken(document: Document) -> Reading:
    """Read a file of Aiken questions."""
    text, noted = decode(document)
    losses: list[Loss] = list(noted)
    drafts = []
    for number, (question, key) in enumerate(_questions(text), 1):
        record = Record(losses, Place(document.name, question.line, f"question {number}"))
        try:
            drafts.append(Draft(_build(record, question, key), record.place))
        except LeftOutError as left:
            record.leave_out(left.what, left.found)
    return Reading(tuple(drafts), tuple(losses))


def _questions(text: str) -> Iterator[tuple[_Question, str | None]]:
    """Part a file at its ANSWER lines; what has none is given with None."""
    question = _Question(0, [], [])
    for number, line in enumerate(text.split("\n"), 1):
        if answer := _ANSWER.match(line):
            yield question, answer.group(1).strip()
            question = _Question(0, [], [])
        elif (option := _OPTION.match(line)) and question.stem and _is_next(question, option.group(1)):
            question.options.append((option.group(1).upper(), option.group(2)))
        elif line.strip():
            question.line = question.line or number
            if question.options:  # a line that goes on
                letter, text_so_far = question.options[-1]
                question.options[-1] = (letter, f"{text_so_far}\n{line.strip()}")
            else:
                question.stem.append(line.strip())
    if question.stem:
        yield question, None


def _is_next(question: _Question, letter: str) -> bool:
    """Return whether a letter is the next one of the options: "B. subtilis" at the start of a line is not."""
    return ord(letter.upper()) - ord("A") == len(question.options)


def _build(record: Record, question: _Question, key: str | None) -> AuthoredItem:
    if key is None:
        raise LeftOutError("no line ANSWER: follows", " ".join(question.stem)[:80])
    letters = [each.upper() for each in _LETTER.findall(key.partition(" ")[0] if "," not in key else key)]
    known = [letter for letter, _ in question.options]
    if not letters or any(letter not in known for letter in letters):
        raise LeftOutError("ANSWER names no option", f"{key} of {''.join(known)}")
    choices = [Choice(clean(text), 1.0 if letter in letters else 0.0) for letter, text in question.options]
    return make_choice(record, Head(clean("\n".join(question.stem))), choices, single=len(letters) == 1)
