"""Documents from questions: the exam, its answer sheet, its key, and a guide for whoever leads the talk about it."""

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Final

from msgspec.structs import replace

from calcinosis_quiz.bank.items import ItemType
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.export.loss import account_for
from calcinosis_quiz.export.paper import guide, keys, questions
from calcinosis_quiz.export.paper import keys as sheets
from calcinosis_quiz.export.paper.document import (
    AnswerSheet,
    AnyBlock,
    Bullets,
    CaseSet,
    Document,
    Fields,
    Heading,
    Label,
    Paragraph,
    Table,
)
from calcinosis_quiz.quiz.presentation import Presented

HOW_TO_MARK: Final = "Fill the bubble of your answer. To change it, cross it out and fill another."
HOW_TO_TRY: Final = "One letter in a box. If it is wrong, try again in the next one. Points: 4, 2, 1, 0."
WHERE_TO_WRITE: Final = (
    "Write on the answer sheet, if you were given one; otherwise circle letters and fill in on these pages."
)
_BY_TYPE: Final[tuple[tuple[tuple[ItemType, ...], str], ...]] = (
    (("single-best-answer", "extended-matching"), "Lettered options: choose the one best answer."),
    (("multiple-response",), "Where a question says how many to choose, or all that apply: choose so many letters."),
    (("true-false",), "T and F: choose T if the statement holds, F if it does not."),
    (("ordering", "matching"), "Empty boxes: write one letter in each."),
    (("cloze", "short-answer"), "Gaps and lines: write a word or a few."),
    (("numeric",), "Numbers: write digits; the unit is printed where there is one."),
)
_COSTS_NOTHING: Final = "A guess costs nothing, so answer everything."
_MAY_COST: Final = (
    "Where several letters may be right, each wrong one takes a share off the points of its question, never more than "
    "it has. Elsewhere a guess costs nothing, so answer everything."
)
LONGEST_IN_A_COLUMN: Final = 40
"""Characters of an answer that may stand beside another one in a list of answers."""


def exam(label: Label, paper: Sequence[Presented], library: Library, instructions: Sequence[str] = ()) -> Document:
    """Compose the paper that learners read. Raises QuizError when a picture cannot be read."""
    lines = (*instructions, WHERE_TO_WRITE, " ".join(how_to_answer(paper)))
    asked = list(questions.ask(library, paper))
    shown = (each for block in asked for each in (block.cases if isinstance(block, CaseSet) else [block]))
    _account(paper, (each.number for each in shown))
    blocks = [Fields(("Code", "Date")), Bullets(lines), *asked]
    return frame(label, "Exam", blocks, library, paper)


_ROUNDS: Final = "Round: \u2610 pre   \u2610 post   \u2610 delayed"
"""The words that the column `round` of the table of answers takes."""


def answer_sheet(label: Label, paper: Sequence[Presented], library: Library, tries: tuple[str, ...] = ()) -> Document:
    """Compose the sheet that learners answer on; with `tries`, boxes for the letters that a team tried, in order."""
    who, how = ("Team", HOW_TO_TRY) if tries else ("Code", HOW_TO_MARK)
    sheet = AnswerSheet(sheets.lay_out(paper), tries)
    _account(paper, (row.number for row in sheet.rows))
    round_boxes = () if tries else (Paragraph(_ROUNDS, "small"),)
    blocks: tuple[AnyBlock, ...] = (Fields((who, "Date")), *round_boxes, Paragraph(how, "small"), sheet)
    document = frame(label, "Team answer sheet" if tries else "Answer sheet", blocks, library, paper)
    return replace(document, notices=())  # they stand on the exam, and would make one sheet two


def key(label: Label, paper: Sequence[Presented], library: Library) -> Document:
    """Compose the key: the answers at a glance, then each with its reasons. Raises QuizError as `exam` does."""
    reasons = list(keys.explain(library, paper))
    _account(paper, (entry.number for entry in reasons))
    blocks = [*at_a_glance(paper), Heading("Reasons"), *reasons]
    return frame(label, "Key", blocks, library, paper)


def facilitator_guide(
    label: Label, paper: Sequence[Presented], library: Library, steps: Sequence[AnyBlock] = ()
) -> Document:
    """Compose the guide: the steps of the hour, then what to ask and to expect. Raises QuizError as `exam` does."""
    entries = list(guide.guide(library, paper))
    _account(paper, (entry.number for entry in entries))
    return frame(label, "Facilitator guide", [*steps, *entries], library, paper)


def _account(paper: Sequence[Presented], numbers: Iterable[int]) -> None:
    """Check that each question of a paper stands in a document once, by its number; raises UnaccountedError."""
    account_for([each.question for each in paper], [paper[number - 1].question.id for number in numbers])


def frame(
    label: Label,
    kind: str,
    blocks: Iterable[AnyBlock],
    library: Library,
    paper: Iterable[Presented] | None = None,
) -> Document:
    """Return a document of these blocks that says on every page what it is, and at the end what it comes from.

    That is what the questions of `paper` come from; without one, everything that `library` comes from.
    """
    banks = library.banks if paper is None else [library.bank_of(presented.question.id) for presented in paper]
    sources = list(dict.fromkeys(loaded.ledger.source for loaded in banks if loaded.ledger))
    return Document(
        label=label,
        kind=kind,
        blocks=tuple(blocks),
        notices=tuple(f"{each.disclaimer_long or each.disclaimer} Source: {each.citation}." for each in sources),
        footer=" ".join(dict.fromkeys(each.disclaimer for each in sources)),
    )


def how_to_answer(paper: Iterable[Presented]) -> tuple[str, ...]:
    """Say how each type on a paper is answered, and whether a guess costs anything."""
    types = {presented.question.type for presented in paper}
    lines = [line for kinds, line in _BY_TYPE if types.intersection(kinds)]
    return (*lines, _MAY_COST if "multiple-response" in types else _COSTS_NOTHING)


def at_a_glance(paper: Sequence[Presented], first: int = 1) -> tuple[AnyBlock, ...]:
    """List the answers of a paper, for marking by hand; short ones in two columns."""
    answers = [(str(number), keys.write_key(presented)) for number, presented in enumerate(paper, first)]
    if all(len(answer) <= LONGEST_IN_A_COLUMN for _, answer in answers):
        half = (len(answers) + 1) // 2
        rows = tuple((*left, *right) for left, right in zip_longest(answers[:half], answers[half:], fillvalue=("", "")))
        return Heading("Answers"), Table(("No.", "Answer") * 2, rows, (1, 5) * 2)
    return Heading("Answers"), Table(("No.", "Answer"), tuple(answers), (1, 11))
