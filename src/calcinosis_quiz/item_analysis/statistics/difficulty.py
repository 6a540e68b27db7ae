"""Difficulty: how much of the mark the learners earn."""

from calcinosis_quiz.item_analysis.statistics.intervals import Estimate, estimate_proportion
from calcinosis_quiz.item_analysis.statistics.scores import ItemScores


def find_difficulty(item: ItemScores) -> Estimate:
    """Give the difficulty p = sum of marks / (n x maximum), from 0 (nobody knows) to 1, with Wilson's interval.

    The classical difficulty index (Lord and Novick 1968); interval by Wilson (1927).
    """
    return estimate_proportion(item.mean / item.maximum, item.count)
