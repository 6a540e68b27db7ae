"""Measure item analysis against numpy, with the same formulas written straight over the matrix as the limit.

Two tests are made, 10,000 learners by 120 items and 1,000 by 1,000, and the smaller one again with every tenth mark
missing. Each time is the best of three, in seconds of the processor, which a busy machine does not stretch; by the
clock numpy's matrix products take less where it spreads them over cores, in the last line above all.
Where R with its package psych is installed (Debian: r-base-core, r-cran-psych), the same figures by `psych::alpha`,
which also correlates each item with the total, are timed in it too, with a limit for each test, on marks read before.
"""

import gc
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.item_analysis.responses.detect_format import read_responses
from calcinosis_quiz.item_analysis.responses.marking_rules import Rules
from calcinosis_quiz.item_analysis.responses.scoring import score
from calcinosis_quiz.item_analysis.statistics.analysis import Analysis, analyse
from calcinosis_quiz.item_analysis.statistics.scores import Scores

Matrix = NDArray[np.float64]
NO_BANK = Library(())
ANALYSIS = "calcinosis_quiz.item_analysis.statistics.analysis"


def make_file(learners: int, items: int, missing: float) -> bytes:
    """Make a wide CSV of marks."""
    rng = random.Random(7)  # noqa: S311 - a class, not a secret
    lines = ["learner," + ",".join(f"q{j}" for j in range(items))]
    for i in range(learners):
        chance = 0.5 + 0.2 * rng.uniform(-1, 1)
        marks = ("NA" if missing and rng.random() < missing else str(int(rng.random() < chance)) for _ in range(items))
        lines.append(f"r{i}," + ",".join(marks))
    return "\n".join(lines).encode()


def read_ours(raw: bytes) -> Scores:
    """Read and mark with this project, problems and all."""
    read = read_responses("bench.csv", raw, NO_BANK)
    scored = score(read.table, NO_BANK, Rules())
    assert not read.problems  # noqa: S101 - a benchmark of something broken would be worth nothing
    assert not scored.problems  # noqa: S101 - as above
    return scored.scores


def read_numpy(raw: bytes) -> Matrix:
    """Read with numpy, which checks nothing."""
    return np.genfromtxt(raw.decode().splitlines()[1:], delimiter=",")[:, 1:]


def analyse_numpy(x: Matrix) -> tuple[Matrix, float]:
    """Compute the same figures for 0 and 1, without intervals, options or verdicts."""
    n, k = x.shape
    total = x.sum(1)
    p, variance = x.mean(0), x.var(0, ddof=1)
    centred = x - p
    with_total = centred.T @ (total - total.mean()) / (n - 1)
    spread = total.var(ddof=1)
    rest = spread - 2 * with_total + variance
    point_biserial = with_total / np.sqrt(variance * spread)
    item_rest = (with_total - variance) / np.sqrt(variance * rest)
    alpha = k / (k - 1) * (1 - variance.sum() / spread)
    without = (k - 1) / (k - 2) * (1 - (variance.sum() - variance) / rest)
    order, size = np.argsort(total, kind="stable"), int(np.ceil(0.27 * n))
    upper_lower = x[order[-size:]].mean(0) - x[order[:size]].mean(0)
    rests = np.sort(total[:, None] - x, axis=0)
    largest = ((np.sort(x, axis=0) - p) * (rests - rests.mean(0))).sum(0) / (n - 1)
    efficiency = (with_total - variance) / largest
    return np.stack([p, point_biserial, item_rest, without, upper_lower, efficiency]), float(alpha)


def covary_numpy(x: Matrix) -> tuple[Matrix, float]:
    """Compute item-rest and alpha from pairs of marks, as R's pairwise covariance, by matrix products."""
    present = (~np.isnan(x)).astype(np.float64)
    filled = np.nan_to_num(x)
    n = present.T @ present
    sums = filled.T @ present
    covariance = (filled.T @ filled - sums * sums.T / n) / (n - 1)
    variance, with_total, spread = np.diag(covariance), covariance.sum(0), covariance.sum()
    k = len(covariance)
    rest = spread - 2 * with_total + variance
    return (with_total - variance) / np.sqrt(variance * rest), float(k / (k - 1) * (1 - variance.sum() / spread))


def best_of_three(work: Callable[[], object]) -> float:
    """Time a piece of work in seconds of the processor."""
    times = []
    for _ in range(3):
        gc.collect()
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


R_SCRIPT = """
x <- as.matrix(read.csv(commandArgs(TRUE)[1], row.names = 1))
spent <- system.time({
  found <- psych::alpha(x, check.keys = FALSE, warnings = FALSE)
  totals <- cor(x, rowSums(x))
})
cat(sum(spent[c("user.self", "sys.self")]), format(found$total$raw_alpha, digits = 15))
"""
R_LIMITS = {(10_000, 120): 0.5, (1_000, 1_000): 0.2}
"""The most that our figures may take, as a share of R's time."""
R_PATIENCE = 60
"""Seconds: it leaves out each of 1,000 items in turn, and inverts a matrix each time."""


def compare_r(raw: bytes, ours: float, limit: float, scores: Scores) -> str:
    """Tell how long R takes for its figures in seconds of the processor, and that alpha agrees; empty without R."""
    program = shutil.which("Rscript")
    if (
        program is None
        or subprocess.run([program, "-e", "library(psych)"], check=False, capture_output=True).returncode
    ):
        return ""
    with tempfile.TemporaryDirectory() as folder:
        marks, script = Path(folder, "marks.csv"), Path(folder, "alpha.R")
        marks.write_bytes(raw)
        script.write_text(R_SCRIPT, encoding="utf-8")
        command = [program, str(script), str(marks)]
        try:
            told = subprocess.run(command, check=True, capture_output=True, text=True, timeout=R_PATIENCE)
        except subprocess.TimeoutExpired:
            seconds, sign = float(R_PATIENCE), "over "
        else:
            seconds, alpha = map(float, told.stdout.split())
            sign = ""
            check(analyse(scores, NO_BANK), alpha)
    below = "under " if sign else ""
    return f"  R, psych::alpha: {sign}{seconds:.2f} s; ours / R {below}{ours / seconds:.3f}, at most {limit}"


def renew(scores: Scores) -> Scores:
    """Forget what has been worked out already."""
    return Scores(scores.learners, scores.items)


def check(analysis: Analysis, wanted: float) -> None:
    """Stop where both do not agree."""
    alpha = analysis.test.reliability.alpha.value
    if alpha is None or abs(alpha - wanted) > 1e-9:
        sys.exit(f"alpha differs: {alpha} and {wanted}")


def main() -> None:
    """Print a line for each test."""
    print("test                      read: ours  numpy  ratio    figures: ours  numpy  ratio")
    for learners, items, missing in ((10_000, 120, 0.0), (1_000, 1_000, 0.0), (1_000, 1_000, 0.1)):
        raw = make_file(learners, items, missing)
        scores, matrix = read_ours(raw), read_numpy(raw)
        limit = covary_numpy if missing else analyse_numpy
        check(analyse(scores, NO_BANK), limit(matrix)[1])
        reading = best_of_three(lambda raw=raw: read_ours(raw)), best_of_three(lambda raw=raw: read_numpy(raw))
        figures = (
            best_of_three(lambda scores=scores: analyse(renew(scores), NO_BANK)),
            best_of_three(lambda matrix=matrix, limit=limit: limit(matrix)),
        )
        name = f"{learners:,} x {items:,}" + (f", {missing:.0%} missing" if missing else "")
        print(
            f"{name:<25} {reading[0]:9.2f} s {reading[1]:5.2f} s {reading[0] / reading[1]:5.2f}"
            f"   {figures[0]:9.2f} s {figures[1]:5.2f} s {figures[0] / figures[1]:5.1f}"
        )
        if (learners, items) in R_LIMITS and not missing:
            print(compare_r(raw, figures[0], R_LIMITS[learners, items], scores))
    numpy_import = time_import("import msgspec", "numpy")
    our_import = time_import("import calcinosis_quiz.bank.load, calcinosis_quiz.quiz.typed_answers", ANALYSIS)
    print(
        f"import, on top of what every command loads: numpy {numpy_import:.0f} ms, our statistics {our_import:.0f} ms"
    )


def time_import(before: str, module: str) -> float:
    """Return the milliseconds of the processor that importing a module takes, after other imports; best of ten."""
    code = f"import time; {before}; start = time.process_time(); import {module}; print(time.process_time() - start)"
    runs = (subprocess.run([sys.executable, "-c", code], check=True, capture_output=True) for _ in range(10))
    return min(float(run.stdout) for run in runs) * 1000


if __name__ == "__main__":
    main()
