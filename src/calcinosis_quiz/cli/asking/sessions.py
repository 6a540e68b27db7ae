"""Sessions and the log: a session is begun, taken up again, or closed for good."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from uuid import uuid4

import click
from msgspec import Struct

from calcinosis_quiz import __version__
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.cli.answer_sheet import AnswerSheet
from calcinosis_quiz.files import close_to_others
from calcinosis_quiz.log.copies import remove, rescues_of
from calcinosis_quiz.log.lock import Locks
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.recorder import Recorder, describe_session
from calcinosis_quiz.log.resume import (
    Progress,
    decline,
    find_unfinished,
    number_of,
    restore_paper,
    restore_progress,
)
from calcinosis_quiz.log.rows import AnswerRow, SessionKind, SessionRow
from calcinosis_quiz.paths import log_file, own_data_folder
from calcinosis_quiz.quiz.marking import Policy
from calcinosis_quiz.quiz.presentation import Presented, compose_paper
from calcinosis_quiz.quiz.session import Session


@contextmanager
def open_log(wanted: bool = True) -> Iterator[AnswerLog | None]:
    """Open the learner's log, or none."""
    if not wanted:
        yield None
        return
    with open_learner_log() as log:
        yield log


@contextmanager
def open_learner_log() -> Iterator[AnswerLog]:
    """Open the learner's log; what must be known about its file is said on stderr, and rescued answers are offered."""
    with AnswerLog(log_file(), _say) as log:
        folder = own_data_folder()
        if folder is not None and close_to_others(folder):
            _say(f"{folder} could be entered by other users of this machine. Now only you can enter it.")
        for rescue in rescues_of(log.path):
            _offer_rescued(log, rescue)
        yield log


def _offer_rescued(log: AnswerLog, rescue: Path) -> None:
    found = f"Answers that were given while the log was out of reach are in {rescue}."
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        _say(f"{found} `calcinosis-quiz history import {rescue}` adds them.")
    elif click.confirm(f"{found} Add them to the log?", default=True, err=True):
        added = merge_copy(log, rescue)
        _say(f"{added} rows added.")


def merge_copy(log: AnswerLog, copy: Path) -> int:
    """Add what can be read of a copy of this log, remove the copy of a rescue that was read whole; return the count."""
    from calcinosis_quiz.log.repair import examine  # a start without such a file needs none of it

    found = examine(copy)
    added, _ = log.merge(found.rows, imported=found.imported)
    if found.is_sound and copy in rescues_of(log.path):
        remove(copy)
    return added


def _say(message: str) -> None:
    click.echo(message, err=True)


def begin_session(
    library: Library,
    log: AnswerLog | None,
    questions: Sequence[Question],
    *,
    seed: int,
    rng: Random,
    policies: tuple[Policy, ...],
    kind: SessionKind = "quiz",
    seconds_allowed: int | None = None,
) -> AnswerSheet:
    """Begin a new session over questions that have been drawn."""
    paper = compose_paper(questions, rng)
    session = Session(paper=paper, policies=policies)
    if log is None:
        return AnswerSheet(session, library, None, seconds_allowed=seconds_allowed, seed=seed)
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
    return AnswerSheet(
        session,
        library,
        recorder,
        started_at=row.started_at,
        seconds_allowed=seconds_allowed,
        locks=locks,
        seed=seed if kind != "study" else None,  # what is due tomorrow does not follow from it
    )


class Offer(Struct, frozen=True):
    """A session that can be taken up again: how many of its questions are left, and the seconds on its clock."""

    session: SessionRow
    left: int
    of: int
    seconds_left: float | None


def resume_session(
    library: Library, log: AnswerLog, kind: SessionKind, accept: Callable[[Offer], bool]
) -> AnswerSheet | None:
    """Take up again the latest session that was left before its end, if `accept` agrees; it is asked once.

    Left out are sessions that another terminal has open, quizzes without an answer, and sessions whose questions have
    changed. When `accept` refuses, no session left so far is offered again.
    """
    locks = Locks(log.path)
    found = _take_unfinished(library, log, kind, locks)
    if found is None:
        locks.close()
        return None
    row, paper, progress, left = found
    passed = (now() - row.started_at).total_seconds()
    seconds = None if row.seconds_allowed is None else row.seconds_allowed - passed
    if not accept(Offer(row, left, len(paper), seconds)):
        locks.close()
        decline_sessions(log, kind)
        return None
    replies = progress.replies if kind != "exam" else ()
    return AnswerSheet(
        session=Session(paper=paper, policies=row.policies, replies=replies),
        banks=library,
        recorder=Recorder(log, library, row, now, _new_uid, given=progress.given),
        uids=dict(progress.given),
        certainties=dict(progress.certainties),
        milliseconds=_times(log, row, progress),
        answers=progress.answers,
        flagged=progress.flagged,
        started_at=row.started_at,
        seconds_allowed=row.seconds_allowed,
        locks=locks,
        seed=row.seed,
    )


def _times(log: AnswerLog, session: SessionRow, progress: Progress) -> dict[int, int]:
    standing = set(progress.given.values())
    rows = log.read(AnswerRow, "session_uid = ?", (session.uid,))
    return {row.position: row.milliseconds or 0 for row in rows if row.uid in standing}


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
            if kind == "exam" or 0 < left < len(paper):
                return row, paper, progress, left
            locks.release(number)
    return None


def is_open_elsewhere(log: AnswerLog, kind: SessionKind) -> bool:
    """Return whether another terminal has a session of a kind open."""
    with Locks(log.path) as locks, locks.gate():
        for number, _ in find_unfinished(log, kind):
            if not locks.take(number):
                return True
            locks.release(number)
    return False


def decline_sessions(log: AnswerLog, kind: SessionKind) -> None:
    """Offer none of the sessions left so far again, but for those that another terminal has open."""
    with Locks(log.path) as locks, locks.gate():
        left = [row for number, row in find_unfinished(log, kind) if locks.take(number)]
        decline(log, left, now(), iter(_new_uid, ""))


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def _new_uid() -> str:
    return uuid4().hex
