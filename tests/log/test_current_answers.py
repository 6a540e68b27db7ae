"""What counts now."""

from tests.log.logs import IN_MEMORY, answer_row, event_row

from calcinosis_quiz.log.current_answers import Flag, current_answers, flags, last_answer, suspended
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


def test_the_answer_given_last_is_the_latest_by_the_clock_that_was_not_undone() -> None:
    with AnswerLog(IN_MEMORY) as log:
        assert last_answer(log) is None
        log.append(answer_row("a", 1), answer_row("b", 5))
        log.merge([answer_row("merged later", 3)])
        assert last_answer(log) == answer_row("b", 5)
        log.append(event_row("u", "undo", 6, answer_uid="b"))
        assert last_answer(log) == answer_row("merged later", 3)


def test_an_answer_taken_back_on_another_machine_does_not_count_here() -> None:
    with AnswerLog(IN_MEMORY) as log:
        log.append(answer_row("a"), answer_row("b"))
        log.merge([event_row("u", "undo", 1, answer_uid="a")])
        assert [row.uid for row, _ in current_answers(log)] == ["b"]
