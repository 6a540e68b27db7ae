"""CSV: a question in each row, to be edited in a spreadsheet and imported again.

Columns: id, type, question, options with their reasons, the places of the right ones, what is said afterwards, topic,
tags. What the options are depends on the type: wordings, entries, pairs `prompt --- choice`, points to look for.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import Final, assert_never

from msgspec import Struct

from calcinosis_quiz.bank.fingerprint import stamp
from calcinosis_quiz.bank.items import (
    Cloze,
    Gap,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Ordering,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import CaseQuestion, Question, gap_answers
from calcinosis_quiz.bank.structure import GAP, accepted_range
from calcinosis_quiz.export.hypertext import digits
from calcinosis_quiz.export.loss import Export, Loss, finish
from calcinosis_quiz.export.recast import as_choice, has_own_labels, may_shuffle
from calcinosis_quiz.export.texts_around import comments_on, stem_paragraphs, tags_of

FEWEST_OPTIONS: Final = 4  # columns, so that an export is a template as well
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")


class _Cells(Struct, frozen=True):
    """What stands in a row for one question: its type, text, options each with a reason, and the key."""

    type: str
    question: str
    options: tuple[tuple[str, str], ...]
    correct: str


def write_table(library: Library, questions: Sequence[Question]) -> Export:
    """Write questions as CSV in UTF-8, marked so for Excel; a cell that a spreadsheet would calculate is quoted."""
    rows = [_cells(question) for question in questions]
    width = max([FEWEST_OPTIONS, *(len(row.options) for row in rows)])
    heads = [name for i in range(1, width + 1) for name in (f"Option {i}", f"Why {i}")]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(["Id", "Type", "Question", *heads, "Correct", "Explanation", "Topic", "Tags", "Version"])
    losses: list[Loss] = []
    for question, row in zip(questions, rows, strict=True):
        options = [text for option in row.options for text in option] + ["", ""] * (width - len(row.options))
        explanation = "\n\n".join(comments_on(library, question))
        tags = " ".join(tags_of(library, question))
        around = [row.correct, explanation, question.topic or "", tags, stamp(library, question)]
        cells = [question.id, row.type, row.question, *options, *around]
        writer.writerow([f"'{cell}" if _FORMULA.match(cell) else cell for cell in cells])
        losses += _losses(question)
    content = b"\xef\xbb\xbf" + buffer.getvalue().encode()
    return finish(content, questions, [question.id for question in questions], losses)


def _cells(question: Question) -> _Cells:
    stem = "\n\n".join(stem_paragraphs(question))
    match question:
        case TrueFalse() if has_own_labels(question):
            return _cells(as_choice(question))
        case TrueFalse():
            options = [("True", question.why_true or ""), ("False", question.why_false or "")]
            return _Cells("true-false", stem, tuple(options), "1" if question.answer else "2")
        case SingleBestAnswer() | CaseQuestion() | MultipleResponse():
            options = [(option.text, option.why or "") for option in question.options]
            kind = "multiple-response" if isinstance(question, MultipleResponse) else "single-best-answer"
            return _Cells(kind, stem, tuple(options), _places([option.correct for option in question.options]))
        case ShortAnswer():
            right = [(text, (question.why or "") if i == 0 else "") for i, text in enumerate(question.accept)]
            wrong = [(each.text, each.why or "") for each in question.reject]
            key = _places([True] * len(right) + [False] * len(wrong))
            return _Cells("short-answer", stem, (*right, *wrong), key)
        case Numeric():
            low, high = map(digits, accepted_range(question))
            right = [(low if low == high else f"{low} to {high}", question.why or "")]
            wrong = [(digits(each.value), each.why) for each in question.common_errors]
            return _Cells("numeric", stem, (*right, *wrong), "1")
        case Cloze():
            return _cloze(question)
        case Ordering():
            return _Cells("ordering", stem, tuple((each.text, each.why or "") for each in question.entries), "")
        case Matching():
            pairs = [(f"{_inside(each.prompt)} --- {_inside(each.choice)}", each.why or "") for each in question.pairs]
            spare = [(f"--- {_inside(each.text)}", each.why or "") for each in question.spare]
            return _Cells("matching", stem, (*pairs, *spare), "")
        case Open():
            return _Cells("open", stem, tuple((point, "") for point in question.points), question.model_answer)
        case _:
            assert_never(question)


def _places(keys: Sequence[bool]) -> str:
    return ", ".join(str(i) for i, key in enumerate(keys, 1) if key)


def _inside(text: str) -> str:
    return text.replace("---", "\\---")


def _cloze(question: Cloze) -> _Cells:
    """Write a text with its gaps: each with a hint behind two colons; an option for each holds further wordings."""
    gaps = question.gaps or (Gap(),) * len(gap_answers(question))
    ends = iter(f"::{gap.hint}" if gap.hint and _fits(gap.hint) else "" for gap in gaps)
    text = GAP.sub(lambda found: "{{" + found.group(1) + next(ends) + "}}", question.text)
    options = [(" | ".join(each.replace("|", "\\|") for each in gap.accept), gap.why or "") for gap in gaps]
    return _Cells("cloze", text, tuple(options) if any(map(any, options)) else (), "")


def _fits(hint: str) -> bool:
    return not any(sign in hint for sign in ("{", "}", "::"))


def _losses(question: Question) -> Iterator[Loss]:
    if question.image:
        yield Loss(question.id, "shown differently", "a table holds no picture")
    if isinstance(question, SingleBestAnswer | MultipleResponse | CaseQuestion) and not may_shuffle(question):
        yield Loss(question.id, "shown differently", "a table cannot say that options keep their places")
    if isinstance(question, ShortAnswer | Cloze) and question.match is not None:
        what = "a table cannot say how exactly an answer is to be typed"
        yield Loss(question.id, "marks differ", what, 1.0)
    if isinstance(question, CaseQuestion):
        yield Loss(question.id, "shown differently", "a case stands alone, with its theme and options")
    if isinstance(question, Cloze):
        if any(gap.reject for gap in question.gaps):
            yield Loss(question.id, "shown differently", "wrong answers that a gap expects are not in the table")
        if any(gap.hint and not _fits(gap.hint) for gap in question.gaps):
            yield Loss(question.id, "shown differently", "a hint with braces or two colons is not in the table")
