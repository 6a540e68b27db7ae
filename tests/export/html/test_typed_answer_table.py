"""The table of typed answers, and 20,000 drawn strings, by the scripts of the page: in node and in Chromium."""

from typing import Any

from tests.export.html.conftest import Ask, OpenPage
from tests.export.html.test_marking_in_javascript import page_form
from tests.typed_fuzz import draw_answers
from tests.typed_table import judge, read_items, read_table

from calcinosis_quiz.bank.items import Numeric, ShortAnswer

JUDGE = """
const judge = (question, typed) => {
  if (!wording.strip(typed)) return ["empty", "empty"];
  if (question.type === "numeric") {
    const read = numbers.read(typed, question.unit, question);
    if (read.why) return ["asked again", read.why];
    const answer = entry.read(question, [typed]).answer;
    if (marking.mark(question, answer).fraction === 1) return ["right", "in range"];
    const known = (question.key.errors || []).some((each) => numbers.compare(each.text, read.number) === 0);
    return ["wrong", known ? "known error" : "out of range"];
  }
  const { answer } = entry.read(question, [typed]);
  if (marking.mark(question, answer).fraction === 1) return ["right", "accepted"];
  if (wording.judge(typed, marking.wantedIn(question.key.gaps[0])) === "refused") return ["wrong", "refused"];
  return marking.suggest(question, answer) ? ["nearly", "slip"] : ["wrong", "other"];
};
return given.answers.map(([item, typed]) => judge(given.questions[item], typed));
"""


def forms() -> dict[str, Any]:
    """Write the items of the table as the page gets them."""
    return {item: page_form(question) for item, question in read_items().questions.items()}


def test_every_line_of_the_table_is_marked_as_it_says(node: Ask) -> None:
    table = read_table()
    found = node(JUDGE, {"questions": forms(), "answers": [(line.item, line.typed) for line in table]})
    assert [line for line, judged in zip(table, found, strict=True) if [line.mark, line.reason] != judged] == []


def test_every_line_is_marked_so_in_a_browser(open_page: OpenPage) -> None:
    table = read_table()
    page = open_page(read_items())
    given = {"questions": forms(), "answers": [(line.item, line.typed) for line in table]}
    assert page.run(JUDGE, given=given) == [[line.mark, line.reason] for line in table]


def test_20_000_drawn_strings_are_marked_as_in_the_terminal(node: Ask) -> None:
    library = read_items()
    answers = draw_answers(library, 20_000, seed=19)
    found = node(JUDGE, {"questions": forms(), "answers": answers})
    different = []
    for (item, typed), judged in zip(answers, found, strict=True):
        question = library.questions[item]
        assert isinstance(question, ShortAnswer | Numeric)
        if (expected := judge(question, typed)) != tuple(judged):
            different.append((item, typed, expected, judged))
    assert different == []
    assert {mark for mark, _ in map(tuple, found)} == {"right", "nearly", "wrong", "asked again", "empty"}
