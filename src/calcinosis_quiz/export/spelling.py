"""Spellings of an accepted answer, for platforms that compare letter by letter."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

_HYPHEN: Final = r"\s*[-\u2010-\u2015\u2212]\s*"
_HYPHENS: Final = re.compile(_HYPHEN)
_JOINTS: Final = re.compile(rf"{_HYPHEN}|(?<=[^\W\d_])\s*(?=\d)")  # MDA5 is MDA-5, NXP 2 is NXP2


def spellings(wordings: Iterable[str]) -> tuple[str, ...]:
    """List wordings with the spellings that learners are likely to type, each once, ignoring case.

    Hyphens, blanks and nothing for each other; Greek letters spelled out; accents dropped. Every spelling is one
    that our own marking accepts; what our marking accepts beyond them, a platform marks wrong.
    """
    found: dict[str, str] = {}
    for wording in wordings:
        for text in _spellings_of(" ".join(wording.split())):
            found.setdefault(text.casefold(), text)
    return tuple(found.values())


def _spellings_of(wording: str) -> Iterator[str]:
    yield wording
    for spelled in (wording, _spell_greek(wording), _drop_accents(wording)):
        for joints in (_HYPHENS, _JOINTS):
            yield from (text for joint in ("-", " ", "") if (text := joints.sub(joint, spelled).strip()))


def _spell_greek(text: str) -> str:
    return "".join(_greek_name(sign) or sign for sign in text)


def _greek_name(sign: str) -> str:
    name = unicodedata.name(sign, "")
    if not re.fullmatch(r"GREEK (SMALL|CAPITAL) LETTER (FINAL )?[A-Z]+", name):
        return ""
    return name.split()[-1].lower().replace("lamda", "lambda")


def _drop_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
