"""Words, sentences and quantities of English text, as far as the rules need them."""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache, lru_cache
from typing import Final

from msgspec import Struct

_WORD: Final = re.compile(r"[^\W_]+(?:[-'\u2019.][^\W_]+)*")
_SENTENCE_END: Final = re.compile(r"(?<=[.?!])[\"'\u201d\u2019)]*\s+(?=[\"'\u201c\u2018(]?[A-Z0-9])")
_TITLES: Final = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof|St|vs|e\.g|i\.e|approx|no)\.$", re.IGNORECASE)
_NUMBER: Final = r"\d+(?:[.,]\d+)?"
_QUANTITY: Final = re.compile(rf"(\D*?)({_NUMBER})(?:\s*(?:-|\u2013|to)\s*({_NUMBER}))?((?!-)\D*)")

FUNCTION_WORDS: Final = frozenset(
    """a about above after again against all also am an and another any are as at be because been before being
    below best between both but by can could did do does doing down during each either else every few for from
    further give given gives had has have having he her here hers him his how if in into is it its itself just
    least less like likely lies made make many may might more most much must my name named names neither no none
    nor not now of off on once one only or other others our out over own per report reported reports same say
    says shall she should since so some statement such take takes than that the their them then there these they
    this those three through thus to too two under until up upon us use used uses was we were what when where
    which while who whom whose why will with within without would yet you your following correct true false
    answer option options""".split()  # noqa: SIM905 - a list of words
)


def words_of(text: str) -> list[str]:
    """List the words of a text, case folded, hyphenated words whole."""
    return _WORD.findall(text.casefold())


_SIBILANTS: Final = ("s", "x", "z", "ch", "sh")


@cache
def root_of(word: str) -> str:
    """Strip the commonest endings of a word, so that `deposits` and `deposit`, `caused` and `causes` are the same."""
    word = word.removesuffix("'s").removesuffix("\u2019s")
    for ending, rest in (("ies", "y"), ("ings", ""), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        stripped = word.removesuffix(ending)
        if stripped == word or len(stripped) < 3 or word.endswith(("ss", "us", "is")):
            continue
        if ending == "es" and not stripped.endswith(_SIBILANTS):
            continue
        word = stripped + rest
        break
    return word.removesuffix("e") if len(word) > 4 else word


@lru_cache(maxsize=4096)
def content_words(text: str, least: int = 3) -> frozenset[str]:
    """Return the roots of the words that carry meaning: at least so many letters, none that only hold a sentence."""
    return frozenset(
        root_of(word)
        for word in words_of(text)
        if word not in FUNCTION_WORDS and (len(word) >= least or word.isdigit())
    )


def sentences_of(text: str) -> list[str]:
    """Split a text into sentences; a full stop after a title or an abbreviation ends none."""
    sentences: list[str] = []
    for part in _SENTENCE_END.split(" ".join(text.split())):
        if sentences and _TITLES.search(sentences[-1]):
            sentences[-1] += f" {part}"
        else:
            sentences.append(part)
    return sentences


def lead_in_of(stem: str) -> str:
    """Return the sentence that asks: the last one with a question mark, or else the last one."""
    sentences = sentences_of(stem)
    asking = [sentence for sentence in sentences if sentence.rstrip("\"'\u201d\u2019) ").endswith("?")]
    return (asking or sentences or [""])[-1]


def find_phrases(text: str, phrases: Iterable[str]) -> list[str]:
    """List the phrases that stand in a text as whole words, in any case, also with the `s` of a plural."""
    folded = " ".join(text.casefold().split())
    return [phrase for phrase in phrases if phrase.casefold() in folded and _whole(phrase).search(folded)]


@cache
def _whole(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(phrase.casefold())}(?:s|es)?(?!\w)")


def shingles(text: str, size: int) -> frozenset[tuple[str, ...]]:
    """Return the runs of so many words of a text."""
    words = words_of(text)
    return frozenset(tuple(words[i : i + size]) for i in range(len(words) - size + 1))


def overlap(one: frozenset[object], other: frozenset[object]) -> float:
    """Measure how much of two sets is common, 0 to 1 (Jaccard, 1901)."""
    return len(one & other) / len(one | other) if one or other else 0.0


class Quantity(Struct, frozen=True):
    """A number or a range with the words around it; `low` equals `high` for a single number."""

    before: str
    low: Decimal
    high: Decimal
    unit: str
    is_range: bool


def read_quantity(text: str) -> Quantity | None:
    """Read a text that holds one number or one range and few other words; None for anything else."""
    match = _QUANTITY.fullmatch(text.strip())
    if match is None or len(match[1].split()) > 3 or len(match[4].split()) > 3:
        return None
    low = Decimal(match[2].replace(",", "."))
    high = Decimal(match[3].replace(",", ".")) if match[3] else low
    unit = " ".join(match[4].casefold().strip(" .)").split())
    return Quantity(match[1].casefold().strip(" ("), low, high, unit, bool(match[3]))
