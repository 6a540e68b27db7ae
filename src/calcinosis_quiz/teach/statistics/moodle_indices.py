"""The two indices of Moodle's quiz statistics, in percent as Moodle shows them."""

from collections.abc import Sequence

from calcinosis_quiz.teach.statistics.covariances import covary_with
from calcinosis_quiz.teach.statistics.intervals import Estimate, unknown
from calcinosis_quiz.teach.statistics.scores import ItemScores
from calcinosis_quiz.teach.statistics.standing import Standing


def find_discrimination_index(item_rest: Estimate) -> Estimate:
    """Give Moodle's discrimination index: 100 cov(x, X - x) / sqrt(var x var(X - x)), the item-rest correlation."""
    value, low, high = (
        None if each is None else 100 * each for each in (item_rest.value, item_rest.low, item_rest.high)
    )
    return Estimate(value, low, high, item_rest.n)


def find_discriminative_efficiency(item: ItemScores, standing: Standing, item_rest: Estimate) -> Estimate:
    """Give Moodle's discriminative efficiency: the discrimination reached, of all that these marks could reach.

    100 cov(x, X - x) / cov(sorted x, sorted (X - x)), as Moodle's documentation of its quiz statistics has it. The
    interval is that of the item-rest correlation on this scale: the largest covariance is taken as given.
    """
    n = item.count
    if n < 2:
        return unknown(n)
    rests: dict[float, int] = {}
    for score, tied in standing.ranked:
        for mark, learners in item.levels:
            count = (tied & learners).bit_count()
            if count:
                rests[score - mark] = rests.get(score - mark, 0) + count
    if not rests:  # no item tells learners apart, so there is nothing to compare this one with
        return unknown(n)
    centre = sum(rest * count for rest, count in rests.items()) / n
    reached = covary_with(item, standing) * (n - 1) - (item.variance or 0.0) * (n - 1)
    largest = _pair_in_order(sorted(item.counts), sorted(rests.items()), item.mean, centre)
    if largest <= 1e-12 or item_rest.value is None:
        return unknown(n)
    value = 100 * reached / largest
    if not item_rest.is_known or not item_rest.value:
        return Estimate(value, None, None, n)
    scale = value / item_rest.value
    return Estimate(value, scale * (item_rest.low or 0), scale * (item_rest.high or 0), n)


def _pair_in_order(
    marks: Sequence[tuple[float, int]], rests: Sequence[tuple[float, int]], mean: float, centre: float
) -> float:
    """Sum the products of deviations when the lowest mark goes with the lowest rest, and so on; values with counts."""
    total = 0.0
    queue = iter(rests)
    rest, left = 0.0, 0
    for mark, wanted in marks:
        while wanted:
            if not left:
                rest, left = next(queue)
            taken = min(wanted, left)
            total += taken * (mark - mean) * (rest - centre)
            wanted -= taken  # noqa: PLW2901 - counts down what is left of this mark
            left -= taken
    return total
