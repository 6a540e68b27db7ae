"""Cards of Logseq: a block with `#card`, its children as the answer, `{{cloze ...}}` as gaps."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from calcinosis_quiz.imports.identifiers import slug
from calcinosis_quiz.imports.markdown.inline import MARKDOWN
from calcinosis_quiz.imports.reading import Document, Loss, Place, Reading
from calcinosis_quiz.imports.text_cards import Card, CardGap, draft_cards, take_gaps
from calcinosis_quiz.imports.text_files import decode

_BULLET: Final = re.compile(r"([ \t]*)[-*](?:[ \t]+(.*)|[ \t]*)")
_FENCE: Final = re.compile(r"\s*(?:[-*][ \t]+)?(```|~~~)")
_PROPERTY: Final = re.compile(r"\s*([\w.-]+)::[ \t]*(.*)")
_CARD: Final = re.compile(r"#?\[\[card\]\]|(?<!\S)#card\b", re.IGNORECASE)
_TAG: Final = re.compile(r"(?<!\S)#(?:\[\[([^\]]+)\]\]|([\w/-]+))")
_CLOZE: Final = re.compile(r"\{\{cloze[ \t]+(.*?)(?:[ \t]*\\\\[ \t]*(.*?))?\}\}", re.DOTALL)
_REFERENCE: Final = re.compile(r"\(\(([0-9a-fA-F-]{36})\)\)")
_PAGE: Final = re.compile(r"\[\[([^\[\]]+)\]\]")
_TAB: Final = 4


class _Block(Struct):
    """A block of the outline: its line, how far it is indented, its lines of text, its id and its own deck."""

    line: int
    depth: int
    text: list[str]
    id: str = ""
    deck: str = ""


def read_logseq(document: Document) -> Reading:
    """Read the blocks of a page that are cards."""
    text, noted = decode(document)
    losses: list[Loss] = list(noted)
    blocks = _blocks(text)
    known = {block.id: "\n".join(block.text).strip() for block in blocks if block.id}
    for block in blocks:
        for found in _REFERENCE.findall("\n".join(block.text)):
            if found not in known:
                place = Place(document.name, block.line)
                losses.append(Loss("changed", place, "", "a block of another page is referred to, not shown", found))
    cards = list(_cards(blocks, known))
    return Reading(tuple(draft_cards(document, cards, MARKDOWN, losses)), tuple(losses))


def _blocks(text: str) -> list[_Block]:
    blocks: list[_Block] = []
    in_code = False
    for number, line in enumerate(text.split("\n"), 1):
        begins = None if in_code else _BULLET.fullmatch(line)
        in_code ^= bool(_FENCE.match(line))
        if begins:
            depth = len(begins.group(1).expandtabs(_TAB))
            blocks.append(_Block(number, depth, [begins.group(2) or ""]))
        elif not blocks:
            continue
        elif not in_code and (named := _PROPERTY.fullmatch(line)):
            name, value = named.groups()
            blocks[-1].id = value.strip() if name == "id" else blocks[-1].id
            blocks[-1].deck = value.strip("[] ") if name == "deck" else blocks[-1].deck
        else:
            blocks[-1].text.append(line.strip() if not in_code else line)
    return blocks


def _cards(blocks: Sequence[_Block], known: dict[str, str]) -> Iterator[Card]:
    for i, block in enumerate(blocks):
        text = "\n".join(block.text)
        if not _CARD.search(text):
            continue
        below = []
        for child in blocks[i + 1 :]:
            if child.depth <= block.depth:
                break
            below.append(child)
        tags = tuple(dict.fromkeys(filter(None, (slug(a or b) for a, b in _TAG.findall(_CARD.sub("", text))))))
        front = _tidy(_TAG.sub("", _CARD.sub("", text)), known)
        back = _tidy(_outline(below), known)
        category = (block.deck,) if block.deck else ()
        marked, gaps = take_gaps(front, _CLOZE, _gap)
        if not gaps and _CLOZE.search(back):
            marked, gaps = take_gaps(f"{front}\n{back}", _CLOZE, _gap)
            back = ""
        yield Card(
            block.line,
            marked,
            "" if gaps else back,
            gaps,
            category,
            block.id,
            tags,
            explanation=back if gaps else "",
        )


def _gap(found: re.Match[str]) -> CardGap:
    return CardGap(found.group(1), found.group(2) or "")


def _outline(blocks: Sequence[_Block]) -> str:
    """Write blocks below a card: those next to it as lines, or as a list where there are several; deeper ones inset."""
    if not blocks:
        return ""
    if len(blocks) == 1:
        return "\n".join(blocks[0].text)
    depths = sorted({block.depth for block in blocks})
    return "\n".join(f"{'  ' * depths.index(block.depth)}- {' '.join(block.text).strip()}" for block in blocks)


def _tidy(text: str, known: dict[str, str]) -> str:
    """Put in the blocks that are referred to, and take the brackets off the names of pages."""
    text = _REFERENCE.sub(lambda found: known.get(found.group(1), found.group()), text)
    return _PAGE.sub(r"\1", _TAG.sub("", _CARD.sub("", text))).strip()
