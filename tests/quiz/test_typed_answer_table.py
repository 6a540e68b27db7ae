"""The table of typed answers, in the terminal."""

from collections import Counter

from tests.typed_table import judge, read_items, read_table

from calcinosis_quiz.bank.items import Numeric, ShortAnswer


def test_every_line_of_the_table_is_marked_as_it_says() -> None:
    questions = read_items().questions
    wrong = []
    for line in read_table():
        question = questions[line.item]
        assert isinstance(question, ShortAnswer | Numeric)
        if (found := judge(question, line.typed)) != (line.mark, line.reason):
            wrong.append((line, found))
    assert wrong == []


def test_the_table_is_large_and_has_every_item_mark_and_reason() -> None:
    table = read_table()
    assert len(table) >= 600
    assert len({(line.item, line.typed) for line in table}) == len(table)
    assert {line.item for line in table} == set(read_items().questions)
    reasons = Counter(line.reason for line in table)
    assert min(reasons.values()) >= 8
    assert reasons.keys() == {
        *("accepted", "refused", "slip", "other", "empty"),
        *("in range", "out of range", "known error", "no number", "other unit", "two readings"),
    }
