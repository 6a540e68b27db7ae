"""What to study next: due items first, then new ones; siblings (items on one fact) apart, misses again later. Pure."""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from datetime import date
from random import Random
from typing import Final, TypeVar

from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.study.schedule import Memory, Scheduler

RETURN_AFTER: Final = (3, 8)
"""How many other questions come, at least, before a miss returns in the same session: the first time, the second time.

After that it waits for another day.
"""
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
    reviews: int | None = None,
    confusable: Collection[str] = (),
    introduced: Collection[str] | None = (),
) -> tuple[Question, ...]:
    """Choose and order the questions of a session: at most `limit`, of them at most `new` unseen and `reviews` due.

    Due ones come first: misconceptions, then those with the lowest chance of recall. Unseen ones follow in a random
    order. No two of them rest on one fact, and none on a fact of `introduced`, the facts of what was new today already
    (None leaves this rule out); those without a fact of a due one are preferred. Among the due ones, and among the new
    ones, questions on the `confusable` facts are drawn together, so that figures that are easily swapped meet. Two
    questions on one fact are kept apart where others can stand between them.
    """
    seen = [question for question in questions if question.id in memories]
    due = [question for question in seen if scheduler.due(memories[question.id]) <= today]
    due.sort(key=lambda q: (not memories[q.id].misconception, scheduler.recall(memories[q.id], today), q.id))
    unseen = [question for question in questions if question.id not in memories]
    rng.shuffle(unseen)
    due = due[: limit if reviews is None else min(limit, reviews)]
    if introduced is not None:
        of_due = {fact for question in due for fact in question.facts}
        unseen.sort(key=lambda question: not of_due.isdisjoint(question.facts))
        unseen = _without_siblings(unseen, introduced)
    unseen = unseen[: max(min(new, limit - len(due)), 0)]
    return tuple(spread([*_bring_together(due, confusable), *_bring_together(unseen, confusable)]))


def _without_siblings(questions: Sequence[Question], introduced: Collection[str]) -> list[Question]:
    """Keep, of the questions on one fact, the first, and none on a fact that is taken already."""
    taken = set(introduced)
    kept = []
    for question in questions:
        if taken.isdisjoint(question.facts):
            taken.update(question.facts)
            kept.append(question)
    return kept


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
    """Order a session so that a miss returns after some others, twice at most.

    `paper` is what was to be asked, `missed` says for each reply so far, in the order in which it was asked, whether
    it was a miss. Taking replies back gives the order from before. Where it can, a miss comes back away from its
    siblings. When fewer others are left than `RETURN_AFTER` wants, it returns at the end; when there are none, it does
    not return.
    """
    asked: list[Asked] = []
    waiting = list(paper)
    returns: Counter[Asked] = Counter()
    for is_miss in missed:
        if not waiting:
            break
        current = waiting.pop(0)
        asked.append(current)
        if is_miss and waiting and returns[current] < len(RETURN_AFTER):
            waiting.insert(_find_return(waiting, current, RETURN_AFTER[returns[current]], is_sibling), current)
            returns[current] += 1
    return [*asked, *waiting]


def _find_return(
    waiting: Sequence[Asked], missed: Asked, others: int, is_sibling: Callable[[Asked, Asked], bool]
) -> int:
    """Return the first place after so many others where a miss has no sibling beside it; else the nearest."""
    for place in range(others, len(waiting) + 1):
        if not any(is_sibling(each, missed) for each in waiting[place - 1 : place + 1]):
            return place
    return others


def _bring_together(questions: Sequence[Question], confusable: Collection[str]) -> list[Question]:
    """Move questions on confusable facts up to the first of them."""
    facts = set(confusable)
    places = [place for place, question in enumerate(questions) if not facts.isdisjoint(question.facts)]
    if not places:
        return list(questions)
    group = [questions[place] for place in places]
    rest = [question for question in questions if facts.isdisjoint(question.facts)]
    return [*rest[: places[0]], *group, *rest[places[0] :]]
