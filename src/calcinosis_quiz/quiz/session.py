"""A session: a paper, what has been answered, and what the next line of input does to it.

Pure: each step takes a session and gives a new one with a reply. Drawing, reading and saving belong to callers.
"""

from typing import Final

from msgspec import Struct, structs

from calcinosis_quiz.bank.items import Cloze, Open, ShortAnswer
from calcinosis_quiz.bank.text_matching import find_near_miss
from calcinosis_quiz.quiz.answers import Answer, SelfMark, Texts
from calcinosis_quiz.quiz.marking import Mark, Policy, mark, wanted_of
from calcinosis_quiz.quiz.presentation import Presented
from calcinosis_quiz.quiz.typed_answers import Unreadable, read_answer, read_points

YES: Final = frozenset({"y", "yes", "true"})
NO: Final = frozenset({"n", "no", "false"})


class Outcome(Struct, frozen=True, tag="outcome"):
    """A question that has been answered and marked."""

    presented: Presented
    answer: Answer
    mark: Mark


class Skipped(Struct, frozen=True, tag="skipped"):
    """A question passed over: it counts neither as answered nor in the total."""

    presented: Presented


class NearMiss(Struct, frozen=True, tag="near-miss"):
    """A typed answer one slip away from the wordings suggested: to be confirmed, not marked yet."""

    answer: Texts
    suggestion: Texts


class SelfMarking(Struct, frozen=True, tag="self-marking"):
    """An open answer that waits for its writer to find the points in it."""

    answer: SelfMark


Reply = Outcome | Skipped | NearMiss | SelfMarking | Unreadable


class Session(Struct, frozen=True, kw_only=True):
    """Where a learner stands; `replies` holds one outcome or skip for each question passed."""

    paper: tuple[Presented, ...]
    policies: tuple[Policy, ...] = ()
    replies: tuple[Outcome | Skipped, ...] = ()
    pending: NearMiss | SelfMarking | None = None

    @property
    def current(self) -> Presented | None:
        """Return the question that is open, or None at the end."""
        return self.paper[len(self.replies)] if len(self.replies) < len(self.paper) else None

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """List the questions answered."""
        return tuple(reply for reply in self.replies if isinstance(reply, Outcome))


def respond(session: Session, text: str) -> tuple[Session, Reply]:
    """Take a line of input for the open question; raises ValueError when none is open."""
    presented = _open_question(session)
    if isinstance(session.pending, SelfMarking):
        points = read_points(presented, text)
        if isinstance(points, Unreadable):
            return session, points
        return _settle(session, presented, structs.replace(session.pending.answer, points=points))
    if isinstance(session.pending, NearMiss):
        word = text.strip().casefold()
        if word in YES:
            return _settle(session, presented, session.pending.suggestion)
        if word in NO:
            return _settle(session, presented, session.pending.answer)
    answer = read_answer(presented, text)
    if isinstance(answer, Unreadable):
        return session, answer
    return respond_with(session, answer)


def respond_with(session: Session, answer: Answer) -> tuple[Session, Reply]:
    """Take an answer for the open question: mark it, or ask about a near miss or the points of an open answer."""
    presented = _open_question(session)
    if isinstance(presented.question, Open) and isinstance(answer, SelfMark):
        pending = SelfMarking(answer)
        return structs.replace(session, pending=pending), pending
    if isinstance(answer, Texts):
        suggestion = suggest(presented, answer)
        if suggestion is not None:
            near_miss = NearMiss(answer, suggestion)
            return structs.replace(session, pending=near_miss), near_miss
    return _settle(session, presented, answer)


def skip(session: Session) -> tuple[Session, Reply]:
    """Pass over the open question."""
    skipped = Skipped(_open_question(session))
    return structs.replace(session, replies=(*session.replies, skipped), pending=None), skipped


def undo(session: Session) -> tuple[Session, Outcome | Skipped | None]:
    """Open the last question again; the reply taken back, or None when there is none."""
    if not session.replies:
        return session, None
    return structs.replace(session, replies=session.replies[:-1], pending=None), session.replies[-1]


def suggest(presented: Presented, answer: Texts) -> Texts | None:
    """Correct each typed text that misses an accepted wording by one slip; None when there is none."""
    question = presented.question
    if not isinstance(question, ShortAnswer | Cloze):
        return None
    corrected = tuple(find_near_miss(text, wanted_of(question, i)) or text for i, text in enumerate(answer.texts))
    return Texts(corrected) if corrected != answer.texts else None


def _settle(session: Session, presented: Presented, answer: Answer) -> tuple[Session, Outcome]:
    outcome = Outcome(presented, answer, mark(presented.question, answer, session.policies))
    return structs.replace(session, replies=(*session.replies, outcome), pending=None), outcome


def _open_question(session: Session) -> Presented:
    if session.current is None:
        raise ValueError("the session is over")
    return session.current
