"""Answers to marks: by the file's own marks, by the banks, or by a key of the teacher's."""

from collections import Counter
from dataclasses import dataclass

from calcinosis_quiz.bank.items import Open
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.problems import Problem, did_you_mean, quote
from calcinosis_quiz.item_analysis.responses.column_marker import Audit, ColumnMarker, Rules, holds_numbers
from calcinosis_quiz.item_analysis.responses.table import Absent, Column, Table
from calcinosis_quiz.item_analysis.statistics.scores import ItemScores, Scores


@dataclass(frozen=True)
class Scored:
    """Marks, what was wrong on the way to them, and what a corrected key changed."""

    scores: Scores
    problems: tuple[Problem, ...]
    audit: tuple[Audit, ...]


def score(table: Table, library: Library, rules: Rules) -> Scored:
    """Mark a table; answers with a problem get no mark."""
    problems: list[Problem] = []
    audit: list[Audit] = []
    items: list[ItemScores] = []
    keys = {key.item: key for key in rules.keys.keys}
    known = any(column.item in library.questions for column in table.columns)
    counted = [Counter(column.responses) for column in table.columns]
    all_marks = all(column.fractions or holds_numbers(n) for column, n in zip(table.columns, counted, strict=True))
    for column, counts in zip(table.columns, counted, strict=True):
        question, key = library.questions.get(column.item), keys.get(column.item)
        if key is not None and key.is_dropped:
            answers = sum(isinstance(response, str) for response in column.responses)
            audit.append(Audit(column.item, "", "drop", answers, 0, 0, None, None, f"{key.file}:{key.line}"))
        elif isinstance(question, Open) and key is None:
            continue  # learners mark these themselves: never in a total
        elif known and question is None and key is None:
            problems.append(_explain_unknown(table, column, library))
        else:
            marker = ColumnMarker(table, column, question, key, rules, counts=counts, all_marks=all_marks)
            items.append(marker.mark())
            problems.extend(marker.problems)
            audit.extend(marker.audit)
    answered = [column.item for column in table.columns]
    for item in keys.keys() - set(answered):
        message = f"expected an item of the responses, got {quote(item)}.{did_you_mean(item, answered)}"
        problems.append(Problem(keys[item].file, keys[item].line, "", "unknown-item", "error", message))
    return Scored(
        Scores(tuple(attempt.learner for attempt in table.attempts), tuple(items)), tuple(problems), tuple(audit)
    )


def _explain_unknown(table: Table, column: Column, library: Library) -> Problem:
    row = next((i for i, response in enumerate(column.responses) if response is not Absent.MISSING), 0)
    file, line = table.place_of(column, row) if column.lines else (table.attempts[row].file, 1)
    message = (
        f"expected an item of the banks, got {quote(column.item)}.{did_you_mean(column.item, library.questions)} "
        "Name its bank with --bank, or give its key with --key."
    )
    return Problem(file, line, "", "unknown-item", "error", message)
