"""Drafts to the text of bank files, with the images that stand beside them."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, structs

from calcinosis_quiz.bank.items import AuthoredItem, BankHeader, ExtendedMatching, Image
from calcinosis_quiz.bank.write import write_bank
from calcinosis_quiz.imports.identifiers import assign_ids, slug
from calcinosis_quiz.imports.merging import first_state
from calcinosis_quiz.imports.reading import Draft


class BankFile(Struct, frozen=True):
    """A bank to write: its name without ending, its text, its items in order, and images by path beside it.

    `state`: what a later import into it has to know.
    """

    name: str
    text: str
    items: tuple[AuthoredItem, ...]
    images: Mapping[str, bytes]
    state: bytes


def make_bank_file(drafts: Sequence[Draft], name: str, title: str, origin: str, taken: Iterable[str] = ()) -> BankFile:
    """Make one bank of drafts, in their order; what they share as category becomes no topic of its own."""
    bank = slug(name) or "imported"
    done, images = complete(assign_ids(drafts, bank, taken), bank)
    rows = [(draft.item, str(draft.place)) for draft in done]
    header = BankHeader(format=1, bank=bank, title=title or name)
    text = write_bank(header, rows, f"Imported from {origin}. The line above an item says where it stood.")
    items = tuple(item for item, _ in rows)
    return BankFile(bank, text, items, images, first_state(drafts, items))


def complete(drafts: Sequence[Draft], bank: str) -> tuple[tuple[Draft, ...], Mapping[str, bytes]]:
    """Return drafts with topics and images as in a bank of that name, and the images by path."""
    images: dict[str, bytes] = {}
    topics = {draft.category for draft in drafts}
    done = []
    for draft in drafts:
        topic = slug(draft.category[-1]) if draft.category and len(topics) > 1 else ""
        item = _complete(draft, "" if topic == bank else topic, bank, images)
        done.append(structs.replace(draft, item=item))
    return tuple(done), images


def split_by_topic(drafts: Sequence[Draft]) -> dict[str, tuple[Draft, ...]]:
    """Group drafts by the last name of their category, for one bank file each."""
    groups: dict[str, list[Draft]] = {}
    for draft in drafts:
        groups.setdefault(draft.category[-1] if draft.category else "", []).append(draft)
    return {name: tuple(members) for name, members in groups.items()}


def _complete(draft: Draft, topic: str, bank: str, images: dict[str, bytes]) -> AuthoredItem:
    """Return an item with its topic and its image."""
    item = draft.item
    if isinstance(item, ExtendedMatching):
        cases = tuple(structs.replace(case, topic=topic) for case in item.cases) if topic else item.cases
        return structs.replace(item, cases=cases)
    image = None
    if draft.picture is not None:
        image = Image(file=_place_image(draft.picture.name, draft.picture.content, bank, images), alt=draft.picture.alt)
    return structs.replace(item, topic=topic, image=image) if topic or image else item


def _place_image(name: str, content: bytes, bank: str, images: dict[str, bytes]) -> str:
    """Find a free name below the bank's folder of images; the same image is kept once."""
    stem, _, ending = name.rpartition(".")
    path, number = f"{bank}-images/{name}", 1
    while images.get(path, content) != content:
        number += 1
        path = f"{bank}-images/{stem}-{number}.{ending}"
    images[path] = content
    return path
