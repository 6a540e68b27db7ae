"""Quizlet's text: a term and its definition, cards parted by line ends or by marks that the user chose."""

from collections.abc import Sequence
from typing import Final

from calcinosis_quiz.imports.compose.cards import make_card
from calcinosis_quiz.imports.compose.shared import Head
from calcinosis_quiz.imports.plain_text import clean, one_line
from calcinosis_quiz.imports.reading import Document, Draft, Loss, Place, Reading, Record, RefusedFileError
from calcinosis_quiz.imports.text_files import decode

# Marks between a term and its definition; the first that most cards have is taken.
_SIDES: Final = {
    "\t": "a tab",
    "---": "---",
    " - ": "a dash",
    " \u2013 ": "a dash",
    " = ": "an equals sign",
    ";": "a semicolon",
    ", ": "a comma",
    ": ": "a colon",
}
_CARDS: Final = {"\n\n": "an empty line", "\n": "a line end", ";": "a semicolon"}
_MOST: Final = 0.8  # of the cards must have the mark


def read_quizlet(document: Document) -> Reading:
    """Read cards; the marks are guessed and said, and a line without a mark goes on with the definition before it."""
    text, noted = decode(document)
    losses: list[Loss] = list(noted)
    found = _marks(text)
    if found is None:
        raise RefusedFileError(
            f"{document.name}: no mark parts terms from definitions. In Quizlet's Export, choose Tab."
        )
    cards_mark, sides_mark = found
    drafts = []
    for number, (line, term, definition) in enumerate(_cards(text, cards_mark, sides_mark), 1):
        record = Record(losses, Place(document.name, line, f"card {number}"), one_line(term)[:60])
        item = record.attempt(lambda: make_card(record, Head(clean(term)), clean(definition)))  # noqa: B023 - called at once
        if item is not None:
            drafts.append(Draft(item, record.place))
    note = f"Cards are parted by {_CARDS[cards_mark]}, terms from definitions by {_SIDES[sides_mark]}."
    return Reading(tuple(drafts), tuple(losses), notes=(note,))


def _marks(text: str) -> tuple[str, str] | None:
    """Find the marks that part a text best; None where none does."""
    best, marks = 0.0, None
    for cards_mark in _CARDS:
        parts = [part for part in text.split(cards_mark) if part.strip()]
        for sides_mark in _SIDES:
            if len(parts) < 2 or sides_mark == cards_mark:
                continue
            share = sum(part.count(sides_mark) == 1 for part in parts) / len(parts)
            if share >= _MOST and share > best:
                best, marks = share, (cards_mark, sides_mark)
    return marks


def _cards(text: str, cards_mark: str, sides_mark: str) -> Sequence[tuple[int, str, str]]:
    cards: list[tuple[int, str, str]] = []
    line = 1
    for part in text.split(cards_mark):
        term, mark, definition = part.partition(sides_mark)
        if mark:
            cards.append((line + len(part[: len(part) - len(part.lstrip())].split("\n")) - 1, term, definition))
        elif part.strip() and cards:
            begin, before, meaning = cards[-1]
            cards[-1] = (begin, before, f"{meaning}\n{part}")
        line += (part + cards_mark).count("\n")
    return cards
