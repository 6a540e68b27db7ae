"""Lines of an exam to its questions, options and key table, before anything is decided."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from calcinosis_quiz.imports.html_text import one_line
from calcinosis_quiz.imports.word.lines import Line, Mark, Piece, cut, is_marked

_WORDS: Final = r"(?:question|frage|aufgabe|q|c[aâ]u|pregunta|vraag|domanda|item|nr|no)\.?\s*"
_QUESTION: Final = re.compile(rf"\s*(?:{_WORDS}(\d{{1,3}})\s*[.):\-\u2013]?|(\d{{1,3}})\s*[.):])\s*", re.IGNORECASE)
_OPTION: Final = re.compile(r"\s*(\*?)\s*[(\[]?([A-Ha-h])\s*[.)\]:]\s*(\*?)\s*")
_NEXT_OPTION: Final = re.compile(r"(?:\t|\s{3,})\s*(?=\*?\s*\(?[A-Ha-h]\s*[.)]\s*\S)")
_CHECKED: Final = re.compile(r"\s*([\u2610-\u2612\u2713\u2714]|\[[ xX]?\])\s*")
_TICKED: Final = frozenset(["\u2611", "\u2612", "\u2713", "\u2714", "[x]", "[X]"])
_ANSWER: Final = re.compile(
    r"\s*\(?(?:ans(?:wer)?s?|correct(?: answer)?|key|solution|antwort|l[oö]sung|richtig|r[eé]ponse|respuesta"
    r"|[dđ][aá]p [aá]n)"
    r"\s*(?:is|[:.=\-\u2013])+\s*(.+)",
    re.IGNORECASE,
)
_EXPLANATION: Final = re.compile(
    r"\s*(?:explanation|rationale|feedback|erkl[aä]rung|begr[uü]ndung|comment)\s*[:.]\s*(.+)", re.IGNORECASE
)
_KEY_HEADING: Final = re.compile(
    r"\s*(?:answer key|answers|key|solutions|l[oö]sungen|schl[uü]ssel|[dđ][aá]p [aá]n)\s*:?\s*", re.IGNORECASE
)
_KEY_PAIR: Final = re.compile(r"(\d{1,3})\s*[.):\-\u2013]?\s*\(?([A-Ha-h])\)?(?![\w])")
_LEADING: Final = re.compile(r"\s*(?:\*|!|\u2713|\u2714|\u2192)\s*(?=\S)")  # before the words of the right option
_ARROW: Final = re.compile(r"\s*(?:<-+|\u2190|<=+|!+|\u2713|\u2714|\(correct\)|\(richtig\))\s*$", re.IGNORECASE)
_FEWEST_PAIRS: Final = 2


class ExamOption(Struct):
    """A lettered option as it stands; `starred`: an asterisk, arrow or tick says that it is right."""

    letter: str
    pieces: list[Piece]
    starred: bool


class ExamQuestion(Struct):
    """A question as far as its lines have come; `number` is 0 where the file numbers none."""

    paragraph: int
    number: int
    stem: list[Line]
    options: list[ExamOption]
    answer: str = ""
    explanation: str = ""
    heading: str = ""
    after: str = ""


def gather(lines: Sequence[Line]) -> tuple[list[ExamQuestion], dict[int, str]]:
    """Part lines into questions, and the key table where there is one."""
    gathered = _Gathered(any(_question_number(line) for line in lines))
    for line in (part for whole in lines for part in _parts(whole)):
        if line.text.strip() or line.images or line.label:
            gathered.take(line)
    return gathered.questions, gathered.key


class _Gathered:
    """Questions and key as far as the lines have come."""

    def __init__(self, has_numbers: bool) -> None:
        self.questions: list[ExamQuestion] = []
        self.key: dict[int, str] = {}
        self.has_numbers = has_numbers
        self.heading = ""
        self.in_key = False

    def take(self, line: Line) -> None:
        current = self.questions[-1] if self.questions else None
        if self._is_key(line):
            return
        is_heading = line.is_heading or (current is not None and _stands_out(current, line))
        if is_heading and not _question_number(line) and (not current or current.options):
            self.heading = one_line(line.text)
        elif current is None or not self._belongs_to(current, line):
            number = _question_number(line)
            if number or (not self.has_numbers and (not current or _is_done(current))):
                question = ExamQuestion(line.paragraph, number, [_without_number(line)], [], heading=self.heading)
                self.questions.append(question)
            elif current:
                _append(current, line)

    def _is_key(self, line: Line) -> bool:
        """Take what stands in a key table: pairs such as `1. B`, also where Word counts the numbers."""
        text = line.text.strip()
        if _KEY_HEADING.fullmatch(text) and self.questions:
            self.in_key = True
            return True
        pairs = _KEY_PAIR.findall(text)
        if self.in_key and line.label and not pairs and (found := re.fullmatch(r"\(?([A-Ha-h])\)?\.?", text)):
            pairs = [(re.sub(r"\D", "", line.label) or "0", found.group(1))]
        elif (not self.in_key and len(pairs) < _FEWEST_PAIRS) or _KEY_PAIR.sub("", text).strip(" \t,;|/"):
            return False
        for number, letter in pairs:
            self.key.setdefault(int(number), letter.upper())
        return bool(pairs)

    @staticmethod
    def _belongs_to(question: ExamQuestion, line: Line) -> bool:
        """Take a line that is an answer, an explanation or an option of a question."""
        text = line.text.strip()
        if (found := _ANSWER.match(text)) and not question.answer:
            question.answer = found.group(1).strip()
        elif found := _EXPLANATION.match(text):
            question.explanation = found.group(1).strip()
        elif question.stem and (option := _option(line, question)):
            question.options.append(option)
        else:
            return False
        return True


def _stands_out(question: ExamQuestion, line: Line) -> bool:
    """Return whether a line below the options is set apart as a whole, as the title of what comes next."""
    last = question.options[-1].pieces if question.options else ()
    marks: tuple[Mark, ...] = ("bold", "underline")
    whole = [mark for mark in marks if all(mark in piece.marks for piece in line.pieces if piece.text.strip())]
    return bool(last and not line.label and line.text.strip() and not _OPTION.match(line.text)) and any(
        not is_marked(last, mark) for mark in whole
    )


def _append(question: ExamQuestion, line: Line) -> None:
    """Put a line where the question has come to: its text, its last option, or what is said after it."""
    if not _is_done(question):
        question.stem.append(line)
    elif question.explanation:
        question.explanation += f"\n{line.text.strip()}"
    elif question.options and not question.answer:
        question.options[-1].pieces += [Piece("\n"), *line.pieces]
    else:
        question.after += f"{line.text.strip()}\n"


def _is_done(question: ExamQuestion) -> bool:
    return bool(question.options or question.answer)


def _parts(line: Line) -> Iterator[Line]:
    """Part a line that holds several options."""
    places = [found.start() for found in _NEXT_OPTION.finditer(line.text)]
    begins = _OPTION.match(line.text) or _QUESTION.match(line.text) or line.label
    if not places or (not begins and len(places) < _FEWEST_PAIRS):
        yield line
        return
    begin = 0
    for end in (*places, None):
        label, images = (line.label, line.images) if begin == 0 else ("", ())
        yield Line(line.paragraph, label, cut(line.pieces, begin, end), images, line.is_heading)
        begin = end or 0


def _question_number(line: Line) -> int:
    """Return the number of the question that begins on a line; 0 where none does."""
    if re.fullmatch(r"\(?\d{1,3}[.):]?", line.label):
        return int(re.sub(r"\D", "", line.label))
    found = _QUESTION.match(line.text) if not line.label else None
    return (
        int(found.group(1) or found.group(2))
        if found and line.text[found.end() :].strip() + "".join(line.images)
        else 0
    )


def _without_number(line: Line) -> Line:
    found = _QUESTION.match(line.text) if not line.label else None
    if not found:
        return line
    return Line(line.paragraph, "", cut(line.pieces, found.end()), line.images, line.is_heading)


def _option(line: Line, question: ExamQuestion) -> ExamOption | None:
    """Read a line as the next option of a question: by its own letter, by Word's, or by a box to tick."""
    pieces = line.pieces
    if found := re.fullmatch(r"\(?([A-Ha-h])[.)]?", line.label):
        sign = _LEADING.match(line.text)
        return _marked_at_end(
            ExamOption(found.group(1).upper(), list(cut(pieces, sign.end() if sign else 0)), bool(sign))
        )
    if line.label and not question.options and not re.search(r"[A-Ha-h]", line.label):
        return None
    if (found := _OPTION.match(line.text)) and _fits(found.group(2), question):
        sign = _LEADING.match(line.text, found.end())
        starred = bool(found.group(1) or found.group(3) or sign)
        begin = sign.end() if sign else found.end()
        return _marked_at_end(ExamOption(found.group(2).upper(), list(cut(pieces, begin)), starred))
    if found := _CHECKED.match(line.text):
        letter = chr(ord("A") + len(question.options))
        return ExamOption(letter, list(cut(pieces, found.end())), found.group(1) in _TICKED)
    return None


def _fits(letter: str, question: ExamQuestion) -> bool:
    """Return whether a letter can be that of an option: A, or one that is new and near to those before it."""
    place = ord(letter.upper()) - ord("A")
    known = {option.letter for option in question.options}
    return letter.upper() not in known and place <= len(known) + 2 and (place == 0 or bool(known) or place <= 2)


def _marked_at_end(option: ExamOption) -> ExamOption:
    """Take an arrow or an asterisk at the end of an option as its mark."""
    text = "".join(piece.text for piece in option.pieces)
    found = _ARROW.search(text) or re.search(r"\s*\*\s*$", text)
    if found:
        return ExamOption(option.letter, list(cut(option.pieces, 0, found.start())), True)
    return option
