"""Answer the bank without knowledge: what do the strategies of the test-wise earn?

    python benchmarks/testwise.py [PATH]...

Each strategy looks at stem and options alone. Where it cannot decide between options it chooses one of them at
random, so that it earns the share of the key among them. The rival is blind guessing: a strategy should stay
within two standard errors of it.
"""

import math
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from calcinosis_quiz.bank.items import SingleBestAnswer
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.lint.english import content_words, find_phrases, read_quantity, words_of
from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.bank.questions import CaseQuestion, stem_of

HEDGES = (
    "may", "might", "can", "could", "possibly", "perhaps", "probably", "likely", "some", "sometimes", "often",
    "usually", "generally", "typically", "up to", "about", "tend", "as far as", "seems",
)  # fmt: skip
ABSOLUTES = (
    "always", "never", "all", "none", "only", "every", "must", "completely", "entirely", "no", "any", "each", "proven",
)  # fmt: skip
SHUFFLES = 40


@dataclass(frozen=True)
class Exercise:
    """What a strategy may see, and the place of the key, which it may not."""

    id: str
    stem: str
    options: tuple[str, ...]
    key: int
    shuffle: bool


Score = Callable[[Exercise, int], float]


def longest(exercise: Exercise, i: int) -> float:
    """Choose the longest option."""
    return len(exercise.options[i])


def shortest(exercise: Exercise, i: int) -> float:
    """Choose the shortest option."""
    return -len(exercise.options[i])


def most_hedged(exercise: Exercise, i: int) -> float:
    """Choose the option with the most cautious words."""
    return len(find_phrases(exercise.options[i], HEDGES))


def like_the_stem(exercise: Exercise, i: int) -> float:
    """Choose the option that shares most words with the stem."""
    return len(content_words(exercise.options[i]) & content_words(exercise.stem))


def unlike_the_stem(exercise: Exercise, i: int) -> float:
    """Choose the option that shares fewest words with the stem."""
    return -like_the_stem(exercise, i)


def like_the_others(exercise: Exercise, i: int) -> float:
    """Choose the option that shares most words with the others (convergence)."""
    mine = set(words_of(exercise.options[i]))
    return sum(len(mine & set(words_of(other))) for j, other in enumerate(exercise.options) if j != i)


def middle_number(exercise: Exercise, i: int) -> float:
    """Choose the middle one of the figures, if all options are figures."""
    read = [read_quantity(option) for option in exercise.options]
    figures = sorted(quantity.low for quantity in read if quantity)
    here = read[i]
    if here is None or len(figures) < len(read):
        return 0.0
    return -abs(figures.index(here.low) - (len(figures) - 1) / 2)


def first(_: Exercise, i: int) -> float:
    """Choose the first option."""
    return -i


def last(_: Exercise, i: int) -> float:
    """Choose the last option."""
    return i


def second_or_third(exercise: Exercise, i: int) -> float:
    """Choose the option in the middle of the list."""
    return -abs(i - (len(exercise.options) - 1) / 2)


def not_absolute(exercise: Exercise, i: int) -> float:
    """Choose among the options without an absolute word."""
    return -len(find_phrases(exercise.options[i], ABSOLUTES))


STRATEGIES: dict[str, Score] = {
    "longest option": longest,
    "shortest option": shortest,
    "most hedged": most_hedged,
    "most like the stem": like_the_stem,
    "least like the stem": unlike_the_stem,
    "most like the others": like_the_others,
    "middle number": middle_number,
    "first option": first,
    "last option": last,
    "middle option": second_or_third,
    "not an absolute": not_absolute,
}


def exercises_of(library: Library) -> Iterator[Exercise]:
    """Give the single-best-answer items and the vignettes of extended-matching sets."""
    for question in library.questions.values():
        if isinstance(question, SingleBestAnswer) or (isinstance(question, CaseQuestion) and question.vignette):
            options = tuple(option.text for option in question.options)
            key = next(i for i, option in enumerate(question.options) if option.correct)
            yield Exercise(question.id, stem_of(question), options, key, question.shuffle)


def earn(score: Score, exercise: Exercise) -> float:
    """Give the expected mark, 0 to 1: the share of the key among the options that score best."""
    scores = [score(exercise, i) for i in range(len(exercise.options))]
    best = [i for i, value in enumerate(scores) if value == max(scores)]
    return (exercise.key in best) / len(best)


def shuffled(exercise: Exercise, random: Random) -> Exercise:
    """Show the options in another order, as the quiz does unless the item keeps its own."""
    if not exercise.shuffle:
        return exercise
    order = random.sample(range(len(exercise.options)), len(exercise.options))
    options = tuple(exercise.options[i] for i in order)
    return replace(exercise, options=options, key=order.index(exercise.key))


@dataclass(frozen=True)
class Earned:
    """What one strategy earns over all exercises, in marks; `limit` is chance and two standard errors."""

    strategy: str
    in_file_order: float
    in_shuffles: float
    chance: float
    limit: float


def measure(exercises: Sequence[Exercise]) -> list[Earned]:
    """Let every strategy answer every exercise, in the order of the file and in many shuffled ones."""
    chances = [1 / len(exercise.options) for exercise in exercises]
    chance = sum(chances)
    limit = chance + 2 * math.sqrt(sum(p * (1 - p) for p in chances))
    papers = [[shuffled(exercise, Random(seed)) for exercise in exercises] for seed in range(SHUFFLES)]  # noqa: S311
    return [
        Earned(
            name,
            sum(earn(score, exercise) for exercise in exercises),
            sum(earn(score, exercise) for paper in papers for exercise in paper) / SHUFFLES,
            chance,
            limit,
        )
        for name, score in STRATEGIES.items()
    ]


def main() -> None:
    """Print what each strategy earns, and its ratio to blind guessing."""
    paths = [Path(each) for each in sys.argv[1:]] or [Path(__file__).resolve().parents[1] / "quizzes"]
    exercises = list(exercises_of(open_library(paths)))
    rows = measure(exercises)
    print(f"{len(exercises)} items; blind guessing earns {rows[0].chance:.1f} marks, two standard errors above: "
          f"{rows[0].limit:.1f}")  # fmt: skip
    print(f"{'strategy':22}{'file order':>12}{'shuffled':>10}{'ratio':>8}")
    for row in rows:
        highest = max(row.in_file_order, row.in_shuffles)
        verdict = "" if highest <= row.limit else "  pays"
        print(f"{row.strategy:22}{row.in_file_order:12.1f}{row.in_shuffles:10.1f}{highest / row.chance:8.2f}{verdict}")
    sys.exit(any(max(row.in_file_order, row.in_shuffles) > row.limit for row in rows))


if __name__ == "__main__":
    main()
