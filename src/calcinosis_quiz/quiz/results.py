"""What a session came to: points, by topic, and what was missed."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from calcinosis_quiz.quiz.session import Outcome


class Score(Struct, frozen=True):
    """Points out of the points possible, one a question."""

    points: float
    possible: int

    @property
    def share(self) -> float | None:
        """Give the points as a fraction, or None when nothing was marked."""
        return self.points / self.possible if self.possible else None


class Result(Struct, frozen=True):
    """The end of a session; what learners mark themselves is counted as answered and left out of the points."""

    answered: int
    total: Score
    by_topic: dict[str, Score]
    missed: tuple[str, ...]


def sum_up(outcomes: Sequence[Outcome]) -> Result:
    """Add up the outcomes, topics in the order in which they came up."""
    marked = [outcome for outcome in outcomes if outcome.mark.counts]
    topics = dict.fromkeys(outcome.presented.question.topic for outcome in marked)
    by_topic = {
        topic: _score(outcome for outcome in marked if outcome.presented.question.topic == topic) for topic in topics
    }
    missed = tuple(outcome.presented.question.id for outcome in marked if outcome.mark.fraction < 1)
    return Result(len(outcomes), _score(marked), by_topic, missed)


def _score(outcomes: Iterable[Outcome]) -> Score:
    fractions = [outcome.mark.fraction for outcome in outcomes]
    return Score(sum(fractions), len(fractions))
