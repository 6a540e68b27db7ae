"""How far the marks of a platform can be from ours: the largest difference over all answers to a question."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from calcinosis_quiz.bank.items import MultipleResponse, Ordering
from calcinosis_quiz.quiz.answers import Arrangement, Chosen
from calcinosis_quiz.quiz.marking import Policy, longest_ordered, mark

Order = tuple[int, ...]


def by_canvas_rule(question: MultipleResponse, policies: Sequence[Policy]) -> float:
    """Compare with Canvas's own rule for several answers, which is our `plus-minus`.

    Both marks rest on how many correct and wrong options were chosen, so one selection of each kind is enough.
    """
    right = [i for i, option in enumerate(question.options) if option.correct]
    wrong = [i for i, option in enumerate(question.options) if not option.correct]
    selections = [
        Chosen(frozenset([*right[:hits], *wrong[:slips]]))
        for hits in range(len(right) + 1)
        for slips in range(len(wrong) + 1)
    ]
    return max(
        abs(mark(question, chosen, policies).fraction - mark(question, chosen, ("plus-minus",)).fraction)
        for chosen in selections
    )


def by_place(question: Ordering, policies: Sequence[Policy]) -> float:
    """Compare with a platform where each entry in its place earns its share."""
    return _largest(question, policies, lambda order: sum(i == entry for i, entry in enumerate(order)) / len(order))


def by_longest_run(question: Ordering, policies: Sequence[Policy]) -> float:
    """Compare with Moodle's "longest ordered subset": L/n for L of n entries in the right order, 0 for one alone."""
    return _largest(question, policies, earn_by_longest_run)


def earn_by_longest_run(order: Order) -> float:
    """Return what Moodle's own ordering type gives for an order, its entries numbered in the right order."""
    longest = len(longest_ordered(order))
    return longest / len(order) if longest > 1 else 0.0


def _largest(question: Ordering, policies: Sequence[Policy], theirs: Callable[[Order], float]) -> float:
    return max(
        abs(theirs(order) - mark(question, Arrangement(order), policies).fraction)
        for order in telling_orders(len(question.entries))
    )


def telling_orders(count: int) -> Iterator[Order]:
    """List the orders among which the largest difference is found, since there are too many to try them all.

    * Blocks of nearly equal length, each reversed: for a given longest run, the most pairs in the right order
      (each of L falling sequences of m entries reverses at least m(m - 1)/2 pairs). Blocks of two leave no entry in
      its place; of an odd number, one stays.
    * A run in the middle and all around it reversed: for a given longest run, the fewest pairs in the right order;
      where both sides are equally long, the run is in its place. A run of all but one has no entry in its place.
    * Two neighbours swapped: nearly all entries in their places.
    """
    everything = tuple(range(count))
    yield everything
    for blocks in range(1, count + 1):
        cuts = [count * i // blocks for i in range(blocks + 1)]
        yield tuple(entry for start, end in pairwise(cuts) for entry in reversed(range(start, end)))
    for length in range(2, count):
        start = (count - length) // 2
        run = everything[start : start + length]
        yield (*reversed(everything[start + length :]), *run, *reversed(everything[:start]))
    yield (1, 0, *everything[2:])
    if count > 2 and count % 2:  # swapped neighbours and one ring of three: no entry in its place
        yield (1, 2, 0, *(i + 1 if i % 2 else i - 1 for i in range(3, count)))
