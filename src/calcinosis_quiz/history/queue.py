"""What to study next: due items first, then new ones, siblings apart and confusable figures side by side. Pure."""

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from datetime import date
from random import Random
from typing import Final, TypeVar

from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.history.schedule import Memory, Scheduler

RETURN_AFTER: Final = 4  # other questions, until a miss comes back in the same session
RETURNS_AT_MOST: Final = 3  # then it has to wait for another day
Asked = TypeVar("Asked", bound=Hashable)


def build_queue(
    questions: Sequence[Question],
    memories: Mapping[str, Memory],
    scheduler: Scheduler,
    today: date,
    *,
    limit: int,
    new: int,
    rng: Random,
    confusable: Collection[str] = (),
) -> tuple[Question, ...]:
    """Choose and order the questions of a session.

    Due ones come first: misconceptions, then the most forgotten. At most `new` unseen ones follow, in a random
    order. Two questions on one fact are kept apart where others can stand between them; questions on the
    `confusable` facts are drawn together, so that figures that are easily swapped meet.
    """
    seen = [question for question in questions if question.id in memories]
    due = [question for question in seen if scheduler.due(memories[question.id]) <= today]
    due.sort(key=lambda q: (not memories[q.id].misconception, scheduler.recall(memories[q.id], today), q.id))
    unseen = [question for question in questions if question.id not in memories]
    rng.shuffle(unseen)
    chosen = [*due[:limit], *unseen[: max(min(new, limit - len(due)), 0)]]
    return tuple(spread(_bring_together(chosen, confusable)))


def spread(questions: Sequence[Question]) -> list[Question]:
    """Order questions so that neighbours share no fact, as far as that is possible; the order is kept otherwise."""
    waiting = list(questions)
    spread_out: list[Question] = []
    while waiting:
        last = set(spread_out[-1].facts) if spread_out else set()
        place = next((i for i, question in enumerate(waiting) if not last.intersection(question.facts)), 0)
        spread_out.append(waiting.pop(place))
    return spread_out


def order_with_returns(paper: Sequence[Asked], missed: Sequence[bool]) -> list[Asked]:
    """Order a session so that misses come back, a few others later, until they are right or too many.

    `paper` is what was to be asked, `missed` tells for each reply so far, in the order in which it was asked, whether
    it was a miss. Taking replies back gives the order from before.
    """
    asked: list[Asked] = []
    waiting = list(paper)
    returns: Counter[Asked] = Counter()
    for is_miss in missed:
        if not waiting:
            break
        current = waiting.pop(0)
        asked.append(current)
        if is_miss and returns[current] < RETURNS_AT_MOST:
            returns[current] += 1
            waiting.insert(RETURN_AFTER, current)
    return [*asked, *waiting]


def _bring_together(questions: Sequence[Question], confusable: Collection[str]) -> list[Question]:
    """Move questions on confusable facts up to the first of them."""
    facts = set(confusable)
    group = [question for question in questions if facts.intersection(question.facts)]
    if not group:
        return list(questions)
    first = questions.index(group[0])
    rest = [question for question in questions if question not in group]
    return [*rest[:first], *group, *rest[first:]]
