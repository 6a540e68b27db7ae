"""Measure how often the 95 % intervals of item analysis hold the truth, in simulated classes of known truth.

Learners are drawn from a normal distribution of ability, answers from a Rasch model; the truth comes by quadrature.
A topic is four of the items. `blanks` leaves one answer in ten empty, which earns nothing. Gains are between two tests
of which the second is easier. The last lines are crossovers in which nobody gains and the forms differ by 1.2 logits:
how often the interval of the gain leaves out 0. The seed is fixed; more classes a cell by the first argument.
"""

import sys
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from calcinosis_quiz.item_analysis.statistics.change import compare
from calcinosis_quiz.item_analysis.statistics.intervals import Estimate, estimate_share, estimate_spread
from calcinosis_quiz.item_analysis.statistics.learner_sets import group_learners
from calcinosis_quiz.item_analysis.statistics.reliability import covary, find_reliability
from calcinosis_quiz.item_analysis.statistics.score_ranks import ScoreRanks
from calcinosis_quiz.item_analysis.statistics.scores import ItemScores, Scores

Matrix = NDArray[np.float64]
SIZES = (8, 12, 20, 30, 200)
TESTS = {"easy": -2.5, "middling": 0.0, "hard": 1.0}
TOPIC = 4
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(61)
WEIGHTS = WEIGHTS / WEIGHTS.sum()
NAMES = ("mean", "topic", "spread", "alpha", "error", "gain", "class gain")


def find_chances(ability: Matrix, difficulty: Matrix, blanks: float) -> Matrix:
    """Return the chance of each learner on each item."""
    return np.asarray((1 - blanks) / (1 + np.exp(difficulty - ability[..., None])))


def find_truth(difficulty: Matrix, blanks: float) -> dict[str, float]:
    """Integrate over abilities: mean, spread of shares, alpha, and error of measurement in points."""
    chance = find_chances(NODES, difficulty, blanks)
    p = WEIGHTS @ chance
    covariance = (chance * WEIGHTS[:, None]).T @ chance - np.outer(p, p)
    np.fill_diagonal(covariance, p * (1 - p))
    k, total = len(p), covariance.sum()
    alpha = k / (k - 1) * (1 - np.trace(covariance) / total)
    return {
        "mean": float(p.mean()),
        "topic": float(p[:: k // TOPIC][:TOPIC].mean()),
        "spread": float(np.sqrt(total) / k),
        "alpha": float(alpha),
        "error": float(np.sqrt(total * (1 - alpha))),
    }


def make_scores(matrix: Matrix) -> Scores:
    """Turn a matrix of marks into the program's own values."""
    items = (
        ItemScores(f"i{j}", tuple(sorted(group_learners(matrix[:, j].tolist()).items())))
        for j in range(matrix.shape[1])
    )
    return Scores(tuple(f"r{i}" for i in range(len(matrix))), tuple(items))


def estimate(before: Matrix, after: Matrix) -> dict[str, Estimate]:
    """Estimate everything for one class."""
    k = before.shape[1]
    shares = before.mean(1).tolist()
    scores = make_scores(before)
    varying = scores.varying
    reliability = find_reliability(varying, covary(varying, ScoreRanks(varying)))
    change = compare(scores, make_scores(after))
    return {
        "mean": estimate_share(shares, k),
        "topic": estimate_share(before[:, :: k // TOPIC][:, :TOPIC].mean(1).tolist(), TOPIC),
        "spread": estimate_spread(shares),
        "alpha": reliability.alpha,
        "error": reliability.standard_error,
        "gain": change.difference,
        "class gain": change.class_gain,
    }


def measure(rng: np.random.Generator, classes: int, items: int, n: int, *, centre: float, blanks: float) -> list[str]:
    """Return the share of intervals that hold the truth, among those there are."""
    difficulty = centre + np.linspace(-1.5, 1.5, items)
    later = difficulty - 1.2
    truth = find_truth(difficulty, blanks)
    end = find_truth(later, blanks)["mean"]
    truth |= {"gain": end - truth["mean"], "class gain": (end - truth["mean"]) / (1 - truth["mean"])}
    held = dict.fromkeys(NAMES, 0)
    known = dict.fromkeys(NAMES, 0)
    for _ in range(classes):
        ability = rng.standard_normal(n)
        before, after = (
            (rng.random((n, items)) < find_chances(ability, each, blanks)).astype(np.float64)
            for each in (difficulty, later)
        )
        for name, found in estimate(before, after).items():
            if found.low is not None and found.high is not None:
                known[name] += 1
                held[name] += found.low - 1e-12 <= truth[name] <= found.high + 1e-12
    return [f"{100 * held[name] / known[name]:.1f}" if known[name] else "-" for name in NAMES]


def measure_false_gains(rng: np.random.Generator, classes: int, items: int, n: int) -> float:
    """Return in how many crossovers without any gain the interval of the gain leaves out 0."""
    forms = [centre + np.linspace(-1.5, 1.5, items) for centre in (-0.6, 0.6)]
    first = ["A"] * (n // 2) + ["B"] * (n - n // 2)
    last = ["B"] * (n // 2) + ["A"] * (n - n // 2)
    false = 0
    for _ in range(classes):
        ability = rng.standard_normal(n)
        rounds = []
        for sat in (first, last):
            difficulty = np.array([forms[form == "B"] for form in sat])
            rounds.append((rng.random((n, items)) < find_chances(ability, difficulty, 0.0)).astype(np.float64))
        change = compare(make_scores(rounds[0]), make_scores(rounds[1]), forms=(first, last))
        found = change.difference
        false += found.low is not None and found.high is not None and not found.low <= 0 <= found.high
    return 100 * false / classes


def main(arguments: Sequence[str]) -> None:
    """Print a line for each kind of class."""
    classes = int(arguments[0]) if arguments else 400
    rng = np.random.default_rng(20261005)
    print(f"{classes} classes a line; per cent of 95 % intervals that hold the truth")
    print(f"{'items':>5} {'test':<9} {'blanks':>6} {'n':>4}  " + "".join(f"{name:>11}" for name in NAMES))
    for items in (10, 40):
        for name, centre in TESTS.items():
            for blanks in (0.0, 0.1):
                for n in SIZES:
                    cells = measure(rng, classes, items, n, centre=centre, blanks=blanks)
                    print(f"{items:>5} {name:<9} {blanks:>6} {n:>4}  " + "".join(f"{cell:>11}" for cell in cells))
    print("\ncrossovers without a gain: per cent in which the interval leaves out 0, nominal 5")
    for items in (10, 40):
        for n in SIZES:
            print(f"{items:>5} items {n:>4} learners  {measure_false_gains(rng, classes * 5, items, n):5.1f}")


if __name__ == "__main__":
    main(sys.argv[1:])
