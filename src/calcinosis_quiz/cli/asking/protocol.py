"""The protocol of `quiz --json` and `study --json`: every event that goes out, and every answer that comes in.

docs/json.md explains it. `schema events` prints the JSON Schema that follows from these types.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from calcinosis_quiz.bank.items import ItemType, LaterEvidence
from calcinosis_quiz.quiz.feedback import Remark
from calcinosis_quiz.quiz.marking import Certainty
from calcinosis_quiz.quiz.results import Degree

VERSION: Final = 1
"""Raised when a client that follows docs/json.md could no longer play: new keys and new events don't raise it."""

Letter = Annotated[str, Meta(pattern=r"^[A-Za-z]$", description="a letter as shown")]
Written = Annotated[
    object,
    Meta(
        description="an answer in the form in which it may be sent",
        extra_json_schema={"type": ["string", "boolean", "number", "array", "object"]},
    ),
]


class Labelled(Struct, frozen=True):
    """A text with the letter or number that an answer names it by."""

    key: str
    text: str


class GapShown(Struct, frozen=True):
    """A gap of a cloze, with its hint if it has one."""

    key: str
    hint: str | None


class Picture(Struct, frozen=True):
    """A picture beside the bank, and what it shows in words."""

    file: str
    alt: str


class ItemShown(Struct, frozen=True, kw_only=True):
    """A question as it is shown. Keys that its type does not need are left out."""

    id: str
    type: ItemType
    topic: str
    stem: str
    set: str | UnsetType = UNSET
    theme: str | UnsetType = UNSET
    lead_in: str | UnsetType = UNSET
    options: tuple[Labelled, ...] | UnsetType = UNSET
    prompts: tuple[Labelled, ...] | UnsetType = UNSET
    gaps: tuple[GapShown, ...] | UnsetType = UNSET
    unit: str | UnsetType | None = UNSET
    image: Picture | UnsetType = UNSET


class Event(Struct, frozen=True, kw_only=True, tag_field="event"):
    """What is written as one line; `event` names its kind."""


class SessionEvent(Event, frozen=True, kw_only=True, tag="session"):
    """The first line: the version of this protocol, and how the session is held."""

    protocol: int = VERSION
    program: str
    questions: int
    feedback: bool
    certainty: bool


class QuestionEvent(Event, frozen=True, kw_only=True, tag="question"):
    """A question that waits for an answer; `expected` says in words what is taken."""

    number: int
    of: int
    item: ItemShown
    expected: str


class OutcomeEvent(Event, frozen=True, kw_only=True, tag="outcome"):
    """An answer with its mark, the key and every reason; no fraction where nothing counts."""

    id: str
    fraction: float | None
    policy: str
    working: str
    answer: Written
    key: Written
    parts: tuple[Remark, ...]
    explanation: str | None
    facts: tuple[str, ...]
    later_evidence: LaterEvidence | None
    near_miss: str | UnsetType | None = UNSET


class SkippedEvent(Event, frozen=True, kw_only=True, tag="skipped"):
    """A question that was passed over."""

    id: str


class NearMissEvent(Event, frozen=True, kw_only=True, tag="near-miss"):
    """A typed answer that may be a slip of the keyboard: true takes the suggestion, false keeps the answer."""

    id: str
    answer: Written
    suggestion: Written
    message: str


class SelfMarkEvent(Event, frozen=True, kw_only=True, tag="self-mark"):
    """The model answer to an open question: send the numbers of the points that the answer made."""

    id: str
    model_answer: str
    points: tuple[Labelled, ...]


class CertaintyEvent(Event, frozen=True, kw_only=True, tag="certainty"):
    """A question how sure the answer is."""

    id: str
    expected: tuple[Certainty, ...]


class GradeShown(Struct, frozen=True):
    """A rating that may be chosen, by its key or its name, and the day on which the question is due then."""

    key: str
    name: str
    due: date


class GradesEvent(Event, frozen=True, kw_only=True, tag="grades"):
    """A question how well it was known, after a right answer in `study --grades`; null leaves it to the mark."""

    id: str
    grades: tuple[GradeShown, ...]


class LureShown(Struct, frozen=True):
    """The wrong part of a question that was most often chosen, with its reason."""

    text: str
    why: str | None
    times: int


class LeechEvent(Event, frozen=True, kw_only=True, tag="leech"):
    """A question that is missed again and again, with the facts that it rests on; nothing is to be sent."""

    id: str
    misses: int
    facts: tuple[str, ...]
    chosen: LureShown | None


class SavedEvent(Event, frozen=True, kw_only=True, tag="saved"):
    """An answer of an exam that is on disk; its mark comes at the end."""

    id: str


class ErrorEvent(Event, frozen=True, kw_only=True, tag="error"):
    """A line that was no answer: the question stays open."""

    message: str


class Points(Struct, frozen=True):
    """Points earned, of those that could be."""

    points: float
    possible: int


class ResultEvent(Event, frozen=True, kw_only=True, tag="result"):
    """The end of a session."""

    answered: int
    points: float
    possible: int
    by_topic: dict[str, Points]
    missed: tuple[str, ...]
    unanswered: tuple[str, ...]
    calibration: tuple[Degree, ...] | UnsetType = UNSET


class DueDay(Struct, frozen=True):
    """How many questions are due on a day."""

    day: date
    due: int


class TopicRecall(Struct, frozen=True):
    """The predicted recall of a topic on the day of an exam; none where nothing was seen."""

    topic: str
    recall: float | None
    seen: int
    questions: int


class LeftToday(Struct, frozen=True):
    """What the daily limits still allow today, and how many due questions they hold back."""

    due: int
    new: int
    held_back: int


class ExamOutlook(Struct, frozen=True):
    """What will be recalled on the day of an exam."""

    day: date
    topics: tuple[TopicRecall, ...]


class OutlookEvent(Event, frozen=True, kw_only=True, tag="outlook"):
    """What is due on the next days; the last line of `study`."""

    due: int
    forecast: tuple[DueDay, ...]
    left: LeftToday
    next_at: datetime
    in_the_future: int
    exam: ExamOutlook | UnsetType = UNSET


AnyEvent = (
    SessionEvent
    | QuestionEvent
    | OutcomeEvent
    | SkippedEvent
    | NearMissEvent
    | SelfMarkEvent
    | CertaintyEvent
    | GradesEvent
    | LeechEvent
    | SavedEvent
    | ErrorEvent
    | ResultEvent
    | OutlookEvent
)

_Letters = tuple[Letter, ...]
ANSWERS: Final[Mapping[ItemType, Any]] = {
    "single-best-answer": Letter,
    "multiple-response": _Letters,
    "true-false": bool,
    "cloze": tuple[str, ...],
    "short-answer": str,
    "numeric": float | str,
    "ordering": _Letters,
    "matching": dict[str, Letter],
    "extended-matching": Letter,
    "open": str,
}
"""The form of an answer by the type of the question; null skips it."""


class Wrapped(Struct, frozen=True):
    """An answer in an object, which may hold keys of the client's own: they are passed over."""

    answer: Any


REPLIES: Final[Mapping[str, Any]] = {
    "near-miss": bool,
    "self-mark": tuple[int, ...],
    "certainty": Literal["guess", "fairly", "sure"],
    "grades": Literal["again", "hard", "good", "easy", "1", "2", "3", "4", 1, 2, 3, 4] | None,
}
"""The form of what is sent in reply to an event that is no question."""
