"""A question as another type, for platforms that do not know its own."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, Final

from calcinosis_quiz.bank.items import (
    Item,
    Matching,
    MultipleResponse,
    Option,
    Ordering,
    Pair,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.bank.questions import CaseQuestion, choices_of
from calcinosis_quiz.bank.text_matching import Wanted, capitals_count, judge

Choice = SingleBestAnswer | MultipleResponse | CaseQuestion


def has_own_labels(question: TrueFalse) -> bool:
    """Check whether the author has named the two sides; platforms know True and False alone."""
    return (question.true_label, question.false_label) != ("True", "False")


def as_choice(question: TrueFalse) -> SingleBestAnswer:
    """Recast a statement as a choice between its two labels, in their order."""
    options = (
        Option(text=question.true_label, correct=question.answer, why=question.why_true),
        Option(text=question.false_label, correct=not question.answer, why=question.why_false),
    )
    return SingleBestAnswer(**_shared(question), stem=question.stem, options=options, shuffle=False)


def as_places(question: Ordering) -> Matching:
    """Recast an ordering as a matching of places to entries."""
    pairs = (Pair(prompt=f"Place {i}", choice=entry.text, why=entry.why) for i, entry in enumerate(question.entries, 1))
    return Matching(**_shared(question), stem=question.stem, pairs=tuple(pairs))


def may_shuffle(question: Choice) -> bool:
    """Check whether options may stand in any order; one with a fixed place keeps all in theirs."""
    return question.shuffle and not any(option.fixed for option in question.options)


def menu_of(question: Matching) -> tuple[str, ...]:
    """List the choices in an order that gives nothing away where a platform does not shuffle them."""
    return hide_order(choices_of(question))


def hide_order(texts: Sequence[str]) -> tuple[str, ...]:
    """Sort texts by the alphabet, or backwards where the alphabet would leave them in the order of the key."""
    ordered = tuple(sorted(texts, key=str.casefold))
    return ordered[::-1] if ordered == tuple(texts) else ordered


def _shared(question: Item) -> dict[str, Any]:
    return {name: getattr(question, name) for name in Item.__struct_fields__}


_HYPHEN: Final = r"\s*[-\u2010-\u2015\u2212]\s*"
_HYPHENS: Final = re.compile(_HYPHEN)
_JOINTS: Final = re.compile(rf"{_HYPHEN}|(?<=[^\W\d_])\s*(?=\d)")  # MDA5 is MDA-5, NXP 2 is NXP2


def spellings(wanted: Wanted) -> tuple[str, ...]:
    """List the accepted wordings with the spellings that learners are likely to type, each once.

    Hyphens, blanks and nothing for each other; Greek letters spelled out; accents dropped. Every spelling is one
    that our own marking accepts; what our marking accepts beyond them, a platform marks wrong. Case is ignored, unless
    capitals count.
    """
    found: dict[str, str] = {}
    fold = str if capitals_count(wanted) else str.casefold
    for wording in wanted.accept:
        for text in _spellings_of(" ".join(wording.split())):
            if judge(text, wanted) == "right":
                found.setdefault(fold(text), text)
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
