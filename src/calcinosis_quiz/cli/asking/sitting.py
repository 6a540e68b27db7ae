"""One sitting at a quiz: a session, and the log that it is written to."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from uuid import uuid4

import click

from calcinosis_quiz import __version__
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.history.lock import Locks
from calcinosis_quiz.history.log import AnswerLog
from calcinosis_quiz.history.recorder import Recorder, describe_session
from calcinosis_quiz.history.resume import (
    Progress,
    decline,
    find_unfinished,
    number_of,
    restore_paper,
    restore_progress,
)
from calcinosis_quiz.history.rows import SessionKind, SessionRow
from calcinosis_quiz.paths import log_file
from calcinosis_quiz.quiz.answers import Answer
from calcinosis_quiz.quiz.marking import Certainty, Policy
from calcinosis_quiz.quiz.paper import Presented, compose_paper
from calcinosis_quiz.quiz.session import Outcome, Reply, Session, Skipped


@dataclass
class Sitting:
    """A session with its recorder (None when nothing is to be written down), and what was done in it before.

    `uids` and `certainties` belong to the replies of a quiz, `answers` and `flagged` to an exam. `places` are the
    positions, on the paper that was recorded, of the questions of the session. `locks` keep other terminals out.
    """

    session: Session
    library: Library
    recorder: Recorder | None
    uids: list[str | None] = field(default_factory=list)
    certainties: dict[int, Certainty] = field(default_factory=dict)
    answers: tuple[Answer | None, ...] = ()
    flagged: frozenset[int] = frozenset()
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    seconds_allowed: int | None = None
    places: Sequence[int] | None = None
    locks: Locks | None = None

    def record(self, place: int, reply: Reply, begun: float) -> None:
        """Write down what came of a question of the session; `begun` is when it was shown, on the monotonic clock."""
        if self.recorder is None:
            return
        position = self.places[place] if self.places is not None else place
        if isinstance(reply, Outcome):
            self.recorder.answer(position, reply, milliseconds=int((time.monotonic() - begun) * 1000))
        elif isinstance(reply, Skipped):
            self.recorder.skip(position, reply.presented)


@contextmanager
def open_log(wanted: bool = True) -> Iterator[AnswerLog | None]:
    """Open the learner's log, or none; a damaged one is set aside with a word on stderr."""
    if not wanted:
        yield None
        return
    with AnswerLog(log_file(), lambda message: click.echo(message, err=True)) as log:
        yield log


def begin_sitting(
    library: Library,
    log: AnswerLog | None,
    questions: Sequence[Question],
    *,
    seed: int,
    rng: Random,
    policies: tuple[Policy, ...],
    kind: SessionKind = "quiz",
    seconds_allowed: int | None = None,
) -> Sitting:
    """Begin a new session over questions that have been drawn."""
    paper = compose_paper(questions, rng)
    session = Session(paper=paper, policies=policies)
    if log is None:
        return Sitting(session, library, None, seconds_allowed=seconds_allowed)
    row = describe_session(
        library,
        paper,
        uid=_new_uid(),
        kind=kind,
        policies=policies,
        seed=seed,
        seconds_allowed=seconds_allowed,
        program_version=__version__,
        started_at=now(),
    )
    locks = Locks(log.path)
    with locks.gate():  # nobody may find the session before it is locked
        log.append(row)
        locks.take(number_of(log, row))
    recorder = Recorder(log, library, row, now, _new_uid)
    return Sitting(session, library, recorder, started_at=row.started_at, seconds_allowed=seconds_allowed, locks=locks)


def resume_sitting(
    library: Library, log: AnswerLog, kind: SessionKind, accept: Callable[[SessionRow, int, int], bool]
) -> Sitting | None:
    """Take up again the latest session that was left before its end, if `accept` agrees; it is asked once.

    `accept` is given the session, how many questions are left, and how many there are. Left out are sessions that
    another terminal has open, that hold no answer yet, and whose questions have changed. When `accept` refuses,
    no session left so far is offered again.
    """
    locks = Locks(log.path)
    found = _take_unfinished(library, log, kind, locks)
    if found is None:
        locks.close()
        return None
    row, paper, progress, left = found
    if not accept(row, left, len(paper)):
        locks.close()
        decline_sittings(log, kind)
        return None
    replies = progress.replies if kind != "exam" else ()
    return Sitting(
        session=Session(paper=paper, policies=row.policies, replies=replies),
        library=library,
        recorder=Recorder(log, library, row, now, _new_uid, given=progress.given),
        uids=list(progress.uids),
        certainties=progress.certainties,
        answers=progress.answers,
        flagged=progress.flagged,
        started_at=row.started_at,
        seconds_allowed=row.seconds_allowed,
        locks=locks,
    )


def _take_unfinished(
    library: Library, log: AnswerLog, kind: SessionKind, locks: Locks
) -> tuple[SessionRow, tuple[Presented, ...], Progress, int] | None:
    """Find the session to go on with and lock it; its row, its paper, how far it came, and how much is left."""
    with locks.gate():
        for number, row in find_unfinished(log, kind):
            paper = restore_paper(row, library)
            if not paper or not locks.take(number):
                continue
            progress = restore_progress(log, row, paper)
            left = progress.answers.count(None) if kind == "exam" else len(paper) - len(progress.replies)
            if left < len(paper) and (left or kind == "exam"):
                return row, paper, progress, left
            locks.release(number)
    return None


def decline_sittings(log: AnswerLog, kind: SessionKind) -> None:
    """Offer none of the sessions left so far again, but for those that another terminal has open."""
    with Locks(log.path) as locks, locks.gate():
        left = [row for number, row in find_unfinished(log, kind) if locks.take(number)]
        decline(log, left, now(), iter(_new_uid, ""))


def now() -> datetime:
    """Tell the time."""
    return datetime.now(UTC)


def _new_uid() -> str:
    return uuid4().hex
