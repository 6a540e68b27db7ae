"""The mark of every learner: points, percent with its interval, and a grade."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.item_analysis.responses.csv_text import read_number, write_csv
from calcinosis_quiz.item_analysis.responses.table import Attempt
from calcinosis_quiz.item_analysis.statistics.intervals import Estimate, estimate_proportion, unknown
from calcinosis_quiz.item_analysis.statistics.scores import Scores

COLUMNS = ("learner", "round", "form", "points", "of", "percent", "percent_low", "percent_high", "grade")


class Grade(Struct, frozen=True):
    """A grade, and the percent from which it is given."""

    name: str
    from_percent: float


class LearnerScore(Struct, frozen=True, kw_only=True):
    """What a learner earned in one round, in points and as a share with its interval; `grade` may be empty."""

    learner: str
    round: str
    form: str
    points: float
    possible: float
    share: Estimate
    grade: str = ""


def read_grades(text: str) -> tuple[Grade, ...]:
    """Read `A=90,B=80,pass=60`, highest first; raises QuizError where a bound is no percent or stands twice."""
    grades = []
    for part in text.split(","):
        name, _, bound = part.partition("=")
        number = read_number(bound.strip().removesuffix("%"))
        if not name.strip() or number is None or not 0 <= number <= 100:
            raise QuizError(f"{part.strip()!r} is no grade. Write each as a name and a percent, such as A=90,B=80.")
        grades.append(Grade(name.strip(), number))
    bounds = [grade.from_percent for grade in grades]
    if len(set(bounds)) < len(bounds):
        raise QuizError(f"Two of the grades {text!r} begin at the same percent. Give each its own.")
    return tuple(sorted(grades, key=lambda grade: -grade.from_percent))


def find_grade(share: float, grades: Sequence[Grade]) -> str:
    """Return the highest grade whose bound a share reaches; percents are not rounded up."""
    if not grades:
        return ""
    reached = (grade.name for grade in grades if share * 100 >= grade.from_percent - 1e-9)
    return next(reached, f"below {grades[-1].name}")


def list_scores(
    rounds: Mapping[str, Scores], attempts: Mapping[str, Sequence[Attempt]], grades: Sequence[Grade] = ()
) -> tuple[LearnerScore, ...]:
    """List every learner's score in every round, in the order of the files.

    The interval says within what limits the share may lie of all questions of this kind that could have been asked:
    the binomial error model (Lord 1955) with the score interval of Wilson (1927). Items of unequal points count as
    the effective number of equal ones (Kish 1965).
    """
    return tuple(
        score_learner(attempt, points, possible, squares, grades)
        for name, scores in rounds.items()
        for attempt, points, possible, squares in zip(
            attempts[name], scores.points, scores.possible, scores.possible_squares, strict=True
        )
        if possible
    )


def score_learner(
    attempt: Attempt, points: float, possible: float, squares: float, grades: Sequence[Grade]
) -> LearnerScore:
    """Return one learner's score; `squares` is the sum of the squares of what each item is worth."""
    share = points / possible if possible else 0.0
    items = round(possible**2 / squares) if squares else 0
    return LearnerScore(
        learner=attempt.learner,
        round=attempt.round,
        form=attempt.form,
        points=points,
        possible=possible,
        share=estimate_proportion(share, items) if items else unknown(0),
        grade=find_grade(share, grades),
    )


def write_scores(scores: Sequence[LearnerScore], absent: Sequence[Attempt] = ()) -> str:
    """Write scores as CSV, one row a learner and round; absent learners have no points and the grade `absent`."""
    rows: list[Sequence[object]] = [
        (
            each.learner,
            each.round,
            each.form,
            f"{each.points:.10g}",
            f"{each.possible:.10g}",
            *(_percent(value) for value in (each.share.value, each.share.low, each.share.high)),
            each.grade,
        )
        for each in scores
    ]
    rows += [(each.learner, each.round, each.form, "", "", "", "", "", "absent") for each in absent]
    return write_csv(COLUMNS, rows)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f}"
