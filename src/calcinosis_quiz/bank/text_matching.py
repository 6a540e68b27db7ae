"""When a typed text is what was wanted, what was refused, or a slip of the keyboard away. `docs/matching.md` says why.

The page and the cards have the same rules in `export/marking_scripts/text_matching.js`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, Literal

from msgspec import Struct

from calcinosis_quiz.bank.items import Match

NEAR_MISS_LENGTH: Final = 8  # letters; below it one edit can be another word

_GREEK_NAMES: Final = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon "
    "phi chi psi omega"
)
_GREEK: Final = dict(zip("αβγδεζηθικλμνξοπρσςτυφχψω", _GREEK_NAMES.split(), strict=True))
_DROPPED: Final = re.compile(r"[\s\-\u00ad\u2010-\u2015\u2212]+")
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]+")
_BLANK: Final = re.compile(r"\s")
# Marks that may be left away: over and under Latin, Greek and Cyrillic letters; Hebrew points; Arabic vowels.
_MARKS: Final = re.compile(
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u0652\u0670]+"
)
_ALEF: Final = re.compile("\u0627[\u0653-\u0655]+|\u0671")
_ALWAYS_LETTERS: Final = frozenset("йїў")  # their mark is no accent
_LETTERS: Final[Mapping[str, str]] = {
    "es": "ñ", "gl": "ñ", "tr": "çğöşü", "az": "çğöşü", "sv": "åäö", "fi": "åäö", "da": "æø", "nb": "æø", "nn": "æø",
    "no": "æø", "is": "áéíóúýðþæö",
}  # fmt: skip
"""What is a letter of its own in a language, not a letter with something that may be left away."""
_SPELLED: Final[Mapping[str, str]] = {"œ": "oe", "æ": "ae", "ł": "l", "đ": "d", "ø": "o"}
_SPELLED_IN: Final[Mapping[str, Mapping[str, str]]] = {
    "de": {"ä": "ae", "ö": "oe", "ü": "ue"},
    "da": {"å": "aa"}, "nb": {"å": "aa"}, "nn": {"å": "aa"}, "no": {"å": "aa"},
}  # fmt: skip
"""What is written with two letters where a keyboard lacks the one."""
_ALL_MARKS_COUNT: Final = frozenset({"vi"})  # the tones
_OWN_GREEK: Final = frozenset({"el"})  # there a letter is a letter, not the name of one
_DOTLESS: Final = frozenset({"tr", "az"})
# Operators, calls, brackets, assignments, escapes, names with _ between letters, and options such as -a or --all.
_CODE: Final = re.compile(r"[=!<>]=|=>|->|::|\+=|-=|\*=|/=|&&|\|\||\(\)|\[\]|[{}\\=]|\w_\w", re.ASCII)
_OPTION: Final = re.compile(r"-[A-Za-z]{1,2}|--[A-Za-z][\w-]*", re.ASCII)
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


Verdict = Literal["empty", "right", "refused", "other"]
LEVELS: Final[tuple[Match, ...]] = ("lenient", "case", "accents", "exact")


class Wanted(Struct, frozen=True):
    """What a typed text is held against: the wordings that are right and those known to be wrong, and how strictly."""

    accept: tuple[str, ...]
    reject: tuple[str, ...] = ()
    match: Match = "lenient"
    language: str = "en"


def judge(given: str, wanted: Wanted) -> Verdict:
    """Judge a typed text.

    First as it is written: an accepted wording is right, a refused one refused. Only then with leniency, where a
    refusal comes first.
    """
    typed = tidy(given)
    if not typed:
        return "empty"
    if typed in map(tidy, wanted.accept):
        return "right"
    if find_refused(given, wanted) is not None:
        return "refused"
    return "right" if _find_alike(typed, wanted.accept, wanted) is not None else "other"


def find_refused(given: str, wanted: Wanted) -> int | None:
    """Find which of the refused wordings a typed text is, if it is no accepted one as it is written."""
    typed = tidy(given)
    if not typed or typed in map(tidy, wanted.accept):
        return None
    as_written = [tidy(wording) for wording in wanted.reject]
    return as_written.index(typed) if typed in as_written else _find_alike(typed, wanted.reject, wanted)


def matches(given: str, wordings: Iterable[str], match: Match = "lenient", language: str = "en") -> bool:
    """Return whether a typed text is one of the wordings."""
    return judge(given, Wanted(tuple(wordings), (), match, language)) == "right"


def _find_alike(typed: str, wordings: Sequence[str], wanted: Wanted) -> int | None:
    level = match_level(wanted)
    if level == "exact":
        return None
    folded, by_sign = normalise(typed, level, wanted.language), unicodedata.normalize("NFKC", typed)
    for place, wording in enumerate(wordings):
        if is_exact(wording):
            is_same = unicodedata.normalize("NFKC", tidy(wording)) == by_sign
        else:
            is_same = bool(folded) and normalise(wording, level, wanted.language) == folded
        if is_same:
            return place
    return None


@lru_cache(maxsize=4096)
def match_level(wanted: Wanted) -> Match:
    """Return the level that tells what is right from what is refused: that asked for, or the next stricter one.

    `case`: capitals count. `accents`: accents count. `exact`: everything counts.
    """
    if wanted.match != "lenient":
        return wanted.match
    return next((level for level in LEVELS[:-1] if not _collide(wanted, level)), "exact")


def _collide(wanted: Wanted, level: Match) -> bool:
    accepted, refused = (
        {normalise(each, level, wanted.language) for each in wordings if not is_exact(each)} - {""}
        for wordings in (wanted.accept, wanted.reject)
    )
    return bool(accepted & refused)


@lru_cache(maxsize=4096)
def is_exact(wording: str) -> bool:
    """Return whether a wording is compared sign by sign (NFKC): it has no letter or digit, or looks like code."""
    text = tidy(wording)
    return not any(c.isalnum() for c in text) or bool(_CODE.search(text)) or bool(_OPTION.fullmatch(text))


def is_lenient(wanted: Wanted) -> bool:
    """Return whether more is right than what is accepted as written."""
    return match_level(wanted) != "exact" and not all(map(is_exact, wanted.accept))


def capitals_count(wanted: Wanted) -> bool:
    """Return whether a wording in other capitals can be wrong."""
    is_cased = (is_exact(wording) and wording.lower() != wording.upper() for wording in wanted.accept)
    return match_level(wanted) in {"case", "exact"} or any(is_cased)


def tidy(text: str) -> str:
    """Return a text as it is drawn: NFC, without what cannot be seen, each blank a plain one, none around it."""
    return _BLANK.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()


def normalise(text: str, match: Match = "lenient", language: str = "en") -> str:
    """Reduce a text to what counts in a comparison.

    NFKC; unless `match` is `case`, case folded; unless it is `accents`, marks left away that are no letters of their
    own in the language, and ligatures and Greek letters spelled out; hyphens of every kind and blanks dropped, and the
    punctuation around the whole.
    """
    base = language.partition("-")[0]
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    if match != "case":
        plain = _fold_case(plain, base)
    if match != "accents":
        plain = "".join(_leave_marks_away(plain, base))
    return _DROPPED.sub("", plain.replace("\u2019", "'")).strip(_OUTER_PUNCTUATION)


def _fold_case(text: str, language: str) -> str:
    if language in _DOTLESS:
        text = text.replace("I", "\u0131").replace("\u0130", "i")
    return unicodedata.normalize("NFKC", text.casefold())


def _leave_marks_away(text: str, language: str) -> Iterator[str]:
    letters = _ALWAYS_LETTERS | set(_LETTERS.get(language, ""))
    spelled = {**_SPELLED, **_SPELLED_IN.get(language, {})}
    for sign in unicodedata.normalize("NFC", text):
        small = sign.lower()
        if small in letters or language in _ALL_MARKS_COUNT:
            yield sign
        elif small in spelled:
            yield spelled[small] if sign == small else spelled[small].capitalize()
        else:
            bare = _MARKS.sub("", _ALEF.sub("\u0627", unicodedata.normalize("NFD", sign)))
            bare = unicodedata.normalize("NFC", bare)
            yield bare if language in _OWN_GREEK else "".join(_GREEK.get(each, each) for each in bare)


def find_near_miss(given: str, wanted: Wanted) -> str | None:
    """Find the accepted wording that a typed text misses by one slip, if it is neither right nor refused.

    A slip is one letter added, dropped, changed, or swapped with its neighbour (Damerau 1964). Only wordings of
    eight letters or more have near misses; never where numbers differ, where a leading "a" negates a word, or where the
    text is as close to an opposite (hyper/hypo, -blast/-clast, ab/ad, inter/intra) as to the wording itself.
    """
    level = match_level(wanted)
    if level == "exact" or judge(given, wanted) != "other":
        return None
    wordings = (wording for wording in wanted.accept if not is_exact(wording))
    return next((wording for wording in wordings if _is_slip(given, wording, level, wanted.language)), None)


def _is_slip(given: str, wording: str, level: Match, language: str) -> bool:
    typed, wanted = (normalise(text, level, language) for text in (given, wording))
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
