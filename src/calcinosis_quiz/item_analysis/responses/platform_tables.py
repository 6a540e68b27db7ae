"""Results as quiz and survey programs export them: recognised by the shape of their columns, in any language.

What is public about each: Canvas's student analysis and ZipGrade's series are described at
docs.assessmentdisaggregation.org/input-files/exam-files, the points of Canvas in its quiz statistics at
developerdocs.instructure.com; Blackboard's columns are those of its help page "Download assessment results";
Google Forms writes `[Score]` and Microsoft Forms `Points - ` beside each question.
"""

import re
from collections.abc import Collection, Sequence
from typing import Final, Literal

from msgspec import Struct

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.problems import Problem, quote
from calcinosis_quiz.bank.questions import Question, stem_of
from calcinosis_quiz.item_analysis.responses.csv_text import Rows, read_number
from calcinosis_quiz.item_analysis.responses.learner_columns import find_learner_columns, write_learner
from calcinosis_quiz.item_analysis.responses.option_texts import fold_text, read_text_answer
from calcinosis_quiz.item_analysis.responses.table import Absent, AnswerCell, Attempt, Table, build_table
from calcinosis_quiz.quiz.presentation import present, write_answer

Platform = Literal[
    "Canvas student analysis", "Google Forms quiz", "Microsoft Forms quiz", "ZipGrade", "Blackboard", "Mentimeter"
]


class PlatformQuestion(Struct, frozen=True):
    """Where one question stands: its title, and the columns of the answer, its points, what is right and the most.

    `title_place` is the column that holds the title, -1 where the header does; other places are -1 where there is none.
    """

    title: str
    answer: int
    points: int = -1
    right: int = -1
    maximum: float = 0.0
    maximum_place: int = -1
    title_place: int = -1


class PlatformTable(Struct, frozen=True):
    """A table of a known program: the columns of the learner, the questions, and the columns left out."""

    platform: Platform
    learner: tuple[int, ...]
    questions: tuple[PlatformQuestion, ...]
    left_out: tuple[str, ...]


def recognise(rows: Rows) -> PlatformTable | None:
    """Return what a header says of the program that wrote it; None where it is none of those known."""
    for find in (_find_canvas, _find_zipgrade, _find_blackboard, _find_microsoft, _find_google, _find_mentimeter):
        found = find(rows)
        if found is not None and found.questions:
            return found
    return None


def read_platform(
    rows: Rows, shape: PlatformTable, library: Library, items: Collection[str]
) -> tuple[Table, list[Problem], list[str]]:
    """Read the answers; questions are recognised by the stem of a bank or the name of a key, else called by title.

    Marks are those of the bank or key where it knows the question, else the program's own.
    """
    problems: list[Problem] = []
    by_stem = {fold_text(stem_of(question)): question for question in library.questions.values()}
    named = {_fold_title(item): item for item in items}
    attempts: list[Attempt] = []
    answers: list[dict[str, AnswerCell]] = []
    found: dict[str, None] = {}
    for line, cells in rows.rows:
        learner = write_learner(cells, shape.learner)
        if not learner:
            continue  # an average below all learners, or a response without a name
        given: dict[str, AnswerCell] = {}
        for each in shape.questions:
            title = cells[each.title_place].strip() if each.title_place >= 0 else each.title
            question = by_stem.get(fold_text(_strip_number(title)))
            item = question.id if question else named.get(_fold_title(title), _strip_number(title))
            known = question is not None or _fold_title(title) in named
            fraction = None if known else _read_fraction(rows, line, cells, each, problems)
            given[item] = _read_cell(" ".join(cells[each.answer].split()), line, question, fraction)
        found |= dict.fromkeys(given)
        attempts.append(Attempt(learner, rows.file, line))
        answers.append(given)
    left_out = f"; left out: {', '.join(shape.left_out)}" if shape.left_out else ""
    count = f"{len(found)} question{'' if len(found) == 1 else 's'}, {len(attempts)} learners"
    note = f"{rows.file}: read as {_ARTICLES[shape.platform]}{shape.platform}: {count}{left_out}"
    return build_table(attempts, list(found), answers), problems, [note]


_ARTICLES: Final[dict[Platform, str]] = {
    "Canvas student analysis": "a ",
    "Google Forms quiz": "a ",
    "Microsoft Forms quiz": "a ",
    "ZipGrade": "an export of ",
    "Blackboard": "an export of ",
    "Mentimeter": "an export of ",
}


def _read_cell(text: str, line: int, question: Question | None, fraction: float | None) -> AnswerCell:
    if not text:
        return AnswerCell(Absent.BLANK, 0.0 if fraction is not None else None, line=line)
    answer = read_text_answer(question, text) if question is not None else None
    if question is not None and answer is not None:
        text = write_answer(present(question), answer)
    return AnswerCell(text, fraction, line=line)


def _read_fraction(
    rows: Rows, line: int, cells: Sequence[str], place: PlatformQuestion, problems: list[Problem]
) -> float | None:
    """Read the program's own mark as a share of the most that the question gives."""
    if place.right >= 0:
        return float(fold_text(cells[place.answer]) == fold_text(cells[place.right]))
    if place.points < 0 or not cells[place.points].strip():
        return None
    points, _, stated = cells[place.points].partition("/")
    most = read_number(stated) or (read_number(cells[place.maximum_place]) if place.maximum_place >= 0 else None)
    most = most or place.maximum
    value = read_number(points)
    if value is None or not most or not 0 <= value <= most:
        name = rows.header[place.points]
        message = f"expected points from 0 to {most or 1:g}, got {quote(cells[place.points])}."
        problems.append(Problem(rows.file, line, name, "bad-number", "error", message))
        return None
    return value / most


def _strip_number(title: str) -> str:
    """Take the number away that stands before a title, as in `1. Which ...` or `101: Which ...`."""
    return re.sub(r"^\s*\d+\s*[.:)]\s+", "", title).strip()


def _fold_title(title: str) -> str:
    return fold_text(_strip_number(title))


def _make(
    rows: Rows, platform: Platform, learner: Sequence[int], questions: Sequence[PlatformQuestion]
) -> PlatformTable:
    used = {*learner}
    for each in questions:
        used |= {each.answer, each.points, each.right, each.maximum_place, each.title_place}
    left = tuple(name for place, name in enumerate(rows.header) if place not in used and name and not _is_number(name))
    if len(left) > _MOST_NAMED:
        left = (*left[:_MOST_NAMED], f"and {len(left) - _MOST_NAMED} more columns")
    return PlatformTable(platform, tuple(learner), tuple(questions), left)


_MOST_NAMED: Final = 8


def _is_number(name: str) -> bool:
    return read_number(name) is not None


def _find_canvas(rows: Rows) -> PlatformTable | None:
    """Pairs of a question `101: ...` and a column whose name is its points, after the columns about the submission."""
    lowered = [name.casefold() for name in rows.header]
    if not {"id", "attempt"} <= set(lowered):
        return None
    questions = [
        PlatformQuestion(name, place, place + 1, maximum=read_number(rows.header[place + 1]) or 0.0)
        for place, name in enumerate(rows.header[:-1])
        if re.match(r"\d+: ", name) and _is_number(rows.header[place + 1])
    ]
    learner = [lowered.index("sis_id")] if "sis_id" in lowered and _is_filled(rows, lowered.index("sis_id")) else []
    return _make(rows, "Canvas student analysis", learner or [lowered.index("id")], questions)


def _find_zipgrade(rows: Rows) -> PlatformTable | None:
    """Series Stu1, PriKey1, Points1 and Mark1, where the third and the fourth are its own marking."""
    places = {name.casefold(): place for place, name in enumerate(rows.header)}
    numbers = [int(found[1]) for name in places if (found := re.fullmatch(r"stu(\d+)", name))]
    questions = [
        PlatformQuestion(str(number), places[f"stu{number}"], right=places[f"prikey{number}"])
        for number in sorted(numbers)
        if f"prikey{number}" in places
    ]
    learner, _ = find_learner_columns(rows)
    return _make(rows, "ZipGrade", learner, questions) if questions and learner else None


def _find_blackboard(rows: Rows) -> PlatformTable | None:
    """Question 1, Answer 1, Possible Points 1, Auto Score 1 and so on."""
    places = {name.casefold(): place for place, name in enumerate(rows.header)}
    numbers = [int(found[1]) for name in places if (found := re.fullmatch(r"possible points (\d+)", name))]
    questions = [
        PlatformQuestion(
            f"question-{number}",
            places[f"answer {number}"],
            points=places.get(f"auto score {number}", -1),
            maximum_place=places[f"possible points {number}"],
            title_place=places.get(f"question {number}", -1),
        )
        for number in sorted(numbers)
        if f"answer {number}" in places
    ]
    learner, _ = find_learner_columns(rows)
    return _make(rows, "Blackboard", learner, questions) if questions and learner else None


def _find_microsoft(rows: Rows) -> PlatformTable | None:
    """A question, `Points - ` and `Feedback - ` with the same question after it; the words differ by language."""
    questions = []
    for place, name in enumerate(rows.header[:-2]):
        points, feedback = rows.header[place + 1 : place + 3]
        if name and points.endswith(f" {name}") and feedback.endswith(f" {name}") and points != feedback:
            most = max((read_number(cells[place + 1]) or 0.0 for _, cells in rows.rows), default=0.0)
            questions.append(PlatformQuestion(name, place, place + 1, maximum=most))
    learner, _ = find_learner_columns(rows)
    learner = learner or ((0,) if questions else ())
    return _make(rows, "Microsoft Forms quiz", learner, questions) if questions else None


_TIME: Final = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b.*\d{1,2}[:.]\d{2}")
_SCORE: Final = re.compile(r"\d+(?:[.,]\d+)?\s*/\s*\d+(?:[.,]\d+)?")


def _find_google(rows: Rows) -> PlatformTable | None:
    """A time, perhaps an address, a score `1 / 2`, and the questions, perhaps with `[Score]` and `[Feedback]`."""
    if not rows.rows or not all(_TIME.match(cells[0].strip()) for _, cells in rows.rows):
        return None
    scores = [
        place
        for place in range(1, len(rows.header))
        if all(_SCORE.fullmatch(cells[place].strip()) for _, cells in rows.rows) and "[" not in rows.header[place]
    ]
    learner, about = find_learner_columns(rows)
    if not scores:
        return None
    places = {name: place for place, name in enumerate(rows.header)}
    questions = [
        PlatformQuestion(name, place, points=places.get(f"{name} [Score]", -1))
        for place, name in enumerate(rows.header)
        if place > 0 and place not in {*scores, *about} and not re.search(r" \[(Score|Feedback)\]$", name)
    ]
    return _make(rows, "Google Forms quiz", learner or (0,), questions)


def _find_mentimeter(rows: Rows) -> PlatformTable | None:
    """Session, Voter, and a column for each question."""
    lowered = [name.casefold() for name in rows.header]
    if lowered[:2] != ["session", "voter"]:
        return None
    questions = [PlatformQuestion(name, place) for place, name in enumerate(rows.header) if place > 1 and name]
    return _make(rows, "Mentimeter", (0, 1) if len({cells[0] for _, cells in rows.rows}) > 1 else (1,), questions)


def _is_filled(rows: Rows, place: int) -> bool:
    return all(cells[place].strip() for _, cells in rows.rows)
