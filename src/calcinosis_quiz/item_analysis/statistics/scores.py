"""The marks of a group of learners, item by item, as sets of learners: what all statistics are made from."""

from collections.abc import Iterable
from functools import cached_property
from itertools import compress

from msgspec import Struct, structs

from calcinosis_quiz.item_analysis.statistics.learner_sets import count_memberships, everybody, join, pick, pick_flags


class ItemScores(Struct, frozen=True, dict=True):
    """The marks of one item.

    `levels` are the marks in points, each with the learners who earned it; `options` the responses worth telling
    apart, each with the learners who gave it, `keyed` those of them that earn full marks. Learners in no level have
    no mark and do not count. `seconds` and `confidences` hold one value a learner, or nothing at all.
    """

    item: str
    levels: tuple[tuple[float, int], ...]
    maximum: float = 1.0
    options: tuple[tuple[str, int], ...] = ()
    keyed: frozenset[str] = frozenset()
    blank: int = 0
    not_reached: int = 0
    seconds: tuple[float | None, ...] = ()
    confidences: tuple[float | None, ...] = ()

    @cached_property
    def marked(self) -> int:
        """The learners who have a mark."""
        return join(learners for _, learners in self.levels)

    @cached_property
    def count(self) -> int:
        """How many learners have a mark."""
        return self.marked.bit_count()

    @cached_property
    def counts(self) -> tuple[tuple[float, int], ...]:
        """How often each mark was earned."""
        return tuple((mark, learners.bit_count()) for mark, learners in self.levels)

    @property
    def mean(self) -> float:
        """The mean in points; 0 without learners."""
        return sum(mark * count for mark, count in self.counts) / self.count if self.count else 0.0

    @cached_property
    def variance(self) -> float | None:
        """The variance (n - 1); None for fewer than two learners."""
        if self.count < 2:
            return None
        if sum(count > 0 for _, count in self.counts) < 2:
            return 0.0
        return sum(count * (mark - self.mean) ** 2 for mark, count in self.counts) / (self.count - 1)

    @property
    def is_right_or_wrong(self) -> bool:
        """Return whether every mark is nothing or full."""
        return all(mark in {0, self.maximum} for mark, count in self.counts if count)

    @property
    def full(self) -> int:
        """The learners with full marks."""
        return join(learners for mark, learners in self.levels if mark == self.maximum)

    def keep(self, learners: int) -> "ItemScores":
        """Leave out all other learners."""
        return structs.replace(
            self,
            levels=tuple((mark, each & learners) for mark, each in self.levels),
            options=tuple((label, each & learners) for label, each in self.options),
            blank=self.blank & learners,
            not_reached=self.not_reached & learners,
        )


class Scores(Struct, frozen=True, dict=True):
    """All items of one round, with the learners in the order of their bits."""

    learners: tuple[str, ...]
    items: tuple[ItemScores, ...]

    @cached_property
    def present(self) -> int:
        """The learners with a mark on any item."""
        return join(item.marked for item in self.items)

    @cached_property
    def is_complete(self) -> bool:
        """Return whether everybody has a mark on every item."""
        return all(item.marked == self.present for item in self.items)

    @cached_property
    def varying(self) -> "Scores":
        """Leave out the items on which all marks are equal: they say nothing about how learners differ."""
        kept = tuple(item for item in self.items if item.variance)
        return self if len(kept) == len(self.items) else Scores(self.learners, kept)

    def keep_complete(self) -> "Scores":
        """Keep the learners with a mark on every item (listwise deletion)."""
        complete = everybody(len(self.learners))
        for item in self.items:
            complete &= item.marked
        return Scores(self.learners, tuple(item.keep(complete) for item in self.items))

    @cached_property
    def points(self) -> tuple[float, ...]:
        """The sum of points of each learner."""
        return self._add_up((mark, learners) for item in self.items for mark, learners in item.levels)

    @cached_property
    def possible(self) -> tuple[float, ...]:
        """The points that each learner could have earned on the items with a mark."""
        return self._add_up((item.maximum, item.marked) for item in self.items)

    @cached_property
    def possible_squares(self) -> tuple[float, ...]:
        """The sum of the squared points of the items on which each learner has a mark."""
        return self._add_up((item.maximum**2, item.marked) for item in self.items)

    @cached_property
    def answered(self) -> tuple[int, ...]:
        """On how many items each learner has a mark."""
        return tuple(count_memberships((item.marked for item in self.items), len(self.learners)))

    def _add_up(self, worths: Iterable[tuple[float, int]]) -> tuple[float, ...]:
        groups: dict[float, list[int]] = {}
        for worth, learners in worths:
            if worth and learners:
                groups.setdefault(worth, []).append(learners)
        totals = [0.0] * len(self.learners)
        for worth, sets in groups.items():
            counts = count_memberships(sets, len(self.learners))
            totals = [total + worth * count for total, count in zip(totals, counts, strict=True)]
        return tuple(totals)


def keep_present(scores: Scores) -> Scores:
    """Leave out the learners without any mark, so that each of the others has a bit."""
    count, present = len(scores.learners), scores.present
    if present == everybody(count):
        return scores
    flags = pick_flags(present, count)

    def squeeze(learners: int) -> int:
        return int("".join(compress(format(learners, f"0{count}b"), flags)) or "0", 2)

    items = tuple(
        ItemScores(item.item, tuple((mark, squeeze(learners)) for mark, learners in item.levels), item.maximum)
        for item in scores.items
    )
    return Scores(tuple(pick(scores.learners, present)), items)
