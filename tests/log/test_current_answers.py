"""What counts now."""

from tests.log.logs import IN_MEMORY, answer_row, event_row

from calcinosis_quiz.log.current_answers import Flag, current_answers, flags, last_answer, last_undone, suspended
from calcinosis_quiz.log.log import AnswerLog


def test_the_last_word_on_an_item_counts_whatever_order_rows_were_merged_in() -> None:
    events = [
        event_row("1", "flag", 1, bank="b", item="one", reason="first"),
        event_row("2", "flag", 3, bank="b", item="one", reason="second"),
        event_row("3", "flag", 1, bank="b", item="two"),
        event_row("4", "unflag", 2, bank="b", item="two"),
        event_row("5", "suspend", 1, bank="b", item="one"),
        event_row("6", "suspend", 1, bank="c", item="one"),
        event_row("7", "unsuspend", 2, bank="b", item="one"),
        event_row("8", "flag", 9, session_uid="exam", position=3),  # a place of an exam, not an item
    ]
    for rows in (events, events[::-1]):
        with AnswerLog(IN_MEMORY) as log:
            log.merge(rows)
            assert flags(log) == (Flag("b", "one", "second"),)
            assert suspended(log) == {("c", "one")}


def test_the_answer_given_last_is_the_one_written_last_on_this_machine() -> None:
    with AnswerLog(IN_MEMORY) as log:
        assert last_answer(log) is None
        log.append(answer_row("a", 1), answer_row("b", 5))
        log.merge([answer_row("merged later", 3)])
        log.merge([answer_row("merged from the future", 10**6)])
        assert last_answer(log) == answer_row("b", 5)
        log.append(answer_row("by a clock that was put back", 2))
        assert last_answer(log) == answer_row("by a clock that was put back", 2)
        log.append(event_row("u", "undo", 6, answer_uid="by a clock that was put back"))
        log.append(event_row("v", "undo", 6, answer_uid="b"))
        assert last_answer(log) == answer_row("a", 1)


def test_the_answer_taken_back_last_is_given_back_first_and_one_replaced_is_not() -> None:
    with AnswerLog(IN_MEMORY) as log:
        for position, uid in enumerate("abc"):
            log.append(answer_row(uid, position, position=position))
        log.append(event_row("u", "undo", answer_uid="c"), event_row("v", "undo", answer_uid="a"))
        log.merge([event_row("w", "undo", answer_uid="b")])
        assert last_undone(log) == answer_row("a", 0)
        log.append(answer_row("a again", 0))
        assert last_undone(log) == answer_row("c", 2, position=2)
        log.append(answer_row("another answer to c", 3, position=2))
        assert last_undone(log) is None


def test_an_answer_taken_back_on_another_machine_does_not_count_here() -> None:
    with AnswerLog(IN_MEMORY) as log:
        log.append(answer_row("a"), answer_row("b"))
        log.merge([event_row("u", "undo", 1, answer_uid="a")])
        assert [row.uid for row, _ in current_answers(log)] == ["b"]
