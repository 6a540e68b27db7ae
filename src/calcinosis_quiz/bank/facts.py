"""The fact ledger: the claims that items rest on, where they stand in the source, and how firm they are."""

from typing import Annotated, Literal

from msgspec import Meta, field

from calcinosis_quiz.bank.items import AsOf, Identifier, ItemType, Level, Strict, Text

Strength = Literal[
    "established", "reported-association", "speaker-experience", "hypothesis", "future-possibility", "provenance"
]
Currency = Literal["stable", "caution", "superseded", "n/a"]

STRENGTH_LABELS: dict[Strength, str] = {
    "established": "stated",
    "reported-association": "association",
    "speaker-experience": "speaker's experience",
    "hypothesis": "hypothesis",
    "future-possibility": "possibility",
    "provenance": "provenance",
}


class Source(Strict, kw_only=True, frozen=True):
    """The text that the facts come from."""

    citation: Text
    as_of: AsOf
    kind: Text
    disclaimer: Text
    disclaimer_long: Text | None = None


class Topic(Strict, kw_only=True, frozen=True):
    """A group of facts, and the bank that asks about them."""

    id: Identifier
    title: Text


class Objective(Strict, kw_only=True, frozen=True):
    """What a learner can do afterwards."""

    id: Annotated[str, Meta(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", description="letters and digits, such as LO1")]
    text: Text


class Fact(Strict, kw_only=True, frozen=True):
    """One claim of the source in our own words; `hedges` are the ideas that must survive in an item.

    `figure` is a number of the source that is easily taken for another, and what it stands for.
    """

    id: Identifier
    topic: Identifier
    statement: Text
    strength: Strength
    where: tuple[Text, ...] = ()
    hedges: tuple[Text, ...] = ()
    core: bool = False
    figure: Text | None = None
    currency: Currency = "stable"
    note: Text | None = None


class Inference(Strict, kw_only=True, frozen=True):
    """What follows from facts but is not stated: usable in an item that shows its working."""

    id: Identifier
    follows_from: tuple[Identifier, ...]
    statement: Text


class NotStated(Strict, kw_only=True, frozen=True):
    """What a learner may remember but the source does not say."""

    id: Identifier
    statement: Text


class Target(Strict, kw_only=True, frozen=True):
    """How many questions of one type a topic should have at each level, at least."""

    topic: Identifier
    type: ItemType
    vignette: bool = False
    levels: dict[Level, int]


class Ledger(Strict, kw_only=True, frozen=True):
    """The content of a `facts.yaml`.

    `hedge_forms` lists wordings that keep a hedge, `anchors` words of which a stem must have one,
    `abbreviations` what each abbreviation stands for, `blueprint` the counts that the banks should reach,
    `confusable` the facts whose figures are easily taken for one another, to be studied side by side.
    """

    format: Annotated[int, Meta(ge=1, le=1)]
    namespace: Identifier
    title: Text
    source: Source
    topics: tuple[Topic, ...] = ()
    objectives: tuple[Objective, ...] = ()
    facts: Annotated[tuple[Fact, ...], Meta(min_length=1)]
    inferences: tuple[Inference, ...] = ()
    not_stated: tuple[NotStated, ...] = ()
    hedge_forms: dict[Text, tuple[Text, ...]] = field(default_factory=dict)
    anchors: tuple[Text, ...] = ()
    abbreviations: dict[Text, Text] = field(default_factory=dict)
    blueprint: tuple[Target, ...] = ()
    confusable: tuple[Identifier, ...] = ()

    def find_fact(self, fact_id: str) -> Fact | None:
        """Look a fact up by its id."""
        return next((fact for fact in self.facts if fact.id == fact_id), None)
