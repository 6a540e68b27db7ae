"""Parallel forms: which questions go on which form.

The questions of each cell are placed in matched sets, one question of a set on each form (Gulliksen, 1950): alike in
topic, type, level and difficulty as far as the banks allow. Then some sets are taken back and placed anew, and what
is no worse is kept (ruin and recreate; Schrimpf and others, 2000).
"""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from random import Random
from typing import Final, get_args

from msgspec import Struct

from calcinosis_quiz.bank.items import Difficulty, ItemType, Level
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.forms.blueprint import Cell
from calcinosis_quiz.forms.cueing import CueKind, Cues
from calcinosis_quiz.forms.place_sets import places_in


def match_places(choices: Sequence[Sequence[int]]) -> tuple[int | None, ...]:
    """Return each place one of its choices, no choice twice, as many places as can be served (Kuhn, 1955).

    `choices` lists for each place what it may have, the best first. None marks a place that goes empty.
    """
    holder: dict[int, int] = {}

    def serve(place: int, refused: set[int]) -> bool:
        for choice in choices[place]:
            if choice in refused:
                continue
            refused.add(choice)
            if choice not in holder or serve(holder[choice], refused):
                holder[choice] = place
                return True
        return False

    for place in range(len(choices)):
        serve(place, set())
    given = {place: choice for choice, place in holder.items()}
    return tuple(given.get(place) for place in range(len(choices)))


ROUNDS: Final = 240
_PATIENCE: Final = 3
_FOR_TOPIC: Final = 60
_FOR_TYPE: Final = 8
_FOR_STEP: Final = 4
"""How much it weighs that two questions differ in topic, in type, or by a step of level or difficulty."""

_TYPES: Final = get_args(ItemType)
_LEVELS: Final = ("", *get_args(Level))
_DIFFICULTIES: Final = ("", *get_args(Difficulty))


class MatchedSet(Struct, frozen=True):
    """One question for each form, and the cell that they fill."""

    cell: int
    questions: tuple[Question, ...]

    @property
    def is_exact(self) -> bool:
        """Return whether all are alike in topic, level and difficulty."""
        return len({(each.topic, each.level, each.difficulty) for each in self.questions}) == 1

    @property
    def is_of_one_type(self) -> bool:
        """Return whether all are of one type."""
        return len({each.type for each in self.questions}) == 1


class Barred(Struct, frozen=True):
    """How many questions of a cell one rule keeps off a form, and one of them with the question that it meets there."""

    kind: CueKind
    count: int
    question: str
    other: str


class Shortage(Struct, frozen=True):
    """A cell that the banks cannot fill: how many questions a form lacks, and how many questions there are for it.

    `barred`: the rules that keep its other questions off the forms, the one that keeps most first.
    """

    cell: Cell
    lacking: int
    there: int
    barred: tuple[Barred, ...] = ()


class Assembly(Struct, frozen=True):
    """The sets placed, and the cells that stayed short."""

    sets: tuple[MatchedSet, ...]
    short: tuple[Shortage, ...]

    @property
    def forms(self) -> tuple[tuple[Question, ...], ...]:
        """List the questions of each form, cell by cell."""
        ordered = sorted(self.sets, key=lambda each: each.cell)
        return tuple(zip(*(each.questions for each in ordered), strict=True))


class _Tray(Struct):
    """Sets placed so far; questions are numbers, sets of questions are whole numbers with one bit a question."""

    placed: list[tuple[int, tuple[int, ...]]] = []

    def masks(self, forms: int) -> list[int]:
        masks = [0] * forms
        for _, members in self.placed:
            for form, member in enumerate(members):
                masks[form] |= 1 << member
        return masks

    def used(self) -> int:
        return sum(1 << member for _, members in self.placed for member in members)


def assemble(questions: Sequence[Question], cells: Sequence[Cell], cues: Cues, forms: int, rng: Random) -> Assembly:
    """Place questions on forms: none twice, no two of a cue on one form, each cell as large as asked where that works.

    The same generator gives the same forms.
    """
    return _Assembler(questions, cells, cues, forms, rng).assemble()


class _Assembler:
    def __init__(
        self, questions: Sequence[Question], cells: Sequence[Cell], cues: Cues, forms: int, rng: Random
    ) -> None:
        self.questions, self.cells, self.forms, self.rng = questions, cells, forms, rng
        self.beside = [
            {
                j
                for j, other in enumerate(cells)
                if i == j or (cell.makes_way and other.makes_way and cell.part == other.part)
            }
            for i, cell in enumerate(cells)
        ]
        self.wanted = sum(cell.count for cell in cells)
        self.cues = cues
        self.cued = [cues.between(i) for i in range(len(questions))]
        facts = {fact: i for i, fact in enumerate(sorted({fact for each in questions for fact in each.facts}))}
        self.facts = [sum(1 << facts[fact] for fact in set(each.facts)) for each in questions]
        self.admitted = [[i for i, question in enumerate(questions) if cell.admits(question)] for cell in cells]
        self.kinds = [(each.topic, each.type, each.level, each.difficulty) for each in questions]
        self.types = [_TYPES.index(question.type) for question in questions]
        self.levels = [_LEVELS.index(question.level or "") for question in questions]
        self.difficulties = [_DIFFICULTIES.index(question.difficulty or "") for question in questions]

    def assemble(self) -> Assembly:
        best = _Tray()
        self._fill(best)
        cost = self._cost(best)
        rounds = max(
            ROUNDS // 12, ROUNDS * 150 // max(150, len(self.questions))
        )  # what a large bank offers suits sooner
        for done in range(rounds * _PATIENCE):
            # Rounds beyond the usual ones only look for a place for what lacks one.
            if (cost[:2] == (0, 0) and done >= rounds // 4) or (not cost[0] and done >= rounds):
                break
            taken_back = self.rng.uniform(0.1, 0.5)
            tray = _Tray([each for each in best.placed if self.rng.random() > taken_back])
            self._fill(tray)
            now = self._cost(tray)
            if now <= cost:
                best, cost = tray, now
        self._even_out(best)
        sets = (MatchedSet(cell, tuple(self.questions[i] for i in members)) for cell, members in best.placed)
        return Assembly(tuple(sets), self._find_short(best))

    def _even_out(self, tray: _Tray) -> None:
        """Swap questions of one set between forms where that makes the forms more alike, until no swap does."""
        cost, improved = self._cost(tray), True
        while improved:
            improved = False
            for place, (cell, members) in enumerate(tray.placed):
                for one, other in combinations(range(self.forms), 2):
                    swapped = list(members)
                    swapped[one], swapped[other] = members[other], members[one]
                    tray.placed[place] = (cell, tuple(swapped))
                    now = self._cost(tray) if self._is_free_of_cues(tray, place) else cost
                    if now < cost:
                        cost, members, improved = now, tuple(swapped), True  # noqa: PLW2901 - the set as it is now
                    tray.placed[place] = (cell, members)

    def _is_free_of_cues(self, tray: _Tray, place: int) -> bool:
        masks = tray.masks(self.forms)
        return not any(self.cued[member] & mask for member, mask in zip(tray.placed[place][1], masks, strict=True))

    def _fill(self, tray: _Tray) -> None:
        """Place sets until every cell is as large as asked, the cells with least choice first."""
        order = sorted(range(len(self.cells)), key=lambda i: (self._slack(i), self.rng.random()))
        for cell in order:
            while self._lacking(tray, cell) and self._lacking_beside(tray, cell) and self._place(tray, cell):
                pass
        others = [cell for cell in order if self.cells[cell].makes_way]
        while others:
            cell = self.rng.choice(others)
            if not self._lacking_beside(tray, cell) or not self._place(tray, cell):
                others = [each for each in others if each != cell]

    def _slack(self, cell: int) -> float:
        return len(self.admitted[cell]) / (max(1, self.cells[cell].count) * self.forms)

    def _lacking(self, tray: _Tray, cell: int) -> int:
        return max(0, self.cells[cell].count - sum(placed == cell for placed, _ in tray.placed))

    def _lacking_beside(self, tray: _Tray, cell: int) -> int:
        """Count what a cell lacks together with the cells that make up for it."""
        beside = self.beside[cell]
        return sum(self.cells[each].count for each in beside) - sum(placed in beside for placed, _ in tray.placed)

    def _place(self, tray: _Tray, cell: int) -> bool:
        """Place one set of a cell: around each question in turn, until one has companions for all other forms."""
        masks, used = tray.masks(self.forms), tray.used()
        free = [i for i in self.admitted[cell] if not used >> i & 1]
        fitting = [[i for i in free if not self.cued[i] & mask] for mask in masks]
        fits = {i for each in fitting for i in each}
        known = [self._facts_on(mask) for mask in masks]
        anchors = [i for i in free if i in fits]
        self.rng.shuffle(anchors)
        alike = Counter(self.kinds[i] for i in fits)
        anchors.sort(key=lambda i: (alike[self.kinds[i]] < self.forms, self.cued[i].bit_count() * self.rng.random()))
        for anchor in anchors[:8]:
            chance = {i: self.rng.random() for i in fits}
            choices = [
                sorted(
                    each,
                    key=lambda i, form=form: (  # type: ignore[misc]  # mypy cannot see through the bound default
                        self._distance(anchor, i),
                        (self.facts[i] & known[form]).bit_count(),
                        chance[i],
                    ),
                )
                for form, each in enumerate(fitting)
            ]
            members = [each for each in match_places(choices) if each is not None]
            if len(members) == self.forms:
                tray.placed.append((cell, tuple(members)))
                return True
        return False

    def _facts_on(self, mask: int) -> int:
        facts = 0
        for i, each in enumerate(self.facts):
            if mask >> i & 1:
                facts |= each
        return facts

    def _distance(self, one: int, other: int) -> int:
        """Measure how unlike two questions are: topic first, then type, then steps of level and difficulty."""
        a, b = self.questions[one], self.questions[other]
        steps = abs(self.levels[one] - self.levels[other]) + abs(self.difficulties[one] - self.difficulties[other])
        return _FOR_TOPIC * (a.topic != b.topic) + _FOR_TYPE * (a.type != b.type) + _FOR_STEP * steps

    def _cost(self, tray: _Tray) -> tuple[int, int, int]:
        """Rate a tray, the smaller the better: places lacking, how unlike sets and forms are, facts twice."""
        lacking = self.wanted - len(tray.placed)
        unlike = sum(self._distance(members[0], other) for _, members in tray.placed for other in members[1:])
        repeated = 0
        counts: list[list[int]] = []
        for members in zip(*(members for _, members in tray.placed), strict=True):
            seen = 0
            count = [0] * (len(_LEVELS) + len(_DIFFICULTIES) + len(_TYPES))
            for i in members:
                repeated += (seen & self.facts[i]).bit_count()
                seen |= self.facts[i]
                count[self.levels[i]] += 1
                count[len(_LEVELS) + self.difficulties[i]] += 1
                count[len(_LEVELS) + len(_DIFFICULTIES) + self.types[i]] += 1
            counts.append(count)
        uneven = [max(each) - min(each) for each in zip(*counts, strict=True)]
        by_type = uneven[len(_LEVELS) + len(_DIFFICULTIES) :]
        return lacking, unlike + _FOR_STEP * sum(uneven) + _FOR_TYPE * sum(by_type), repeated

    def _find_short(self, tray: _Tray) -> tuple[Shortage, ...]:
        return tuple(
            Shortage(cell, self._lacking(tray, i), len(self.admitted[i]), self._find_barred(tray, i))
            for i, cell in enumerate(self.cells)
            if self._lacking(tray, i) and self._lacking_beside(tray, i)
        )

    def _find_barred(self, tray: _Tray, cell: int) -> tuple[Barred, ...]:
        """Tell for each rule how many of a cell's other questions meet one on some form that it keeps them from."""
        used = tray.used()
        left = [i for i in self.admitted[cell] if not used >> i & 1]
        found = []
        for kind in self.cues.taken:
            met = {i: others for i in left if (others := self.cues.kept_apart(kind, i) & used)}
            if met:
                one, others = next(iter(met.items()))
                other = self.questions[next(places_in(others))]
                found.append(Barred(kind, len(met), self.questions[one].id, other.id))
        return tuple(sorted(found, key=lambda each: -each.count))
