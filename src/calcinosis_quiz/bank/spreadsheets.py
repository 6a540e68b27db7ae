"""Cells of tables that people open: nothing in them is run by a spreadsheet."""

import re
from typing import Final

_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")
_NUMBER: Final = re.compile(r"[+-](?:\d{1,12}(?:[.,]\d{0,12})?|[.,]\d{1,12})(?:[eE][+-]?\d{1,2})?\s?%?")


def guard_cell(value: object) -> object:
    """Put an apostrophe before a text that a spreadsheet would run as a formula; numbers stay as they are."""
    if not isinstance(value, str) or not value.startswith(_FORMULA_SIGNS) or _NUMBER.fullmatch(value):
        return value
    return f"'{value}"


def unguard_cell(text: str) -> str:
    """Take away the apostrophe that `guard_cell` put before a text."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(_FORMULA_SIGNS) else text
