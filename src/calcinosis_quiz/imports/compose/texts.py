"""Texts with gaps, and questions in free text."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from calcinosis_quiz.bank.items import AuthoredItem, Cloze, Gap, Open, Reasoned
from calcinosis_quiz.imports.compose.shared import NO_STEM, Head, finish, folded, shared
from calcinosis_quiz.imports.plain_text import one_line
from calcinosis_quiz.imports.reading import LeftOutError, Record

_GAP_SIGNS: Final = str.maketrans({"{": "(", "}": ")"})


def make_open(
    record: Record, head: Head, model_answer: str, points: Sequence[str] = (), *, has_key: bool = True
) -> AuthoredItem:
    """Make a question in free text; without a model answer it says that there is none."""
    if not head.stem:
        raise LeftOutError(NO_STEM)
    if not model_answer:
        if has_key:
            record.change("an open question came without a model answer: write one")
        model_answer = "(No model answer came with this question. Write one here.)"
    return finish(
        Open(**shared(head), stem=head.stem, model_answer=model_answer, points=tuple(points) or ("The main point",)),
    )


class GapKey(Struct, frozen=True):
    """A gap of a text: what is right, what else is accepted, what is refused, and the hint beside it."""

    answer: str
    accept: tuple[str, ...] = ()
    reject: tuple[Reasoned, ...] = ()
    why: str = ""
    hint: str = ""


def make_cloze(record: Record, head: Head, parts: Sequence[str | GapKey]) -> AuthoredItem:
    """Make a text with gaps from its pieces, in order."""
    text, gaps = "", []
    for part in parts:
        if isinstance(part, str):
            text += part.replace("{{", "{ {").replace("}}", "} }")
            continue
        answer = one_line(part.answer).translate(_GAP_SIGNS).replace("::", ": :")
        if not answer:
            raise LeftOutError("a gap has no right answer")
        if answer != one_line(part.answer):
            record.change("signs in the answer of a gap that a bank cannot hold were replaced", part.answer)
        text += "{{" + answer + "}}"
        accept = {folded(each): each for each in reversed(part.accept) if folded(each) != folded(answer)}
        reject = tuple(each for each in part.reject if folded(each.text) not in {folded(answer), *accept})
        gaps.append(
            Gap(accept=tuple(reversed(accept.values())), reject=reject, why=part.why or None, hint=part.hint or None)
        )
    if not gaps:
        raise LeftOutError("it has no gap")
    text = text.strip()
    kept = tuple(gaps) if any(gap != Gap() for gap in gaps) else ()
    return finish(Cloze(**shared(head), text=text, gaps=kept))
