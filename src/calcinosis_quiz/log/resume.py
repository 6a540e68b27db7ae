"""Finding a session that was left before its end, and where its learner stood."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from msgspec import Struct, structs

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.rows import AnswerRow, EventRow, SessionKind, SessionRow, hash_question
from calcinosis_quiz.quiz.answers import Answer, fits
from calcinosis_quiz.quiz.marking import Certainty, mark
from calcinosis_quiz.quiz.presentation import Presented, parts_of
from calcinosis_quiz.quiz.session import Outcome, Skipped


class Progress(Struct, frozen=True):
    """How far a session has come.

    `replies`, and `uids` beside them (None for a skip), run without a gap from the first question on, as in a quiz;
    `answers` has a place for every question, as in an exam. `given` names the answers that stand, by position.
    """

    replies: tuple[Outcome | Skipped, ...]
    uids: tuple[str | None, ...]
    answers: tuple[Answer | None, ...]
    certainties: dict[int, Certainty]
    flagged: frozenset[int]
    given: dict[int, str]


def find_unfinished(log: AnswerLog, kind: SessionKind) -> Iterator[tuple[int, SessionRow]]:
    """Yield the sessions of a kind that were left before their end, latest first, with the numbers of their rows.

    A session in which nothing was done yet has not been left, unless it is an exam, whose clock goes on.
    """
    # The names alone are gone through first: a row with its paper is long, and a log has thousands of them.
    open_ones = """WITH open AS (SELECT uid FROM session EXCEPT SELECT session_uid FROM event WHERE kind = 'finish')
                   SELECT session_id, uid FROM open JOIN session USING (uid) WHERE kind = ?
                   AND (kind = 'exam' OR EXISTS (SELECT 1 FROM answer WHERE session_uid = session.uid)
                        OR EXISTS (SELECT 1 FROM event WHERE session_uid = session.uid))
                   ORDER BY started_at DESC, session_id DESC"""
    for number, uid in log.query(open_ones, (kind,)):
        yield from ((number, row) for row in log.read(SessionRow, "uid = ?", (uid,)))


def number_of(log: AnswerLog, session: SessionRow) -> int:
    """Return the number of the row of a session in this log."""
    return int(log.query("SELECT session_id FROM session WHERE uid = ?", (session.uid,))[0][0])


def decline(log: AnswerLog, sessions: Iterable[SessionRow], at: datetime, uids: Iterator[str]) -> None:
    """Close sessions that the learner does not want to go on with; what was answered in them counts all the same."""
    rows = [
        EventRow(uid=next(uids), kind="finish", session_uid=session.uid, reason="declined", at=at)
        for session in sessions
    ]
    if rows:
        log.append(*rows)


def restore_paper(session: SessionRow, library: Library) -> tuple[Presented, ...] | None:
    """Return the paper of a session again; None when a question of it has changed or is gone, or its order is none."""
    paper = []
    for sheet in session.paper:
        question = library.questions.get(sheet.item)
        if question is None or hash_question(question) != sheet.hash:
            return None
        if sorted(sheet.order) != list(range(len(parts_of(question)))):
            return None
        paper.append(Presented(question, sheet.order))
    return tuple(paper)


def restore_progress(log: AnswerLog, session: SessionRow, paper: Sequence[Presented]) -> Progress:
    """Return how far the learner has come, from the answers that were not taken back, the skips and the flags.

    A merged answer that its question cannot be given counts as none.
    """
    events = list(log.read(EventRow, "session_uid = ?", (session.uid,)))
    undone = {event.answer_uid for event in events if event.kind == "undo"}
    rows = log.read(AnswerRow, "session_uid = ?", (session.uid,))
    answers = {
        row.position: row
        for row in rows
        if row.uid not in undone and 0 <= row.position < len(paper) and fits(row.answer, paper[row.position].question)
    }
    # Of the skips of a place and their undoing, and of the flags and their taking away, the last one counts.
    skips = {event.position: event.kind for event in events if event.kind in {"skip", "undo"} and not event.answer_uid}
    flags = {event.position: event.kind for event in events if event.kind in {"flag", "unflag"} and event.item is None}
    replies: list[Outcome | Skipped] = []
    for position, presented in enumerate(paper):
        if position in answers:
            replies.append(_outcome(presented, answers[position]))
        elif skips.get(position) == "skip":
            replies.append(Skipped(presented))
        else:
            break
    standing = [answers.get(position) for position in range(len(paper))]
    return Progress(
        replies=tuple(replies),
        uids=tuple(row.uid if row else None for row in standing[: len(replies)]),
        answers=tuple(row.answer if row else None for row in standing),
        certainties={row.position: row.certainty for row in answers.values() if row.certainty},
        flagged=frozenset(place for place, kind in flags.items() if kind == "flag" and place is not None),
        given={row.position: row.uid for row in answers.values()},
    )


def _outcome(presented: Presented, row: AnswerRow) -> Outcome:
    """Return what was said then: the working of the mark, and the fraction that stands in the log."""
    marked = mark(presented.question, row.answer, (row.policy,))
    return Outcome(presented, row.answer, structs.replace(marked, fraction=row.fraction, policy=row.policy))
