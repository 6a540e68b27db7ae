r"""GIFT, as Moodle's importer reads it: one record after the other, each broken one left out alone.

Escapes are `\~ \= \# \{ \} \: \\` and `\n`; any other backslash stays, so that formulas survive.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from msgspec import Struct

from calcinosis_quiz.bank.items import AuthoredItem, Pair
from calcinosis_quiz.imports.compose.choices import Choice, make_choice, make_true_false
from calcinosis_quiz.imports.compose.numbers import NumberRange, make_numeric, read_number
from calcinosis_quiz.imports.compose.pairs import make_matching
from calcinosis_quiz.imports.compose.shared import Head
from calcinosis_quiz.imports.compose.texts import make_open
from calcinosis_quiz.imports.compose.typed import Wording, make_typed
from calcinosis_quiz.imports.identifiers import slug
from calcinosis_quiz.imports.moodle.categories import read_category
from calcinosis_quiz.imports.moodle.embedded import build_embedded, split_gaps
from calcinosis_quiz.imports.pictures import take_picture
from calcinosis_quiz.imports.plain_text import PlainText, clean, from_html, from_lines, one_line
from calcinosis_quiz.imports.reading import Document, Draft, LeftOutError, Loss, Place, Reading, Record
from calcinosis_quiz.imports.text_files import decode

_HELD: Final = dict(zip("~=#{}:n\\", "\ue010\ue011\ue012\ue013\ue014\ue015\ue016\ue017", strict=True))
_RELEASE: Final = {ord(held): sign for sign, held in _HELD.items()} | {0xE016: "\n"}
_ESCAPE: Final = re.compile(r"\\([~=#{}:n\\])")
_ID: Final = re.compile(r"\[id:([^\]]+)\]")
_TAG: Final = re.compile(r"\[tag:([^\]]+)\]")
_CATEGORY: Final = re.compile(r"\s*\$CATEGORY:\s*(.*)")
_TITLE: Final = re.compile(r"::(.*?)::", re.DOTALL)
_FORMAT: Final = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
_WEIGHT: Final = re.compile(r"\s*%(-?\d+(?:[.,]\d+)?)%")
_TRUTH: Final = re.compile(r"\s*(TRUE|FALSE|T|F)\s*(#.*)?", re.DOTALL)
_EMBEDDED: Final = re.compile(r"\{\s*+\d*+\s*+:\s*+[A-Z_]++\s*+:")


class _Block(Struct, frozen=True):
    """The lines of one record, with what the comments before it said."""

    text: str
    line: int
    source_id: str
    tags: tuple[str, ...]
    category: tuple[str, ...]


class _Text(Struct, frozen=True):
    """The format that a text is in, where none of its own is named."""

    form: str

    def read(self, record: Record, raw: str) -> PlainText:
        """Read a text, in its own format where it names one; what is lost is noted."""
        form = self.form
        if found := _FORMAT.match(raw):
            form, raw = found.group(1), raw[found.end() :]
        raw = raw.translate(_RELEASE).strip()
        match form:
            case "html":
                text = from_html(raw)
            case "moodle":
                text = from_lines(raw)
            case _:
                text = PlainText(clean(raw))
        for what in text.lost:
            record.change(f"{what} is not kept")
        return text

    def line(self, record: Record, raw: str) -> str:
        """Read a text of an option or a feedback; an image there is noted."""
        text = self.read(record, raw)
        for image in text.images:
            record.change("an image in an option or feedback is left out", image.source)
        return text.text


def read_gift(document: Document) -> Reading:
    """Read a file of GIFT."""
    text, noted = decode(document)
    losses: list[Loss] = list(noted)
    drafts = []
    blocks = list(_blocks(text))
    for number, block in enumerate(document.watched(blocks, len(blocks)), 1):
        title, body = _split_title(block.text)
        record = Record(losses, Place(document.name, block.line, f"question {number}"), title)
        draft = _read_block(record, block, body, document)
        if draft is not None:
            drafts.append(draft)
    return Reading(tuple(drafts), tuple(losses))


def _blocks(text: str) -> Iterator[_Block]:
    """Part a file at blank lines outside of braces; a title or a category begins a record all the same."""
    lines: list[str] = []
    begin, open_braces = 0, False
    source_id = ""
    tags: list[str] = []
    category: tuple[str, ...] = ()
    for number, line in enumerate([*text.split("\n"), ""], 1):
        stripped = line.strip()
        if stripped.startswith("//"):
            source_id = found.group(1).strip() if (found := _ID.search(line)) else source_id
            tags += _TAG.findall(line)
            continue
        new_record = open_braces and (stripped.startswith("::") or _CATEGORY.match(line))
        if lines and (new_record or (not stripped and not open_braces)):
            yield _Block("\n".join(lines), begin, source_id, tuple(tags), category)
            lines, source_id, tags, open_braces = [], "", [], False
        if not lines and (named := _CATEGORY.match(line)):
            category = read_category(_hold(named.group(1)).translate(_RELEASE))
        elif stripped or lines:
            begin = begin if lines else number
            lines.append(line)
            open_braces = _stays_open(line, open_braces)
    if any(line.strip() for line in lines):
        yield _Block("\n".join(lines), begin, source_id, tuple(tags), category)


def _stays_open(line: str, was_open: bool) -> bool:
    if "{" not in line and "}" not in line:
        return was_open
    held = _hold(line) if "\\" in line else line
    opened, closed = held.rfind("{"), held.rfind("}")
    return opened > closed if max(opened, closed) >= 0 else was_open


def _hold(text: str) -> str:
    """Put private characters in place of what is escaped."""
    return _ESCAPE.sub(lambda found: _HELD[found.group(1)], text) if "\\" in text else text


def _split_title(text: str) -> tuple[str, str]:
    held = _hold(text).strip()
    found = _TITLE.match(held)
    return (one_line(found.group(1).translate(_RELEASE)), held[found.end() :]) if found else ("", held)


def _read_block(record: Record, block: _Block, body: str, document: Document) -> Draft | None:
    form = "moodle"
    if found := _FORMAT.match(body):
        form, body = found.group(1), body[found.end() :]
    text = _Text(form)
    if _EMBEDDED.search(body):
        marked, gaps = split_gaps(body.translate(_RELEASE))
        read = text.read(record, marked)
        item = record.attempt(lambda: build_embedded(record, read, gaps, lambda stem: _head(stem, "", block)))
    else:
        begin, end = body.find("{"), body.find("}")
        if begin < 0:
            record.leave_out("a description asks nothing", body[:100])
            return None
        if end < begin:
            record.leave_out("a brace { is never closed", body[begin : begin + 60])
            return None
        answers, after = body[begin + 1 : end], body[end + 1 :]
        if after.strip() and not re.fullmatch(r"\s*[.?!:]\s*", after):
            stem = f"{body[:begin].rstrip(' ')} ____{'' if after[:1] in ',.;:!?)' else ' '}{after.lstrip(' ')}"
        else:
            stem = body[:begin]
        read = text.read(record, stem)
        item = record.attempt(lambda: _read_answers(record, read.text, answers, text, block))
    if item is None:
        return None
    picture = take_picture(record, read.images, document.find_file) if read.images else None
    return Draft(item, record.place, record.title, block.source_id, block.category, picture)


def _head(stem: str, explanation: str, block: _Block) -> Head:
    return Head(stem, explanation, tuple(dict.fromkeys(filter(None, map(slug, block.tags)))))


def _read_answers(record: Record, stem: str, raw: str, text: _Text, block: _Block) -> AuthoredItem:
    """Read the answers as the type that they have, decided in the order in which Moodle does."""
    answers, _, general = raw.rpartition("####") if "####" in raw else (raw, "", "")
    head = _head(stem, text.line(record, general) if general else "", block)
    answers = answers.strip()
    if not answers:
        return make_open(record, head, "")
    if answers.startswith("#"):
        return make_numeric(record, head, list(_ranges(record, answers[1:], text)))
    if "~" in answers:
        return _choice(record, head, answers, text)
    if truth := _TRUTH.fullmatch(answers):
        return _true_false(record, head, truth, text)
    if "->" in answers and "=" in answers:
        return _matching(record, head, answers, text)
    wordings = [  # a single right answer needs no sign
        Wording(one_line(each.translate(_RELEASE)), fraction, why)
        for each, fraction, why in _parts(record, answers.removeprefix("=").split("="), text, 1.0)
    ]
    return make_typed(record, head, wordings, wildcards=True)


def _parts(record: Record, raws: Sequence[str], text: _Text, default: float) -> Iterator[tuple[str, float, str]]:
    """Part answers into what is said, what it earns, and its feedback."""
    for raw in raws:
        if not raw.strip():
            continue
        fraction = default
        if weight := _WEIGHT.match(raw):
            fraction, raw = float(weight.group(1).replace(",", ".")) / 100, raw[weight.end() :]  # noqa: PLW2901 - the rest
        said, _, feedback = raw.partition("#")
        yield said, fraction, text.line(record, feedback) if feedback.strip() else ""


def _choice(record: Record, head: Head, answers: str, text: _Text) -> AuthoredItem:
    raws = [raw for raw in answers.replace("=", "~=").split("~") if raw.strip()]
    choices: list[Choice] = []
    for raw in raws:
        is_right = raw.lstrip().startswith("=")
        part = raw.lstrip()[1:] if is_right else raw
        for said, fraction, why in _parts(record, [part], text, 1.0 if is_right else 0.0):
            choices.append(Choice(text.line(record, said), fraction, why))
    single = "=" in answers
    keys = [choice for choice in choices if choice.fraction > 1 - 1e-4]
    if single and len(keys) > 1:
        record.ask("several options are marked by =; was an = inside a text meant as such? Write it \\=", answers[:80])
    return make_choice(record, head, choices, single=single, weighted=True)


def _true_false(record: Record, head: Head, truth: re.Match[str], text: _Text) -> AuthoredItem:
    answer = truth.group(1).startswith("T")
    # The first feedback is for the wrong side, the second for the right one.
    wrong, right = [*(truth.group(2) or "").split("#")[1:], "", ""][:2]
    whys = {answer: text.line(record, right), not answer: text.line(record, wrong)}
    return make_true_false(head, answer=answer, why_true=whys[True], why_false=whys[False])


def _matching(record: Record, head: Head, answers: str, text: _Text) -> AuthoredItem:
    pairs, spare = [], []
    for raw in answers.split("=")[1:]:
        if not raw.strip():
            continue
        prompt, arrow, choice = raw.partition("->")
        if not arrow:
            raise LeftOutError("a pair has no ->", raw[:60])
        left, right = text.line(record, prompt), one_line(choice.translate(_RELEASE))
        if left and right:
            pairs.append(Pair(prompt=left, choice=right))
        elif right:
            spare.append(right)
    return make_matching(head, pairs, spare)


def _ranges(record: Record, answers: str, text: _Text) -> Iterator[NumberRange]:
    """Read numbers: `3`, `3:0.1`, `1..5`, several after `=`, each with its weight and feedback."""
    raws = answers.split("=") if "=" in answers else [answers]
    for raw in raws:
        raw, _, others = raw.partition("~")  # noqa: PLW2901 - what follows is said to all other answers
        if others.strip():
            record.change("feedback on all other numbers is dropped", others[:60])
        for said, fraction, why in _parts(record, [raw], text, 1.0):
            bounds = _bounds(said.translate(_RELEASE))
            if bounds is None:
                record.change("an answer that is no number is dropped", said.strip())
            else:
                yield NumberRange(*bounds, fraction, why)


def _bounds(said: str) -> tuple[Decimal, Decimal] | None:
    low, dots, high = said.partition("..")
    if dots:
        first, last = read_number(low), read_number(high)
        return None if first is None or last is None else (first, last)
    value, _, tolerance = said.partition(":")
    number, spread = read_number(value), read_number(tolerance or "0")
    return None if number is None or spread is None else (number - abs(spread), number + abs(spread))
