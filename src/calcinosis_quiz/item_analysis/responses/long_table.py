"""The long format, common denominator of all others: one row an answer."""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.problems import Problem, quote
from calcinosis_quiz.bank.spreadsheets import unguard_cell
from calcinosis_quiz.item_analysis.responses.csv_text import (
    Rows,
    find_double_columns,
    read_number,
    write_csv,
)
from calcinosis_quiz.item_analysis.responses.raw_answers import read_raw_answer
from calcinosis_quiz.item_analysis.responses.table import (
    Absent,
    AnswerCell,
    Attempt,
    Response,
    Table,
    build_table,
    cell_at,
)
from calcinosis_quiz.item_analysis.responses.wide_table import read_absence

Value = TypeVar("Value")

COLUMNS: Final = (
    "learner",
    "item",
    "response",
    "fraction",
    "seconds",
    "confidence",
    "form",
    "round",
    "status",
    "fingerprint",
)
"""What a long file may hold: the first two, and at least one of response and fraction."""

_OTHER_NAMES: Final = {
    "milliseconds": "milliseconds",
    "answer": "response",
    "certainty": "confidence",
    "token": "learner",
    "parts": "parts",
}
# "fairly" pays from a chance of 2/3 of being right, "sure" from 4/5 (Gardner-Medwin 1995). Each word stands for
# the middle of the range in which it pays, "guess" for an even chance.
_CERTAINTIES: Final = {"guess": 1 / 2, "fairly": 11 / 15, "sure": 9 / 10}
_STATUSES: Final[dict[str, Response]] = {
    "": "",
    "answered": "",
    "blank": Absent.BLANK,
    "missing": Absent.MISSING,
    "not reached": Absent.NOT_REACHED,
}


def is_long(header: Sequence[str]) -> bool:
    """Return whether a header is that of the long format."""
    places = _find_columns(header)
    return {"learner", "item"} <= places.keys() and bool({"response", "fraction"} & places.keys())


def read_confidence(text: str) -> float | None:
    """Read guess, fairly or sure, a chance from 0 to 1, or a percentage; None for anything else."""
    if text.casefold() in _CERTAINTIES:
        return _CERTAINTIES[text.casefold()]
    number = read_number(text)
    return number if number is not None and 0 <= number <= 1 else None


def read_fraction(text: str) -> float | None:
    """Read a mark from 0 to 1; None for anything else."""
    number = read_number(text)
    return number if number is not None and 0 <= number <= 1 else None


def read_duration(text: str) -> float | None:
    """Read a time that is not negative; None for anything else."""
    number = read_number(text)
    return number if number is not None and number >= 0 else None


def read_long(rows: Rows, library: Library | None, learner: str = "") -> tuple[Table, list[Problem]]:
    """Read a long table; `learner` is whose answers they are where the file has no such column."""
    problems = find_double_columns(rows)
    places = _find_columns(rows.header)
    wanted = [name for name in ("learner", "item") if name not in places and not (name == "learner" and learner)]
    if wanted or not {"response", "fraction"} & places.keys():
        message = (
            f"expected the columns learner, item and response, got none for {' and '.join(wanted or ['response'])}."
        )
        problems.append(Problem(rows.file, rows.header_line, "", "missing-column", "error", message))
        return Table((), ()), problems
    reader = _ColumnReader(rows, places, problems)
    learners = reader.texts("learner", learner)
    items = reader.texts("item")
    statuses = reader.values(
        "status",
        lambda text: _STATUSES.get(text.casefold().replace("-", " ")),
        "answered, blank, missing or not reached",
    )
    seconds = reader.values("seconds", read_duration, "seconds, a number that is not negative")
    if "seconds" not in places:
        milliseconds = reader.values("milliseconds", read_duration, "milliseconds, a number that is not negative")
        seconds = [None if value is None else value / 1000 for value in milliseconds]
    fractions = reader.values("fraction", read_fraction, "a mark from 0 to 1")
    confidences = reader.values("confidence", read_confidence, "guess, fairly, sure, or a chance from 0 to 1")
    responses = _read_responses(reader, items, library)
    if "response" in places:
        for i, (response, fraction) in enumerate(zip(responses, fractions, strict=True)):
            if response is Absent.BLANK and fraction:
                responses[i] = ""  # marked above 0, so something was answered, though the file does not say what
    attempts = _Attempts(rows.file)
    described = zip(reader.texts("round"), reader.texts("form"), reader.texts("fingerprint"), strict=True)
    for i, ((line, _), about) in enumerate(zip(rows.rows, described, strict=True)):
        if i in reader.bad:
            continue
        if not learners[i] or not items[i]:
            what = "item" if learners[i] else "learner"
            problems.append(
                Problem(rows.file, line, "", f"no-{what}", "error", f"expected a {what}, got an empty cell.")
            )
            continue
        status = statuses[i]
        response = status if isinstance(status, Absent) else responses[i]
        if response is Absent.BLANK and status == "":
            response = ""  # said to be answered, though not what
        answered = AnswerCell(response, fractions[i], seconds[i], confidences[i], line)
        attempts.add(learners[i], about, items[i], answered)
    return attempts.build(), problems


def _find_columns(header: Sequence[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    lowered = [name.casefold() for name in header]
    for place, name in enumerate(lowered):
        if name in COLUMNS:
            places.setdefault(name, place)
    for place, name in enumerate(lowered):
        if name in _OTHER_NAMES:
            places.setdefault(_OTHER_NAMES[name], place)
    return places


class _ColumnReader:
    """Reads a file column by column, equal texts once; `bad` are the rows that had a problem."""

    def __init__(self, rows: Rows, places: dict[str, int], problems: list[Problem]) -> None:
        self.rows, self.places, self.problems = rows, places, problems
        self.bad: set[int] = set()

    def texts(self, name: str, otherwise: str = "") -> list[str]:
        place = self.places.get(name)
        if place is None:
            return [otherwise] * len(self.rows.rows)
        return [unguard_cell(cells[place].strip()) for _, cells in self.rows.rows]

    def values(self, name: str, read: Callable[[str], Value | None], expected: str) -> list[Value | None]:
        texts = self.texts(name)
        known = {text: read(text) if text else None for text in dict.fromkeys(texts)}
        if any(text and value is None for text, value in known.items()):
            for i, text in enumerate(texts):
                if text and known[text] is None:
                    self.complain(i, name, f"expected {expected}, got {quote(text)}.")
        return [known[text] for text in texts]

    def complain(self, row: int, name: str, message: str) -> None:
        self.bad.add(row)
        self.problems.append(Problem(self.rows.file, self.rows.rows[row][0], name, f"bad-{name}", "error", message))


def _read_responses(reader: _ColumnReader, items: Sequence[str], library: Library | None) -> list[Response]:
    texts = reader.texts("response")
    if not any(texts):
        return list(texts)  # marks alone: that nothing was answered is nowhere said
    absences = {text: read_absence(text) for text in dict.fromkeys(texts)}
    responses = [absences[text] for text in texts]
    parts = reader.texts("parts")
    for i, text in enumerate(texts):
        if text.startswith("{"):
            question = library.questions.get(items[i]) if library else None
            read = read_raw_answer(question, text, parts[i])
            if read is None:
                reader.complain(i, "response", f"expected an answer that fits {items[i]}, got {quote(text)}.")
            else:
                responses[i] = read
    return responses


class _Attempts:
    """Collects answers by learner and round."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.attempts: list[Attempt] = []
        self.answers: list[dict[str, AnswerCell]] = []
        self.items: dict[str, None] = {}
        self._place: dict[tuple[str, str], int] = {}
        self._again: list[tuple[Attempt, str, AnswerCell]] = []

    def add(self, learner: str, about: tuple[str, str, str], item: str, answered: AnswerCell) -> None:
        key = (learner, about[0])
        place = self._place.get(key)
        if place is None:
            place = self._place[key] = len(self.attempts)
            self.attempts.append(Attempt(learner, self.file, answered.line, *about))
            self.answers.append({})
        self.items[item] = None
        if self.answers[place].setdefault(item, answered) is not answered:
            self._again.append((Attempt(learner, self.file, answered.line, *about), item, answered))

    def build(self) -> Table:
        """Make an attempt of its own of each second answer to an item, for the joining of tables to judge."""
        attempts = [*self.attempts, *(attempt for attempt, _, _ in self._again)]
        answers = [*self.answers, *({item: answered} for _, item, answered in self._again)]
        return build_table(attempts, list(self.items), answers)


def write_long(table: Table) -> str:
    """Write a table in the long format; what was never asked is left out."""
    rows: list[Sequence[object]] = []
    for row, attempt in enumerate(table.attempts):
        for column in table.columns:
            cell = cell_at(column, row)
            if cell.response is Absent.MISSING:
                continue
            absent = isinstance(cell.response, Absent)
            rows.append(
                [
                    attempt.learner,
                    column.item,
                    "" if isinstance(cell.response, Absent) else cell.response,
                    *(_write_number(value) for value in (cell.fraction, cell.seconds, cell.confidence)),
                    attempt.form,
                    attempt.round,
                    cell.response.value if absent and isinstance(cell.response, Absent) else "answered",
                    attempt.fingerprint,
                ]
            )
    return write_csv(COLUMNS, rows)


def _write_number(value: float | None) -> str:
    return "" if value is None else f"{value:.12g}"
