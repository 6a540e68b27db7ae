"""Cards in Markdown: hashcards (`Q:`, `A:`, `C:`), and notes of Obsidian's spaced repetition (`::`, `?`, `==gap==`)."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from msgspec import Struct

from calcinosis_quiz.bank.items import AuthoredItem
from calcinosis_quiz.imports.compose.cards import make_card
from calcinosis_quiz.imports.compose.shared import Head
from calcinosis_quiz.imports.compose.texts import GapKey, make_cloze
from calcinosis_quiz.imports.html_text import one_line
from calcinosis_quiz.imports.markdown.inline import images_in, plain_markdown
from calcinosis_quiz.imports.pictures import take_picture
from calcinosis_quiz.imports.reading import Document, Draft, Loss, Place, Reading, Record
from calcinosis_quiz.imports.text_files import decode

_FRONT_MATTER: Final = re.compile(r"\A(?:\+\+\+\n(.*?)\n\+\+\+|---\n(.*?)\n---)[ \t]*(?:\n|\Z)", re.DOTALL)
_NAME: Final = re.compile(r'(?m)^name\s*=\s*"([^"]*)"')
_MARK: Final = re.compile(r"([QAC]):[ \t]*")
_HASH_GAP: Final = re.compile(r"(?<![\\!])\[((?:\\.|[^\[\]])+)\]")
_ESCAPED: Final = re.compile(r"\\([\[\]])")
_FENCE: Final = re.compile(r"\s*(```|~~~)")
_SCHEDULE: Final = re.compile(r"<!--SR:.*?-->")
_TAG: Final = re.compile(r"(?<!\S)#flashcards((?:/[\w-]+)*)", re.IGNORECASE)
_SEPARATORS: Final = (":::", "::")  # the longest first
_TURNS: Final = {"?": False, "??": True}
_HIGHLIGHT: Final = re.compile(r"==(?=\S)(.+?)(?<=\S)==")
_GAP: Final = "\ue000{}\ue001"


class _Card(Struct):
    """A card as it stands: where, its two sides, or a text with gaps."""

    line: int
    front: str
    back: str = ""
    gaps: tuple[str, ...] = ()
    topic: str = ""


def read_hashcards(document: Document) -> Reading:
    """Read a deck of hashcards: a card lasts to the next mark, a line `---`, or the end."""
    text, noted = decode(document)
    losses: list[Loss] = list(noted)
    title = ""
    skipped = 0
    if found := _FRONT_MATTER.match(text):
        name = _NAME.search(found.group())
        title, skipped = (name.group(1) if name else ""), found.group().count("\n")
        text = text[found.end() :]
    cards = list(_hashcards(document.name, text, skipped, losses))
    return Reading(tuple(_drafts(document, cards, losses)), tuple(losses), title)


def _hashcards(name: str, text: str, skipped: int, losses: list[Loss]) -> Iterator[_Card]:
    parts: list[tuple[str, int, list[str]]] = []
    in_code = is_open = False
    for number, line in enumerate(text.split("\n"), skipped + 1):
        in_code ^= bool(_FENCE.match(line))
        found = None if in_code else _MARK.match(line)
        if found:
            parts.append((found.group(1), number, [line[found.end() :]]))
            is_open = True
        elif line.strip() == "---" and not in_code:
            is_open = False
        elif is_open:
            parts[-1][2].append(line)
        elif line.strip():
            losses.append(Loss("left out", Place(name, number), "", "a line outside of any card", line.strip()[:80]))
    for i, (mark, number, lines) in enumerate(parts):
        body = "\n".join(lines).strip()
        if mark == "Q":
            after = parts[i + 1] if i + 1 < len(parts) and parts[i + 1][0] == "A" else None
            yield _Card(number, body, "\n".join(after[2]).strip() if after else "")
        elif mark == "C":
            yield _with_gaps(number, body, _HASH_GAP, lambda text: _ESCAPED.sub(r"\1", text))


def _with_gaps(number: int, text: str, gap: re.Pattern[str], unescape: Callable[[str], str], topic: str = "") -> _Card:
    gaps: list[str] = []

    def take(found: re.Match[str]) -> str:
        gaps.append(unescape(found.group(1)))
        return _GAP.format(len(gaps) - 1)

    marked = unescape(gap.sub(take, text))
    return _Card(number, marked, "", tuple(gaps), topic)


def read_obsidian(document: Document) -> Reading:
    """Read the cards of a note for Obsidian's spaced repetition; only a note or section with its tag has any."""
    text, noted = decode(document)
    losses: list[Loss] = list(noted)
    cards = list(_obsidian_cards(text))
    return Reading(tuple(_drafts(document, cards, losses)), tuple(losses))


def _obsidian_cards(text: str) -> Iterator[_Card]:
    topic = ""
    block: list[str] = []
    begin, in_code = 1, False
    for number, line in enumerate([*text.split("\n"), ""], 1):
        in_code ^= bool(_FENCE.match(line))
        if not in_code and (tag := _TAG.search(line)):
            topic = tag.group(1).rpartition("/")[2] or topic
            line = _TAG.sub("", line).rstrip()  # noqa: PLW2901 - what is left of it
        line = _SCHEDULE.sub("", line).rstrip()  # noqa: PLW2901 - what is left of it
        if line.strip() or in_code:
            begin = begin if block else number
            block.append(line)
        elif block:
            yield from _cards_of(block, begin, topic)
            block = []


def _cards_of(block: list[str], begin: int, topic: str) -> Iterator[_Card]:
    """Read a block without blank lines: two sides parted by a line `?`, cards of one line, or a text with gaps."""
    turn = next((i for i, line in enumerate(block) if line.strip() in _TURNS and 0 < i < len(block) - 1), None)
    if turn is not None:
        front, back = "\n".join(block[:turn]), "\n".join(block[turn + 1 :])
        yield _Card(begin, front, back, topic=topic)
        if _TURNS[block[turn].strip()]:
            yield _Card(begin, back, front, topic=topic)
        return
    in_code = found_any = False
    for number, line in enumerate(block, begin):
        in_code ^= bool(_FENCE.match(line))
        separator = None if in_code else next((each for each in _SEPARATORS if each in _outside_code(line)), None)
        if separator is None:
            continue
        found_any = True
        front, _, back = _outside_code(line).partition(separator)
        front, back = line[: len(front)].strip(), line[len(front) + len(separator) :].strip()
        yield _Card(number, front, back, topic=topic)
        if separator == ":::":
            yield _Card(number, back, front, topic=topic)
    text = "\n".join(block)
    if not found_any and _HIGHLIGHT.search(_outside_code(text)) and not text.startswith("#"):
        yield _with_gaps(begin, text, _HIGHLIGHT, str, topic)


def _outside_code(text: str) -> str:
    """Blank out code, in which marks are no marks; places stay the same."""
    return re.sub(r"`[^`]*`|\$[^$\n]*\$", lambda found: " " * len(found.group()), text)


def _drafts(document: Document, cards: list[_Card], losses: list[Loss]) -> Iterator[Draft]:
    seen: set[tuple[str, str]] = set()
    for number, card in enumerate(cards, 1):
        record = Record(losses, Place(document.name, card.line, f"card {number}"), one_line(card.front)[:60])
        if (card.front, card.back) in seen:
            record.leave_out("the same card stands there twice")
            continue
        seen.add((card.front, card.back))
        item = record.attempt(lambda: _build(record, card))  # noqa: B023 - called at once
        if item is not None:
            images = images_in(card.front)
            picture = take_picture(record, images, document.find_file) if images else None
            yield Draft(item, record.place, "", "", (card.topic,) if card.topic else (), picture)


def _build(record: Record, card: _Card) -> AuthoredItem:
    text = plain_markdown(record, card.front)
    if not card.gaps and card.back == "" and "\ue000" not in text:
        return make_card(record, Head(text), "")
    if card.gaps:
        parts: list[str | GapKey] = []
        for i, piece in enumerate(re.split("\ue000(\\d+)\ue001", text)):
            parts.append(GapKey(plain_markdown(record, card.gaps[int(piece)])) if i % 2 else piece)
        return make_cloze(record, Head(""), parts)
    for image in images_in(card.back):
        record.change("an image in the back is left out", image.source)
    return make_card(record, Head(text), plain_markdown(record, card.back))
