"""Cards in Org files: org-drill (`:drill:`), org-fc (`:fc:`), and notes of anki-editor and org-anki."""

import re
from collections.abc import Iterator
from typing import Final

from msgspec import structs

from calcinosis_quiz.imports.identifiers import slug
from calcinosis_quiz.imports.markdown.headed import read_anki_gaps
from calcinosis_quiz.imports.org.inline import ORG
from calcinosis_quiz.imports.org.outline import Heading, read_outline
from calcinosis_quiz.imports.reading import Document, Loss, Place, Reading
from calcinosis_quiz.imports.text_cards import Card, CardGap, draft_cards, take_gaps
from calcinosis_quiz.imports.text_files import decode

_GENERIC: Final = re.compile(r"(?:item|question|card|fact|note)?\s*\d*", re.IGNORECASE)
_DRILL_GAP: Final = re.compile(r"(?<!\[)\[(?![ xX-]\]|\[)([^\[\]\n|]+(?:\n[^\[\]\n|]+)?)(?:\|\|?([^\[\]\n]*))?\](?!\])")
_FC_GAP: Final = re.compile(r"\{\{([^}]+)\}(?:\{([^}]*)\})?(?:@-?\d+)?\}")
_PROGRAMS: Final = frozenset(["conjugate", "decline_noun", "translate_number", "spanish_verb"])
_BACK: Final = re.compile(r"back|answer", re.IGNORECASE)
_FIELDS: Final = frozenset(["front", "back", "text", "extra", "back extra"])
_OWN_TAGS: Final = frozenset(["drill", "fc", "leech", "suspended"])


def read_org(document: Document) -> Reading:
    """Read the headings of an Org file that are cards."""
    text, noted = decode(document)
    losses: list[Loss] = list(noted)
    outline = read_outline(text)
    cards = [card for heading in outline.headings for card in _cards_of(document, heading, losses)]
    return Reading(tuple(draft_cards(document, cards, ORG, losses)), tuple(losses), outline.title)


def _cards_of(document: Document, heading: Heading, losses: list[Loss]) -> Iterator[Card]:
    kind = heading.properties.get("DRILL_CARD_TYPE", "").strip().lower()
    if "fc" in heading.tags or "FC_TYPE" in heading.properties:
        yield from _fc(heading)
    elif "ANKI_NOTE_TYPE" in heading.properties:
        yield _anki(heading)
    elif "drill" in heading.tags and kind in _PROGRAMS:
        what = "a card that a program writes anew each time"
        losses.append(Loss("left out", Place(document.name, heading.line), heading.title, what, kind))
    elif "drill" in heading.tags:
        yield from _drill(heading, kind)


def _card(heading: Heading, front: str, back: str, which: int = 0, *, is_typed: bool = False) -> Card:
    name = heading.properties.get("ID", "")
    return Card(
        heading.line,
        front.strip(),
        back.strip(),
        source_id=f"{name}-{which}" if name and which else name,
        tags=_tags(heading),
        is_typed=is_typed,
    )


def _tags(heading: Heading) -> tuple[str, ...]:
    return tuple(filter(None, (slug(tag.replace("_", " ")) for tag in heading.tags if tag not in _OWN_TAGS)))


def _question(heading: Heading) -> str:
    """Write what a heading asks: its title, unless that says nothing, and its body."""
    title = "" if _GENERIC.fullmatch(heading.title) and heading.text else heading.title
    return f"{title}\n\n{heading.text}".strip()


def _whole(heading: Heading, *, with_title: bool = False) -> str:
    """Write a heading with all below it."""
    parts = [
        heading.title if with_title else "",
        heading.text,
        *(_whole(each, with_title=True) for each in heading.children),
    ]
    return "\n\n".join(filter(None, parts))


def _drill(heading: Heading, kind: str) -> Iterator[Card]:
    sides = [each for each in heading.children if "drill" not in each.tags]
    marked, gaps = take_gaps(
        _question(heading), _DRILL_GAP, lambda found: CardGap(found.group(1), found.group(2) or "")
    )
    if kind in {"twosided", "multisided"} and len(sides) > 1:
        shown = sides[:2] if kind == "twosided" else sides
        for number, side in enumerate(shown):
            others = [f"{each.title}: {_whole(each)}" for each in sides if each is not side]
            yield _card(heading, f"{_question(heading)}\n\n{side.title}: {_whole(side)}", "\n\n".join(others), number)
    elif gaps:
        rest = "\n\n".join(_whole(each) for each in sides)
        name = heading.properties.get("ID", "")
        yield Card(heading.line, marked, gaps=gaps, source_id=name, tags=_tags(heading), explanation=rest)
    else:
        yield _card(heading, _question(heading), "\n\n".join(_whole(each) for each in sides))


def _fc(heading: Heading) -> Iterator[Card]:
    kind = heading.properties.get("FC_TYPE", "normal").strip().lower()
    behind = next((each for each in heading.children if _BACK.fullmatch(each.title)), None)
    back = _whole(behind) if behind else heading.text
    front = _question(heading) if behind else heading.title
    if kind == "cloze":
        marked, gaps = take_gaps(
            _question(heading), _FC_GAP, lambda found: CardGap(found.group(1), found.group(2) or "")
        )
        name = heading.properties.get("ID", "")
        yield Card(
            heading.line,
            marked,
            gaps=gaps,
            source_id=name,
            tags=_tags(heading),
            explanation=_whole(behind) if behind else "",
        )
    else:
        yield _card(heading, front, back, is_typed=kind == "text-input")
    if kind in {"double", "vocab"}:
        yield _card(heading, back, front, 1)


def _anki(heading: Heading) -> Card:
    """Read a note of Anki written as a heading: its fields are headings below it, or its title and body."""
    fields = {each.title.casefold(): _whole(each) for each in heading.children if each.title.casefold() in _FIELDS}
    name = heading.properties.get("ANKI_NOTE_ID") or heading.properties.get("ID", "")
    if "cloze" in heading.properties["ANKI_NOTE_TYPE"].casefold():
        extra = fields.get("extra") or fields.get("back extra", "")
        text = fields.get("text") or _question(heading)
        card = read_anki_gaps(heading.line, text, extra, tags=_tags(heading), source_id=name)
    else:
        back = fields.get("back", heading.text)
        card = Card(heading.line, fields.get("front", heading.title), back, source_id=name, tags=_tags(heading))
    deck = heading.properties.get("ANKI_DECK", "")
    return structs.replace(card, category=tuple(deck.split("::")) if deck else ())
