"""The result file: what one learner hands in after answering on a page or in a terminal, as JSON.

One object a file, or several, one a line. `docs/item-analysis.md` describes it for those who write it.
"""

from collections.abc import Sequence
from typing import Annotated, Final

from msgspec import DecodeError, Meta, Struct, ValidationError, json

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.problems import PathStep, Problem, quote
from calcinosis_quiz.bank.source import RefusedError, find_line, parse
from calcinosis_quiz.item_analysis.responses.long_table import read_confidence
from calcinosis_quiz.item_analysis.responses.raw_answers import write_raw_answer
from calcinosis_quiz.item_analysis.responses.table import Absent, AnswerCell, Attempt, Response, Table, build_table
from calcinosis_quiz.quiz.answers import Answer
from calcinosis_quiz.quiz.marking import Certainty

VERSION: Final = 1

Chance = Annotated[float, Meta(ge=0, le=1)]
Code = Annotated[str, Meta(min_length=1, max_length=80)]


class AnswerEntry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One question of the form: the answer in the bank's own numbering, None where there is none.

    `fraction` is the mark, None where the page does not know the key. `seconds` is the time on the question.
    """

    item: Code
    answer: Answer | None = None
    fraction: Chance | None = None
    seconds: Annotated[float, Meta(ge=0)] | None = None
    confidence: Certainty | Chance | None = None


class BankVersion(Struct, frozen=True):
    """A bank that questions came from, and its version: any text that changes when the bank does."""

    bank: Code
    version: str


class ResultFile(
    Struct, tag_field="format", tag="calcinosis-quiz-result", frozen=True, kw_only=True, omit_defaults=True
):
    """Everything one learner hands in: `answers` holds every question of the form, in the order shown."""

    version: Annotated[int, Meta(ge=1, le=VERSION)]
    token: Code
    form: str = ""
    fingerprint: str = ""
    round: str = ""
    banks: tuple[BankVersion, ...] = ()
    started: str = ""
    finished: str = ""
    answers: tuple[AnswerEntry, ...]


_DECODER: Final = json.Decoder(ResultFile)


def read_results(file: str, text: str, library: Library) -> tuple[Table, list[Problem]]:
    """Read one result, or several with one a line."""
    problems: list[Problem] = []
    attempts: list[Attempt] = []
    answers: list[dict[str, AnswerCell]] = []
    items: dict[str, None] = {}
    for line, part in _split(text):
        result = _decode(file, line, part, problems)
        if result is None:
            continue
        lines = _find_answer_lines(part, len(result.answers), line)
        given = _AnswerReader(file, library, problems).read(result, lines)
        place = Attempt(result.token, file, line, result.round, result.form, result.fingerprint)
        attempts.append(place)
        answers.append(given)
        items |= dict.fromkeys(given)
    return build_table(attempts, list(items), answers), problems


def _split(text: str) -> Sequence[tuple[int, str]]:
    """Return each object with its first line: every line that is an object of its own, else the text as a whole."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > 1 and all(line.lstrip().startswith("{") and line.rstrip().endswith("}") for _, line in lines):
        return lines
    return [(lines[0][0] if lines else 1, text.lstrip())]


def _decode(file: str, line: int, part: str, problems: list[Problem]) -> ResultFile | None:
    try:
        return _DECODER.decode(part)
    except ValidationError as error:
        reason, _, path = str(error).partition(" - at `$")
        steps = _read_path(path.rstrip("`"))
        where = _find_line(part, steps) + line - 1
        if steps == ["version"]:
            reason = f"expected a result file of version {VERSION}; a newer one needs a newer calcinosis-quiz"
        message = f"{reason[:1].lower()}{reason[1:].replace('`', '')}. Export the result again."
        problems.append(Problem(file, where, path.strip(".`"), "bad-result", "error", message))
    except (DecodeError, UnicodeEncodeError) as error:
        message = f"not readable as JSON: {error}. The file may have been cut short; collect it again."
        problems.append(Problem(file, line, "", "json-syntax", "error", message))
    return None


def _read_path(path: str) -> list[PathStep]:
    words = path.replace("[", ".[").split(".")
    return [int(word[1:-1]) if word[1:-1].isdecimal() and len(word) < 10 else word for word in words if word]


def _find_line(part: str, steps: Sequence[PathStep]) -> int:
    try:
        return find_line(parse(part), steps)  # JSON is YAML enough to be asked for lines
    except RefusedError:
        return 1


def _find_answer_lines(part: str, count: int, first: int) -> list[int]:
    if "\n" not in part:
        return [first] * count
    try:
        node = parse(part)
    except RefusedError:
        return [first] * count
    return [first + find_line(node, ("answers", i)) - 1 for i in range(count)]


class _AnswerReader:
    """Reads the answers of one result."""

    def __init__(self, file: str, library: Library, problems: list[Problem]) -> None:
        self.file, self.banks, self.problems = file, library, problems

    def read(self, result: ResultFile, lines: Sequence[int]) -> dict[str, AnswerCell]:
        given: dict[str, AnswerCell] = {}
        last = max((i for i, entry in enumerate(result.answers) if entry.answer is not None), default=-1)
        for i, (entry, line) in enumerate(zip(result.answers, lines, strict=True)):
            if entry.item in given:
                message = f"expected each item once, got {entry.item} again. Remove one of the two answers."
                self._complain(line, i, "duplicate-answer", message)
                continue
            response: Response | None = Absent.BLANK if i < last else Absent.NOT_REACHED
            if entry.answer is not None:
                response = self._read_response(entry, line, i)
            if response is not None:
                stated = entry.confidence
                chance = read_confidence(stated) if isinstance(stated, str) else stated
                given[entry.item] = AnswerCell(response, entry.fraction, entry.seconds, chance, line)
        return given

    def _read_response(self, entry: AnswerEntry, line: int, i: int) -> Response | None:
        question = self.banks.questions.get(entry.item)
        if question is None:
            if entry.fraction is not None:
                return ""  # marked by the page, so that the bank is not needed
            message = f"expected an item of the banks, got {quote(entry.item)}. Name its bank with --bank."
            self._complain(line, i, "unknown-item", message)
            return None
        written = write_raw_answer(question, entry.answer) if entry.answer is not None else None
        if written is None:
            message = (
                f"expected an answer that fits the present wording of {entry.item}, got another kind. "
                "Name the bank of that time with --bank."
            )
            self._complain(line, i, "unfit-answer", message)
        return written

    def _complain(self, line: int, i: int, rule: str, message: str) -> None:
        self.problems.append(Problem(self.file, line, f"answers[{i}]", rule, "error", message))
