"""Lines of an exam to questions: numbers, lettered options, and the key in any of the ways in which people mark it."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from calcinosis_quiz.bank.items import AuthoredItem
from calcinosis_quiz.imports.compose.choices import Choice, make_choice, make_true_false
from calcinosis_quiz.imports.compose.shared import Head
from calcinosis_quiz.imports.compose.typed import Wording, make_typed
from calcinosis_quiz.imports.html_text import ImageReference, clean, one_line
from calcinosis_quiz.imports.pictures import take_picture
from calcinosis_quiz.imports.reading import Draft, LeftOutError, Loss, Place, Reading, Record, UnclearError
from calcinosis_quiz.imports.word.gathering import ExamOption, ExamQuestion, gather
from calcinosis_quiz.imports.word.lines import MARKS, Line, is_marked

_LETTERS: Final = re.compile(
    r"\(?([A-Ha-h])\)?(?:\s*(?:,|;|&|and|und|\s)\s*\(?([A-Ha-h])\)?)*[.)]?\s*(?:$|[-\u2013:.\t ].*)"
)
_TRUTHS: Final = {"true": True, "false": False, "t": True, "f": False, "wahr": True, "falsch": False}


def read_exam(name: str, lines: Sequence[Line], find: Callable[[str], bytes | None], losses: list[Loss]) -> Reading:
    """Read the questions of an exam; a key table at its end belongs to the questions before it."""
    questions, key = gather(lines)
    drafts = []
    for count, question in enumerate(questions, 1):
        place = Place(name, record=f"paragraph {question.paragraph}")
        record = Record(losses, place, f"question {question.number or count}")
        stem = _stem_text(question)
        item = record.attempt(lambda: _build(record, question, stem, key))  # noqa: B023 - called at once
        if item is None:
            continue
        images = [ImageReference(image, "") for line in question.stem for image in line.images]
        picture = take_picture(record, images, find) if images else None
        category = (question.heading,) if question.heading else ()
        drafts.append(Draft(item, place, "", "", category, picture))
    return Reading(tuple(drafts), tuple(losses))


def _stem_text(question: ExamQuestion) -> str:
    return clean("\n".join(line.text.strip() for line in question.stem))


def _build(record: Record, question: ExamQuestion, stem: str, key: dict[int, str]) -> AuthoredItem:
    head = Head(stem, clean("\n".join(filter(None, (question.explanation, question.after)))))
    answer = question.answer or key.get(question.number, "")
    if not question.options:
        return _without_options(record, head, answer)
    right = _right(question, answer)
    options = [(option.letter, clean(_text(option).strip())) for option in question.options]
    choices = [Choice(text, 1.0 if letter in right else 0.0) for letter, text in options]
    truths = {text.casefold().rstrip("."): letter for letter, text in options}
    if set(truths) == {"true", "false"} and len(right) == 1:
        return make_true_false(head, answer=truths["true"] in right)
    return make_choice(record, head, choices, single=len(right) == 1)


def _text(option: ExamOption) -> str:
    return "".join(piece.text for piece in option.pieces)


def _without_options(record: Record, head: Head, answer: str) -> AuthoredItem:
    if not answer:
        raise LeftOutError("it has neither options nor an answer", head.stem[:60])
    if (truth := _TRUTHS.get(answer.casefold().rstrip("."))) is not None:
        return make_true_false(head, answer=truth)
    return make_typed(record, head, [Wording(one_line(answer), 1.0)])


def _right(question: ExamQuestion, answer: str) -> frozenset[str]:
    """Find the key: what is said, what is starred, or the one mark that sets some options apart.

    Raises UnclearError where two of these differ.
    """
    letters = {option.letter for option in question.options}
    found: dict[str, frozenset[str]] = {}
    if answer:
        found["answer line"] = _named(question, answer)
    if starred := frozenset(option.letter for option in question.options if option.starred):
        found["asterisk or tick"] = starred
    for mark in MARKS:
        marked = frozenset(option.letter for option in question.options if is_marked(option.pieces, mark))
        if marked and marked != letters:
            found[mark] = marked
    keys = set(found.values())
    if not keys:
        raise LeftOutError("no option is marked as right")
    if len(keys) > 1:
        said = "; ".join(f"{name}: {', '.join(sorted(key))}" for name, key in found.items())
        raise UnclearError("different marks name different options", said)
    return keys.pop()


def _named(question: ExamQuestion, answer: str) -> frozenset[str]:
    """Read which options an answer names: by letters, or by the text of one."""
    texts = {one_line(_text(option)).casefold(): option.letter for option in question.options}
    if (letter := texts.get(one_line(answer).casefold())) is not None:
        return frozenset([letter])
    letters = {option.letter for option in question.options}
    if _LETTERS.fullmatch(answer):
        head = re.split(r"[-\u2013:\t]|\.\s|\)\s", answer, maxsplit=1)[0]
        named = frozenset(each.upper() for each in re.findall(r"\b[A-Ha-h]\b", head))
        if named and named <= letters:
            return named
    raise UnclearError("the answer names no option", answer[:60])
