"""A class that answers a form on paper, and a teacher who types its answers in."""

import csv
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from random import Random

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.quiz.answers import key_of
from calcinosis_quiz.quiz.presentation import Presented, write_answer


def type_answers(
    folder: Path, form: str, learners: dict[str, str], answer: Callable[[str, int, Presented], str], library: Library
) -> Path:
    """Fill the prepared table of a form: learner to round, and what each writes under which number."""
    path = folder / f"form-{form}-answers.csv"
    header, prepared = csv.reader(path.read_text(encoding="utf-8").splitlines())
    about = dict(zip(header, prepared, strict=True))
    rows = [
        [{"learner": learner, "round": name}.get(column) or about[column] for column in header[:4]]
        + [answer(learner, number, each) for number, each in enumerate(paper_of(folder, form, library), 1)]
        for learner, name in learners.items()
    ]
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


def paper_of(folder: Path, form: str, library: Library) -> list[Presented]:
    """Read a form as it lies before a learner."""
    record = json.loads((folder / f"form-{form}.json").read_text(encoding="utf-8"))
    return [Presented(library.questions[item["item"]], tuple(item["order"])) for item in record["items"]]


def answer_with(skill: Callable[[str], float], seed: int) -> Callable[[str, int, Presented], str]:
    """Answer as often right as the learner's skill says, else whatever a wrong answer looks like."""
    rng = Random(seed)  # noqa: S311 - a class, not a secret

    def answer(learner: str, _number: int, presented: Presented) -> str:
        right = write_answer(presented, key_of(presented.question))
        if presented.question.type == "true-false":
            right = "T" if right == "true" else "F"
        if rng.random() < skill(learner):
            return right
        match presented.question.type:
            case "true-false":
                return "F" if right == "T" else "T"
            case "single-best-answer" | "extended-matching" | "multiple-response":
                return rng.choice([letter for letter, _ in presented.choices if letter not in right])
            case "numeric":
                return "3"
            case "cloze":
                return "; ".join(["bone"] * (right.count(";") + 1))
            case "ordering":
                return " ".join(letter for letter, _ in presented.choices)
            case "matching":
                return " ".join(f"{i}A" for i in range(1, len(presented.question.pairs) + 1))  # type: ignore[union-attr]  # matching has pairs
            case _:
                return "bone"

    return answer
