"""Leaving and coming back: what the log gives is what was left."""

from collections.abc import Iterator
from random import Random
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.log.logs import IN_MEMORY, START, Desk, answer_row, event_row
from tests.quiz.conftest import answers

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.log.current_answers import current_answers, flags
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.recorder import Recorder
from calcinosis_quiz.log.resume import decline, find_unfinished, restore_paper, restore_progress
from calcinosis_quiz.log.rows import SessionRow
from calcinosis_quiz.quiz.answers import Texts
from calcinosis_quiz.quiz.exam import Exam, begin_exam, go_to, toggle_flag, write
from calcinosis_quiz.quiz.marking import POLICIES, Certainty, mark
from calcinosis_quiz.quiz.presentation import Presented, compose_paper
from calcinosis_quiz.quiz.session import Outcome, Session, respond_with, skip, undo

STEPS = st.sampled_from(["answer", "answer", "answer", "skip", "undo", "flag", "leave"])
EXAM_STEPS = st.sampled_from(["answer", "answer", "answer", "flag", "go", "leave"])
WISHED = st.sampled_from([(), *((policy,) for fitting in POLICIES.values() for policy in fitting)])


def draw_paper(data: st.DataObject, library: Library, with_open: bool = True) -> tuple[Presented, ...]:
    questions = [q for q in library.questions.values() if with_open or q.type != "open"]
    chosen = data.draw(st.lists(st.sampled_from(questions), min_size=1, max_size=5, unique_by=lambda q: q.id))
    return compose_paper(chosen, Random(data.draw(st.integers(0, 99))))  # noqa: S311 - a paper, not a secret


def settle(session: Session, data: st.DataObject) -> tuple[Session, Outcome]:
    """Answer the open question; what would be asked back is put down as it is."""
    presented = session.current
    assert presented is not None
    answer = data.draw(answers(presented.question))
    settled, reply = respond_with(session, answer)
    if isinstance(reply, Outcome):
        return settled, reply
    reply = Outcome(presented, answer, mark(presented.question, answer, session.policies))
    return Session(paper=session.paper, policies=session.policies, replies=(*session.replies, reply)), reply


@settings(max_examples=100)
@given(data=st.data())
def test_a_quiz_taken_up_again_is_as_if_never_left(shipped: Library, data: st.DataObject) -> None:
    with AnswerLog(IN_MEMORY) as log:
        desk = Desk(log, shipped)
        session = Session(paper=draw_paper(data, shipped), policies=data.draw(WISHED))
        recorder = desk.begin(session.paper, policies=session.policies)
        uids: list[str | None] = []
        certainties: dict[int, Certainty] = {}
        for step in data.draw(st.lists(STEPS, max_size=12)):
            position = len(session.replies)
            if step == "undo" and session.replies:
                session, _ = undo(session)
                recorder.undo(position - 1, uids.pop())
                certainties.pop(position - 1, None)
            elif session.current is None:
                break
            elif step == "answer":
                session, outcome = settle(session, data)
                certainty = data.draw(st.none() | st.sampled_from(get_args(Certainty)))
                uids.append(recorder.answer(position, outcome, certainty))
                certainties |= {position: certainty} if certainty else {}
            elif step == "skip":
                recorder.skip(position, session.paper[position])
                session, _ = skip(session)
                uids.append(None)
            elif step == "flag":
                recorder.flag(session.paper[position].question.id, "why")
            elif step == "leave":
                recorder, session, uids, certainties = take_up(desk, recorder.session)
            _, restored, names, stated = take_up(desk, recorder.session)
            assert (restored, names, stated) == (session, uids, certainties)
        assert len(list(current_answers(log))) == len(session.outcomes)


def take_up(desk: Desk, row: SessionRow) -> tuple[Recorder, Session, list[str | None], dict[int, Certainty]]:
    paper = restore_paper(row, desk.banks)
    assert paper is not None
    progress = restore_progress(desk.log, row, paper)
    session = Session(paper=paper, policies=row.policies, replies=progress.replies)
    return desk.take_up(row, progress.given), session, list(progress.uids), progress.certainties


@settings(max_examples=100)
@given(data=st.data())
def test_an_exam_taken_up_again_is_as_if_never_left(shipped: Library, data: st.DataObject) -> None:
    with AnswerLog(IN_MEMORY) as log:
        desk = Desk(log, shipped)
        exam = begin_exam(draw_paper(data, shipped, with_open=False), data.draw(WISHED))
        recorder = desk.begin(exam.paper, "exam", exam.policies)
        for step in data.draw(st.lists(EXAM_STEPS, max_size=12)):
            if step == "answer":
                answer = data.draw(answers(exam.current.question))
                outcome = Outcome(exam.current, answer, mark(exam.current.question, answer, exam.policies))
                recorder.answer(exam.position, outcome)
                exam = write(exam, answer)
            elif step == "flag":
                exam = toggle_flag(exam)
                recorder.flag_place(exam.position, exam.position in exam.flagged)
            elif step == "go":
                exam = go_to(exam, data.draw(st.integers(-1, 5)))
            elif step == "leave":
                recorder, exam = take_up_exam(desk, recorder.session)
            _, restored = take_up_exam(desk, recorder.session)
            assert (restored.answers, restored.flagged) == (exam.answers, exam.flagged)
        # An answer that took the place of another is the only one that counts.
        assert len(list(current_answers(log))) == exam.answered
        assert flags(log) == ()


def take_up_exam(desk: Desk, row: SessionRow) -> tuple[Recorder, Exam]:
    paper = restore_paper(row, desk.banks)
    assert paper is not None
    progress = restore_progress(desk.log, row, paper)
    exam = begin_exam(paper, row.policies, progress.answers, progress.flagged)
    return desk.take_up(row, progress.given), exam


@pytest.fixture
def desk(shipped: Library) -> Iterator[Desk]:
    """Give a desk with a log in memory."""
    with AnswerLog(IN_MEMORY) as log:
        yield Desk(log, shipped)


def papers(library: Library, *places: int) -> tuple[Presented, ...]:
    questions = list(library.questions.values())
    return compose_paper([questions[i] for i in places], Random(1))  # noqa: S311 - a paper, not a secret


def test_unfinished_sessions_of_a_kind_come_latest_first(desk: Desk) -> None:
    paper = papers(desk.banks, 0, 1)
    first, done, exam, last = (desk.begin(paper, kind) for kind in ("quiz", "quiz", "exam", "quiz"))
    done.finish()
    for number, recorder in enumerate((first, last)):
        desk.log.append(answer_row(f"of {number}", session_uid=recorder.session.uid))
    desk.begin(paper, "quiz")  # nothing was done in it
    assert [row for _, row in find_unfinished(desk.log, "quiz")] == [last.session, first.session]
    assert [row for _, row in find_unfinished(desk.log, "exam")] == [exam.session]


def test_a_session_merged_later_that_was_begun_earlier_comes_after_those_begun_here(desk: Desk) -> None:
    here = desk.begin(papers(desk.banks, 0)).session
    merged = SessionRow(uid="merged", kind="quiz", paper=here.paper, program_version="1", started_at=START)
    desk.log.merge([merged, *(answer_row(f"of {uid}", session_uid=uid) for uid in (here.uid, "merged"))])
    assert [row for _, row in find_unfinished(desk.log, "quiz")] == [here, merged]


def test_declined_sessions_are_not_found_again_and_keep_their_answers(desk: Desk) -> None:
    recorder = desk.begin(papers(desk.banks, 0))
    desk.log.append(answer_row("a", session_uid=recorder.session.uid))
    decline(desk.log, [recorder.session], desk.now(), iter([desk.new_uid()]))
    assert list(find_unfinished(desk.log, "quiz")) == []
    assert [row.uid for row, _ in current_answers(desk.log)] == ["a"]
    decline(desk.log, [], desk.now(), iter(()))


def test_a_paper_with_a_question_that_has_changed_or_is_gone_cannot_be_put_together(desk: Desk) -> None:
    row = desk.begin(papers(desk.banks, 0, 1)).session
    changed = [
        type(sheet)(item=item, bank=sheet.bank, hash=content, order=sheet.order)
        for sheet in row.paper[:1]
        for item, content in ((sheet.item, "0" * 16), ("gone", sheet.hash))
    ]
    for sheet in changed:
        other = SessionRow(uid="other", kind="quiz", paper=(sheet,), program_version="1", started_at=row.started_at)
        assert restore_paper(other, desk.banks) is None
    assert restore_paper(row, desk.banks) == papers(desk.banks, 0, 1)


def test_answers_to_places_that_the_paper_does_not_have_are_left_out(desk: Desk) -> None:
    paper = papers(desk.banks, 0)
    row = desk.begin(paper).session
    desk.log.append(answer_row("a", session_uid=row.uid, position=7, answer=Texts(("x",))))
    desk.log.append(event_row("s", "skip", session_uid=row.uid, position=7))
    assert restore_progress(desk.log, row, paper).replies == ()
