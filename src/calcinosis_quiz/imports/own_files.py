"""Our own files: JSON Lines of `list --json` and `show --json`, and the data of a page by `export html`."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from msgspec import DecodeError, Struct, ValidationError, convert, json

from calcinosis_quiz.bank.items import AuthoredItem, Pair, Reasoned
from calcinosis_quiz.imports.compose.choices import Choice, make_choice, make_true_false
from calcinosis_quiz.imports.compose.numbers import NumberRange, make_numeric
from calcinosis_quiz.imports.compose.pairs import make_matching, make_ordering
from calcinosis_quiz.imports.compose.shared import Head, finish
from calcinosis_quiz.imports.compose.texts import GapKey, make_cloze, make_open
from calcinosis_quiz.imports.compose.typed import Wording, make_typed
from calcinosis_quiz.imports.html_text import ImageReference
from calcinosis_quiz.imports.pictures import take_picture
from calcinosis_quiz.imports.reading import (
    Document,
    Draft,
    LeftOutError,
    Loss,
    Place,
    Reading,
    Record,
    RefusedFileError,
)
from calcinosis_quiz.imports.text_files import decode

_DATA: Final = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)
# What a question has as it is asked, and an item as it is written has not.
_ONLY_ASKED: Final = ("bank", "set_id", "theme", "lead_in")


def read_json(document: Document) -> Reading:
    """Read questions that this program wrote as JSON, one a line."""
    text, noted = decode(document)
    losses: list[Loss] = list(noted)
    drafts = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            values = json.decode(line)
        except (DecodeError, RecursionError) as error:
            raise RefusedFileError(f"{document.name}:{number}: not JSON: {error}.") from None
        record = Record(losses, Place(document.name, number), str(values.get("id", "")) if _is_map(values) else "")
        item = record.attempt(lambda: _from_values(record, values))  # noqa: B023 - called at once
        if item is not None:
            drafts.append(Draft(item, record.place, "", item.id))
    return Reading(tuple(drafts), tuple(losses))


def _is_map(values: object) -> bool:
    return isinstance(values, dict)


def _from_values(record: Record, values: Any) -> AuthoredItem:  # noqa: ANN401 - whatever the file holds
    if not _is_map(values) or "type" not in values:
        raise LeftOutError("a line that is no question")
    if "set_id" in values:  # a case of a set is a question of its own here
        stem = "\n\n".join(filter(None, (values.get("theme"), values.get("stem"), values.get("lead_in"))))
        values = values | {"type": "single-best-answer", "stem": stem}
    if values.get("image"):
        record.change("an image is not in the file; --media DIR supplies it", str(values["image"]))
    kept = {key: value for key, value in values.items() if key not in (*_ONLY_ASKED, "image")}
    if values["type"] == "extended-matching":
        kept = {key: value for key, value in values.items() if key not in {"bank", "image"}}
    try:
        item: AuthoredItem = convert(kept, AuthoredItem, strict=False)
    except ValidationError as error:
        raise LeftOutError("a bank cannot hold it", str(error)) from None
    return finish(item)


class PageReason(Struct):
    """A text with its reason, as a page holds it."""

    text: str
    why: str | None = None


class PageGap(Struct):
    """What a gap of a page accepts and refuses."""

    accept: tuple[str, ...] = ()
    reject: tuple[PageReason, ...] = ()
    why: str | None = None


class PageKey(Struct):
    """The key of a question of a page."""

    right: tuple[int, ...] = ()
    why: tuple[str | None, ...] = ()
    spare: tuple[str | None, ...] = ()
    gaps: tuple[PageGap, ...] = ()
    low: str = ""
    high: str = ""
    errors: tuple[PageReason, ...] = ()
    model: str = ""
    points: tuple[str, ...] = ()
    explanation: str = ""


class PagePicture(Struct):
    """An image within a page."""

    src: str
    alt: str


class PageQuestion(Struct):
    """A question of a page."""

    id: str
    type: str
    topic: str = ""
    theme: str = ""
    case: str = ""
    stem: str = ""
    picture: PagePicture | None = None
    parts: tuple[str, ...] = ()
    unshuffled: bool = False
    prompts: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()
    hints: tuple[str | None, ...] = ()
    unit: str = ""
    key: PageKey | None = None


class PageData(Struct):
    """What a page knows."""

    title: str
    questions: tuple[PageQuestion, ...]


def read_page(document: Document) -> Reading:
    """Read a page that `export html` wrote, with its keys."""
    text, _ = decode(document)
    found = _DATA.search(text)
    if not found:
        raise RefusedFileError(f"{document.name}: not a page by `export html`: no questions are in it.")
    try:
        page = json.decode(html.unescape(found.group(1)), type=PageData)
    except (DecodeError, ValidationError, RecursionError) as error:
        raise RefusedFileError(f"{document.name}: the questions of the page cannot be read ({error}).") from None
    losses: list[Loss] = []
    return Reading(tuple(_page_drafts(document, page, losses)), tuple(losses), page.title)


def _page_drafts(document: Document, page: PageData, losses: list[Loss]) -> Iterator[Draft]:
    for number, asked in enumerate(page.questions, 1):
        record = Record(losses, Place(document.name, record=f"question {number}"), asked.id)
        item = record.attempt(lambda: _from_whole_page(record, asked))  # noqa: B023 - called at once
        if item is not None:
            image = [ImageReference(asked.picture.src, asked.picture.alt)] if asked.picture else []
            picture = take_picture(record, image, document.find_file)
            yield Draft(item, record.place, asked.id, asked.id, (asked.topic,) if asked.topic else (), picture)


def _from_whole_page(record: Record, asked: PageQuestion) -> AuthoredItem:
    try:
        return _from_page(record, asked)
    except (IndexError, InvalidOperation):
        raise LeftOutError("its key does not fit its parts") from None


def _from_page(record: Record, asked: PageQuestion) -> AuthoredItem:
    if asked.key is None:
        raise LeftOutError("the page was written without keys")
    key = asked.key
    whys = [why or "" for why in (*key.why, *[None] * len(asked.parts))]
    head = Head("\n\n".join(filter(None, (asked.theme, asked.case, asked.stem))), key.explanation)
    match asked.type:
        case "single-best-answer" | "multiple-response" | "extended-matching":
            rows = enumerate(zip(asked.parts, whys, strict=False))
            choices = [Choice(text, 1.0 if i in key.right else 0.0, why) for i, (text, why) in rows]
            single = asked.type != "multiple-response"
            return make_choice(record, head, choices, single=single, shuffle=not asked.unshuffled)
        case "true-false":
            if asked.parts and asked.parts != ("True", "False"):
                choices = [Choice(t, 1.0 if i in key.right else 0.0, whys[i]) for i, t in enumerate(asked.parts)]
                return make_choice(record, head, choices, single=True, shuffle=False)
            return make_true_false(head, answer=0 in key.right, why_true=whys[0], why_false=whys[1])
        case "cloze":
            return _cloze(record, asked, key, head)
        case "short-answer":
            gap = key.gaps[0] if key.gaps else PageGap()
            wordings = [Wording(text, 1.0, gap.why or "") for text in gap.accept]
            return make_typed(record, head, [*wordings, *(Wording(e.text, 0.0, e.why or "") for e in gap.reject)])
        case "numeric":
            ranges = [NumberRange(Decimal(key.low), Decimal(key.high), 1.0, whys[0] if whys else "")]
            ranges += [NumberRange(Decimal(e.text), Decimal(e.text), 0.0, e.why or "") for e in key.errors]
            return make_numeric(record, head, ranges, asked.unit)
        case "ordering":
            return make_ordering(head, _reasoned(asked.parts, whys))
        case "matching":
            rights = zip(asked.prompts, key.right, whys, strict=False)
            pairs = [Pair(prompt=prompt, choice=asked.parts[i], why=why or None) for prompt, i, why in rights]
            return make_matching(head, pairs, [part for i, part in enumerate(asked.parts) if i not in key.right])
        case "open":
            return make_open(record, head, key.model, key.points)
        case other:
            raise LeftOutError("a type that this version does not know", other)


def _reasoned(texts: Sequence[str], whys: Sequence[str]) -> list[Reasoned]:
    return [Reasoned(text=text, why=why or None) for text, why in zip(texts, whys, strict=False)]


def _cloze(record: Record, asked: PageQuestion, key: PageKey, head: Head) -> AuthoredItem:
    parts: list[str | GapKey] = []
    hints: Mapping[int, str | None] = dict(enumerate(asked.hints))
    for i, piece in enumerate(asked.pieces):
        parts.append(piece)
        if i < len(key.gaps):
            gap = key.gaps[i]
            reject = tuple(Reasoned(text=each.text, why=each.why) for each in gap.reject)
            parts.append(GapKey(gap.accept[0], gap.accept[1:], reject, gap.why or "", hints.get(i) or ""))
    return make_cloze(record, head, parts)
