"""The answer sheet of one session: the questions, what was given so far, and the log that it is written to."""

import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from msgspec import Struct, field

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.log.lock import Locks
from calcinosis_quiz.log.recorder import Recorder
from calcinosis_quiz.log.rows import Rating
from calcinosis_quiz.quiz.answers import Answer
from calcinosis_quiz.quiz.marking import Certainty
from calcinosis_quiz.quiz.presentation import Presented
from calcinosis_quiz.quiz.results import Degree, calibrate
from calcinosis_quiz.quiz.session import Outcome, Reply, Session, Skipped


class AnswerSheet(Struct):
    """A session with its recorder (None when nothing is to be written down), and what was done in it before.

    `uids`, `certainties`, `milliseconds` and `ratings` (those that the learner chose) belong to the answers, by their
    place in the session; `answers` and `flagged` are those of an exam that is taken up again. `places` are the
    positions, on the paper that was recorded, of the questions of the session. `locks` keep other terminals out. `seed`
    draws the same questions again, `again` is the whole command that does so.
    """

    session: Session
    banks: Library
    recorder: Recorder | None
    uids: dict[int, str] = field(default_factory=dict)
    certainties: dict[int, Certainty] = field(default_factory=dict)
    milliseconds: dict[int, int] = field(default_factory=dict)
    ratings: dict[int, Rating] = field(default_factory=dict)
    answers: tuple[Answer | None, ...] = ()
    flagged: frozenset[int] = frozenset()
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    seconds_allowed: int | None = None
    places: Sequence[int] | None = None
    locks: Locks | None = None
    seed: int | None = None
    again: str | None = None

    def record(
        self,
        place: int,
        reply: Reply,
        begun: float,
        certainty: Certainty | None = None,
        *,
        rating: Rating | None = None,
    ) -> None:
        """Write down what came of a question; `begun` is when it was shown, on the monotonic clock.

        On return it is on disk. What was written down for the place before is taken back.
        """
        position = self._position(place)
        if isinstance(reply, Outcome):
            milliseconds = int((time.monotonic() - begun) * 1000)
            self._keep(position, reply, certainty, milliseconds, rating=rating)
        elif isinstance(reply, Skipped) and self.recorder:
            self.recorder.skip(position, reply.presented)

    def amend(self, place: int, outcome: Outcome, *, rating: Rating | None = None) -> None:
        """Write an answer down anew, with the certainty and the time that it had."""
        position = self._position(place)
        self._keep(position, outcome, self.certainties.get(position), self.milliseconds.get(position), rating=rating)

    def take_back(self, place: int) -> None:
        """Take back the answer to a question, or that it was passed over."""
        position = self._position(place)
        uid = self.uids.pop(position, None)
        self.certainties.pop(position, None)
        self.milliseconds.pop(position, None)
        self.ratings.pop(position, None)
        if self.recorder:
            self.recorder.undo(position, uid)

    def flag(self, presented: Presented, reason: str) -> None:
        """Flag an item, with the learner's reason."""
        if self.recorder:
            self.recorder.flag(presented.question.id, reason)

    def flag_place(self, place: int, wanted: bool) -> None:
        """Flag a question of an exam to come back to, or take the flag away."""
        if self.recorder:
            self.recorder.flag_place(self._position(place), wanted)

    def finish(self) -> None:
        """Close the session: it is not offered again."""
        if self.recorder:
            self.recorder.finish()

    def seconds_left(self) -> float | None:
        """Return the seconds left, None without a limit; the clock goes on while the terminal is closed."""
        if self.seconds_allowed is None:
            return None
        end = self.started_at + timedelta(seconds=self.seconds_allowed)
        return (end - datetime.now(UTC)).total_seconds()

    def calibrate(self, outcomes: Iterable[tuple[int, Outcome]]) -> tuple[Degree, ...]:
        """Hold the certainty that was stated against what came of it; `outcomes` are paired with their places."""
        stated = [(self.certainties.get(self._position(place)), outcome) for place, outcome in outcomes]
        return calibrate((certainty, outcome.mark.fraction) for certainty, outcome in stated if certainty)

    def _position(self, place: int) -> int:
        return self.places[place] if self.places is not None else place

    def _keep(
        self,
        position: int,
        outcome: Outcome,
        certainty: Certainty | None,
        milliseconds: int | None,
        *,
        rating: Rating | None,
    ) -> None:
        if self.recorder:
            self.uids[position] = self.recorder.answer(position, outcome, certainty, milliseconds, rating=rating)
        self.certainties.pop(position, None)
        if certainty:
            self.certainties[position] = certainty
        self.ratings.pop(position, None)
        if rating:
            self.ratings[position] = rating
        self.milliseconds[position] = milliseconds or 0
