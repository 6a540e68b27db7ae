"""What is still to be asked on a study day, within the limits that a learner can live with. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from random import Random

from msgspec import Struct

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.study.attempts import ItemName
from calcinosis_quiz.study.progress import match_states
from calcinosis_quiz.study.queue import build_queue
from calcinosis_quiz.study.schedule import Scheduler
from calcinosis_quiz.study.snapshot import ItemState


class DailyLimits(Struct, frozen=True):
    """How many new items, and how many that were seen before, are asked on one study day at most."""

    new: int = 10
    reviews: int = 100


class SessionLimits(Struct, frozen=True):
    """What a learner wants for one session, in place of what is left of the day; None leaves it to the day.

    With `any_siblings`, items may be new together although they rest on one fact: the learner has named them.
    """

    new: int | None = None
    questions: int | None = None
    any_siblings: bool = False


class Day(Struct, frozen=True):
    """The questions to ask now, in order, how many of them are reviews, and how many due ones the limit holds back."""

    questions: tuple[Question, ...]
    reviews: int
    held_back: int

    @property
    def new(self) -> int:
        """Return how many of the questions are new."""
        return len(self.questions) - self.reviews


class Done(Struct, frozen=True):
    """How many items were new on a study day, and how many were asked that had been seen before."""

    new: int
    reviews: int


def count_done(states: Iterable[ItemState], today: date) -> Done:
    """Count what was done on a study day, in whatever session or program."""
    asked = [state for state in states if state.memory.last_day == today]
    new = sum(state.first_day == today for state in asked)
    return Done(new, len(asked) - new)


def plan_day(
    library: Library,
    questions: Sequence[Question],
    states: Mapping[ItemName, ItemState],
    scheduler: Scheduler,
    today: date,
    *,
    limits: DailyLimits,
    rng: Random,
    session: SessionLimits | None = None,
) -> Day:
    """Choose, of the questions, those that are due, and new ones; `states` are all that the learner has.

    What was done today already counts towards the daily limits, in whatever session.
    """
    session = session or SessionLimits()
    done = count_done(states.values(), today)
    known = match_states(library, states)
    memories = {name: state.memory for name, state in known.items()}
    new = session.new if session.new is not None else max(limits.new - done.new, 0)
    reviews = session.questions if session.questions is not None else max(limits.reviews - done.reviews, 0)
    due = sum(question.id in memories and scheduler.due(memories[question.id]) <= today for question in questions)
    queue = build_queue(
        questions,
        memories,
        scheduler,
        today,
        limit=session.questions if session.questions is not None else reviews + new,
        new=new,
        reviews=reviews,
        rng=rng,
        confusable=[fact for loaded in library.banks if loaded.ledger for fact in loaded.ledger.confusable],
        introduced=None if session.any_siblings else _facts_new_today(library, known, today),
    )
    asked = sum(question.id in memories for question in queue)
    return Day(queue, asked, due - asked)


def _facts_new_today(library: Library, known: Mapping[str, ItemState], today: date) -> Collection[str]:
    return {fact for name, state in known.items() if state.first_day == today for fact in library.questions[name].facts}
