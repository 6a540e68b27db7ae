"""Cards of text files, whatever marks they were written with, to drafts."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct

from calcinosis_quiz.bank.items import AuthoredItem
from calcinosis_quiz.imports.compose.cards import make_card
from calcinosis_quiz.imports.compose.shared import Head
from calcinosis_quiz.imports.compose.texts import GapKey, make_cloze
from calcinosis_quiz.imports.compose.typed import Wording, make_typed
from calcinosis_quiz.imports.html_text import ImageReference, one_line
from calcinosis_quiz.imports.pictures import drop_pictures, take_picture
from calcinosis_quiz.imports.reading import Document, Draft, Loss, Place, Record

_SIGN: Final = "\ue000{}\ue001"
_PLACE: Final = re.compile("\ue000(\\d+)\ue001")


class CardGap(Struct, frozen=True):
    """A gap in the text of a card, and the hint that stands there."""

    answer: str
    hint: str = ""


class Card(Struct, frozen=True):
    """A card as it stands: the line it begins on, its two sides, or a front with signs for its gaps.

    `is_typed`: the back is to be typed. `explanation`: what is said after the answer.
    """

    line: int
    front: str
    back: str = ""
    gaps: tuple[CardGap, ...] = ()
    category: tuple[str, ...] = ()
    source_id: str = ""
    tags: tuple[str, ...] = ()
    is_typed: bool = False
    explanation: str = ""


class Markup(Struct, frozen=True):
    """How the text of a card is written: to plain text, and the images that stand in it."""

    plain: Callable[[Record, str], str]
    images: Callable[[str], Sequence[ImageReference]]


def take_gaps(
    text: str, gap: re.Pattern[str], read: Callable[[re.Match[str]], CardGap]
) -> tuple[str, tuple[CardGap, ...]]:
    """Put signs where the gaps of a text are, and list the gaps."""
    gaps: list[CardGap] = []

    def take(found: re.Match[str]) -> str:
        gaps.append(read(found))
        return _SIGN.format(len(gaps) - 1)

    return gap.sub(take, text), tuple(gaps)


def draft_cards(document: Document, cards: Iterable[Card], markup: Markup, losses: list[Loss]) -> Iterator[Draft]:
    """Make a draft of each card; the same card is taken once."""
    seen: set[tuple[str, str]] = set()
    for number, card in enumerate(cards, 1):
        title = one_line(_PLACE.sub(" ... ", card.front))[:60]
        record = Record(losses, Place(document.name, card.line, f"card {number}"), title)
        if (card.front, card.back) in seen:
            record.leave_out("the same card stands there twice")
            continue
        seen.add((card.front, card.back))
        item = record.attempt(lambda: _build(record, card, markup))  # noqa: B023 - called at once
        if item is not None:
            images = markup.images(card.front)
            picture = take_picture(record, images, document.find_file) if images else None
            yield Draft(item, record.place, "", card.source_id, card.category, picture)


def _build(record: Record, card: Card, markup: Markup) -> AuthoredItem:
    text = markup.plain(record, card.front)
    if not text and markup.images(card.front):
        text = "What does the image show?"
        record.change("a front without words asks what its image shows")
    drop_pictures(record, markup.images(card.back), "the back")
    explanation = markup.plain(record, card.explanation)
    if card.gaps:
        parts: list[str | GapKey] = []
        for i, piece in enumerate(_PLACE.split(text)):
            gap = card.gaps[int(piece)] if i % 2 else None
            parts.append(GapKey(markup.plain(record, gap.answer), hint=one_line(gap.hint)) if gap else piece)
        return make_cloze(record, Head("", explanation, card.tags), parts)
    head, back = Head(text, explanation, card.tags), markup.plain(record, card.back)
    if card.is_typed:
        return make_typed(record, head, [Wording(one_line(back), 1.0)] if back else [])
    return make_card(record, head, back)
