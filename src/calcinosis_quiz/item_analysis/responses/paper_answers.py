"""Answers typed from paper: the numbers and letters of a form to the items and letters of the bank."""

import re
from collections.abc import Sequence
from string import ascii_uppercase

from msgspec import structs

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.problems import Problem
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.item_analysis.responses.alphabets import are_option_numbers, read_letters, write_letters
from calcinosis_quiz.item_analysis.responses.detect_format import ReadFile
from calcinosis_quiz.item_analysis.responses.key_files import EVERYBODY, NOBODY, Key, KeyFile
from calcinosis_quiz.item_analysis.responses.table import Column, Response, Table, join_tables, select_attempts
from calcinosis_quiz.quiz.answers import Chosen, key_of
from calcinosis_quiz.quiz.presentation import Presented, present, write_answer
from calcinosis_quiz.quiz.typed_answers import Unreadable, read_answer


def translate_paper(file: ReadFile, key_files: Sequence[KeyFile], library: Library) -> ReadFile:
    """Turn a wide table that follows the paper into one that follows the bank, each attempt by the key of its form.

    A attempt belongs to the key with its fingerprint; one without a fingerprint to the only key there is. Other
    formats hold the letters of the bank already, and stay as they are.
    """
    if file.format != "wide" or not any(key.number or key.order for each in key_files for key in each.keys):
        return file
    rows: dict[int, list[int]] = {}
    for row, attempt in enumerate(file.table.attempts):
        fitting = [i for i, each in enumerate(key_files) if attempt.fingerprint in {"", each.fingerprint}]
        rows.setdefault(fitting[0] if len(fitting) == 1 else -1, []).append(row)
    parts = []
    for which, chosen in rows.items():
        part = select_attempts(file.table, chosen)
        parts.append(part if which < 0 else _translate(part, key_files[which], library))
    table, doubles, _ = join_tables(parts)
    return structs.replace(file, table=table, problems=(*file.problems, *doubles))


def _translate(table: Table, keys: KeyFile, library: Library) -> Table:
    by_name = {key.number or key.item: key for key in keys.keys} | {key.item: key for key in keys.keys}
    found = [(column, by_name.get(column.item)) for column in table.columns]
    questions = {key.item: library.questions.get(key.item) for _, key in found if key is not None}
    choices = [column for column, key in found if key is not None and _has_options(questions[key.item])]
    by_number = are_option_numbers(column.responses for column in choices)
    return Table(
        table.attempts,
        tuple(
            column if key is None else _translate_column(column, key, questions[key.item], by_number)
            for column, key in found
        ),
    )


def _has_options(question: Question | None) -> bool:
    return question is not None and isinstance(key_of(question), Chosen)


def _translate_column(column: Column, key: Key, question: Question | None, by_number: bool) -> Column:
    chosen = _has_options(question)

    def translate(text: str) -> str:
        if question is None:
            return text
        if chosen and re.search(r"\d", text):
            return to_bank(question, key.order, write_letters(text)) if by_number else text
        return to_bank(question, key.order, text)

    meaning: dict[Response, Response] = {
        each: translate(each) if isinstance(each, str) else each for each in dict.fromkeys(column.responses)
    }
    return structs.replace(column, item=key.item, responses=tuple(meaning[each] for each in column.responses))


def to_bank(question: Question, order: Sequence[int], text: str) -> str:
    """Write an answer that was given in the letters of a paper in those of the bank; as it is where it is none."""
    if not order or len(order) != len(present(question).order):
        return text
    answer = read_answer(Presented(question, tuple(order)), text)
    if not isinstance(answer, Unreadable):
        return write_answer(present(question), answer)
    letters = read_letters(text) if _has_options(question) else None
    places = [ascii_uppercase.index(letter) for letter in letters or ()]
    if not places or max(places) >= len(order):
        return text
    return " ".join(sorted(ascii_uppercase[order[place]] for place in places))  # two ticks where one was asked for


def merge_keys(key_files: Sequence[KeyFile], library: Library) -> tuple[KeyFile, list[Problem]]:
    """Join keys, in the letters of the bank; problems are orders that do not fit, and keys that contradict each other.

    A key of a form that says what the bank says is no correction: the bank's own marking then knows more, such as
    spellings and partial marks.
    """
    joined: dict[str, Key] = {}
    problems: list[Problem] = []
    for key in (key for each in key_files for key in each.keys):
        question = library.questions.get(key.item)
        if question is not None and key.order and len(key.order) != len(present(question).order):
            message = (
                f"expected an order of the {len(present(question).order)} options of {key.item}, got "
                f"{len(key.order)}: the question has changed since the form was made. Analyse it with the bank of then."
            )
            problems.append(Problem(key.file, key.line, "order", "bad-order", "error", message))
            continue
        taken = _take_key(key, question) if question is not None else key
        earlier = joined.setdefault(key.item, taken)
        if set(earlier.responses) != set(taken.responses):
            message = f"expected one key for {key.item}, got another one at {earlier.file}:{earlier.line}. Keep one."
            problems.append(Problem(key.file, key.line, "", "mixed-keys", "error", message))
    return KeyFile(tuple(joined.values())), problems


def _take_key(key: Key, question: Question) -> Key:
    if not key.number and not key.order:
        return key
    kept = {EVERYBODY, NOBODY}
    responses = tuple(each if each in kept else to_bank(question, key.order, each) for each in key.responses)
    own = read_answer(present(question), responses[0]) if len(responses) == 1 else None
    return structs.replace(key, responses=() if own == key_of(question) else responses)
