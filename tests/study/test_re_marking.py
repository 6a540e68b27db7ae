"""Marking the past again."""

from msgspec import structs
from tests.log.logs import IN_MEMORY, answer_row, event_row

from calcinosis_quiz.bank.items import Option, Ordering, Reasoned, SingleBestAnswer, TrueFalse
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.log.current_answers import current_answers
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.rows import AnswerRow, hash_question
from calcinosis_quiz.quiz.answers import Answer, Arrangement, Chosen, Truth
from calcinosis_quiz.quiz.marking import Policy, mark
from calcinosis_quiz.quiz.remap import digest_parts
from calcinosis_quiz.study.re_marking import NewMark, Unmarkable, mark_again

OLD = SingleBestAnswer(
    id="item", stem="s", options=(Option(text="a", correct=True), Option(text="b"), Option(text="c"))
)
CORRECTED = structs.replace(OLD, options=(Option(text="c"), Option(text="b", correct=True), Option(text="a")))
ORDER = Ordering(id="item", stem="s", entries=tuple(Reasoned(text=text) for text in "abcd"))


def answered(question: Question, answer: Answer, policies: tuple[Policy, ...] = ()) -> AnswerRow:
    given = mark(question, answer, policies)
    return answer_row("a", answer=answer, fraction=given.fraction, policy=given.policy, parts=digest_parts(question))


def again(
    row: AnswerRow, question: Question | None, *policies: Policy
) -> tuple[tuple[NewMark, ...], tuple[Unmarkable, ...]]:
    questions = {("bank", "item"): question} if question else {}
    return mark_again([(row, row.fraction)], questions, policies)


def test_a_corrected_key_changes_the_marks_that_it_touches() -> None:
    right, wrong = answered(OLD, Chosen(frozenset({0}))), answered(OLD, Chosen(frozenset({1})))
    [change], _ = again(right, CORRECTED)
    assert (change.old_fraction, change.fraction, change.content_hash) == (1, 0, hash_question(CORRECTED))
    [change], _ = again(wrong, CORRECTED)
    assert (change.old_fraction, change.fraction) == (0, 1)
    assert again(answered(OLD, Chosen(frozenset({2}))), CORRECTED) == ((), ())


def test_an_unchanged_bank_changes_nothing() -> None:
    assert again(answered(OLD, Chosen(frozenset({0}))), OLD) == ((), ())


def test_what_cannot_be_marked_keeps_its_mark_and_says_why() -> None:
    row = answered(OLD, Chosen(frozenset({0})))
    renamed = structs.replace(OLD, options=(Option(text="A", correct=True), *OLD.options[1:]))
    for question, obstacle in (
        (None, "item is gone"),
        (renamed, "options have changed"),
        (TrueFalse(id="item", stem="s", answer=True), "type has changed"),
        (ORDER, "type has changed"),
    ):
        changed, [left] = again(row, question)
        assert (changed, left) == ((), Unmarkable(row, obstacle))  # type: ignore[arg-type]  # one of three words
    assert again(answer_row("a", answer=Truth(True)), OLD)[1][0].obstacle == "type has changed"


def test_a_wished_policy_counts_where_it_fits_and_else_the_one_of_the_time() -> None:
    row = answered(ORDER, Arrangement((0, 1, 3, 2)), ("kendall",))
    assert again(row, ORDER) == ((), ())
    assert again(row, ORDER, "false2") == ((), ())
    [change], _ = again(row, ORDER, "false2", "all-or-nothing")
    assert (change.policy, change.fraction) == ("all-or-nothing", 0)


def test_a_new_mark_is_a_row_of_its_own_and_the_old_one_stays() -> None:
    row = answered(OLD, Chosen(frozenset({0})))
    with AnswerLog(IN_MEMORY) as log:
        log.append(row)
        [change], _ = mark_again(current_answers(log), {("bank", "item"): CORRECTED}, ())
        log.append(event_row("r", "re-mark", 1, answer_uid="a", fraction=change.fraction, policy=change.policy))
        assert list(current_answers(log)) == [(row, 0.0)]
        assert list(log.read(AnswerRow)) == [row]
        assert mark_again(current_answers(log), {("bank", "item"): CORRECTED}, ()) == ((), ())
        [back], _ = mark_again(current_answers(log), {("bank", "item"): OLD}, ())
        assert (back.old_fraction, back.fraction) == (0, 1)
