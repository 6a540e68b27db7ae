"""Decks of mdanki and markdown-anki-decks: `# ` names the deck, `## ` begins a card, a line `%` parts its sides."""

import re
from typing import Final

from calcinosis_quiz.imports.identifiers import slug
from calcinosis_quiz.imports.markdown.inline import MARKDOWN
from calcinosis_quiz.imports.reading import Document, Loss, Reading
from calcinosis_quiz.imports.text_cards import Card, CardGap, draft_cards, take_gaps
from calcinosis_quiz.imports.text_files import decode

_HEADING: Final = re.compile(r"(#{1,2})[ \t]+(.*?)[ \t#]*")
_FENCE: Final = re.compile(r"\s*(```|~~~)")
_SPLIT: Final = "%"
_TAGS: Final = re.compile(r"\s*(?:\[#[^\]]+\]\([^)]*\)\s*)+")
_TAG: Final = re.compile(r"\[#([^\]]+)\]")
_CLOZE: Final = re.compile(r"\{\{c\d+::(.*?)(?:::((?:(?!\}\}).)*))?\}\}", re.DOTALL)


def read_headed(document: Document) -> Reading:
    """Read the cards of a document in which each second heading is a front and what follows its back."""
    text, noted = decode(document)
    losses: list[Loss] = list(noted)
    deck = ""
    blocks: list[tuple[int, str, list[str]]] = []
    in_code = False
    for number, line in enumerate(text.split("\n"), 1):
        in_code ^= bool(_FENCE.match(line))
        heading = None if in_code else _HEADING.fullmatch(line)
        if heading and len(heading.group(1)) == 2:
            blocks.append((number, heading.group(2), []))
        elif heading:
            deck = deck or heading.group(2)
        elif blocks:
            blocks[-1][2].append(line)
    cards = [_card(*block) for block in blocks]
    return Reading(tuple(draft_cards(document, cards, MARKDOWN, losses)), tuple(losses), deck)


def _card(number: int, heading: str, body: list[str]) -> Card:
    tags = tuple(
        dict.fromkeys(slug(tag) for line in body if _TAGS.fullmatch(line) for tag in _TAG.findall(line) if slug(tag))
    )
    body = [line for line in body if not _TAGS.fullmatch(line)]
    front, back = [heading], body
    if _SPLIT in (lines := [line.strip() for line in body]):
        place = lines.index(_SPLIT)
        front, back = [heading, *body[:place]], body[place + 1 :]
    front_text, back_text = "\n".join(front).strip(), "\n".join(back).strip()
    if _CLOZE.search(front_text):
        return read_anki_gaps(number, front_text, back_text, tags=tags)
    if _CLOZE.search(back_text):
        return read_anki_gaps(number, f"{front_text}\n\n{back_text}", "", tags=tags)
    return Card(number, front_text, back_text, tags=tags)


def read_anki_gaps(
    number: int, text: str, explanation: str, *, tags: tuple[str, ...] = (), source_id: str = ""
) -> Card:
    """Make a card of a text with gaps in Anki's form."""
    marked, gaps = take_gaps(text, _CLOZE, lambda found: CardGap(found.group(1), found.group(2) or ""))
    return Card(number, marked, gaps=gaps, explanation=explanation, tags=tags, source_id=source_id)
