"""Blackboard's tab text: one question a line, its type in the first field."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from calcinosis_quiz.bank.items import AuthoredItem, Pair, Reasoned
from calcinosis_quiz.imports.compose.choices import Choice, make_choice, make_true_false
from calcinosis_quiz.imports.compose.numbers import NumberRange, make_numeric, read_number
from calcinosis_quiz.imports.compose.pairs import make_matching, make_ordering
from calcinosis_quiz.imports.compose.shared import Head
from calcinosis_quiz.imports.compose.texts import GapKey, make_cloze, make_open
from calcinosis_quiz.imports.compose.typed import Wording, make_typed
from calcinosis_quiz.imports.plain_text import from_html, one_line
from calcinosis_quiz.imports.reading import Document, Draft, LeftOutError, Loss, Place, Reading, Record
from calcinosis_quiz.imports.text_files import decode

_VARIABLE: Final = re.compile(r"\[(\w+)\]")


def read_tab(document: Document) -> Reading:
    """Read a file of questions for Blackboard's upload."""
    text, noted = decode(document)
    losses: list[Loss] = list(noted)
    drafts = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        kind, *fields = (from_html(field.strip().strip('"')).text for field in line.split("\t"))
        record = Record(losses, Place(document.name, number), one_line(fields[0] if fields else "")[:60])
        reader = _READERS.get(kind.upper())
        if reader is None or not fields:
            record.leave_out("a type that is not known", kind)
            continue
        item = record.attempt(lambda: reader(record, fields))  # noqa: B023 - called at once
        if item is not None:
            drafts.append(Draft(item, record.place))
    return Reading(tuple(drafts), tuple(losses))


def _choices(record: Record, fields: Sequence[str]) -> AuthoredItem:
    texts, marks = fields[1::2], [mark.casefold() for mark in fields[2::2]]
    pairs = [(text, mark) for text, mark in zip(texts, marks, strict=False) if text]
    if any(mark not in {"correct", "incorrect"} for _, mark in pairs):
        raise LeftOutError("an option is followed by neither correct nor incorrect", "; ".join(marks))
    choices = [Choice(text, 1.0 if mark == "correct" else 0.0) for text, mark in pairs]
    return make_choice(record, Head(fields[0]), choices, single=sum(mark == "correct" for _, mark in pairs) == 1)


def _true_false(_record: Record, fields: Sequence[str]) -> AuthoredItem:
    answer = fields[1].casefold() if len(fields) > 1 else ""
    if answer not in {"true", "false"}:
        raise LeftOutError("the answer is neither true nor false", answer)
    return make_true_false(Head(fields[0]), answer=answer == "true")


def _essay(record: Record, fields: Sequence[str]) -> AuthoredItem:
    return make_open(record, Head(fields[0]), fields[1] if len(fields) > 1 else "")


def _ordering(_record: Record, fields: Sequence[str]) -> AuthoredItem:
    return make_ordering(Head(fields[0]), [Reasoned(text=field) for field in fields[1:] if field])


def _matching(_record: Record, fields: Sequence[str]) -> AuthoredItem:
    rows = list(zip(fields[1::2], fields[2::2], strict=False))
    pairs = [Pair(prompt=left, choice=one_line(right)) for left, right in rows if left and right]
    return make_matching(Head(fields[0]), pairs, [one_line(right) for left, right in rows if right and not left])


def _blank(record: Record, fields: Sequence[str]) -> AuthoredItem:
    return make_typed(record, Head(fields[0]), [Wording(one_line(field), 1.0) for field in fields[1:] if field])


def _blanks(record: Record, fields: Sequence[str]) -> AuthoredItem:
    """Read `[a]` and `[b]` in the text; each variable is followed by its answers, and an empty field ends them."""
    answers: dict[str, list[str]] = {}
    for group in _groups(fields[1:]):
        answers[group[0].strip("[]")] = list(map(one_line, group[1:]))
    parts: list[str | GapKey] = []
    for i, piece in enumerate(_VARIABLE.split(fields[0])):
        if i % 2 == 0:
            parts.append(piece)
        elif answers.get(piece):
            parts.append(GapKey(answers[piece][0], tuple(answers[piece][1:])))
        else:
            parts.append(f"[{piece}]")
    return make_cloze(record, Head(""), parts)


def _groups(fields: Sequence[str]) -> Iterator[list[str]]:
    group: list[str] = []
    for field in (*fields, ""):
        if field:
            group.append(field)
        elif group:
            yield group
            group = []


def _number(record: Record, fields: Sequence[str]) -> AuthoredItem:
    value = read_number(fields[1]) if len(fields) > 1 else None
    spread = read_number(fields[2]) if len(fields) > 2 and fields[2] else read_number("0")
    if value is None or spread is None:
        raise LeftOutError("the answer is no number", " ".join(fields[1:3]))
    return make_numeric(record, Head(fields[0]), [NumberRange(value - abs(spread), value + abs(spread), 1.0)])


def _no_key(_record: Record, _fields: Sequence[str]) -> AuthoredItem:
    raise LeftOutError("a type that has no right answer here (upload, opinion scale, jumbled sentence, quiz bowl)")


_READERS: Final[Mapping[str, Callable[[Record, Sequence[str]], AuthoredItem]]] = {
    "MC": _choices,
    "MA": _choices,
    "TF": _true_false,
    "ESS": _essay,
    "SR": _essay,
    "ORD": _ordering,
    "MAT": _matching,
    "FIB": _blank,
    "FIB_PLUS": _blanks,
    "NUM": _number,
    "FIL": _no_key,
    "OP": _no_key,
    "JUMBLED_SENTENCE": _no_key,
    "QUIZ_BOWL": _no_key,
}
