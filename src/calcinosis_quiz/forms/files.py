"""What goes with the papers of a form: a record for programs, a key, and a table to type the answers into."""

import csv
from collections.abc import Sequence
from io import StringIO
from string import ascii_uppercase
from typing import Annotated, Final, Literal

from msgspec import DecodeError, Meta, Struct, ValidationError, json

from calcinosis_quiz.bank.fingerprint import bank_version, stamp
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.spreadsheets import guard_cell
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.forms.form import Form, Part, fingerprint_form
from calcinosis_quiz.quiz.answers import key_of
from calcinosis_quiz.quiz.presentation import Presented, parts_of, write_answer

FORMAT: Final = "calcinosis-quiz-form"
VERSION: Final = 1
KEY_COLUMNS: Final = ("number", "item", "key", "order", "fingerprint")
ABOUT_LEARNERS: Final = ("learner", "round", "form", "fingerprint")


class FormItem(Struct, frozen=True):
    """One question of a form: `order` numbers its parts in the bank from 0, first shown to last.

    `key` is in the letters of the paper. `stamp` says which state of the question it was.
    """

    number: int
    item: str
    order: tuple[int, ...]
    key: str
    stamp: str


class FormFile(Struct, frozen=True, kw_only=True):
    """A form as JSON; `--changed-since` reads the stamps in it."""

    format: Literal["calcinosis-quiz-form"] = "calcinosis-quiz-form"
    version: Annotated[int, Meta(ge=1, le=VERSION)] = VERSION
    form: str
    title: str
    recipe: str
    seed: int
    fingerprint: str
    bank_version: str
    parts: tuple[Part, ...]
    items: tuple[FormItem, ...]


def write_form(library: Library, form: Form) -> bytes:
    """Write the record of a form: all that is needed to know later what stood on it."""
    items = (
        FormItem(number, each.question.id, each.order, write_key(each), stamp(library, each.question))
        for number, each in enumerate(form.paper, 1)
    )
    record = FormFile(
        form=form.id,
        title=form.title,
        recipe=form.recipe,
        seed=form.seed,
        fingerprint=form.fingerprint,
        bank_version=bank_version(library),
        parts=form.parts,
        items=tuple(items),
    )
    return json.format(json.encode(record), indent=1) + b"\n"


def write_key(presented: Presented) -> str:
    """Write the right answer in the letters of the paper, as it would stand in a table of answers."""
    return write_answer(presented, key_of(presented.question))


def write_key_file(form: Form) -> bytes:
    """Write the key for `item-analysis --key`: CSV, a line a question, in the letters of the paper.

    `order` lists the bank's letters in the order shown, so that answers can be told apart by option across forms.
    """
    rows = (
        (number, each.question.id, write_key(each), _write_order(each), form.fingerprint)
        for number, each in enumerate(form.paper, 1)
    )
    return _write_csv([KEY_COLUMNS, *rows])


def write_answer_table(form: Form) -> bytes:
    """Write an empty table to type answers into: a row a learner, a column a question; the first row is begun."""
    numbers = [str(number) for number in range(1, len(form.paper) + 1)]
    return _write_csv([(*ABOUT_LEARNERS, *numbers), ("", "", form.id, form.fingerprint, *("" for _ in numbers))])


def _write_order(presented: Presented) -> str:
    return " ".join(ascii_uppercase[i] for i in presented.order)


def _write_csv(rows: Sequence[Sequence[object]]) -> bytes:
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerows([guard_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8")


_LISTED: Final = 5


def read_form(file: str, raw: bytes, library: Library) -> Form:
    """Read the record that `write_form` wrote.

    Raises QuizError when it is none, and when the banks no longer hold its questions as they were: another wording
    under the same code would be mistaken for the paper.
    """
    try:
        record = json.decode(raw, type=FormFile)
    except (ValidationError, DecodeError, UnicodeDecodeError, RecursionError) as error:
        message = (
            f"{file} is not the record of a form of version {VERSION}, as `form` writes it beside its papers: {error}."
        )
        raise QuizError(message) from error
    changed = [item.item for item in record.items if not _is_unchanged(library, item)]
    if changed:
        more = f" and {len(changed) - _LISTED} more" if len(changed) > _LISTED else ""
        raise QuizError(
            f"{file}: the banks no longer hold these questions as they stood on the form: "
            f"{', '.join(changed[:_LISTED])}{more}. Name the banks of that time with --bank, or build the form anew."
        )
    paper = tuple(Presented(library.questions[item.item], item.order) for item in record.items)
    if not paper or fingerprint_form(library, paper) != record.fingerprint:
        raise QuizError(f"{file} was changed by hand: its fingerprint does not fit its questions. Build the form anew.")
    return Form(
        id=record.form,
        title=record.title,
        recipe=record.recipe,
        seed=record.seed,
        fingerprint=record.fingerprint,
        parts=record.parts,
        paper=paper,
    )


def _is_unchanged(library: Library, item: FormItem) -> bool:
    question = library.questions.get(item.item)
    if question is None or stamp(library, question) != item.stamp:
        return False
    return sorted(item.order) == list(range(len(parts_of(question))))
