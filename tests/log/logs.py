"""Generated rows, and logs to write them to."""

from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import get_args

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.recorder import Recorder, describe_session
from calcinosis_quiz.log.rows import (
    AnswerRow,
    EventKind,
    EventRow,
    Rating,
    ReviewRating,
    ReviewRow,
    Row,
    SessionKind,
    SessionRow,
    Sheet,
)
from calcinosis_quiz.quiz.answers import Arrangement, Chosen, Pairing, Quantity, SelfMark, Texts, Truth
from calcinosis_quiz.quiz.marking import Certainty, Policy
from calcinosis_quiz.quiz.presentation import Presented

settings.register_profile(
    "calcinosis-quiz-history",
    derandomize=True,
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("calcinosis-quiz-history")

IN_MEMORY = Path(":memory:")
START = datetime(2026, 1, 5, 8, tzinfo=UTC)

HOSTILE = st.sampled_from(
    [
        "=1+1",
        "+cmd",
        "-2",
        "@sum",
        "a,b",
        'say "no"',
        "one\r\ntwo",
        "\u2028",
        "\x85",
        "\x00",
        "'",
        '"',
        "\ufeffx",
        "row,",
    ]
)
TEXTS = HOSTILE | st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6)
NUMBERS = st.integers(0, 1000) | st.just(1000)
PLACES = st.integers(0, 25)
MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2199, 12, 31), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)
POLICIES = st.sampled_from(get_args(Policy))
FRACTIONS = st.floats(0, 1)
ANSWERS = st.one_of(
    st.builds(Chosen, st.frozensets(PLACES)),
    st.builds(Truth, st.booleans()),
    st.builds(Texts, st.lists(TEXTS, max_size=3).map(tuple)),
    st.builds(Quantity, st.decimals(allow_nan=False, allow_infinity=False)),
    st.builds(Arrangement, st.lists(PLACES, max_size=4).map(tuple)),
    st.builds(Pairing, st.lists(PLACES, max_size=4).map(tuple)),
    st.builds(SelfMark, TEXTS, st.frozensets(PLACES)),
)
SHEETS = st.builds(Sheet, item=NAMES, bank=NAMES, hash=NAMES, order=st.lists(PLACES, max_size=4).map(tuple))
SESSIONS = st.builds(
    SessionRow,
    uid=NAMES,
    kind=st.sampled_from(get_args(SessionKind)),
    paper=st.lists(SHEETS, max_size=3).map(tuple),
    policies=st.lists(POLICIES, max_size=2).map(tuple),
    seed=st.none() | st.integers(-(2**63), 2**63 - 1),
    seconds_allowed=st.none() | NUMBERS,
    program_version=TEXTS,
    started_at=MOMENTS,
)
GIVEN = st.builds(
    AnswerRow,
    uid=NAMES,
    session_uid=TEXTS,
    position=NUMBERS,
    bank=TEXTS,
    item=TEXTS,
    content_hash=TEXTS,
    shown_order=st.lists(PLACES, max_size=4).map(tuple),
    parts=st.lists(TEXTS, max_size=3).map(tuple),
    answer=ANSWERS,
    fraction=FRACTIONS,
    policy=POLICIES,
    certainty=st.none() | st.sampled_from(get_args(Certainty)),
    easy=st.booleans(),
    rating=st.none() | st.sampled_from(get_args(Rating)),
    milliseconds=st.none() | NUMBERS,
    rating_policy=NUMBERS,
    origin=TEXTS,
    answered_at=MOMENTS,
)
EVENTS = st.builds(
    EventRow,
    uid=NAMES,
    kind=st.sampled_from(get_args(EventKind)),
    session_uid=st.none() | TEXTS,
    answer_uid=st.none() | TEXTS,
    position=st.none() | NUMBERS,
    bank=st.none() | TEXTS,
    item=st.none() | TEXTS,
    reason=st.none() | TEXTS,
    fraction=st.none() | FRACTIONS,
    policy=st.none() | POLICIES,
    content_hash=st.none() | TEXTS,
    at=MOMENTS,
)
REVIEWS = st.builds(
    ReviewRow,
    uid=NAMES,
    bank=TEXTS,
    item=TEXTS,
    rating=st.sampled_from(get_args(ReviewRating)),
    milliseconds=st.none() | NUMBERS,
    origin=TEXTS,
    reviewed_at=MOMENTS,
)
ROWS: st.SearchStrategy[Row] = SESSIONS | GIVEN | EVENTS | REVIEWS
LISTS_OF_ROWS = st.lists(ROWS, max_size=6, unique_by=lambda row: row.uid)


def rows_of(log: AnswerLog) -> list[Row]:
    """List every row of a log."""
    return [*log.read(SessionRow), *log.read(AnswerRow), *log.read(EventRow), *log.read(ReviewRow)]


def answer_row(uid: str, minute: int = 0, **changes: object) -> AnswerRow:
    """Make an answer, so many minutes after the start."""
    values: dict[str, object] = {
        "uid": uid,
        "session_uid": "s",
        "position": 0,
        "bank": "bank",
        "item": "item",
        "content_hash": "hash",
        "shown_order": (0, 1),
        "answer": Truth(True),
        "fraction": 1.0,
        "policy": "right-or-wrong",
        "answered_at": START + timedelta(minutes=minute),
    }
    return AnswerRow(**(values | changes))  # type: ignore[arg-type]  # the values of a row, by name


def event_row(uid: str, kind: EventKind, minute: int = 0, **changes: object) -> EventRow:
    """Make an event, so many minutes after the start."""
    return EventRow(uid=uid, kind=kind, at=START + timedelta(minutes=minute), **changes)  # type: ignore[arg-type]  # by name


def review_row(uid: str, minute: int = 0, **changes: object) -> ReviewRow:
    """Make a review in Anki, so many minutes after the start."""
    values: dict[str, object] = {
        "uid": uid,
        "bank": "bank",
        "item": "item",
        "rating": 3,
        "milliseconds": 7000,
        "origin": "anki",
        "reviewed_at": START + timedelta(minutes=minute),
    }
    return ReviewRow(**(values | changes))  # type: ignore[arg-type]  # the values of a row, by name


class Desk:
    """A recorder with a clock that ticks a second at every look, and names that count."""

    def __init__(self, log: AnswerLog, library: Library) -> None:
        """Write to a log."""
        self.log, self.banks = log, library
        self._ticks = count(1)

    def now(self) -> datetime:
        """Tell a time later than ever before."""
        return START + timedelta(seconds=next(self._ticks))

    def new_uid(self) -> str:
        """Give a new name."""
        return f"uid-{next(self._ticks)}"

    def begin(
        self, paper: tuple[Presented, ...], kind: SessionKind = "quiz", policies: tuple[Policy, ...] = ()
    ) -> Recorder:
        """Begin a session in the log."""
        row = describe_session(
            self.banks,
            paper,
            uid=self.new_uid(),
            kind=kind,
            policies=policies,
            seed=1,
            seconds_allowed=None,
            program_version="0",
            started_at=self.now(),
        )
        self.log.append(row)
        return self.take_up(row)

    def take_up(self, row: SessionRow, given: dict[int, str] | None = None) -> Recorder:
        """Record into a session of the log."""
        return Recorder(self.log, self.banks, row, self.now, self.new_uid, given=given or {})
