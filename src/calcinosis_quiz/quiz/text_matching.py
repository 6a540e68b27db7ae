"""When two typed texts are the same, and when one is a slip of the keyboard away from the other."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

NEAR_MISS_LENGTH: Final = 8  # letters; below it one edit can be another word

_GREEK_NAMES: Final = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon "
    "phi chi psi omega"
)
_GREEK: Final = dict(zip("αβγδεζηθικλμνξοπρσςτυφχψω", _GREEK_NAMES.split(), strict=True))
_DROPPED: Final = re.compile(r"[\s\-\u00ad\u2010-\u2015\u2212]+")
_NUMBER: Final = re.compile(r"\d+")  # run by run: 1.5 is not 15
_OUTER_PUNCTUATION: Final = " \t\n.,;:!?\"'()[]"
# Pairs that one or two letters turn into their opposite, or into another substance.
_CONTRASTS: Final = (
    ("hyper", "hypo"),
    ("blast", "clast"),
    ("ab", "ad"),
    ("inter", "intra"),
    ("endo", "exo"),
    ("ate", "ite"),
    ("af", "ef"),
    ("ase", "ose"),
    ("pre", "pro"),
    ("anti", "ante"),
)


def normalise(text: str) -> str:
    """Reduce a text to what counts in a comparison.

    NFKC, case folding, accents stripped, Greek letters spelled out, hyphens of every kind and spaces dropped,
    punctuation around the whole dropped.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    spelled = "".join(_GREEK.get(c, c) for c in unicodedata.normalize("NFC", bare))
    return _DROPPED.sub("", spelled.replace("\u2019", "'")).strip(_OUTER_PUNCTUATION)


def matches(given: str, wordings: Iterable[str]) -> bool:
    """Return whether a typed text is one of the wordings."""
    typed = normalise(given)
    return bool(typed) and any(typed == normalise(wording) for wording in wordings)


def find_near_miss(given: str, wordings: Iterable[str]) -> str | None:
    """Find the wording that a typed text misses by one slip, if it is none of the wordings itself.

    A slip is one letter added, dropped, changed, or swapped with its neighbour (Damerau 1964). Only wordings of
    eight letters or more have near misses; never where numbers differ, where a leading "a" negates a word, or where the
    text is as close to an opposite (hyper/hypo, -blast/-clast, ab/ad, inter/intra) as to the wording itself.
    """
    wordings = tuple(wordings)
    if matches(given, wordings):
        return None
    return next((wording for wording in wordings if _is_slip(given, wording)), None)


def _is_slip(given: str, wording: str) -> bool:
    typed, wanted = normalise(given), normalise(wording)
    if sum(c.isalpha() for c in wanted) < NEAR_MISS_LENGTH or not _within_one_edit(typed, wanted):
        return False
    if _NUMBER.findall(typed) != _NUMBER.findall(wanted) or _differ_by_negation(given, wording):
        return False
    return not any(_within_one_edit(typed, opposite) for opposite in _opposites(wanted))


def _differ_by_negation(one: str, other: str) -> bool:
    """Return whether a word of one text is a word of the other with "a" before it, as in typical and atypical."""
    apart = {normalise(word) for word in one.split()} ^ {normalise(word) for word in other.split()}
    return any(word and f"a{word}" in apart for word in apart)


def _opposites(wanted: str) -> Iterable[str]:
    for pair in _CONTRASTS:
        for here, there in (pair, pair[::-1]):
            start = wanted.find(here)
            while start >= 0:
                yield wanted[:start] + there + wanted[start + len(here) :]
                start = wanted.find(here, start + 1)


def _within_one_edit(one: str, other: str) -> bool:
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    if short[start + 1 :] == long[start + 1 :]:
        return True
    swapped = short[start : start + 2] == long[start : start + 2][::-1]
    return swapped and short[start + 2 :] == long[start + 2 :]
