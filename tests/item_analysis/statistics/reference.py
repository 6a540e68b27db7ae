"""The same statistics a second time, as matrices in numpy, written from the formulas and not from the program."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from calcinosis_quiz.item_analysis.statistics.learner_sets import group_learners
from calcinosis_quiz.item_analysis.statistics.scores import ItemScores, Scores

Matrix = NDArray[np.float64]


def make_scores(matrix: Matrix, maxima: Any = None) -> Scores:  # noqa: ANN401 - a number an item
    """Turn a matrix with NaN for missing marks into the program's own values."""
    items = []
    for j in range(matrix.shape[1]):
        column = [None if np.isnan(value) else float(value) for value in matrix[:, j]]
        levels = tuple(
            sorted((mark, learners) for mark, learners in group_learners(column).items() if mark is not None)
        )
        items.append(ItemScores(f"i{j}", levels, 1.0 if maxima is None else float(maxima[j])))
    return Scores(tuple(f"r{i}" for i in range(len(matrix))), tuple(items))


def pairwise_covariance(matrix: Matrix) -> Matrix:
    """R's cov(x, use = "pairwise")."""
    k = matrix.shape[1]
    covariance = np.empty((k, k))
    for i in range(k):
        for j in range(k):
            both = ~np.isnan(matrix[:, i]) & ~np.isnan(matrix[:, j])
            covariance[i, j] = np.cov(matrix[both, i], matrix[both, j])[0, 1]
    return covariance


def alpha(covariance: Matrix) -> float:
    """Cronbach's alpha of a covariance matrix."""
    k = len(covariance)
    return float(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum()))


def correlate(x: Matrix, y: Matrix) -> float:
    """Pearson's correlation over the rows without NaN."""
    both = ~np.isnan(x) & ~np.isnan(y)
    return float(np.corrcoef(x[both], y[both])[0, 1])


def item_rest(covariance: Matrix, j: int) -> float:
    """r.drop as psych's alpha computes it from the covariance matrix."""
    rest = np.delete(np.delete(covariance, j, 0), j, 1)
    return float((covariance[j].sum() - covariance[j, j]) / np.sqrt(covariance[j, j] * rest.sum()))


def efficiency(x: Matrix, rest: Matrix) -> float:
    """Moodle's discriminative efficiency."""
    return float(100 * np.cov(x, rest)[0, 1] / np.cov(np.sort(x), np.sort(rest))[0, 1])


def upper_lower(x: Matrix, total: Matrix) -> float:
    """Kelley's D, the mean over every order that the ties of the total allow."""
    n = len(x)
    size = int(np.ceil(0.27 * n))
    worth = np.array([x[np.isclose(total, value)].mean() for value in total])
    order = np.argsort(total, kind="stable")
    # Within a tie every learner stands for the mean of the tie.
    return float(worth[order][-size:].mean() - worth[order][:size].mean())
