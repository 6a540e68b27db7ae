"""Scores split by form: what is true of one form alone is computed among the learners who sat it."""

from collections.abc import Sequence
from functools import cached_property
from typing import Literal

from calcinosis_quiz.item_analysis.statistics.learner_sets import everybody, group_learners, pick
from calcinosis_quiz.item_analysis.statistics.reliability import (
    Reliability,
    covary,
    find_reliability,
)
from calcinosis_quiz.item_analysis.statistics.score_ranks import ScoreRanks
from calcinosis_quiz.item_analysis.statistics.scores import Scores, keep_present

MissingData = Literal["pairwise", "listwise"]


def split_forms(scores: Scores, forms: Sequence[str], missing_data: MissingData) -> list[tuple[str, Scores]]:
    """Split scores by form, each with the items that anybody on it was asked; listwise keeps complete learners."""
    groups = group_learners(forms) if forms else {"": everybody(len(scores.learners))}
    parts: list[tuple[str, Scores]] = []
    for name, learners in sorted(groups.items()):
        part = scores
        if len(groups) > 1:
            kept = tuple(item.keep(learners) for item in scores.items)
            asked = tuple(item for item in kept if item.marked | item.blank | item.not_reached)
            part = Scores(scores.learners, asked)
        if missing_data == "listwise":
            part = part.keep_complete()
        if part.present or len(groups) == 1:
            parts.append((name, part))
    return parts or [("", scores)]


class FormPart:
    """One form with what all of its items are compared with."""

    def __init__(self, name: str, scores: Scores) -> None:
        self.name, self.scores = name, scores
        self.varying = scores.varying
        self.ranks = ScoreRanks(self.varying)
        self.covariances = covary(self.varying, self.ranks)
        self.places = {item.item: j for j, item in enumerate(self.varying.items)}
        self.items = {item.item: item for item in scores.items}

    @cached_property
    def reliability(self) -> Reliability:
        """The reliability among all learners, or among those present."""
        return find_reliability(keep_present(self.varying), self.covariances)


def most_items(scores: Scores) -> int:
    """Return the largest number of items on which a learner has a mark."""
    return max(scores.answered, default=0)


def find_shares(scores: Scores) -> list[float]:
    """Return each present learner's share of the points of the items on which they have a mark."""
    possible = scores.possible
    pairs = zip(pick(scores.points, scores.present), pick(possible, scores.present), strict=True)
    return [points / most for points, most in pairs]
