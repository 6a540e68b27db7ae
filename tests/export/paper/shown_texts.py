"""All texts of a document that its reader is meant to see."""

from collections.abc import Iterator

from calcinosis_quiz.export.paper.document import Document

_SIGNS_OF_STRUCTURE = {"block", "style", "sign", "file", "language"}


def texts_of(document: Document) -> Iterator[str]:
    """Give every text in a document but the names of its structure."""
    from msgspec import to_builtins

    yield from _texts(to_builtins(document, builtin_types=(bytes,)))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            if name not in _SIGNS_OF_STRUCTURE:
                yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
