"""Data that can be typed in from the literature."""

from calcinosis_quiz.item_analysis.statistics.learner_sets import group_learners
from calcinosis_quiz.item_analysis.statistics.scores import ItemScores, Scores

# Five items of the Law School Admission Test, section 6: how many of 1,000 gave each pattern of answers
# (Bock and Lieberman 1970, Psychometrika 35, 179-197, table 1).
LSAT_PATTERNS = {
    "00000": 3, "00001": 6, "00010": 2, "00011": 11, "00100": 1, "00101": 1, "00110": 3, "00111": 4,
    "01000": 1, "01001": 8, "01011": 16, "01101": 3, "01110": 2, "01111": 15, "10000": 10, "10001": 29,
    "10010": 14, "10011": 81, "10100": 3, "10101": 28, "10110": 15, "10111": 80, "11000": 16, "11001": 56,
    "11010": 21, "11011": 173, "11100": 11, "11101": 61, "11110": 28, "11111": 298,
}  # fmt: skip


def lsat() -> Scores:
    """Return the 1,000 learners of the table."""
    learners = [pattern for pattern, count in LSAT_PATTERNS.items() for _ in range(count)]
    items = []
    for j in range(5):
        groups = group_learners([float(pattern[j]) for pattern in learners])
        items.append(ItemScores(f"Item {j + 1}", tuple(sorted(groups.items()))))
    return Scores(tuple(f"r{i}" for i in range(len(learners))), tuple(items))
