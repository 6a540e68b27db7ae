"""What stands on paper, as plain values: a document is a row of blocks, and every text in it is shown as it stands.

A renderer (`pdf`, `markdown`) knows these blocks and nothing of questions; `compose` and its neighbours make them.
"""

from typing import Literal

from msgspec import Struct

Sheet = Literal["a4", "letter"]
Kind = Literal["exam", "answer-sheet", "key", "guide"]
"""What an export puts on paper; a form may hold other papers, which it composes itself."""


class Picture(Struct, frozen=True):
    """A picture file as it is, and what it shows in words. `file` tells its format and is never shown."""

    file: str
    alt: str
    content: bytes


class Choice(Struct, frozen=True):
    """A text and the letter before it."""

    letter: str
    text: str


class Blank(Struct, frozen=True):
    """A gap in a text, to be filled in. `label` is its number, empty where there is one gap alone."""

    label: str = ""
    hint: str = ""


class Block(Struct, frozen=True, tag_field="block"):
    """One thing below another on paper."""


class Heading(Block, frozen=True, tag="heading"):
    """A heading: 1 for a part of the document, 2 for a section of it, 3 for a few lines."""

    text: str
    level: Literal[1, 2, 3] = 1


class Paragraph(Block, frozen=True, tag="paragraph"):
    """A paragraph: in the text's own size, small beside it, or in a frame that is seen first."""

    text: str
    style: Literal["plain", "small", "framed"] = "plain"


class Bullets(Block, frozen=True, tag="bullets"):
    """A list: numbered, with boxes to tick, or plain."""

    texts: tuple[str, ...]
    sign: Literal["bullet", "number", "box"] = "bullet"


class Table(Block, frozen=True, tag="table"):
    """A table with a header. `widths`: shares of the width, one a column; even where there are none."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()


class Fields(Block, frozen=True, tag="fields"):
    """Places to fill in, side by side, such as a code and a date."""

    labels: tuple[str, ...]


class Question(Block, frozen=True, kw_only=True, tag="question"):
    """A question as a learner meets it, never split over pages. What is empty is not shown.

    `stem`: paragraphs. `gapped`: the text of a cloze, in pieces. `task`: how to answer, in a few words.
    `prompts`: numbered texts, each with a box for a letter. `choices`: lettered texts, one below the other, or side
    by side where `in_a_row`. `places`: labels of boxes to write a letter into. `lines`: empty lines to write on, the
    last of them ending in `unit`.
    """

    number: int
    stem: tuple[str, ...] = ()
    picture: Picture | None = None
    gapped: tuple[str | Blank, ...] = ()
    task: str = ""
    prompts: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    in_a_row: bool = False
    places: tuple[str, ...] = ()
    lines: int = 0
    unit: str = ""


class CaseSet(Block, frozen=True, kw_only=True, tag="case-set"):
    """Neighbouring cases under the theme, lead-in and options that they share, kept on one page with the first case."""

    theme: str
    lead_in: str
    choices: tuple[Choice, ...]
    cases: tuple[Question, ...]


class Reason(Struct, frozen=True):
    """One part of a question as a key shows it: its letter, its text, whether it is right, and why.

    Without a text it is a reason for the answer as a whole.
    """

    label: str
    text: str
    correct: bool
    why: str = ""


class Support(Struct, frozen=True):
    """A claim that a question rests on: how firm it is, and where the source says it."""

    statement: str
    strength: str
    places: tuple[str, ...] = ()


class KeyEntry(Block, frozen=True, kw_only=True, tag="key-entry"):
    """A question with its answer, never split over pages. What is empty is not shown.

    `answer`: as a learner would write it, letters first. `refused`: known wrong answers with their reasons.
    `note`: what else was published; its heading says when. `ask`: prompts for whoever leads the talk.
    `details`: what a teacher may sort by, such as topic, level and difficulty.
    """

    number: int
    item: str
    answer: str
    stem: tuple[str, ...] = ()
    picture: Picture | None = None
    reasons: tuple[Reason, ...] = ()
    refused: tuple[Reason, ...] = ()
    explanation: str = ""
    note_heading: str = ""
    note: str = ""
    support: tuple[Support, ...] = ()
    ask: tuple[str, ...] = ()
    details: tuple[str, ...] = ()


class SheetRow(Struct, frozen=True, kw_only=True):
    """Where one question is answered on an answer sheet.

    `letters`: bubbles in a row; with `rows` a grid of them, one row a label. `lines`: labels of lines to write on.
    `note`: how many bubbles to fill, where it is not one.
    """

    number: int
    letters: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    unit: str = ""
    note: str = ""


class AnswerSheet(Block, frozen=True, tag="answer-sheet"):
    """A sheet to answer on. `tries`: labels of boxes for one letter each, in the order tried, instead of bubbles."""

    rows: tuple[SheetRow, ...]
    tries: tuple[str, ...] = ()


class WritingLines(Block, frozen=True, tag="writing-lines"):
    """Empty lines to write on."""

    count: int


class FoldLine(Block, frozen=True, tag="fold-line"):
    """A line to fold the paper along, so that what is below it is not seen yet."""

    text: str = "Fold here"


class PageBreak(Block, frozen=True, tag="page-break"):
    """What follows begins on a new page."""


AnyBlock = (
    Heading
    | Paragraph
    | Bullets
    | Table
    | Fields
    | Question
    | CaseSet
    | KeyEntry
    | AnswerSheet
    | WritingLines
    | FoldLine
    | PageBreak
)


class Label(Struct, frozen=True):
    """What tells papers apart: a title and, where the questions are those of a form, its id and fingerprint."""

    title: str
    form: str | None = None
    fingerprint: str | None = None


class Document(Struct, frozen=True, kw_only=True):
    """A document. Its kind in words and what `label` says stand on every page, the `footer` at the foot of each.

    `notices`: source and disclaimers in full, at the end. `language`: as in RFC 5646, such as `en`.
    """

    label: Label
    kind: str
    blocks: tuple[AnyBlock, ...]
    notices: tuple[str, ...] = ()
    footer: str = ""
    language: str = "en"
