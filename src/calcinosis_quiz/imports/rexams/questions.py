"""R/exams exercises to items: one file is one question; what needs code to be run is left out."""

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Final

from msgspec import structs

from calcinosis_quiz.bank.items import AuthoredItem
from calcinosis_quiz.imports.compose.choices import Choice, make_choice
from calcinosis_quiz.imports.compose.numbers import NumberRange, make_numeric, read_number
from calcinosis_quiz.imports.compose.shared import Head
from calcinosis_quiz.imports.compose.texts import GapKey, make_cloze, make_open
from calcinosis_quiz.imports.compose.typed import Wording, make_typed
from calcinosis_quiz.imports.html_text import one_line
from calcinosis_quiz.imports.identifiers import slug
from calcinosis_quiz.imports.markdown.inline import MARKDOWN
from calcinosis_quiz.imports.pictures import take_picture
from calcinosis_quiz.imports.reading import Document, Draft, LeftOutError, Loss, Place, Reading, Record
from calcinosis_quiz.imports.rexams.exercise import Exercise, read_exercise
from calcinosis_quiz.imports.rexams.latex import LATEX
from calcinosis_quiz.imports.text_files import decode

_PLACE: Final = re.compile(r"#*(?:ANSWER(\d+))#*")
_VERDICT: Final = re.compile(r"(?:true|false|wahr|falsch|right|wrong|correct|incorrect|richtig)[.!]?", re.IGNORECASE)
Plain = Callable[[str], str]


def read_rexams(document: Document) -> Reading:
    """Read an exercise in R Markdown or Sweave."""
    text, noted = decode(document)
    losses: list[Loss] = list(noted)
    exercise = read_exercise(text)
    markup = LATEX if exercise.is_latex else MARKDOWN
    name = exercise.meta.get("exname", "") or exercise.meta.get("extitle", "")
    record = Record(losses, Place(document.name, 1), name)
    item = record.attempt(lambda: _build(record, exercise, lambda part: markup.plain(record, part)))
    if item is None:
        return Reading((), tuple(losses))
    images = markup.images(exercise.question)
    picture = take_picture(record, images, document.find_file) if images else None
    for part in (*exercise.answers, exercise.solution, *exercise.reasons):
        for image in markup.images(part):
            record.change("an image in an option or the solution is left out", image.source)
    category = tuple(filter(None, (part.strip() for part in exercise.meta.get("exsection", "").split("/"))))
    return Reading((Draft(item, record.place, name, "", category, picture),), tuple(losses))


def _build(record: Record, exercise: Exercise, plain: Plain) -> AuthoredItem:
    if exercise.code:
        raise LeftOutError("its numbers or words are made by code, which is never run", exercise.code)
    meta = exercise.meta
    kind, key = meta.get("extype", ""), meta.get("exsolution", "")
    tags = tuple(filter(None, (slug(each) for each in re.split(r"[,|]", meta.get("extags", "")))))
    head = Head(plain(exercise.question), plain(exercise.solution), tags)
    if kind not in {"schoice", "mchoice", "cloze"} and exercise.reasons:
        head = structs.replace(head, explanation=_join(head.explanation, *map(plain, exercise.reasons)))
    match kind:
        case "schoice" | "mchoice":
            return _choice(record, exercise, head, plain)
        case "num":
            return make_numeric(record, head, [_range(key, meta.get("extol", ""))])
        case "string" if meta.get("exstringtype", "").startswith("essay"):
            return make_open(record, structs.replace(head, explanation=""), head.explanation)
        case "string" if meta.get("exstringtype", "").startswith("file"):
            raise LeftOutError("a file to upload has no place here")
        case "string":
            return make_typed(record, head, [Wording(one_line(plain(key)), 1.0)])
        case "cloze":
            return _cloze(record, exercise, head, plain)
        case _:
            raise LeftOutError("a type that is not known", kind or "no extype")


def _join(*parts: str) -> str:
    return "\n\n".join(filter(None, parts))


def _choice(record: Record, exercise: Exercise, head: Head, plain: Plain) -> AuthoredItem:
    bits = exercise.meta.get("exsolution", "").strip()
    if not re.fullmatch(r"[01]+", bits) or len(bits) != len(exercise.answers):
        found = f"{bits!r} for {len(exercise.answers)} options"
        raise LeftOutError("exsolution has not one 0 or 1 for each option", found)
    shuffle = exercise.meta.get("exshuffle", "FALSE").strip()
    if shuffle.isdecimal() and int(shuffle) < len(bits):
        record.change("some options only were shown there; here all are", f"{shuffle} of {len(bits)}")
    whys = [_reason(plain(each)) for each in exercise.reasons[: len(bits)]]
    whys += [""] * (len(bits) - len(whys))
    choices = [
        Choice(plain(text), float(bit), why) for text, bit, why in zip(exercise.answers, bits, whys, strict=True)
    ]
    single = exercise.meta.get("extype") == "schoice"
    return make_choice(record, head, choices, single=single, shuffle=shuffle.upper() not in {"FALSE", "F"})


def _reason(text: str) -> str:
    """Return what the solution says of an option, unless that is its key again."""
    return "" if _VERDICT.fullmatch(text) else text


def _range(key: str, tolerance: str) -> NumberRange:
    number, spread = read_number(key), read_number(tolerance.strip() or "0")
    if number is None or spread is None:
        raise LeftOutError("the answer is no number", f"{key} {tolerance}".strip())
    return NumberRange(number - abs(spread), number + abs(spread), 1.0)


def _cloze(record: Record, exercise: Exercise, head: Head, plain: Plain) -> AuthoredItem:
    """Put the parts at their places in the text, or below it; the entries of the list are dealt out to them."""
    meta = exercise.meta
    keys = [part.strip() for part in meta.get("exsolution", "").split("|")]
    kinds = [part.strip() for part in meta.get("exclozetype", "").split("|")]
    margins = [part.strip() for part in meta.get("extol", "0").split("|")]
    if len(kinds) != len(keys):
        raise LeftOutError("exclozetype and exsolution have different numbers of parts", f"{len(kinds)}, {len(keys)}")
    margins = margins * len(keys) if len(margins) == 1 else margins
    entries = iter(map(plain, exercise.answers))
    gaps: list[GapKey] = []
    words: list[str] = []
    for kind, key, margin in zip(kinds, keys, margins + ["0"] * len(keys), strict=False):
        gap, label = _part(record, kind, key, margin, entries)
        gaps.append(gap)
        words.append(label)
    parts = list(_placed(head.stem, gaps, words))
    explanation = _join(head.explanation, *filter(None, (_reason(plain(each)) for each in exercise.reasons)))
    return make_cloze(record, Head("", explanation, head.tags), parts)


def _part(record: Record, kind: str, key: str, margin: str, entries: Iterator[str]) -> tuple[GapKey, str]:
    """Read one part: its gap, and the words of the list that belong to it."""
    if kind in {"schoice", "mchoice"}:
        options = list(islice(entries, len(key)))
        right = [text for text, bit in zip(options, key, strict=False) if bit == "1"]
        if len(right) != 1:
            raise LeftOutError("a part with several right options among gaps", key)
        return GapKey(right[0], hint=" / ".join(map(one_line, options))), ""
    if kind == "num":
        if Decimal(read_number(margin) or 0):
            record.change("a tolerance inside of a gap is dropped: the number itself is accepted", f"{key} +- {margin}")
    elif kind != "string":
        raise LeftOutError("a part of a kind that is no gap", kind)
    return GapKey(key), next(entries, "")


def _placed(text: str, gaps: Sequence[GapKey], words: Sequence[str]) -> Iterator[str | GapKey]:
    """Put the gaps at their marks; those that have none stand below the text, each behind its words."""
    placed: set[int] = set()
    for i, piece in enumerate(_PLACE.split(text)):
        number = int(piece) - 1 if i % 2 else -1
        if i % 2 == 0:
            yield piece
        elif number < len(gaps):
            placed.add(number)
            yield gaps[number]
    for i, (gap, label) in enumerate(zip(gaps, words, strict=True)):
        if i not in placed:
            yield f"\n\n{label} " if label else "\n\n"
            yield gap
