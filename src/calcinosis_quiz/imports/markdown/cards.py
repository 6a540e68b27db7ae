"""Cards in Markdown: hashcards (`Q:`, `A:`, `C:`), and notes of Obsidian's spaced repetition (`::`, `?`, `==gap==`)."""

import re
from collections.abc import Iterator
from typing import Final

from calcinosis_quiz.imports.markdown.inline import MARKDOWN
from calcinosis_quiz.imports.reading import Document, Loss, Place, Reading
from calcinosis_quiz.imports.text_cards import Card, CardGap, draft_cards, take_gaps
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
    return Reading(tuple(draft_cards(document, cards, MARKDOWN, losses)), tuple(losses), title)


def _hashcards(name: str, text: str, skipped: int, losses: list[Loss]) -> Iterator[Card]:
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
            yield Card(number, body, "\n".join(after[2]).strip() if after else "")
        elif mark == "C":
            marked, gaps = take_gaps(body, _HASH_GAP, lambda found: CardGap(_unescape(found.group(1))))
            yield Card(number, _unescape(marked), gaps=gaps)


def _unescape(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


def read_obsidian(document: Document) -> Reading:
    """Read the cards of a note for Obsidian's spaced repetition; only a note or section with its tag has any."""
    text, noted = decode(document)
    losses: list[Loss] = list(noted)
    cards = list(_obsidian_cards(text))
    return Reading(tuple(draft_cards(document, cards, MARKDOWN, losses)), tuple(losses))


def _obsidian_cards(text: str) -> Iterator[Card]:
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
            yield from _cards_of(block, begin, (topic,) if topic else ())
            block = []


def _cards_of(block: list[str], begin: int, category: tuple[str, ...]) -> Iterator[Card]:
    """Read a block without blank lines: two sides parted by a line `?`, cards of one line, or a text with gaps."""
    turn = next((i for i, line in enumerate(block) if line.strip() in _TURNS and 0 < i < len(block) - 1), None)
    if turn is not None:
        front, back = "\n".join(block[:turn]), "\n".join(block[turn + 1 :])
        yield Card(begin, front, back, category=category)
        if _TURNS[block[turn].strip()]:
            yield Card(begin, back, front, category=category)
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
        yield Card(number, front, back, category=category)
        if separator == ":::":
            yield Card(number, back, front, category=category)
    text = "\n".join(block)
    if not found_any and _HIGHLIGHT.search(_outside_code(text)) and not text.startswith("#"):
        marked, gaps = take_gaps(text, _HIGHLIGHT, lambda found: CardGap(found.group(1)))
        yield Card(begin, marked, gaps=gaps, category=category)


def _outside_code(text: str) -> str:
    """Blank out code, in which marks are no marks; places stay the same."""
    return re.sub(r"`[^`]*`|\$[^$\n]*\$", lambda found: " " * len(found.group()), text)
