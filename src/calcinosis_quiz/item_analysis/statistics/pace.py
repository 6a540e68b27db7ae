"""Time taken and confidence stated."""

from calcinosis_quiz.item_analysis.statistics.intervals import Estimate, estimate_mean, estimate_median
from calcinosis_quiz.item_analysis.statistics.learner_sets import pick
from calcinosis_quiz.item_analysis.statistics.scores import ItemScores


def find_time(item: ItemScores) -> Estimate | None:
    """Give the median time in seconds, with an interval from order statistics (Thompson 1936); None without times."""
    seconds = [value for value in item.seconds if value is not None]
    return estimate_median(seconds) if seconds else None


def find_confidence_gap(item: ItemScores) -> Estimate | None:
    """Give the mean stated chance of being right minus the mean mark; above 0 learners are too sure.

    Over-confidence of Lichtenstein and Fischhoff (1977), over learners with both; Student's t interval of the paired
    differences. None without stated confidence.
    """
    if not item.confidences:
        return None
    gaps = []
    for mark, learners in item.levels:
        stated = pick(item.confidences, learners)
        gaps += [chance - mark / item.maximum for chance in stated if chance is not None]
    return estimate_mean(gaps) if gaps else None
