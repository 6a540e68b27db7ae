"""What a question shows before it is answered, and what would answer it: as texts, runs of words, and figures."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, assert_never

from calcinosis_quiz.bank.items import (
    Cloze,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Ordering,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.bank.lint.english import read_quantity, root_of
from calcinosis_quiz.bank.questions import CaseQuestion, Question, gap_answers, stem_of
from calcinosis_quiz.bank.structure import accepted_range
from calcinosis_quiz.bank.text_matching import normalise
from calcinosis_quiz.quiz.marking import accepted_wordings
from calcinosis_quiz.quiz.presentation import parts_of

Range = tuple[Decimal, Decimal]

_TOKEN: Final = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
# No figure begins in a name such as NXP2, PDE-5 or v1.2.
_FIGURE: Final = re.compile(r"(?<![\w.])(?<![^\W\d_][-\u2010-\u2015])\d+(?:,\d{3})*(?:[.,]\d+)?")
_NAMES: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
_TENS: Final = "thirty forty fifty sixty seventy eighty ninety hundred"
_NAMED: Final = {name: Decimal(i) for i, name in enumerate(_NAMES.split())} | {
    name: Decimal(10 * i) for i, name in enumerate(_TENS.split(), 3)
}


def shown_texts(question: Question) -> Iterator[str]:
    """Yield all that a paper shows of a question: stem, parts to choose from, hints, unit, theme, and its picture."""
    yield stem_of(question)
    yield from parts_of(question)
    if question.image is not None:
        yield question.image.alt
    match question:
        case Cloze():
            yield from (gap.hint for gap in question.gaps if gap.hint)
        case Matching():
            yield from (pair.prompt for pair in question.pairs)
        case Numeric():
            yield question.unit or ""
        case CaseQuestion():
            yield question.theme
        case TrueFalse():
            yield from (question.true_label, question.false_label)
        case SingleBestAnswer() | MultipleResponse() | ShortAnswer() | Ordering() | Open():
            pass
        case _:
            assert_never(question)


def key_texts(question: Question) -> Iterator[str]:
    """Yield every text that would be marked right: right options, accepted wordings, the figures of a number."""
    match question:
        case SingleBestAnswer() | MultipleResponse() | CaseQuestion():
            yield from (option.text for option in question.options if option.correct)
        case Cloze():
            for gap in range(len(gap_answers(question))):
                yield from accepted_wordings(question, gap)
        case ShortAnswer():
            yield from question.accept
        case TrueFalse() | Numeric() | Ordering() | Matching() | Open():
            pass  # a number is compared as a figure; the others have no text that is right by itself
        case _:
            assert_never(question)


def linked_texts(question: Question) -> Iterator[tuple[str, str]]:
    """Yield the texts of which the key says that they belong together: a prompt and its choice."""
    if isinstance(question, Matching):
        yield from ((pair.prompt, pair.choice) for pair in question.pairs)


def squeeze(text: str) -> str:
    """Join the roots of all words of a text, as typed answers are compared: without hyphens, spaces, case, accents."""
    return "".join(roots_of(text))


def roots_of(text: str) -> list[str]:
    """List the words of a text by their roots; a figure in a name is a word of its own."""
    return [root_of(normalise(word)) for word in _TOKEN.findall(text.casefold())]


def figures_of(text: str) -> frozenset[Decimal]:
    """Return the numbers in a text, also those written as words up to twenty, or as tens."""
    written = (
        figure.replace(",", "" if re.search(r",\d{3}(?!\d)", figure) else ".") for figure in _FIGURE.findall(text)
    )
    named = (_NAMED[word] for word in re.findall(r"[a-z]+", text.casefold()) if word in _NAMED)
    return frozenset((*map(Decimal, written), *named))


def asked_figures(question: Question) -> Iterator[tuple[Range, ...]]:
    """Yield what must be shown to give a figure away: numbers of these ranges, all of them.

    For a number typed, one that would be marked right; for a key that is a figure or a range of two, these.
    """
    if isinstance(question, Numeric):
        yield (accepted_range(question),)
    for text in key_texts(question):
        quantity = read_quantity(text)
        if quantity is not None:
            yield tuple((each, each) for each in dict.fromkeys((quantity.low, quantity.high)))
