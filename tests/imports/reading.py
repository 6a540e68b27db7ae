"""How the tests read a foreign file: text in, items and what was lost out."""

from collections.abc import Mapping
from typing import TypeVar

from calcinosis_quiz.bank.items import AuthoredItem
from calcinosis_quiz.imports.formats import FORMATS
from calcinosis_quiz.imports.reading import Document, Draft, Reading

Kind = TypeVar("Kind", bound=AuthoredItem)


def read(form: str, content: str | bytes, files: Mapping[str, bytes] | None = None) -> Reading:
    """Read a file of a format, with the files beside it."""
    raw = content.encode() if isinstance(content, str) else content
    return FORMATS[form].load_reader()(Document("a-file", raw, (files or {}).get))


def only(reading: Reading, kind: type[Kind]) -> Kind:
    """Return the only item that was read, of the type expected."""
    assert len(reading.drafts) == 1, [loss.what for loss in reading.losses]
    item = reading.drafts[0].item
    assert isinstance(item, kind)
    return item


def draft(reading: Reading) -> Draft:
    """Return the only draft."""
    assert len(reading.drafts) == 1, [loss.what for loss in reading.losses]
    return reading.drafts[0]


def causes(reading: Reading) -> list[tuple[str, str]]:
    """List what was lost as kind and cause, each once."""
    return list(dict.fromkeys((loss.kind, loss.what) for loss in reading.losses))
