"""The items of a bank as its author writes them: ten types, one declaration each.

These declarations are the bank format. The reader (`bank.read`) and the JSON Schema (`bank.schema`)
both follow them, so a key is described, typed and limited in this one place.
"""

from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta, Struct

from calcinosis_quiz.bank.problems import Severity

Identifier = Annotated[
    str,
    Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80, description="lower-case ASCII words joined by hyphens"),
]
Text = Annotated[str, Meta(min_length=1, max_length=8000)]
Number = Decimal
Tolerance = Annotated[
    str,
    Meta(
        pattern=r"^\d+(\.\d+)?%?$",
        max_length=20,
        description="a tolerance such as 0.5, or 5% of the value",
    ),
]
AsOf = Annotated[
    str,
    Meta(
        pattern=r"^\d{4}(-\d\d(-\d\d)?)?$",
        description="a year, or a date as 2020-11-11",
    ),
]

ImageFile = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9_-]+([./][A-Za-z0-9_-]+)*\.(png|jpg|jpeg|gif|webp|svg|avif|PNG|JPG|JPEG|GIF|WEBP|SVG|AVIF)$",
        max_length=200,
        description="a picture file beside the bank or below it, such as images/hand.png",
    ),
]

Language = Annotated[
    str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35, description="a language such as de or pt-BR")
]
Match = Literal["lenient", "case", "accents", "exact"]
"""How strictly a typed answer is compared: capitals count, accents count, or every sign."""
Level = Literal["remember", "understand", "apply", "evaluate"]
Difficulty = Literal["easy", "medium", "hard"]
Population = Literal["adult", "juvenile", "both"]
EvidenceKind = Literal["published", "since"]
ItemType = Literal[
    "single-best-answer",
    "multiple-response",
    "true-false",
    "cloze",
    "short-answer",
    "numeric",
    "ordering",
    "matching",
    "extended-matching",
    "open",
]


class Strict(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """Hold values that never change and refuse keys that the format does not know."""


class LaterEvidence(Strict, kw_only=True, frozen=True):
    """What others published, before the source or since: shown after answering, never marked.

    `date`: when the newest work cited came out. `as_of`: when somebody looked last. Where a search found nothing, they
    are the same.
    """

    text: Text
    kind: EvidenceKind
    date: AsOf
    as_of: AsOf
    source: Text

    @property
    def heading(self) -> str:
        """Say of which kind the note is, from when, and that it earns no marks."""
        name = {"published": "Published source", "since": "Since then"}[self.kind]
        came_out = f"{self.date}; " if self.date != self.as_of else ""
        return f"{name} ({came_out}last looked at {self.as_of}; not marked)"


class Lint(Strict, kw_only=True, frozen=True):
    """House rules that a human overrules in one item: rule id to reason."""

    ignore: dict[Identifier, Text]


class BankLint(Strict, kw_only=True, frozen=True):
    """House rules that hold otherwise in a whole bank: those overruled, with a reason, and how grave others are."""

    ignore: dict[Identifier, Text] = {}
    severity: dict[Identifier, Severity] = {}


class Option(Strict, kw_only=True, frozen=True):
    """One choice of a single-best-answer or multiple-response item."""

    text: Text
    correct: bool = False
    why: Text | None = None
    fixed: bool = False
    real_world: bool = False


class Reasoned(Strict, kw_only=True, frozen=True):
    """A text with the reason that is shown beside it."""

    text: Text
    why: Text | None = None


class Gap(Strict, kw_only=True, frozen=True):
    """What a cloze gap accepts and refuses besides the text in its braces."""

    hint: Text | None = None
    accept: tuple[Text, ...] = ()
    reject: tuple[Reasoned, ...] = ()
    why: Text | None = None


class CommonError(Strict, kw_only=True, frozen=True):
    """A wrong number that shows a known slip."""

    value: Number
    why: Text


class Pair(Strict, kw_only=True, frozen=True):
    """A prompt of a matching item and the choice that belongs to it."""

    prompt: Text
    choice: Text
    why: Text | None = None


class Image(Strict, kw_only=True, frozen=True):
    """A picture that belongs to a question, and what it shows in words, for whoever cannot see it."""

    file: ImageFile
    alt: Text


class Described(Strict, kw_only=True, frozen=True):
    """What is said about a single question, whatever its type."""

    id: Identifier
    facts: Annotated[tuple[Identifier, ...], Meta(max_length=4)] = ()
    objective: Text | None = None
    level: Level | None = None
    difficulty: Difficulty | None = None
    topic: Identifier = ""
    vignette: bool = False
    population: Population | None = None
    image: Image | None = None
    not_with: Annotated[tuple[Identifier, ...], Meta(max_length=100)] = ()
    explanation: Text | None = None
    later_evidence: LaterEvidence | None = None


class Item(Described, tag_field="type", kw_only=True, frozen=True):
    """What every item of a bank may carry."""

    reviewed: Text = "unreviewed"
    tags: tuple[Identifier, ...] = ()
    lint: Lint | None = None
    language: Language | None = None

    @property
    def type(self) -> ItemType:
        """Name the item's type as the bank does."""
        tag: ItemType = self.__struct_config__.tag  # type: ignore[assignment]  # msgspec types a tag as str or int
        return tag


class SingleBestAnswer(Item, tag="single-best-answer", kw_only=True, frozen=True):
    """Several options, one of them correct."""

    stem: Text
    options: Annotated[tuple[Option, ...], Meta(min_length=2, max_length=26)]
    shuffle: bool = True


class MultipleResponse(Item, tag="multiple-response", kw_only=True, frozen=True):
    """Several options, one or more of them correct and at least two of them wrong."""

    stem: Text
    options: Annotated[tuple[Option, ...], Meta(min_length=3, max_length=26)]
    shuffle: bool = True


class TrueFalse(Item, tag="true-false", kw_only=True, frozen=True):
    """A statement to accept or refuse."""

    stem: Text
    answer: bool
    why_true: Text | None = None
    why_false: Text | None = None
    true_label: Text = "True"
    false_label: Text = "False"


class Cloze(Item, tag="cloze", kw_only=True, frozen=True):
    """A text with the answers in double braces."""

    text: Annotated[Text, Meta(pattern=r"\{\{.+?\}\}", description="a text with the answers in {{double braces}}")]
    gaps: tuple[Gap, ...] = ()
    match: Match | None = None


class ShortAnswer(Item, tag="short-answer", kw_only=True, frozen=True):
    """A word or a few, typed; the first accepted wording is shown as the answer."""

    stem: Text
    accept: Annotated[tuple[Text, ...], Meta(min_length=1)]
    reject: tuple[Reasoned, ...] = ()
    why: Text | None = None
    match: Match | None = None


class Numeric(Item, tag="numeric", kw_only=True, frozen=True):
    """A number within a tolerance of `value`, or anywhere in `between`."""

    stem: Text
    value: Number | None = None
    between: tuple[Number, Number] | None = None
    tolerance: Tolerance = "0"
    unit: Text | None = None
    convert: bool = False
    common_errors: tuple[CommonError, ...] = ()
    why: Text | None = None


class Ordering(Item, tag="ordering", kw_only=True, frozen=True):
    """Entries, written in the right order."""

    stem: Text
    entries: Annotated[tuple[Reasoned, ...], Meta(min_length=2, max_length=26)]


class Matching(Item, tag="matching", kw_only=True, frozen=True):
    """Prompts with the choice that belongs to each, and spare choices."""

    stem: Text
    pairs: Annotated[tuple[Pair, ...], Meta(min_length=2, max_length=26)]
    spare: Annotated[tuple[Reasoned, ...], Meta(max_length=26)] = ()


class Case(Described, kw_only=True, frozen=True):
    """One case of an extended-matching set: an item of its own, under the shared options."""

    stem: Text
    answer: Text
    why: Text | None = None


class ExtendedMatching(Strict, tag_field="type", tag="extended-matching", kw_only=True, frozen=True):
    """Shared options and several cases; each case is marked as an item of its own."""

    id: Identifier
    theme: Text
    stem: Text
    options: Annotated[tuple[Reasoned, ...], Meta(min_length=2, max_length=26)]
    cases: Annotated[tuple[Case, ...], Meta(min_length=1, max_length=26)]
    shuffle: bool = True
    explanation: Text | None = None
    reviewed: Text = "unreviewed"
    tags: tuple[Identifier, ...] = ()
    lint: Lint | None = None


class Open(Item, tag="open", kw_only=True, frozen=True):
    """A question in free text, which the learner marks against a model answer."""

    stem: Text
    model_answer: Text
    points: Annotated[tuple[Text, ...], Meta(min_length=1, max_length=12)]


AuthoredItem = (
    SingleBestAnswer
    | MultipleResponse
    | TrueFalse
    | Cloze
    | ShortAnswer
    | Numeric
    | Ordering
    | Matching
    | ExtendedMatching
    | Open
)


class BankHeader(Strict, kw_only=True, frozen=True):
    """What a bank says about itself before its items."""

    format: Annotated[int, Meta(ge=1, le=1)]
    bank: Identifier
    title: Text
    description: Text | None = None
    language: Language | None = None
    match: Match | None = None
    lint: BankLint | None = None
    namespace: Identifier | None = None  # stands before item ids in Anki; written by the first export


class Bank(BankHeader, kw_only=True, frozen=True):
    """One file of items about one topic."""

    items: Annotated[tuple[AuthoredItem, ...], Meta(min_length=1)]
