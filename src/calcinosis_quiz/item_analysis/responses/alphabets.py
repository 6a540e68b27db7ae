"""What a cell may hold: letters or numbers of options, words for true and false, and signs that may mean no answer."""

import re
from collections.abc import Iterable
from string import ascii_uppercase
from typing import Final

from calcinosis_quiz.item_analysis.responses.table import Response

TRUE_WORDS: Final = frozenset(
    {
        "t",
        "true",
        "y",
        "yes",
        "richtig",
        "wahr",
        "ja",
        "vrai",
        "oui",
        "verdadero",
        "vero",
        "verdadeiro",
        "waar",
        "juist",
    }
)
FALSE_WORDS: Final = frozenset(
    {"f", "false", "n", "no", "falsch", "nein", "faux", "non", "falso", "onwaar", "onjuist", "nee"}
)
"""Words as learners write them and spreadsheets export them in English, German, French, Spanish, Italian,
Portuguese and Dutch."""

NO_ANSWER_SIGNS: Final = frozenset({"?", "-", "\u2013", "\u2014", "x", "n/a", "n.a.", "none", "blank", "empty"})
"""What some write for no answer and others for something else: never guessed at."""

# The letter of an option with its words behind it, as some programs export an answer.
_LETTER_AND_TEXT: Final = re.compile(r"\(?([A-Za-z])[.):]\s+(?=.*[^\W\d_]{2}).*")
_BETWEEN_LETTERS: Final = re.compile(r"[\s,;.()\[\]&+/\"'\u2018-\u201f\u00ab\u00bb]+")

LEAST_LETTERS: Final = 5
"""Up to this letter an answer is accepted where nothing says how many options an item has."""


def read_truth_word(text: str) -> bool | None:
    """Read a word for true or false in any of the languages known; None for anything else."""
    word = text.strip().rstrip(".").casefold()
    return True if word in TRUE_WORDS else False if word in FALSE_WORDS else None


def is_double_truth(text: str) -> bool:
    """Return whether an answer says both true and false, as `T F` or `TF` do."""
    words = [word for word in re.split(r"[\s,;/+&]+", text.strip()) if word]
    if len(words) == 1 and len(words[0]) == 2:
        words = list(words[0])
    return {read_truth_word(word) for word in words} == {True, False}


def are_option_numbers(columns: Iterable[Iterable[Response]]) -> bool:
    """Return whether the answers to choice items are numbers of options, 1 for A, rather than letters or marks.

    They are where every answer is a whole number from 1 to 26 and one is above 1: marks hold a 0, or nothing above 1.
    """
    texts = {text for column in columns for text in column if isinstance(text, str)} - {""}
    numbers = [number for text in texts for number in _split_numbers(text)]
    if not numbers or not all(number.isdecimal() and number.isascii() and len(number) < 3 for number in numbers):
        return False
    return all(1 <= int(number) <= len(ascii_uppercase) for number in numbers) and any(int(n) > 1 for n in numbers)


def write_letters(text: str) -> str:
    """Write numbers of options as letters: `1 3` as `A C`."""
    return " ".join(ascii_uppercase[int(number) - 1] for number in _split_numbers(text))


def _split_numbers(text: str) -> list[str]:
    """Split `1 3`; a spreadsheet may write a whole number as `1.0`."""
    return [re.sub(r"\.0+$", "", number) for number in re.split(r"[\s,;]+", text.strip())]


def read_letters(text: str) -> tuple[str, ...] | None:
    """Read `b`, `A C`, `a,c`, `AC`, `[B]` or `B. Venus` as letters in capitals; None for anything else."""
    before = _LETTER_AND_TEXT.fullmatch(text.strip())
    signs = _BETWEEN_LETTERS.sub(" ", before[1] if before else text).split()
    if len(signs) == 1 and (len(signs[0]) == 1 or signs[0].isupper() or signs[0].islower()):
        signs = list(signs[0])
    letters = [sign.upper() for sign in signs if len(sign) == 1 and sign.upper() in ascii_uppercase and sign.isascii()]
    if not letters or len(letters) < len(signs) or len(set(letters)) < len(letters):
        return None
    return tuple(letters)


def explain_sign(text: str) -> str:
    """Describe how to declare a sign that may mean no answer, and name a letter that only looks like one of ours."""
    sign = text.strip()
    if len(sign) == 1 and sign.isalpha() and not sign.isascii():
        return f" This is the letter U+{ord(sign):04X} of another alphabet."
    if text.strip().casefold() not in NO_ANSWER_SIGNS:
        return ""
    return f" If it means that nothing was answered, say so with --blank-cell {_quote_for_shell(text.strip())}."


def _quote_for_shell(text: str) -> str:
    return text if text.isalnum() else f"'{text}'"
