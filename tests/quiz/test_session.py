"""What each line of input does to a session."""

import pytest

from calcinosis_quiz.bank.items import Cloze, Gap, MultipleResponse, Open, Option, Reasoned, ShortAnswer, TrueFalse
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.quiz.answers import Chosen, SelfMark, Texts, Truth
from calcinosis_quiz.quiz.presentation import present
from calcinosis_quiz.quiz.session import (
    NearMiss,
    Outcome,
    Reply,
    SelfMarking,
    Session,
    Skipped,
    respond,
    respond_with,
    skip,
    suggest,
    undo,
)
from calcinosis_quiz.quiz.typed_answers import Unreadable

TRUTH = TrueFalse(id="truth", stem="s", answer=True)
SHORT = ShortAnswer(id="short", stem="s", accept=("hydroxyapatite",), reject=(Reasoned(text="hydroxyapatide"),))
GAPS = Cloze(
    id="gaps",
    text="{{osteoblast}} and {{denosumab}}",
    gaps=(Gap(reject=(Reasoned(text="osteoblasts"),)), Gap(accept=("Prolia injections",))),
)
OPEN = Open(id="open", stem="s", model_answer="m", points=("one", "two", "three"))


def begin(*questions: Question) -> Session:
    return Session(paper=tuple(present(question) for question in questions))


def play(session: Session, *lines: str) -> tuple[Session, Reply]:
    """Type line after line; the session and what came of the last line."""
    reply: Reply = Unreadable("nothing typed")
    for line in lines:
        session, reply = respond(session, line)
    return session, reply


def test_an_answer_is_marked_and_the_next_question_opens() -> None:
    session, reply = play(begin(TRUTH, OPEN), "T")
    assert isinstance(reply, Outcome)
    assert (reply.answer, reply.mark.fraction) == (Truth(True), 1)
    assert session.replies == session.outcomes == (reply,)
    assert session.current == present(OPEN)


@pytest.mark.parametrize("question", [TRUTH, SHORT, GAPS, OPEN])
def test_what_cannot_be_read_leaves_the_session_as_it_was(question: Question) -> None:
    before = begin(question)
    after, reply = respond(before, " ")
    assert after == before
    assert isinstance(reply, Unreadable)


def test_a_finished_session_takes_nothing_more() -> None:
    session, _ = play(begin(TRUTH), "T")
    assert session.current is None
    with pytest.raises(ValueError, match="the session is over"):
        respond(session, "T")
    with pytest.raises(ValueError, match="the session is over"):
        respond_with(session, Truth(True))
    with pytest.raises(ValueError, match="the session is over"):
        skip(session)


def test_an_empty_paper_is_finished_at_once() -> None:
    assert begin().current is None


def test_a_near_miss_is_asked_about_and_not_marked() -> None:
    session, reply = play(begin(SHORT), "hydroxapatite")
    assert reply == session.pending == NearMiss(Texts(("hydroxapatite",)), Texts(("hydroxyapatite",)))
    assert not session.replies


@pytest.mark.parametrize(
    ("line", "given", "fraction"),
    [
        ("y", "hydroxyapatite", 1),
        (" YES ", "hydroxyapatite", 1),
        ("true", "hydroxyapatite", 1),
        ("n", "hydroxapatite", 0),
        ("no", "hydroxapatite", 0),
        ("false", "hydroxapatite", 0),
        ("hydroxyapatite", "hydroxyapatite", 1),
        ("whitlockite", "whitlockite", 0),
    ],
)
def test_a_near_miss_ends_with_yes_no_or_a_new_answer(line: str, given: str, fraction: float) -> None:
    session, reply = play(begin(SHORT), "hydroxapatite", line)
    assert isinstance(reply, Outcome)
    assert (reply.answer, reply.mark.fraction) == (Texts((given,)), fraction)
    assert (session.pending, session.current) == (None, None)


def test_an_empty_line_after_a_near_miss_keeps_the_question_about_it() -> None:
    asked, _ = play(begin(SHORT), "hydroxapatite")
    after, reply = respond(asked, "")
    assert after == asked
    assert isinstance(reply, Unreadable)


def test_a_new_near_miss_takes_the_place_of_the_first() -> None:
    session, reply = play(begin(SHORT), "hydroxapatite", "hydroxyapatites")
    assert reply == session.pending == NearMiss(Texts(("hydroxyapatites",)), Texts(("hydroxyapatite",)))


def test_yes_and_no_are_answers_like_any_other_where_nothing_is_asked() -> None:
    _, reply = play(begin(SHORT), "yes")
    assert isinstance(reply, Outcome)
    assert reply.answer == Texts(("yes",))


@pytest.mark.parametrize(
    ("texts", "suggestion"),
    [
        (("osteobleast", "denosumab"), ("osteoblast", "denosumab")),
        (("osteobleast", "denosumb"), ("osteoblast", "denosumab")),
        (("x", "prolia injection"), ("x", "Prolia injections")),
        (("osteobleast", "x"), ("osteoblast", "x")),
        (("osteoblast", "denosumab"), None),
        (("osteoblasts", "denosumab"), None),  # refused by the bank, with a reason of its own
        (("osteoclast", "x"), None),
        (("", ""), None),
    ],
)
def test_each_gap_is_corrected_on_its_own(texts: tuple[str, ...], suggestion: tuple[str, ...] | None) -> None:
    assert suggest(present(GAPS), Texts(texts)) == (Texts(suggestion) if suggestion else None)


def test_a_wording_that_the_bank_refuses_is_wrong_without_asking() -> None:
    _, reply = play(begin(SHORT), "hydroxyapatide")
    assert isinstance(reply, Outcome)
    assert reply.mark.fraction == 0


def test_an_open_answer_waits_for_its_writer_to_mark_it() -> None:
    session, reply = play(begin(OPEN), "It may recur.")
    assert reply == session.pending == SelfMarking(SelfMark("It may recur.", frozenset()))
    assert not session.replies
    session, reply = play(session, "1 3")
    assert isinstance(reply, Outcome)
    assert reply.answer == SelfMark("It may recur.", frozenset({0, 2}))
    assert (reply.mark.fraction, reply.mark.counts) == (2 / 3, False)
    assert (session.pending, session.current) == (None, None)


@pytest.mark.parametrize("line", ["", "4", "one", "y"])
def test_points_that_cannot_be_read_are_asked_for_again(line: str) -> None:
    waiting, _ = play(begin(OPEN), "It may recur.")
    after, reply = respond(waiting, line)
    assert after == waiting
    assert isinstance(reply, Unreadable)


@pytest.mark.parametrize(
    ("question", "lines"), [(TRUTH, []), (TRUTH, ["?"]), (SHORT, ["hydroxapatite"]), (OPEN, ["It may recur."])]
)
def test_a_skipped_question_is_passed_over_whatever_was_pending(question: Question, lines: list[str]) -> None:
    session, _ = play(begin(question, TRUTH), *lines)
    session, reply = skip(session)
    assert reply == Skipped(present(question))
    assert (session.replies, session.outcomes, session.pending) == ((reply,), (), None)
    assert session.current == present(TRUTH)


def test_undoing_opens_the_last_question_again_and_drops_what_was_pending() -> None:
    answered, outcome = play(begin(TRUTH, SHORT), "T")
    asked, _ = play(answered, "hydroxapatite")
    assert undo(asked) == (begin(TRUTH, SHORT), outcome)


def test_there_is_nothing_to_undo_before_the_first_reply() -> None:
    assert undo(begin(TRUTH)) == (begin(TRUTH), None)


def test_the_policies_of_a_session_mark_its_answers() -> None:
    options = tuple(Option(text=t, correct=t in "AB") for t in "ABCD")
    several = MultipleResponse(id="several", stem="s", options=options)
    marks = []
    for policies in ((), ("kendall", "all-or-nothing")):
        session = Session(paper=(present(several),), policies=policies)
        _, reply = respond_with(session, Chosen(frozenset({0})))
        assert isinstance(reply, Outcome)
        marks.append((reply.mark.policy, reply.mark.fraction))
    assert marks == [("false2", 0.5), ("all-or-nothing", 0)]
