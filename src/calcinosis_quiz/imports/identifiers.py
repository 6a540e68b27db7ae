"""Ids for questions that come without one: from their titles, the same each time the same file is read."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final, assert_never

from msgspec import structs

from calcinosis_quiz.bank.items import (
    AuthoredItem,
    Cloze,
    ExtendedMatching,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Ordering,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.bank.structure import GAP
from calcinosis_quiz.imports.reading import Draft

_IDENTIFIER: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_WORDS: Final = re.compile(r"[a-z0-9]+")
# A title that says nothing: a number, or the word for a question with one.
_GENERIC: Final = re.compile(
    r"(?:(?:q|question|frage|item|mc|sa|tf|problem|exercise|aufgabe|pregunta|vraag)[\s.:#-]*)?[\d\s.:#-]*"
)
_LETTERS: Final = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_LONGEST: Final = 48
_MOST_WORDS: Final = 7


def slug(text: str, longest: int = _LONGEST) -> str:
    """Join the words of a text by hyphens, as ids are written; empty where it has no Latin letter or digit."""
    if not text.isascii():
        folded = text.casefold().translate(_LETTERS)
        text = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    kept = ""
    for word in _WORDS.findall(text.lower().replace("'", "")):
        joined = f"{kept}-{word}" if kept else word
        if len(joined) > longest:
            return kept or word[:longest]
        kept = joined
    return kept


def assign_ids(drafts: Iterable[Draft], bank: str, taken: Iterable[str] = ()) -> tuple[Draft, ...]:
    """Return drafts with ids of their own: the foreign id where it fits, else from the title, else from the text."""
    used = set(taken)
    done = []
    for draft in drafts:
        wanted = _wanted(draft, bank)
        found, number = wanted, 1
        while found in used:
            number += 1
            found = f"{wanted}-{number}"
        used.add(found)
        item: AuthoredItem = structs.replace(draft.item, id=found)
        if isinstance(item, ExtendedMatching):
            item = structs.replace(item, cases=_case_ids(item, used))
        done.append(structs.replace(draft, item=item))
    return tuple(done)


def _case_ids(item: ExtendedMatching, used: set[str]) -> Sequence[object]:
    cases = []
    for number, case in enumerate(item.cases, 1):
        wanted = case.id if len(case.id) > 1 else f"{item.id}-{number}"
        found, more = wanted, 1
        while found in used:
            more += 1
            found = f"{wanted}-{more}"
        used.add(found)
        cases.append(structs.replace(case, id=found))
    return tuple(cases)


def _wanted(draft: Draft, bank: str) -> str:
    for given in (draft.source_id, draft.title):
        if (
            len(given) <= 80
            and not given.isdecimal()
            and _IDENTIFIER.fullmatch(given)
            and not _GENERIC.fullmatch(given)
        ):
            return given
    title = draft.title.casefold()
    words = "" if _GENERIC.fullmatch(title) else slug(draft.title)
    if not words:
        words = "-".join(slug(text_of(draft.item)).split("-")[:_MOST_WORDS])
    return words or f"{bank}-{sha256(text_of(draft.item).encode()).hexdigest()[:6]}"


def text_of(item: AuthoredItem) -> str:
    """Return what an item asks, with lines for gaps."""
    match item:
        case Cloze():
            return GAP.sub("____", item.text)
        case ExtendedMatching():
            return f"{item.theme} {item.stem}"
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
            return item.stem
        case _:
            assert_never(item)
