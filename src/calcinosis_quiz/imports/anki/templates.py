"""What stands on a card: a template of Anki's with the fields of a note put in."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

_TAG: Final = re.compile(r"\{\{([^{}]+)\}\}")
_SECTION: Final = re.compile(r"\{\{([#^])([^{}]+)\}\}((?:(?!\{\{[#^/]).)*?)\{\{/\2\}\}", re.DOTALL)
_UNSEEN: Final = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_ANSWER_LINE: Final = re.compile(r"<hr[^>]*\bid\s*=\s*[\"']?answer[\"']?[^>]*>", re.IGNORECASE)
_BLANK: Final = re.compile(r"<[^<>]*>|&nbsp;|\s+")
# What a template may show of a note besides its fields.
_SPECIAL: Final = frozenset(["FrontSide", "Tags", "Type", "Deck", "Subdeck", "Card", "CardFlag", "CardID"])


def render(template: str, fields: Mapping[str, str]) -> str:
    """Put fields into a template; sections stay or go by whether their field has something in it."""
    if "{{#" in template or "{{^" in template:
        template = _sections(template, fields)
    literals, names = _parts(template)
    text = literals[0]
    for literal, name in zip(literals[1:], names, strict=True):
        text += fields.get(name, "") + literal
    return text


@lru_cache(maxsize=1024)
def _parts(template: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part a template into its own words and the fields between them; empty names stand for what is no field."""
    parts = _TAG.split(template)
    return tuple(parts[::2]), tuple(map(_field_of, parts[1::2]))


def _sections(template: str, fields: Mapping[str, str]) -> str:
    def choose(found: re.Match[str]) -> str:
        has_some = not is_blank(fields.get(found.group(2).strip(), ""))
        return found.group(3) if has_some == (found.group(1) == "#") else ""

    before = ""
    while before != template:
        before, template = template, _SECTION.sub(choose, template)
    return template


def _field_of(name: str) -> str:
    *filters, field = (part.strip() for part in name.split(":"))
    return "" if field in _SPECIAL or any(each.startswith("tts") for each in filters) else field


def is_blank(text: str) -> bool:
    """Return whether a field shows nothing; an image or a sound is something."""
    return not text or ("<img" not in text and not _BLANK.sub("", text))


def without_code(template: str) -> str:
    """Drop scripts, styles and comments of a template."""
    return _UNSEEN.sub("", template)


def answer_part(template: str) -> str:
    """Return what a back adds to the front."""
    parts = _ANSWER_LINE.split(template, maxsplit=1)
    return parts[1] if len(parts) > 1 else template


def typed_field(template: str) -> str:
    """Name the field that is to be typed; empty where there is none."""
    for name in _TAG.findall(template):
        *filters, field = (part.strip() for part in name.split(":"))
        if "type" in filters and "cloze" not in filters:
            return str(field)
    return ""
