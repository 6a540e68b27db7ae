"""The record of a form, read back: the paper as it stood, if the banks still hold it."""

from typing import Final

from msgspec import DecodeError, ValidationError, json

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.stamps import stamp
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.forms.files import VERSION, FormFile, FormItem
from calcinosis_quiz.forms.form import Form, fingerprint_form
from calcinosis_quiz.quiz.presentation import Presented, parts_of

_LISTED: Final = 5


def read_form(file: str, raw: bytes, library: Library) -> Form:
    """Read the record that `write_form` wrote.

    Raises QuizError when it is none, and when the banks no longer hold its questions as they were: another wording
    under the same code would be mistaken for the paper.
    """
    try:
        record = json.decode(raw, type=FormFile)
    except (ValidationError, DecodeError, UnicodeDecodeError) as error:
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
