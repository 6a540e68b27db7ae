"""What the banks ask about, held against what the ledger says there is to ask."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from msgspec import Struct

from calcinosis_quiz.bank.facts import Fact, Ledger
from calcinosis_quiz.bank.items import ItemType, Level
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import Question

Standing = Literal["covered", "thin", "uncovered"]
_Place = tuple[str, ItemType, bool, Level]


class FactCover(Struct, frozen=True):
    """The questions that rest on one fact, in the order of the files, and the type of each."""

    fact: str
    topic: str
    core: bool
    questions: tuple[str, ...]
    types: tuple[ItemType, ...]
    standing: Standing


class ObjectiveCover(Struct, frozen=True):
    """How many questions serve an objective."""

    objective: str
    questions: int


class Cell(Struct, frozen=True):
    """How many questions a topic has of one type at one level, and how many the blueprint wants at least."""

    topic: str
    type: ItemType
    vignette: bool
    level: Level
    questions: int
    wanted: int


class Coverage(Struct, frozen=True):
    """How well the banks of one ledger cover it."""

    namespace: str
    title: str
    questions: tuple[str, ...]
    facts: tuple[FactCover, ...]
    objectives: tuple[ObjectiveCover, ...]
    cells: tuple[Cell, ...]

    @property
    def short_facts(self) -> tuple[FactCover, ...]:
        """List the facts that are not asked about, or too little."""
        return tuple(fact for fact in self.facts if fact.standing != "covered")

    @property
    def short_objectives(self) -> tuple[ObjectiveCover, ...]:
        """List the objectives that no question serves."""
        return tuple(objective for objective in self.objectives if objective.questions == 0)

    @property
    def short_cells(self) -> tuple[Cell, ...]:
        """List the places of the blueprint with fewer questions than wanted."""
        return tuple(cell for cell in self.cells if cell.questions < cell.wanted)

    @property
    def is_complete(self) -> bool:
        """Return whether nothing is uncovered, thin or short."""
        return not (self.short_facts or self.short_objectives or self.short_cells)


def measure_coverage(library: Library) -> tuple[Coverage, ...]:
    """Measure each ledger of a library against the questions of its own banks, in the order of the files."""
    ledgers: dict[str, Ledger] = {}
    asked: dict[str, list[Question]] = {}
    for question in library.questions.values():
        ledger = library.bank_of(question.id).ledger
        if ledger is not None:
            ledgers.setdefault(ledger.namespace, ledger)
            asked.setdefault(ledger.namespace, []).append(question)
    return tuple(_measure(ledger, asked[name]) for name, ledger in ledgers.items())


def _measure(ledger: Ledger, questions: Sequence[Question]) -> Coverage:
    objectives = Counter(question.objective for question in questions)
    return Coverage(
        namespace=ledger.namespace,
        title=ledger.title,
        questions=tuple(question.id for question in questions),
        facts=tuple(_cover(fact, questions) for fact in ledger.facts),
        objectives=tuple(ObjectiveCover(each.id, objectives[each.id]) for each in ledger.objectives),
        cells=tuple(_count_cells(ledger, questions)),
    )


def _cover(fact: Fact, questions: Iterable[Question]) -> FactCover:
    """Judge one fact: asked about once at least; a core fact by two questions of two types."""
    resting = [question for question in questions if fact.id in question.facts]
    types = tuple(question.type for question in resting)
    standing: Standing = "uncovered" if not resting else "thin" if fact.core and len(set(types)) < 2 else "covered"
    return FactCover(fact.id, fact.topic, fact.core, tuple(question.id for question in resting), types, standing)


def _count_cells(ledger: Ledger, questions: Iterable[Question]) -> Iterator[Cell]:
    found: Counter[_Place] = Counter((q.topic, q.type, q.vignette, q.level) for q in questions if q.level)
    wanted: Counter[_Place] = Counter()
    for target in ledger.blueprint:
        for level, number in target.levels.items():
            wanted[target.topic, target.type, target.vignette, level] += number
    topics = [topic.id for topic in ledger.topics]
    places = list(dict.fromkeys([*wanted, *found]))
    places.sort(key=lambda place: topics.index(place[0]) if place[0] in topics else len(topics))
    for place in places:
        yield Cell(*place, found[place], wanted[place])
