"""Moodle's quiz reports as CSV: the responses report, and the grades report with its marks per question."""

import re
from collections.abc import Sequence
from typing import Final

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.problems import Problem, quote
from calcinosis_quiz.bank.questions import stem_of
from calcinosis_quiz.item_analysis.responses.csv_text import Rows, read_number
from calcinosis_quiz.item_analysis.responses.option_texts import fold_text, read_text_answer
from calcinosis_quiz.item_analysis.responses.table import Absent, AnswerCell, Attempt, Table, build_table
from calcinosis_quiz.quiz.presentation import present, write_answer

_NUMBERED: Final = re.compile(r"(question|response|right answer) (\d{1,6})", re.IGNORECASE)
_MARK: Final = re.compile(r"Q\. ?(\d{1,6}) ?/ ?(\d{1,12}(?:[.,]\d{1,12})?)")
_GRADE: Final = re.compile(r"[^/]+/\d+[.,]\d+")
_ABOUT_ATTEMPT: Final = 4  # name, address, state and times stand before the grade in every language
_LEARNER: Final = ("id number", "username", "email address")
_NAMES: Final = ("last name", "surname", "first name")
_STATE: Final = ("state", "status")
_NO_ANSWER: Final = frozenset({"", "-"})


def is_moodle(header: Sequence[str]) -> bool:
    """Return whether a header is that of one of Moodle's reports."""
    lowered = {name.casefold() for name in header}
    asked = any(_NUMBERED.fullmatch(name) or _MARK.fullmatch(name) for name in header)
    return (asked and bool(lowered & {*_STATE, *_LEARNER, *_NAMES, "started on", "started"})) or _is_translated(header)


def _is_translated(header: Sequence[str]) -> bool:
    """Return whether a header is one of Moodle's in another language: a grade, then numbered columns."""
    grades = [i for i, name in enumerate(header) if i >= _ABOUT_ATTEMPT and _GRADE.fullmatch(name)]
    return bool(grades) and any(re.search(r"\b1\b", name) for name in header[grades[0] + 1 :])


def translate_header(rows: Rows) -> tuple[Rows, list[str]]:
    """Put Moodle's English headings in the place of those of another language, found by shape; say so in a note.

    After the grade each question has one to three numbered columns: question text, response, right answer, in this
    order. The address is the column with an @, the names are the first two columns, the state the first after the
    address; attempts in the most frequent state count as finished.
    """
    header = list(rows.header)
    if any(_NUMBERED.fullmatch(name) or _MARK.fullmatch(name) for name in header) or not _is_translated(header):
        return rows, []
    grade = next(i for i, name in enumerate(header) if i >= _ABOUT_ATTEMPT and _GRADE.fullmatch(name))
    first = [i for i in range(grade + 1, len(header)) if re.search(r"\b1\b", header[i])]
    parts = _name_parts(rows, first)
    if not parts:
        return rows, []
    for place in range(grade + 1, len(header)):
        number = re.search(r"\d+", header[place])
        if number:
            header[place] = f"{parts[(place - first[0]) % len(parts)]} {number[0]}"
    address = next((i for i in range(grade) if any("@" in cells[i] for _, cells in rows.rows)), None)
    header[:2] = ["Last name", "First name"]
    table = rows.rows
    if address is not None:
        header[address] = "Email address"
        state = address + 1
        states = [cells[state] for _, cells in rows.rows if cells[address].strip()]
        usual = max(set(states), key=states.count, default="")
        header[state] = "State"
        table = tuple(
            (line, [*cells[:state], "Finished" if cells[state] == usual else "", *cells[state + 1 :]])
            for line, cells in rows.rows
        )
    note = f"{rows.file}: read as a Moodle report in another language: {len(parts)} columns a question"
    return Rows(rows.file, tuple(header), rows.header_line, table, rows.titles), [note]


def _name_parts(rows: Rows, places: Sequence[int]) -> list[str]:
    """Name the columns of a question: two are its response and the right answer, unless the first never changes."""
    if len(places) == 1:
        return ["Response"]
    if len(places) == 3:
        return ["Question", "Response", "Right answer"]
    if len(places) != 2:
        return []
    asked, answered = ({cells[place] for _, cells in rows.rows if cells[place].strip()} for place in places)
    return ["Question", "Response"] if len(asked) == 1 < len(answered) else ["Response", "Right answer"]


def read_moodle(rows: Rows, library: Library) -> tuple[Table, list[Problem]]:
    """Read a report, finished attempts alone.

    Items are recognised by their question text, where the report holds it, and else called question-1, question-2.
    An answer equal to the report's right answer earns the mark, where the bank cannot tell. Moodle gives no mark for
    a question left empty, so its mark is 0.
    """
    problems: list[Problem] = []
    reader = _Reader(rows, library, problems)
    if not (reader.numbered or reader.marks):
        message = (
            f"expected Moodle's English headings, such as Response 1 and Right answer 1, got {quote(rows.header[-1])}. "
            "Switch your language in Moodle to English and download the report again."
        )
        problems.append(Problem(rows.file, rows.header_line, "", "missing-column", "error", message))
        return Table((), ()), problems
    attempts, answers = [], []
    items: dict[str, float] = {}
    seen: dict[str, int] = {}
    for line, cells in rows.rows:
        learner = reader.find_learner(line, cells)
        if learner is None:
            continue
        if learner in seen:
            message = (
                f"expected one finished attempt of each learner, got a second one, first seen in line {seen[learner]}. "
                "Download one attempt per learner, or remove a row."
            )
            problems.append(Problem(rows.file, line, "", "duplicate-answer", "error", message))
            continue
        seen[learner] = line
        attempts.append(Attempt(learner, rows.file, line))
        answers.append(reader.read_attempt(line, cells))
        items |= {item: reader.maxima.get(item, 1.0) for item in answers[-1]}
    return build_table(attempts, list(items), answers, list(items.items())), problems


class _Reader:
    def __init__(self, rows: Rows, library: Library, problems: list[Problem]) -> None:
        self.rows, self.problems = rows, problems
        self.by_stem = {fold_text(stem_of(question)): question for question in library.questions.values()}
        self.lowered = [name.casefold() for name in rows.header]
        self.numbered: dict[int, dict[str, int]] = {}
        self.marks: dict[int, tuple[int, float]] = {}
        self.maxima: dict[str, float] = {}
        for place, name in enumerate(rows.header):
            if found := _NUMBERED.fullmatch(name):
                self.numbered.setdefault(int(found[2]), {})[found[1].casefold()] = place
            elif found := _MARK.fullmatch(name):
                self.marks[int(found[1])] = (place, read_number(found[2]) or 1.0)

    def find_learner(self, line: int, cells: Sequence[str]) -> str | None:
        """Return who it is; None for attempts that are not finished and for the averages at the end."""
        state = next((cells[self.lowered.index(name)] for name in _STATE if name in self.lowered), "Finished")
        if state.strip().casefold() != "finished":
            return None
        known = [cells[self.lowered.index(name)].strip() for name in _LEARNER if name in self.lowered]
        names = " ".join(cells[self.lowered.index(name)].strip() for name in _NAMES if name in self.lowered).strip()
        learner = next((text for text in known if text), names)
        if not learner:
            message = "expected an ID number, an e-mail address or a name, got none."
            self.problems.append(Problem(self.rows.file, line, "", "no-learner", "error", message))
        return learner or None

    def read_attempt(self, line: int, cells: Sequence[str]) -> dict[str, AnswerCell]:
        given: dict[str, AnswerCell] = {}
        for number, (place, maximum) in sorted(self.marks.items()):
            item, text = f"question-{number}", cells[place].strip()
            self.maxima[item] = maximum
            mark = 0.0 if text in _NO_ANSWER else read_number(text)
            if mark is None or not 0 <= mark <= maximum:
                message = (
                    f"expected a mark from 0 to {maximum:g}, got {quote(text)}. Mark it in Moodle and download again."
                )
                self.problems.append(
                    Problem(self.rows.file, line, self.rows.header[place], "bad-number", "error", message)
                )
                continue
            given[item] = AnswerCell(Absent.BLANK if text in _NO_ANSWER else "", mark / maximum, line=line)
        numbers = sorted(number for number, places in self.numbered.items() if "response" in places)
        texts = {number: cells[self.numbered[number]["response"]].strip() for number in numbers}
        last = max((number for number, text in texts.items() if text not in _NO_ANSWER), default=0)
        for number in numbers:
            absent = None if texts[number] not in _NO_ANSWER else Absent.BLANK if number < last else Absent.NOT_REACHED
            given |= self._read_question(line, number, texts[number], cells, absent)
        return given

    def _read_question(
        self, line: int, number: int, text: str, cells: Sequence[str], absent: Absent | None
    ) -> dict[str, AnswerCell]:
        places = self.numbered[number]
        asked = cells[places["question"]] if "question" in places else ""
        question = self.by_stem.get(fold_text(asked)) if asked.strip() else None
        item = question.id if question else f"question-{number}"
        if absent is not None:
            return {item: AnswerCell(absent, 0.0, line=line)}
        if question is not None:
            answer = read_text_answer(question, text)
            if answer is None:
                message = (
                    f"expected an answer to {question.id} as the bank words it, got {quote(text)}. "
                    "Name the bank that the quiz was made from with --bank."
                )
                self.problems.append(
                    Problem(
                        self.rows.file, line, self.rows.header[places["response"]], "unknown-response", "error", message
                    )
                )
                return {}
            return {item: AnswerCell(write_answer(present(question), answer), line=line)}
        if "right answer" in places:
            right = _parts(cells[places["right answer"]])
            return {item: AnswerCell(" ".join(text.split()), float(_parts(text) == right), line=line)}
        return {item: AnswerCell(" ".join(text.split()), line=line)}


def _parts(text: str) -> frozenset[str]:
    return frozenset(fold_text(part) for part in re.split(r";\s|\n", text) if part.strip())
