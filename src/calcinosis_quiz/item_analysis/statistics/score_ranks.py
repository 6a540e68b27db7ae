"""Where learners stand by their score."""

from bisect import bisect_right
from functools import cached_property

from msgspec import Struct

from calcinosis_quiz.item_analysis.statistics.learner_sets import Amounts, pick
from calcinosis_quiz.item_analysis.statistics.scores import Scores


class Tail(Struct, frozen=True):
    """The `size` learners with the best or the last scores: `sure` ones, and `tied` ones of whom a `part` counts."""

    size: int
    sure: int
    tied: int
    part: float


class ScoreRanks:
    """The scores that items are compared with.

    `values` holds the sum of points of each learner; where marks are missing, the learner's mean mark times the number
    of items, so that everybody is on one scale (psych's `alpha` compares with the mean).
    """

    def __init__(self, scores: Scores) -> None:
        """Rank the learners of some scores."""
        self.present = scores.present
        if scores.is_complete:
            self.values = scores.points
        else:
            items = len(scores.items)
            pairs = zip(scores.points, scores.answered, strict=True)
            self.values = tuple(points / count * items if count else 0.0 for points, count in pairs)
        self._tails: dict[tuple[int, int, bool], Tail] = {}
        self._differences: dict[tuple[float, ...], list[float]] = {}
        self._sums = Amounts(self.values)
        self._squares = Amounts([value * value for value in self.values])

    def sum_over(self, learners: int) -> float:
        """Add up the scores of a set of learners."""
        return self._sums.sum_over(learners)

    def sum_squares_over(self, learners: int) -> float:
        """Add up the squared scores of a set of learners."""
        return self._squares.sum_over(learners)

    def variance_over(self, learners: int) -> float:
        """Return the variance (n - 1) of the scores of at least two learners."""
        n = learners.bit_count()
        return max(0.0, self._squares.sum_over(learners) - self.sum_over(learners) ** 2 / n) / (n - 1)

    @cached_property
    def ranked(self) -> tuple[tuple[float, int], ...]:
        """Each score with the learners who have it, lowest first."""
        places = pick(range(len(self.values)), self.present)
        last = len(self.values) - 1
        tied: dict[float, int] = {}
        for place in places:
            score = round(self.values[place], 9)  # sums of thirds differ in the last digit with the order of adding
            tied[score] = tied.get(score, 0) | 1 << (last - place)
        return tuple(sorted(tied.items()))

    @cached_property
    def at_least(self) -> tuple[int, ...]:
        """For each place in `ranked` the learners with that score or a better one; nobody at the end."""
        sets = [0]
        for _, learners in reversed(self.ranked):
            sets.append(sets[-1] | learners)
        return tuple(reversed(sets))

    @cached_property
    def scores(self) -> tuple[float, ...]:
        """Each score once, lowest first."""
        return tuple(score for score, _ in self.ranked)

    def subtract(self, marks: tuple[float, ...]) -> list[float]:
        """Return every difference of a score and one of some marks, lowest first; most items have the same marks."""
        if marks not in self._differences:
            self._differences[marks] = sorted({score - mark for score in self.scores for mark in marks})
        return self._differences[marks]

    def find_tail(self, among: int, size: int, best: bool) -> Tail:
        """Find the learners with the best or the last scores among some; most items ask for the same ones."""
        key = (among, size, best)
        if key not in self._tails:
            self._tails[key] = self._find_tail(among, size, best)
        return self._tails[key]

    def _find_tail(self, among: int, size: int, best: bool) -> Tail:
        # The number of learners with a score or a better one falls from place to place, so that it can be bisected.
        everyone, last = among & self.present, len(self.ranked)
        if size > everyone.bit_count():
            return Tail(size, everyone, 0, 0.0)
        wanted = size if best else everyone.bit_count() - size + 1
        border = bisect_right(range(last), -wanted, key=lambda i: -(self.at_least[i] & among).bit_count()) - 1
        above, tied = self.at_least[border + 1] & among, self.ranked[border][1] & among
        sure = above if best else everyone & ~above & ~tied
        return Tail(size, sure, tied, (size - sure.bit_count()) / tied.bit_count())

    @cached_property
    def thirds(self) -> tuple[int, int, int]:
        """The lowest, middle and highest third.

        Learners with equal scores stay together, in the third of the middle of the ranks that they hold, so that
        thirds may differ in size.
        """
        n = self.present.bit_count()
        thirds = [0, 0, 0]
        below = 0
        for _, learners in self.ranked:
            count = learners.bit_count()
            middle = (below + count / 2) / n
            thirds[0 if middle < 1 / 3 else 1 if middle <= 2 / 3 else 2] |= learners
            below += count
        return thirds[0], thirds[1], thirds[2]
