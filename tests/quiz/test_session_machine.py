"""Any sequence of inputs leaves a session valid."""

from hypothesis import given
from hypothesis import strategies as st

from calcinosis_quiz.bank.items import Open
from calcinosis_quiz.quiz.answers import Answer, key_of
from calcinosis_quiz.quiz.marking import mark
from calcinosis_quiz.quiz.presentation import Presented, write_answer
from calcinosis_quiz.quiz.session import NearMiss, Outcome, Reply, SelfMarking, Session, Skipped, respond, skip
from calcinosis_quiz.quiz.typed_answers import Unreadable

LINES = st.sampled_from(["", "y", "no", "A", "b a", "1B 2A", "0", "1 2", "2,5", "1,250", "T", "a; b", "?"]) | st.text()


def lines_for(presented: Presented) -> st.SearchStrategy[str]:
    """Give the key, the key with a slip, and anything else that may be typed."""
    key = write_answer(presented, key_of(presented.question))
    return st.sampled_from([key, key[1:], f"{key}x"]) | LINES


def check_step(before: Session, after: Session, reply: Reply) -> None:
    """Hold what a line may change against the reply to it."""
    assert (after.paper, after.policies) == (before.paper, before.policies)
    match reply:
        case Unreadable(message):
            assert message
            assert after == before
        case NearMiss() | SelfMarking():
            assert (after.pending, after.replies) == (reply, before.replies)
        case Outcome() | Skipped():
            assert after.replies == (*before.replies, reply)
            assert after.pending is None
            assert reply.presented == before.current


def check_marks(session: Session) -> None:
    """Hold the replies against the paper, and the marks against the answers."""
    asked = session.paper[: len(session.replies)]
    assert tuple(reply.presented for reply in session.replies) == asked
    for outcome in session.outcomes:
        assert outcome.mark == mark(outcome.presented.question, outcome.answer, session.policies)


@given(paper=st.lists(st.from_type(Presented), max_size=4).map(tuple), data=st.data())
def test_any_sequence_of_inputs_leaves_the_session_valid(paper: tuple[Presented, ...], data: st.DataObject) -> None:
    session = Session(paper=paper)
    for _ in range(data.draw(st.integers(0, 12))):
        if session.current is None:
            break
        line = data.draw(st.none() | lines_for(session.current))
        before = session
        session, reply = skip(session) if line is None else respond(session, line)
        check_step(before, session, reply)
    check_marks(session)
    assert (session.current is None) == (len(session.replies) == len(paper))


@given(...)
def test_whoever_types_every_key_reaches_the_end_with_full_marks(paper: tuple[Presented, ...]) -> None:
    session = Session(paper=paper)
    keys: list[Answer] = [key_of(presented.question) for presented in paper]
    for presented, key in zip(paper, keys, strict=True):
        session, _ = respond(session, write_answer(presented, key))
        if isinstance(presented.question, Open):
            session, _ = respond(session, " ".join(str(i + 1) for i in range(len(presented.question.points))))
    assert session.current is None
    assert [outcome.answer for outcome in session.outcomes] == keys
    assert all(outcome.mark.fraction == 1 for outcome in session.outcomes)
