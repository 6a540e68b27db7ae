"""Which of the questions that fit the filters can be asked."""

from collections.abc import Sequence

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.errors import QuizError


def without_open(questions: Sequence[Question]) -> tuple[Question, ...]:
    """Leave out what learners mark themselves; raises QuizError when nothing else is there."""
    marked = tuple(question for question in questions if question.type != "open")
    if not marked:
        raise QuizError("Open questions are marked by yourself, so an exam cannot hold them. Choose other types.")
    return marked


def without_suspended(
    questions: Sequence[Question], library: Library, names: frozenset[tuple[str, str]]
) -> tuple[Question, ...]:
    """Leave out what the learner suspended; raises QuizError when nothing is left."""
    left = tuple(q for q in questions if (library.shelf_of(q.id).bank.bank, q.id) not in names)
    if not left:
        raise QuizError("All of these questions are suspended. `calcinosis-quiz suspend` lists them.")
    return left
