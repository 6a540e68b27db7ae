"""What all items are made with: their common keys, and the last look before they are taken."""

from decimal import Decimal
from typing import Any, Final

from msgspec import Struct, ValidationError, convert, to_builtins

from calcinosis_quiz.bank.items import AuthoredItem
from calcinosis_quiz.bank.structure import check_structure
from calcinosis_quiz.imports.reading import LeftOutError

_NO_ID: Final = "x"  # until the ids are assigned


SAME: Final = 1e-4  # fractions this close are meant to be the same


NO_STEM: Final = "it has no text"


class Head(Struct, frozen=True, gc=False):
    """What any question has: its text, what is said after it, its tags and the file's numbers for it."""

    stem: str
    explanation: str = ""
    tags: tuple[str, ...] = ()


def shared(head: Head) -> dict[str, Any]:
    """Return the keys that any item may have."""
    return {"id": _NO_ID, "explanation": head.explanation or None, "tags": head.tags}


def finish(item: AuthoredItem) -> AuthoredItem:
    """Return an item that a bank can hold; raises LeftOutError for any other."""
    finding = next((each for each in check_structure(item) if each.severity == "error"), None)
    if finding is not None:
        raise LeftOutError(f"a bank cannot hold it ({finding.rule})", finding.message)
    try:
        convert(to_builtins(item, builtin_types=(Decimal,)), type(item), builtin_types=(Decimal,))
    except ValidationError as error:
        raise LeftOutError("a bank cannot hold it (too long, or too many parts)", str(error)) from None
    return item


def folded(text: str) -> str:
    """Return a text as a bank compares it: case and blanks do not count."""
    return " ".join(text.casefold().split())
