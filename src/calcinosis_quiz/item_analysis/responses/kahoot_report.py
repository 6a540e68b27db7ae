"""Reports of Kahoot: one row an answer, in the last sheet of the workbook that it offers for download.

No page of Kahoot describes that sheet. Its columns are those that independent public programs read from it:
github.com/DrakanAethril/moncampus (src/Service/KahootXlsxImporter.php) and github.com/enics-labs/kahoot-merger.
"""

from collections.abc import Collection, Sequence
from html import unescape
from typing import Final

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.problems import Problem, quote
from calcinosis_quiz.bank.questions import Question, stem_of
from calcinosis_quiz.item_analysis.responses.csv_text import Rows
from calcinosis_quiz.item_analysis.responses.option_texts import fold_text, read_text_answer
from calcinosis_quiz.item_analysis.responses.table import Absent, AnswerCell, Attempt, Table, build_table
from calcinosis_quiz.quiz.presentation import present, write_answer

SHEET: Final = "RawReportData Data"
_NEEDED: Final = ("question", "player", "answer", "correct / incorrect")


def is_kahoot(header: Sequence[str]) -> bool:
    """Return whether a header is that of Kahoot's list of answers."""
    return set(_NEEDED) <= {name.strip().casefold() for name in header}


def read_kahoot(rows: Rows, library: Library, items: Collection[str]) -> tuple[Table, list[Problem], list[str]]:
    """Read the answers; a question is known by the stem of a bank or the name of a key, else called by its title.

    What no bank or key knows has Kahoot's own mark. Questions without a right answer (polls, word clouds) are left out.
    """
    places = {name.strip().casefold(): place for place, name in enumerate(rows.header)}
    by_stem = {fold_text(stem_of(question)): question for question in library.questions.values()}
    named = {fold_text(item): item for item in items}
    attempts: dict[str, Attempt] = {}
    answers: dict[str, dict[str, AnswerCell]] = {}
    order: dict[str, None] = {}
    polls: dict[str, None] = {}
    problems: list[Problem] = []
    titles = _Titles()
    for line, cells in rows.rows:
        said = {name: _clean(cells[place]) for name, place in places.items()}
        learner, title = said["player"], said["question"]
        if not learner or not title:
            continue
        if not said["correct / incorrect"]:
            polls[title] = None
            continue
        question = by_stem.get(fold_text(title))
        item = (
            question.id
            if question
            else named.get(fold_text(title)) or titles.name(said.get("question number", ""), title)
        )
        attempts.setdefault(learner, Attempt(learner, rows.file, line))
        given = answers.setdefault(learner, {})
        if item in given:
            message = f"expected one answer of a player to a question, got a second one to {quote(title)}. Remove one."
            problems.append(
                Problem(rows.file, line, rows.header[places["player"]], "duplicate-answer", "error", message)
            )
            continue
        order[item] = None
        is_known = question is not None or fold_text(title) in named
        given[item] = _read_cell(said["answer"], line, question, None if is_known else said["correct / incorrect"])
    note = (
        f"{rows.file}: read as a report of Kahoot: {_count(len(order), 'question')}, {_count(len(attempts), 'learner')}"
    )
    if polls:
        note += f"; left out, without a right answer: {', '.join(polls)}"
    table = build_table(list(attempts.values()), list(order), [answers[learner] for learner in attempts])
    return table, problems, [note]


class _Titles:
    """Names for questions that no bank knows: their titles, numbered where two questions share one."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], str] = {}
        self._used: dict[str, int] = {}

    def name(self, number: str, title: str) -> str:
        key = (number, title)
        if key not in self._names:
            self._used[title] = self._used.get(title, 0) + 1
            self._names[key] = title if self._used[title] == 1 else f"{title} ({self._used[title]})"
        return self._names[key]


def _read_cell(text: str, line: int, question: Question | None, mark: str | None) -> AnswerCell:
    """Read an answer; `mark` is Kahoot's word on it, None where a bank or key marks it."""
    fraction = None if mark is None else float(mark.casefold() == "correct")
    if not text:
        return AnswerCell(Absent.BLANK, fraction, line=line)
    answer = read_text_answer(question, text) if question is not None else None
    if question is not None and answer is not None:
        text = write_answer(present(question), answer)
    return AnswerCell(text, fraction, line=line)


def _clean(text: str) -> str:
    """Take out the markup that Kahoot writes into titles and answers, its hard blanks included."""
    return " ".join(unescape(text).replace("\u00a0", " ").split())


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
