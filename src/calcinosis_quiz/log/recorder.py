"""Writing down a session as it happens."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.rows import (
    RATING_POLICY,
    AnswerRow,
    EventKind,
    EventRow,
    Rating,
    SessionKind,
    SessionRow,
    Sheet,
    hash_question,
)
from calcinosis_quiz.quiz.marking import Certainty, Policy
from calcinosis_quiz.quiz.presentation import Presented
from calcinosis_quiz.quiz.remap import digest_parts
from calcinosis_quiz.quiz.session import Outcome

_NONE: Final[Mapping[int, str]] = MappingProxyType({})


class Recorder:
    """Appends what happens in one session; each method returns when it is on disk."""

    def __init__(
        self,
        log: AnswerLog,
        library: Library,
        session: SessionRow,
        now: Callable[[], datetime],
        new_uid: Callable[[], str],
        *,
        given: Mapping[int, str] = _NONE,
    ) -> None:
        """Record into a session that stands in the log; `now` and `new_uid` are the clock and the source of names.

        `given` names the answers that stand already, by position.
        """
        self.session = session
        self._given = dict(given)
        self._log, self._library, self._now, self._new_uid = log, library, now, new_uid

    def answer(
        self,
        position: int,
        outcome: Outcome,
        certainty: Certainty | None = None,
        milliseconds: int | None = None,
        rating: Rating | None = None,
    ) -> str:
        """Write down an answer, in place of an earlier one to the same question; return its name in the log."""
        question = outcome.presented.question
        row = AnswerRow(
            uid=self._new_uid(),
            session_uid=self.session.uid,
            position=position,
            bank=self._library.bank_of(question.id).bank.bank,
            item=question.id,
            content_hash=hash_question(question),
            shown_order=outcome.presented.order,
            parts=digest_parts(question),
            answer=outcome.answer,
            fraction=outcome.mark.fraction,
            policy=outcome.mark.policy,
            certainty=certainty,
            rating=rating,
            milliseconds=milliseconds,
            rating_policy=RATING_POLICY,
            answered_at=self._now(),
        )
        earlier = self._given.get(position)
        self._log.append(*([self._describe("undo", position, answer_uid=earlier)] if earlier else []), row)
        self._given[position] = row.uid
        return row.uid

    def skip(self, position: int, presented: Presented) -> None:
        """Write down that a question was passed over."""
        self._log.append(self._describe("skip", position, item=presented.question.id))

    def undo(self, position: int, answer_uid: str | None) -> None:
        """Take back an answer, or a skip where there is no answer."""
        self._log.append(self._describe("undo", position, answer_uid=answer_uid))
        self._given.pop(position, None)

    def flag(self, item: str, reason: str) -> None:
        """Flag an item, with the learner's reason."""
        self._log.append(self._describe("flag", item=item, reason=reason or None))

    def flag_place(self, position: int, wanted: bool) -> None:
        """Flag a question of an exam to come back to, or take the flag away; this says nothing about the item."""
        self._log.append(self._describe("flag" if wanted else "unflag", position))

    def finish(self) -> None:
        """Close the session: it will not be offered again."""
        self._log.append(self._describe("finish"))

    def _describe(
        self,
        kind: EventKind,
        position: int | None = None,
        item: str | None = None,
        answer_uid: str | None = None,
        reason: str | None = None,
    ) -> EventRow:
        bank = self._library.bank_of(item).bank.bank if item else None
        return EventRow(
            uid=self._new_uid(),
            kind=kind,
            session_uid=self.session.uid,
            answer_uid=answer_uid,
            position=position,
            bank=bank,
            item=item,
            reason=reason,
            at=self._now(),
        )


def describe_session(
    library: Library,
    paper: Sequence[Presented],
    *,
    uid: str,
    kind: SessionKind,
    policies: tuple[Policy, ...],
    seed: int | None,
    seconds_allowed: int | None,
    program_version: str,
    started_at: datetime,
) -> SessionRow:
    """Describe a paper so that the very same one can be put together again."""
    sheets = tuple(
        Sheet(
            item=presented.question.id,
            bank=library.bank_of(presented.question.id).bank.bank,
            hash=hash_question(presented.question),
            order=presented.order,
        )
        for presented in paper
    )
    return SessionRow(
        uid=uid,
        kind=kind,
        paper=sheets,
        policies=policies,
        seed=seed,
        seconds_allowed=seconds_allowed,
        program_version=program_version,
        started_at=started_at,
    )
