"""What to study next: due items first, then new ones, siblings apart and confusable figures side by side. Pure."""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from datetime import date
from random import Random
from typing import Final, TypeVar

from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.study.schedule import Memory, Scheduler

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
    order. Among the due ones, and among the new ones, questions on the `confusable` facts are drawn together, so that
    figures that are easily swapped meet. Two questions on one fact are kept apart where others can stand between them.
    """
    seen = [question for question in questions if question.id in memories]
    due = [question for question in seen if scheduler.due(memories[question.id]) <= today]
    due.sort(key=lambda q: (not memories[q.id].misconception, scheduler.recall(memories[q.id], today), q.id))
    unseen = [question for question in questions if question.id not in memories]
    rng.shuffle(unseen)
    unseen = unseen[: max(min(new, limit - len(due)), 0)]
    return tuple(spread([*_bring_together(due[:limit], confusable), *_bring_together(unseen, confusable)]))


def spread(questions: Sequence[Question]) -> list[Question]:
    """Order questions so that neighbours share no fact, as far as that is possible; the order is kept otherwise.

    A fact that more than half of what is left rests on has to be taken now: later there would be nothing to part it.
    """
    waiting = list(questions)
    left = Counter(fact for question in questions for fact in set(question.facts))
    spread_out: list[Question] = []
    while waiting:
        crowded = {fact for fact, count in left.most_common(1) if 2 * count > len(waiting)}
        place = _find(waiting, spread_out, crowded)
        question = waiting.pop(place)
        left.subtract(set(question.facts))
        spread_out.append(question)
    return spread_out


def _find(waiting: Sequence[Question], before: Sequence[Question], crowded: Collection[str]) -> int:
    """Find the first question that may follow, on a crowded fact where there is one; else the first of all."""
    last = set(before[-1].facts) if before else set()
    places = (i for i, question in enumerate(waiting) if last.isdisjoint(question.facts))
    if not crowded:
        return next(places, 0)
    allowed = list(places)
    urgent = (i for i in allowed if not set(crowded).isdisjoint(waiting[i].facts))
    return next(urgent, allowed[0] if allowed else 0)


def order_with_returns(
    paper: Sequence[Asked], missed: Sequence[bool], is_sibling: Callable[[Asked, Asked], bool] = lambda _a, _b: False
) -> list[Asked]:
    """Order a session so that misses come back, a few others later, until they are right or too many.

    `paper` is what was to be asked, `missed` tells for each reply so far, in the order in which it was asked, whether
    it was a miss. Taking replies back gives the order from before. Where it can, a miss comes back away from its
    siblings.
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
            waiting.insert(_find_return(waiting, current, is_sibling), current)
    return [*asked, *waiting]


def _find_return(waiting: Sequence[Asked], missed: Asked, is_sibling: Callable[[Asked, Asked], bool]) -> int:
    """Find the first place, a few others on, where a miss has no sibling beside it; else the nearest."""
    for place in range(RETURN_AFTER, len(waiting) + 1):
        if not any(is_sibling(each, missed) for each in waiting[place - 1 : place + 1]):
            return place
    return RETURN_AFTER


def _bring_together(questions: Sequence[Question], confusable: Collection[str]) -> list[Question]:
    """Move questions on confusable facts up to the first of them."""
    facts = set(confusable)
    places = [place for place, question in enumerate(questions) if not facts.isdisjoint(question.facts)]
    if not places:
        return list(questions)
    group = [questions[place] for place in places]
    rest = [question for question in questions if facts.isdisjoint(question.facts)]
    return [*rest[: places[0]], *group, *rest[places[0] :]]
