"""The rows of the log as values."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Final, Literal

from msgspec import Struct, json

from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.log.errors import LogError, describe_damage
from calcinosis_quiz.quiz.answers import Answer
from calcinosis_quiz.quiz.marking import Certainty, Policy

SessionKind = Literal["quiz", "exam", "study"]
EventKind = Literal["skip", "undo", "finish", "flag", "unflag", "suspend", "unsuspend", "re-mark"]
Rating = Literal[1, 2, 3, 4]
"""How well an item was recalled: 1 again, 2 hard, 3 good, 4 easy."""
ReviewRating = Literal[0, Rating]
"""The rating of a review in another program; 0 where the learner has reset the card, which is new from there on."""
RESET: Final[ReviewRating] = 0
RATING_POLICY: Final = 1
"""Version of the rule from mark to rating. It stands in every answer of the log, and a newer one replays the log."""


class Sheet(Struct, frozen=True):
    """One question of a paper: which, with what content, in which order shown."""

    item: str
    bank: str
    hash: str
    order: tuple[int, ...]


class SessionRow(Struct, frozen=True, kw_only=True):
    """A session as it was begun."""

    uid: str
    kind: SessionKind
    paper: tuple[Sheet, ...]
    policies: tuple[Policy, ...] = ()
    seed: int | None = None
    seconds_allowed: int | None = None
    program_version: str
    started_at: datetime


class AnswerRow(Struct, frozen=True, kw_only=True):
    """An answer as it was given and marked.

    `rating` is the one that the learner chose, None where the mark decides. `easy` stands for the rating 4 in answers
    of before there was a choice.
    """

    uid: str
    session_uid: str
    position: int
    bank: str
    item: str
    content_hash: str
    shown_order: tuple[int, ...]
    parts: tuple[str, ...] = ()
    answer: Answer
    fraction: float
    policy: Policy
    certainty: Certainty | None = None
    easy: bool = False
    milliseconds: int | None = None
    rating_policy: int = 1
    origin: str = "terminal"
    answered_at: datetime
    rating: Rating | None = None


class EventRow(Struct, frozen=True, kw_only=True):
    """Anything else that happened; what a kind needs is set, the rest is None."""

    uid: str
    kind: EventKind
    session_uid: str | None = None
    answer_uid: str | None = None
    position: int | None = None
    bank: str | None = None
    item: str | None = None
    reason: str | None = None
    fraction: float | None = None
    policy: Policy | None = None
    content_hash: str | None = None
    at: datetime


class ReviewRow(Struct, frozen=True, kw_only=True):
    """A review made in another program, where the learner rates the answer: it has a rating and no mark."""

    uid: str
    bank: str
    item: str
    rating: ReviewRating
    milliseconds: int | None = None
    origin: str
    reviewed_at: datetime


Row = SessionRow | AnswerRow | EventRow | ReviewRow


def hash_question(question: Question) -> str:
    """Return 16 hex digits that change whenever anything about a question changes."""
    return sha256(json.encode(question, order="deterministic")).hexdigest()[:16]


def read_time(text: str) -> datetime:
    """Read a moment of the log; raises LogError where a damaged row holds something else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise LogError(f"A row cannot be read: {describe_damage(error)}") from error
    if moment.tzinfo is None:
        raise LogError(f"A row cannot be read: {describe_damage(f'a moment without a time zone: {text!r}')}")
    return moment


def write_time(moment: datetime) -> str:
    """Write a moment as UTC with milliseconds; raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
