"""Which questions: filters over a library, and a draw from what they leave."""

from collections.abc import Callable, Collection, Sequence
from random import Random
from typing import Final

from msgspec import Struct

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.problems import did_you_mean
from calcinosis_quiz.bank.questions import CaseQuestion, Question
from calcinosis_quiz.errors import QuizError


class Filters(Struct, frozen=True, kw_only=True):
    """What is wanted: any of the values of one filter, and all filters at once. Empty means everything."""

    topic: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    difficulty: tuple[str, ...] = ()
    objective: tuple[str, ...] = ()
    fact: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    item: tuple[str, ...] = ()


VALUES: Final[dict[str, Callable[[Question], Collection[str]]]] = {
    "topic": lambda question: (question.topic,),
    "type": lambda question: (question.type,),
    "level": lambda question: (question.level or "",),
    "difficulty": lambda question: (question.difficulty or "",),
    "objective": lambda question: (question.objective or "",),
    "fact": lambda question: question.facts,
    "tag": lambda question: question.tags,
    "item": lambda question: (question.id, question.set_id) if isinstance(question, CaseQuestion) else (question.id,),
}
"""What a question says to each filter, "" where it says nothing."""


_MOST_NAMED: Final = 20
_IN_JSON_ALONE: Final = frozenset({"fact", "tag"})  # what the list on screen has no column for


def select(library: Library, filters: Filters) -> tuple[Question, ...]:
    """Keep the questions that all filters let through, in the order of the banks.

    Raises QuizError for a value that no question has (most likely a slip), and when nothing is left.
    """
    questions = tuple(library.questions.values())
    for name, values_of in VALUES.items():
        wanted = set(getattr(filters, name))
        known = {value for question in library.questions.values() for value in values_of(question) if value}
        for value in sorted(wanted - known):
            raise QuizError(f"No question has the {name} {value!r}.{did_you_mean(value, known) or _some(name, known)}")
        if wanted:
            questions = tuple(question for question in questions if wanted.intersection(values_of(question)))
    if not questions:
        raise QuizError("No question fits all these filters. Leave one out; `list` shows what there is.")
    return questions


def _some(name: str, known: Collection[str]) -> str:
    """Return what there is, or where it is listed."""
    if not known:
        return f" None of these has a {name}: leave --{name} out."
    if len(known) <= _MOST_NAMED:
        return f" There are: {', '.join(sorted(known))}."
    command = f"calcinosis-quiz list{' --json' if name in _IN_JSON_ALONE else ''}"
    return f" There are {len(known)}, such as {min(known)}: `{command}` shows them."


def draw(questions: Sequence[Question], count: int | None, rng: Random) -> tuple[Question, ...]:
    """Draw questions without repeats, in a random order; cases of one set stay together."""
    drawn = list(questions)
    rng.shuffle(drawn)
    drawn = drawn[: count if count is not None else len(drawn)]
    first: dict[str, int] = {}
    for i, question in enumerate(drawn):
        if isinstance(question, CaseQuestion):
            first.setdefault(question.set_id, i)

    def place(numbered: tuple[int, Question]) -> tuple[int, int]:
        i, question = numbered
        return (first[question.set_id], i) if isinstance(question, CaseQuestion) else (i, i)

    return tuple(question for _, question in sorted(enumerate(drawn), key=place))


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
    left = tuple(q for q in questions if (library.bank_of(q.id).bank.bank, q.id) not in names)
    if not left:
        raise QuizError("All of these questions are suspended. `calcinosis-quiz suspend` lists them.")
    return left
