"""Answers to marks: by the file's own marks, by the banks, or by a key of the teacher's."""

from collections import Counter
from collections.abc import Mapping, Sequence
from string import ascii_uppercase

from msgspec import Struct, structs

from calcinosis_quiz.bank.items import Open
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.problems import Problem, did_you_mean, quote
from calcinosis_quiz.item_analysis.responses.alphabets import (
    LEAST_LETTERS,
    are_option_numbers,
    read_letters,
    write_letters,
)
from calcinosis_quiz.item_analysis.responses.column_marker import ColumnMarker, holds_numbers
from calcinosis_quiz.item_analysis.responses.judging import find_key_kind
from calcinosis_quiz.item_analysis.responses.key_files import Key, KeyFile
from calcinosis_quiz.item_analysis.responses.marking_rules import Audit, Rules
from calcinosis_quiz.item_analysis.responses.table import Absent, Column, Response, Table
from calcinosis_quiz.item_analysis.statistics.scores import ItemScores, Scores
from calcinosis_quiz.quiz.answers import Chosen, key_of


class Scored(Struct, frozen=True):
    """Marks, what was wrong on the way to them, what a corrected key changed, and answers that name two options.

    `table` holds the answers with numbers of options written as letters.
    """

    scores: Scores
    problems: tuple[Problem, ...]
    audit: tuple[Audit, ...]
    doubles: tuple[Problem, ...]
    table: Table


def score(table: Table, library: Library, rules: Rules) -> Scored:
    """Mark a table; answers with a problem get no mark."""
    problems: list[Problem] = []
    doubles: list[Problem] = []
    audit: list[Audit] = []
    items: list[ItemScores] = []
    keys = {key.item: key for key in rules.keys.keys}
    known = any(column.item in library.questions for column in table.columns)
    choices = [column for column in table.columns if _is_choice(column, library, keys) and rules.maximum == 1]
    by_number = are_option_numbers(column.responses for column in choices if not column.fractions)
    numbered = {column.item for column in choices if not column.fractions} if by_number else set()
    columns = [_write_letters(column) if column.item in numbered else column for column in table.columns]
    counted = [Counter(column.responses) for column in columns]
    all_marks = all(column.fractions or holds_numbers(n) for column, n in zip(columns, counted, strict=True))
    letters = [letter for key in keys.values() for part in key.responses for letter in read_letters(part) or ()]
    for column, counts in zip(columns, counted, strict=True):
        question, key = library.questions.get(column.item), keys.get(column.item)
        if key is not None and key.is_dropped:
            answers = sum(isinstance(response, str) for response in column.responses)
            audit.append(Audit(column.item, "", "drop", answers, 0, 0, None, None, f"{key.file}:{key.line}"))
        elif isinstance(question, Open) and key is None:
            continue  # learners mark these themselves: never in a total
        elif known and question is None and key is None:
            problems.append(_explain_unknown(table, column, library))
        else:
            marker = ColumnMarker(
                table,
                column,
                question,
                key,
                rules,
                counts=counts,
                all_marks=all_marks,
                is_choice=column.item in numbered,
                last_letter=_find_last_letter(key, letters),
            )
            items.append(marker.mark())
            problems.extend(marker.problems)
            doubles.extend(marker.doubles)
            audit.extend(marker.audit)
    learners = tuple(attempt.learner for attempt in table.attempts)
    scores = Scores(learners, tuple(items))
    lettered = Table(table.attempts, tuple(columns))
    return Scored(scores, tuple(problems), tuple(audit), tuple(doubles), lettered)


def find_unused_keys(table: Table, key_files: Sequence[KeyFile]) -> list[Problem]:
    """List the keys of items that no column answers, but for those of forms that nobody sat."""
    answered = [column.item for column in table.columns]
    if not answered:
        return []  # the file says itself why nothing could be read
    learners = {attempt.learner for attempt in table.attempts}
    swapped = [key for keys in key_files for key in keys.keys if key.item in learners and key.item not in answered]
    if len(swapped) > 1:
        file = table.attempts[0].file
        message = (
            "expected a row a learner and a column a question, got the questions down the first column. "
            "Swap rows and columns: in a spreadsheet copy the table, then Paste special, Transpose."
        )
        return [Problem(file, 1, "", "transposed", "error", message)]
    fingerprints = {attempt.fingerprint for attempt in table.attempts}
    problems = []
    for keys in key_files:
        if keys.fingerprint and keys.fingerprint not in fingerprints | {""} and len(key_files) > 1:
            continue
        for key in keys.keys:
            if key.item not in answered:
                message = f"expected an item of the responses, got {quote(key.item)}.{did_you_mean(key.item, answered)}"
                problems.append(Problem(key.file, key.line, "", "unknown-item", "error", message))
    return problems


def _is_choice(column: Column, library: Library, keys: Mapping[str, Key]) -> bool:
    question, key = library.questions.get(column.item), keys.get(column.item)
    if key is not None and key.maximum is not None:
        return False
    if question is not None:
        return isinstance(key_of(question), Chosen)
    return key is not None and find_key_kind(key, set(column.responses)) == "letters"


def _write_letters(column: Column) -> Column:
    letters: dict[Response, Response] = {
        each: write_letters(each) if isinstance(each, str) else each for each in dict.fromkeys(column.responses)
    }
    return structs.replace(column, responses=tuple(letters[each] for each in column.responses))


def _find_last_letter(key: Key | None, letters: Sequence[str]) -> str:
    if key is not None and (key.options or key.order):
        return ascii_uppercase[(key.options or len(key.order)) - 1]
    return max([ascii_uppercase[LEAST_LETTERS - 1], *letters])


def _explain_unknown(table: Table, column: Column, library: Library) -> Problem:
    row = next((i for i, response in enumerate(column.responses) if response is not Absent.MISSING), 0)
    file, line = table.place_of(column, row) if column.lines else (table.attempts[row].file, 1)
    message = (
        f"expected an item of the banks, got {quote(column.item)}.{did_you_mean(column.item, library.questions)} "
        "Name its bank with --bank, or give its key with --key."
    )
    return Problem(file, line, "", "unknown-item", "error", message)
