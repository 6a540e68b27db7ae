"""Notes to items: cards with two sides, clozes, typed answers, and the multiple choice of common note types."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Final, Literal

from calcinosis_quiz.bank.items import AuthoredItem
from calcinosis_quiz.imports.anki.collection import Note, NoteType, Template
from calcinosis_quiz.imports.anki.templates import answer_part, is_blank, render, typed_field, without_code
from calcinosis_quiz.imports.compose.cards import make_card
from calcinosis_quiz.imports.compose.choices import Choice, make_choice
from calcinosis_quiz.imports.compose.shared import Head
from calcinosis_quiz.imports.compose.texts import GapKey, make_cloze
from calcinosis_quiz.imports.compose.typed import Wording, make_typed
from calcinosis_quiz.imports.html_text import PlainText, one_line
from calcinosis_quiz.imports.identifiers import slug
from calcinosis_quiz.imports.pictures import take_picture
from calcinosis_quiz.imports.plain_text import from_html
from calcinosis_quiz.imports.reading import Draft, LeftOutError, Record

_SOUND: Final = re.compile(r"\[sound:[^\]]*\]|\[anki:play:[^\]]*\]")
_LATEX: Final = re.compile(r"\[(latex|\$\$?)\](.*?)\[/\1\]", re.DOTALL)
_NESTED: Final = re.compile(r"\{\{c\d+::|\}\}")
_CLOZE: Final = re.compile(r"\{\{c(\d+)::")
_OPTION: Final = re.compile(r"(?:Q_?|Option|Choice|Answer|Antwort)\s*_?\s*([1-9]|[A-H])", re.IGNORECASE)
_KEY: Final = re.compile(r"answers?|correct( answers?)?|key|solution|l[oö]sung", re.IGNORECASE)
_QUESTION: Final = re.compile(r"question|front|stem|frage", re.IGNORECASE)
_EXTRA: Final = re.compile(
    r"extra.*|explanation|back extra|comments?|sources?|remarks?|notes?|erkl[aä]rung", re.IGNORECASE
)
_OCCLUSION: Final = re.compile(r"image-occlusion:|\bOcclusion\b")
_TITLE: Final = 60
_GAP_SIGN: Final = re.compile("\ue000\\d+\ue001")
_GAP: Final = "\ue000{}\ue001"

Find = Callable[[str], bytes | None]


def read_note(record: Record, note: Note, find: Find) -> Iterator[Draft]:
    """Make a draft of every question that a note holds."""
    kind = _kind(note.type)
    if kind == "occlusion" or (kind == "cloze" and any("image-occlusion:" in text for text in note.fields)):
        record.leave_out("an image with hidden parts has no place here")
        return
    fields = dict(zip(note.type.fields, note.fields, strict=False))
    for number, template in enumerate(note.type.templates if kind == "cards" else note.type.templates[:1]):
        if kind == "cards" and note.decks and number not in note.decks:
            continue
        try:
            if kind == "cards":
                item, text = _card(record, note, fields, template)
            elif kind == "cloze":
                item, text = _cloze(record, note, fields)
            else:
                item, text = _choice(record, note, fields)
        except LeftOutError as left:
            record.leave(left)
            continue
        picture = take_picture(record, text.images, find) if text.images else None
        source_id = f"{note.guid}-{number + 1}" if number else note.guid
        category = _category(next(iter(note.decks.values()), ""))
        yield Draft(item, record.place, "", source_id, category, picture)


@cache
def _kind(kind: NoteType) -> Literal["occlusion", "cloze", "choice", "cards"]:
    """Tell what the notes of a type are: by its fields and templates, since names are anyone's choice."""
    if any(map(_OCCLUSION.search, kind.fields)):
        return "occlusion"
    if kind.is_cloze or any("{{cloze:" in each.front for each in kind.templates):
        return "cloze"
    return "choice" if _options(kind) is not None else "cards"


@lru_cache(maxsize=1024)
def _category(deck: str) -> tuple[str, ...]:
    return tuple(deck.split("::")) if deck and deck != "Default" else ()


@lru_cache(maxsize=1024)
def _tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(slug, tags))))


def _head(note: Note, stem: str, explanation: str = "") -> Head:
    return Head(stem, explanation, _tags(note.tags))


def _read(record: Record, markup: str) -> PlainText:
    """Read a field or a side as plain text; formulas in Anki's own brackets become TeX, sounds are noted."""
    if "[" in markup:
        if _SOUND.search(markup):
            record.change("a sound is not kept")
            markup = _SOUND.sub("", markup)
        markup = _LATEX.sub(lambda found: rf"\({found.group(2).strip().strip('$')}\)", markup)
    text = from_html(markup)
    if not record.title:  # what a note says first names it
        record.title = " ".join(_GAP_SIGN.sub("...", text.text[:_TITLE]).split())
    for what in text.lost:
        record.change(f"{what} is not kept")
    return text


def _words(record: Record, markup: str, where: str) -> str:
    text = _read(record, markup)
    for image in text.images:
        record.change(f"an image in {where} is left out", image.source)
    return text.text


@cache
def _sides(template: Template) -> tuple[str, str, str]:
    """Part a template into its front, what its back adds, and the field that is typed."""
    front, back = without_code(template.front), without_code(template.back)
    return front, answer_part(back.replace("{{FrontSide}}", "")), typed_field(front)


def _card(record: Record, note: Note, fields: Mapping[str, str], template: Template) -> tuple[AuthoredItem, PlainText]:
    front_template, back_template, typed = _sides(template)
    shown = {name: text for name, text in fields.items() if name != typed} if typed else fields
    front = _read(record, render(front_template, shown))
    stem = front.text
    if not stem and front.images:
        stem = "What does the image show?"
        record.change("a front without words asks what its image shows")
    if typed:
        answer = one_line(_words(record, fields.get(typed, ""), "the answer"))
        explanation = _words(record, render(back_template, shown), "the back")
        return make_typed(record, _head(note, stem, explanation), [Wording(answer, 1.0)] if answer else []), front
    back = _words(record, render(back_template, fields), "the back")
    return make_card(record, _head(note, stem), back), front


def _cloze(record: Record, note: Note, fields: Mapping[str, str]) -> tuple[AuthoredItem, PlainText]:
    """Read a cloze: all its gaps in one question."""
    name = next((each for each in note.type.fields if _CLOZE.search(fields.get(each, ""))), "")
    if not name:
        raise LeftOutError("a cloze without a gap")
    markup, gaps = _take_gaps(fields[name])
    text = _read(record, markup)
    keys = [
        GapKey(one_line(_words(record, answer, "a gap")), hint=one_line(from_html(hint).text))
        for _, answer, hint in gaps
    ]
    if len({number for number, _, _ in gaps}) > 1:
        record.change("a note that made several cards is one question with all its gaps")
    parts: list[str | GapKey] = []
    for i, piece in enumerate(re.split("\ue000(\\d+)\ue001", text.text)):
        parts.append(keys[int(piece)] if i % 2 else piece)
    others = [_words(record, fields.get(each, ""), "a field") for each in note.type.fields if each != name]
    return make_cloze(record, _head(note, "", "\n\n".join(filter(None, others))), parts), text


def _take_gaps(text: str) -> tuple[str, list[tuple[int, str, str]]]:
    """Take the gaps out of a text, the outermost of nested ones, and leave a mark for each."""
    gaps: list[tuple[int, str, str]] = []
    out, place = [], 0
    while begin := _CLOZE.search(text, place):
        end = _closing(text, begin.end())
        if end < 0:
            break
        inside = text[begin.end() : end]
        if "{{c" in inside:  # gaps inside of a gap: the outermost is asked for
            answer, hint = _NESTED.sub("", inside), ""
        else:
            answer, _, hint = inside.partition("::")
        out += [text[place : begin.start()], _GAP.format(len(gaps))]
        gaps.append((int(begin.group(1)), answer, hint))
        place = end + 2
    return "".join([*out, text[place:]]), gaps


def _closing(text: str, place: int) -> int:
    """Find the braces that close a gap; gaps may stand in one another, and formulas have braces of their own."""
    depth = 1
    for found in _NESTED.finditer(text, place):
        depth += -1 if found.group() == "}}" else 1
        if depth == 0:
            end = found.start()
            while text.startswith("}", end + 2):  # {{c1::\frac{a}{b}}}: the last two close
                end += 1
            return end
    return -1


@cache
def _options(kind: NoteType) -> tuple[str, str, tuple[str, ...]] | None:
    """Find the fields of a multiple choice by their names: question, key, options; None for other note types."""
    options = tuple(each for each in kind.fields if _OPTION.fullmatch(each.strip()))
    key = next((each for each in kind.fields if _KEY.fullmatch(each.strip())), None)
    question = next((each for each in kind.fields if _QUESTION.fullmatch(each.strip())), None)
    return (question, key, options) if key and question and len(options) > 1 else None


def _choice(record: Record, note: Note, fields: Mapping[str, str]) -> tuple[AuthoredItem, PlainText]:
    question, key, options = _options(note.type) or ("", "", ())
    text = _read(record, fields.get(question, ""))
    given = [(number, _words(record, fields.get(name, ""), "an option")) for number, name in enumerate(options, 1)]
    right = _right(one_line(from_html(fields.get(key, "")).text), len(options))
    choices = [Choice(words, 1.0 if number in right else 0.0) for number, words in given if words]
    extra = [
        _words(record, fields.get(name, ""), "a field") for name in note.type.fields if _EXTRA.fullmatch(name.strip())
    ]
    single = fields.get(next((name for name in note.type.fields if name.startswith("QType")), ""), "").strip()[:1]
    several = len(right) > 1 or single in {"0", "1"}
    head = _head(note, text.text, "\n\n".join(part for part in extra if not is_blank(part)))
    return make_choice(record, head, choices, single=not several), text


def _right(key: str, count: int) -> set[int]:
    """Read which options are right: bits such as `0 1 0 0`, letters, or numbers."""
    signs: Sequence[str] = re.findall(r"[01]", key) if re.fullmatch(r"[01\s,;|]+", key) else ()
    if len(signs) >= count or (len(signs) > 1 and "0" in signs):
        return {i for i, sign in enumerate(signs, 1) if sign == "1"}
    return {
        int(each) if each.isdecimal() else ord(each.upper()) - ord("A") + 1
        for each in re.findall(r"\d|\b[A-Ha-h]\b", key)
    }
