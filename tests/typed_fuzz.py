"""Strings to mark by every implementation: what learners type, and what no learner would."""

from random import Random
from typing import Final

from calcinosis_quiz.bank.items import Numeric
from calcinosis_quiz.bank.library import Library

_SIGNS: Final = (
    "0123456789.,-+ mgMG%abeinotxyzTNF\u2212\u2013\t\u00a0\u3000\u2009\u202f\u200b\ufeff\u00ad\uff11\uff15\uff10\uff05"
    "\uff0e\uff0c\u0661\u0665\u066b\u066c\u0967\u00b5\u03bc\u03b1\u03b2\u03c2'\u2019\u0301\u0308\u00b2\u00bd\u2075"
    '\u00aa\u00ba\u00df\u017f\u0130\u0131\ufb01\u2030/()[]!?;:"\u2103\U0001d7d9\U0001f9b4'
)
_WHOLE: Final = (
    *("1,500", "1.500", "12,5", "7 %", "percent", "per cent", "0.05 mmol/L", "-5 \u00b0C", "1e3", "5-10", ""),
    *(
        "1.500.000",
        "1 500 000,5",
        "1'500",
        "6.022e23",
        "6,022\u00b710^23",
        "6.6 x 10\u207b\u00b3\u2074",
        "250 mg",
        "2500 \u00b5mol/dL",
    ),
)


def draw_answers(library: Library, count: int, seed: int) -> list[tuple[str, str]]:
    """Draw pairs of an item and what was typed: accepted and refused wordings with up to three edits, and noise."""
    rng = Random(seed)  # noqa: S311 - texts, not secrets
    begins = [text for question in library.questions.values() for text in _texts(question)] + list(_WHOLE)
    items = list(library.questions)
    return [(rng.choice(items), _draw(rng, begins)) for _ in range(count)]


def _texts(question: object) -> list[str]:
    if isinstance(question, Numeric):
        number = f"{question.value if question.value is not None else 7}"
        return [number, f"{number} {question.unit or ''}".strip(), f"{number}{question.unit or ''}"]
    accept: tuple[str, ...] = getattr(question, "accept", ())
    return [*accept, *(wording.text for wording in getattr(question, "reject", ()))]


def _draw(rng: Random, begins: list[str]) -> str:
    if rng.random() < 0.15:
        return "".join(rng.choice(_SIGNS) for _ in range(rng.randint(0, 10)))
    text = rng.choice(begins)
    for _ in range(rng.choice((0, 1, 1, 1, 2, 3))):
        place, cut = rng.randint(0, len(text)), rng.randint(0, 2)
        text = text[:place] + (rng.choice(_SIGNS) if rng.random() < 0.6 else "") + text[place + cut :]
    if rng.random() < 0.08:
        text = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)
    return rng.choice((str, str, str.upper, str.title))(text)
