"""What a form should hold: cells of questions, drawn up by the program or read from a teacher's file."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Annotated, Final

from msgspec import Meta, Struct, structs

from calcinosis_quiz.bank.items import Difficulty, Identifier, ItemType, Level, Strict, Text
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.problems import BankError, Problem, did_you_mean, quote, write_path
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.bank.read import Problems, read
from calcinosis_quiz.bank.source import Mapping, RefusedError, Scalar, decode, find_line, parse
from calcinosis_quiz.quiz.selection import VALUES, Filters

FORMAT: Final = 1


class Cell(Struct, frozen=True, kw_only=True):
    """So many questions of one kind on every form.

    `part`: the part of the form that they stand in, counted from 0. `makes_way`: what the cell lacks may come from
    other such cells of its part. `place`: the file and line that ask for it, `name` how that file puts it.
    """

    count: int
    filters: Filters = Filters()
    vignette: bool | None = None
    part: int = 0
    makes_way: bool = False
    place: str = ""
    name: str = ""

    def admits(self, question: Question) -> bool:
        """Return whether a question is of this kind."""
        wanted = ((name, set(getattr(self.filters, name))) for name in VALUES)
        return (self.vignette is None or question.vignette == self.vignette) and all(
            not values or values.intersection(VALUES[name](question)) for name, values in wanted
        )

    def __str__(self) -> str:
        """Name the cell, as in `surgery, single-best-answer, vignette, apply`."""
        if self.name:
            return self.name
        words = [" or ".join(getattr(self.filters, name)) for name in VALUES if getattr(self.filters, name)]
        if self.vignette is not None:
            words.append("vignette" if self.vignette else "no vignette")
        return ", ".join(words) or "any question"


class CellEntry(Strict, kw_only=True, frozen=True):
    """One entry of a blueprint file: a count, and of what; what is left out may be anything."""

    count: Annotated[int, Meta(ge=1, le=500)]
    topic: Identifier | None = None
    type: ItemType | None = None
    level: Level | None = None
    difficulty: Difficulty | None = None
    objective: Text | None = None
    fact: Identifier | None = None
    tag: Identifier | None = None
    vignette: bool | None = None


class BlueprintFile(Strict, kw_only=True, frozen=True):
    """A blueprint as its author writes it."""

    format: Annotated[int, Meta(ge=1, le=FORMAT)]
    title: Text | None = None
    cells: Annotated[tuple[CellEntry, ...], Meta(min_length=1)]


class Blueprint(Struct, frozen=True):
    """The cells of a form, and the title that its author gave it."""

    cells: tuple[Cell, ...]
    title: str = ""

    @property
    def items(self) -> int:
        """Count the questions of one form."""
        return sum(cell.count for cell in self.cells)


def read_blueprint(file: str, raw: bytes, library: Library) -> Blueprint:
    """Read a blueprint file; raises BankError with every problem in it, also for what no question of the banks has."""
    problems = Problems(file)
    try:
        node = parse(decode(raw)) if raw.strip() else None
    except RefusedError as refused:
        raise BankError([refused.problem(file)], "in the blueprint") from None
    if not isinstance(node, Mapping):
        message = "expected keys, first `format: 1` and then `cells:`, got none. List under cells what a form holds."
        raise BankError(
            [Problem(file, node.line if node else 0, "", "wrong-type", "error", message)], "in the blueprint"
        )
    written = read(node, BlueprintFile, problems)
    problems += _find_unknown(file, node, library)
    if problems or written is None:
        raise BankError(sorted(problems, key=lambda problem: problem.line), "in the blueprint")
    cells = []
    for i, entry in enumerate(written.cells):
        values = {name: (value,) for name in VALUES if (value := getattr(entry, name, None)) is not None}
        place = f"{file}:{find_line(node, ('cells', i))}"
        cells.append(Cell(count=entry.count, filters=Filters(**values), vignette=entry.vignette, place=place))
    return Blueprint(tuple(cells), written.title or "")


def _find_unknown(file: str, node: Mapping, library: Library) -> Iterator[Problem]:
    """List the values that no question of the banks has: the cell could never be filled."""
    listed = node.find("cells")
    children = getattr(listed, "children", [])
    for i, child in enumerate(children):
        for key, value in child.entries if isinstance(child, Mapping) else ():
            # Types, levels and difficulties are fixed words: reading has refused a wrong one already.
            if key.text not in {"topic", "objective", "fact", "tag"} or not isinstance(value, Scalar):
                continue
            known = sorted(
                {each for question in library.questions.values() for each in VALUES[key.text](question)} - {""}
            )
            if value.text.strip() not in known:
                hint = did_you_mean(value.text, known) or (
                    f" There are: {', '.join(known)}." if len(known) <= 20 else ""
                )
                message = f"expected a known {key.text}, got {quote(value.text)}.{hint}"
                path = write_path(("cells", i, key.text))
                yield Problem(file, value.line, path, "unknown-cell", "error", message)


def in_proportion(questions: Sequence[Question], items: int, forms: int, wanted: Cell) -> tuple[Cell, ...]:
    """Split a cell of `items` by topic, in proportion to the questions (largest remainders; Hamilton, 1792).

    No part is larger than its topic can fill on all forms; what it lacks goes to the others, as far as they have room.
    """
    sizes = Counter(question.topic for question in questions)
    room = {topic: size // forms for topic, size in sizes.items()}
    shares = {topic: items * size / len(questions) for topic, size in sizes.items()}
    counts = {topic: min(int(share), room[topic]) for topic, share in shares.items()}
    while sum(counts.values()) < items:
        roomy = [topic for topic in sizes if counts[topic] < room[topic]]
        if not roomy:
            break
        counts[max(roomy, key=lambda topic: shares[topic] - counts[topic])] += 1
    return tuple(
        structs.replace(wanted, count=n, filters=structs.replace(wanted.filters, topic=(topic,)), makes_way=True)
        for topic, n in counts.items()
    )
