"""Questions as blocks of a document: what a learner meets on paper, and nothing that gives the key away."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final, Literal, assert_never

from msgspec.structs import replace

from calcinosis_quiz.bank.images import read_image
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
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import CaseQuestion, Question, gap_answers, options_asked_for
from calcinosis_quiz.bank.structure import GAP
from calcinosis_quiz.export.paper import document
from calcinosis_quiz.export.paper.document import Blank, CaseSet, Choice, Picture
from calcinosis_quiz.quiz.presentation import Presented

Shown = Literal["all", "stem", "options"]
"""The whole question; only what is asked; only what there is to choose from and where to answer."""

LINES_TO_ANSWER: Final = 6
"""Empty lines below an open question."""


def ask(library: Library, paper: Iterable[Presented], first: int = 1) -> Iterator[document.Question | CaseSet]:
    """Yield the blocks of questions, numbered from `first`; neighbouring cases stand under the options that they share.

    Raises QuizError when a picture cannot be read.
    """
    numbered = enumerate(paper, first)
    for shared, members in groupby(numbered, key=lambda each: _shares_options(*each)):
        cases = list(members)
        question = cases[0][1].question
        if isinstance(shared, int) or not isinstance(question, CaseQuestion):
            yield ask_one(library, *cases[0])
        else:
            yield CaseSet(
                theme=question.theme,
                lead_in=question.lead_in,
                choices=_choices_of(cases[0][1]),
                cases=tuple(ask_one(library, number, each, "stem") for number, each in cases),
            )


def ask_one(library: Library, number: int, presented: Presented, shown: Shown = "all") -> document.Question:
    """Return the block of one question, or a part of it, for papers that disclose one step after the other.

    Raises QuizError when its picture cannot be read.
    """
    question = presented.question
    stem = stem_of(question)
    if isinstance(question, CaseQuestion) and shown == "all":
        stem = (question.theme, *stem, question.lead_in)
    block = document.Question(
        number=number,
        stem=stem if shown != "options" else (),
        picture=picture_of(library, question) if shown != "options" else None,
        gapped=_gapped(question) if isinstance(question, Cloze) and shown != "options" else (),
    )
    return block if shown == "stem" else _with_answer_places(block, presented)


def stem_of(question: Question) -> tuple[str, ...]:
    """List the paragraphs of a question; none for a cloze, whose text is the question."""
    return () if isinstance(question, Cloze) else tuple(question.stem.split("\n\n"))


def picture_of(library: Library, question: Question) -> Picture | None:
    """Read the picture of a question; raises QuizError when it has gone."""
    if question.image is None:
        return None
    content = read_image(library.bank_of(question.id).folder, question.image)
    return Picture(question.image.file, question.image.alt, content)


def how_many(question: MultipleResponse) -> str:
    """Say how many options to choose: the number that the stem asks for, where so many are right."""
    right = sum(option.correct for option in question.options)
    return str(right) if options_asked_for(question) == right else "all that apply"


def labels_of_gaps(question: Cloze) -> tuple[str, ...]:
    """Number the gaps; one alone needs no number."""
    count = len(gap_answers(question))
    return tuple(str(i) for i in range(1, count + 1)) if count > 1 else ("",)


def _shares_options(number: int, presented: Presented) -> int | tuple[str, tuple[int, ...]]:
    """Return what neighbours must agree in to stand under one list of options; for most questions, nothing does."""
    question = presented.question
    return (question.set_id, presented.order) if isinstance(question, CaseQuestion) else number


def _with_answer_places(block: document.Question, presented: Presented) -> document.Question:
    question, choices = presented.question, _choices_of(presented)
    match question:
        case TrueFalse():
            sides = (Choice("T", question.true_label), Choice("F", question.false_label))
            return replace(block, choices=sides, in_a_row=True)
        case MultipleResponse():
            return replace(block, choices=choices, task=f"Choose {how_many(question)}.")
        case Ordering():
            places = tuple(str(i) for i in range(1, len(question.entries) + 1))
            task = "Write one letter in each box, first to last."
            return replace(block, choices=choices, places=places, task=task)
        case Matching():
            prompts = tuple(pair.prompt for pair in question.pairs)
            task = "Write a letter in each box. A letter may be used once, more than once or not at all."
            return replace(block, prompts=prompts, choices=choices, task=task)
        case Numeric():
            return replace(block, lines=1, unit=question.unit or "")
        case ShortAnswer():
            return replace(block, lines=1)
        case Open():
            return replace(block, lines=LINES_TO_ANSWER, task="Answer in your own words.")
        case SingleBestAnswer() | CaseQuestion():
            return replace(block, choices=choices)
        case Cloze():
            return block
        case _:
            assert_never(question)


def _choices_of(presented: Presented) -> tuple[Choice, ...]:
    return tuple(Choice(letter, text) for letter, text in presented.choices)


def _gapped(question: Cloze) -> tuple[str | Blank, ...]:
    pieces: list[str | Blank] = []
    # `split` gives the texts between the gaps at the even places, the answers at the odd ones.
    texts = GAP.split(question.text)[::2]
    for i, label in enumerate(labels_of_gaps(question)):
        hint = question.gaps[i].hint if question.gaps else None
        pieces += [texts[i], Blank(label, hint or "")]
    return tuple(piece for piece in (*pieces, texts[-1]) if piece)
