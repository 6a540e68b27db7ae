"""The text of text2qti: numbered questions, `*a)` for the key, `[*]` for several, `=` for numbers, `____` for essays.

Code that its own program would run is never run: it is left out and counted.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from msgspec import Struct, field

from calcinosis_quiz.bank.items import AuthoredItem
from calcinosis_quiz.imports.compose.choices import Choice, make_choice, make_true_false
from calcinosis_quiz.imports.compose.numbers import NumberRange, make_numeric, read_number
from calcinosis_quiz.imports.compose.shared import Head
from calcinosis_quiz.imports.compose.texts import make_open
from calcinosis_quiz.imports.compose.typed import Wording, make_typed
from calcinosis_quiz.imports.html_text import one_line
from calcinosis_quiz.imports.markdown.inline import images_in, plain_markdown
from calcinosis_quiz.imports.pictures import take_picture
from calcinosis_quiz.imports.reading import Document, Draft, LeftOutError, Loss, Place, Reading, Record
from calcinosis_quiz.imports.text_files import decode

_QUESTION: Final = re.compile(r"(\d+)\.(?:\s+|$)")
_CHOICE: Final = re.compile(r"(\*?)([a-zA-Z])\)(?:\s+|$)")
_BOX: Final = re.compile(r"\[(\*?)\s?\](?:\s+|$)")
_ACCEPTED: Final = re.compile(r"\*\s+")
_NUMBER: Final = re.compile(r"=\s*")
_SAID: Final = re.compile(r"(\.\.\.|\+|-|!)\s+")
_FREE: Final = re.compile(r"_{3,}\s*")
_UPLOAD: Final = re.compile(r"\^{3,}\s*")
_HEADER: Final = re.compile(r"(Quiz title|Quiz description|Title|Points|Text title|Text)\s*:\s*(.*)", re.IGNORECASE)
_OPTION_LINE: Final = re.compile(
    r"(?:shuffle answers|show correct answers|one question at a time|can't go back|[a-z' ]+)\s*:\s*\S+.*"
)
_CODE: Final = re.compile(r"```+\s*\{?\s*\.python\s+\.run")
_TRUTHS: Final = {"true": True, "false": False}


class _Answer(Struct):
    kind: str
    text: str
    right: bool
    why: str = ""


class _Question(Struct):
    line: int
    title: str = ""
    stem: str = ""
    answers: list[_Answer] = field(default_factory=list)
    general: str = ""
    for_right: str = ""
    for_wrong: str = ""
    solution: str = ""
    kind: str = ""


def read_text2qti(document: Document) -> Reading:
    """Read a quiz in the text of text2qti."""
    text, noted = decode(document)
    losses: list[Loss] = list(noted)
    parser = _Parser(document.name, losses)
    for number, line in _without_comments(document.name, text, losses):
        parser.take(number, line)
    drafts = []
    for count, question in enumerate(parser.questions, 1):
        record = Record(losses, Place(document.name, question.line, f"question {count}"), question.title)
        images = images_in(question.stem)
        item = record.attempt(lambda: _build(record, question))  # noqa: B023 - called at once
        if item is not None:
            picture = take_picture(record, images, document.find_file) if images else None
            drafts.append(Draft(item, record.place, question.title, "", (), picture))
    return Reading(tuple(drafts), tuple(losses), parser.title)


def _without_comments(name: str, text: str, losses: list[Loss]) -> Iterator[tuple[int, str]]:
    """Pass over comments and over code that would be run."""
    in_comment, code_from = False, 0
    for number, line in enumerate(text.split("\n"), 1):
        if code_from:
            if line.strip().startswith("```"):
                what = "code that would make questions is never run"
                losses.append(Loss("left out", Place(name, code_from), "", what, f"{number - code_from - 1} lines"))
                code_from = 0
        elif line.strip() in {"COMMENT", "END_COMMENT"}:
            in_comment = line.strip() == "COMMENT"
        elif _CODE.match(line.strip()):
            code_from = number
        elif not in_comment and not line.startswith("%"):
            yield number, line


class _Parser:
    """Goes through the lines and knows to what a line that is set in belongs."""

    def __init__(self, name: str, losses: list[Loss]) -> None:
        self.name, self.losses = name, losses
        self.questions: list[_Question] = []
        self.title = ""
        self._next_title = ""
        self._last = ""  # to what an indented line is added
        self._in_text = False

    def take(self, number: int, line: str) -> None:
        text = line.strip()
        if not text:
            if self._last and self.questions:
                self._add("\n")
        elif line[0].isspace() and (self._last or self._in_text):
            if not self._in_text:
                self._add(f"\n{text}")
        elif not self._header(number, text):
            self._in_text = False
            self._marked(number, text)

    def _header(self, number: int, text: str) -> bool:
        if text in {"GROUP", "END_GROUP"} or re.match(r"(pick|points per question)\s*:", text):
            if text.startswith("pick"):
                what = "all questions of a group come in; the quiz drew some"
                self.losses.append(Loss("changed", Place(self.name, number), "", what, text))
            self._last = ""
            return True
        found = _HEADER.fullmatch(text)
        if not found:
            return bool(not self.questions and not _QUESTION.match(text) and _OPTION_LINE.fullmatch(text))
        name, value = found.group(1).casefold(), found.group(2).strip()
        match name:
            case "quiz title":
                self.title = value
            case "title":
                self._next_title = value
            case "text title" | "text":
                self._in_text = True
                if name == "text":
                    what = "a description asks nothing"
                    self.losses.append(Loss("left out", Place(self.name, number), "", what, value[:80]))
        self._last = ""
        return True

    def _marked(self, number: int, text: str) -> None:
        if found := _QUESTION.match(text):
            self.questions.append(_Question(number, self._next_title, text[found.end() :]))
            self._next_title, self._last = "", "stem"
            return
        if not self.questions:
            return
        question = self.questions[-1]
        if found := _CHOICE.match(text):
            self._answer("choice", text[found.end() :], bool(found.group(1)))
        elif found := _BOX.match(text):
            self._answer("box", text[found.end() :], bool(found.group(1)))
        elif found := _SAID.match(text):
            self._said(question, found.group(1), text[found.end() :])
        elif _FREE.fullmatch(text):
            question.kind, self._last = "essay", ""
        elif _UPLOAD.fullmatch(text):
            question.kind, self._last = "upload", ""
        elif found := _NUMBER.match(text):
            self._answer("number", text[found.end() :], True)
        elif found := _ACCEPTED.match(text):
            self._answer("word", text[found.end() :], True)
        else:
            what = "a line that is not set in as far as the text it goes on with"
            self.losses.append(Loss("left out", Place(self.name, number), question.title, what, text[:80]))

    def _answer(self, kind: str, text: str, right: bool) -> None:
        self.questions[-1].answers.append(_Answer(kind, text, right))
        self._last = "answer"

    def _said(self, question: _Question, sign: str, text: str) -> None:
        if sign == "..." and question.answers:
            question.answers[-1].why, self._last = text, "why"
            return
        name = {"...": "general", "+": "for_right", "-": "for_wrong", "!": "solution"}[sign]
        setattr(question, name, text)
        self._last = name

    def _add(self, text: str) -> None:
        question = self.questions[-1]
        match self._last:
            case "answer":
                question.answers[-1].text += text
            case "why":
                question.answers[-1].why += text
            case "":
                pass
            case name:
                setattr(question, name, getattr(question, name) + text)


def _build(record: Record, question: _Question) -> AuthoredItem:
    if question.kind == "upload":
        raise LeftOutError("a file to upload has no place here")
    notes = [plain_markdown(record, question.general)]
    notes += [f"If right: {plain_markdown(record, question.for_right)}" if question.for_right.strip() else ""]
    notes += [f"If wrong: {plain_markdown(record, question.for_wrong)}" if question.for_wrong.strip() else ""]
    solution = plain_markdown(record, question.solution)
    is_open = question.kind == "essay"
    notes += [solution] if solution and not is_open else []
    head = Head(plain_markdown(record, question.stem), "\n\n".join(filter(None, notes)))
    if is_open:
        return make_open(record, head, solution)
    if not question.answers:
        raise LeftOutError("it asks for no answer")
    answers = [
        (plain_markdown(record, each.text), each.right, plain_markdown(record, each.why)) for each in question.answers
    ]
    match question.answers[0].kind:
        case "choice" | "box" as kind:
            named = {text.casefold(): right for text, right, _ in answers}
            if kind == "choice" and set(named) == set(_TRUTHS) and len(answers) == 2:
                whys = {text.casefold(): why for text, _, why in answers}
                return make_true_false(head, answer=named["true"], why_true=whys["true"], why_false=whys["false"])
            choices = [Choice(text, 1.0 if right else 0.0, why) for text, right, why in answers]
            return make_choice(record, head, choices, single=kind == "choice")
        case "number":
            return make_numeric(record, head, [_range(answers[0][0], answers[0][2])])
        case _:
            return make_typed(record, head, [Wording(one_line(text), 1.0, why) for text, _, why in answers])


def _range(text: str, why: str) -> NumberRange:
    """Read `12`, `[1.5, 2.5]`, `3.14 +- 0.01` or `10 +- 5%`."""
    if found := re.fullmatch(r"\[\s*([^,\]]+),\s*([^,\]]+)\]", text):
        low, high = read_number(found.group(1)), read_number(found.group(2))
        if low is not None and high is not None:
            return NumberRange(low, high, 1.0, why)
    value, _, margin = text.partition("+-")
    number, spread = read_number(value), read_number(margin.strip().removesuffix("%") or "0")
    if number is None or spread is None:
        raise LeftOutError("the answer is no number", text)
    spread = abs(number) * spread / Decimal(100) if margin.strip().endswith("%") else spread
    return NumberRange(number - spread, number + spread, 1.0, why)
