"""The numbers and letters that Word counts up before a paragraph, as they stand on paper."""

from collections.abc import Sequence
from typing import Final

from calcinosis_quiz.imports.tree import Element

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST_DIGITS: Final = 6
_MOST_LEVELS: Final = 9
_ROMAN: Final = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


class Numbering:
    """Counts as Word does: by list and level; a level begins anew when one above it moves on."""

    def __init__(self, root: Element | None) -> None:
        """Take the numbering part of a document, if there is one."""
        abstract = {each.get(f"{_W}abstractNumId"): each for each in _children(root, "abstractNum")}
        self._lists: dict[str, tuple[Element | None, Element]] = {}
        for each in _children(root, "num"):
            used = each.find(f"{_W}abstractNumId")
            named = used.get(f"{_W}val") if used is not None else None
            self._lists[each.get(f"{_W}numId") or ""] = (abstract.get(named), each)
        self._counts: dict[str, list[int]] = {}

    def label(self, properties: Element | None, styles: Sequence[Element]) -> str:
        """Return what stands before the next paragraph of these properties, or of its style; empty outside of lists."""
        for place in (properties, *(style.find(f"{_W}pPr") for style in styles)):
            number = place.find(f"{_W}numPr") if place is not None else None
            if number is None:
                continue
            name, level = _value(number, "numId"), _number(_value(number, "ilvl"), 0)
            known = name in self._lists and name != "0" and level < _MOST_LEVELS
            return self._next(name, level) if known else ""
        return ""

    def _next(self, name: str, level: int) -> str:
        abstract, own = self._lists[name]
        counts = self._counts.setdefault(name, [])
        while len(counts) <= level:
            counts.append(_start(abstract, own, len(counts)) - 1)
        counts[level] += 1
        del counts[level + 1 :]
        text, form = _shape(abstract, own, level)
        if form == "bullet":
            return ""
        for i, count in enumerate(counts):
            text = text.replace(f"%{i + 1}", write_count(count, _shape(abstract, own, i)[1]))
        return text.strip()


def _children(node: Element | None, name: str) -> list[Element]:
    return list(node.iterchildren(f"{_W}{name}")) if node is not None else []


def _value(node: Element | None, name: str) -> str:
    found = node.find(f"{_W}{name}") if node is not None else None
    return (found.get(f"{_W}val") or "") if found is not None else ""


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < _MOST_DIGITS else otherwise


def _level(abstract: Element | None, own: Element, level: int) -> Element | None:
    """Find what a list says of a level; its own word goes before that of the list it is made from."""
    for each in _children(own, "lvlOverride"):
        if each.get(f"{_W}ilvl") == str(level) and each.find(f"{_W}lvl") is not None:
            return each.find(f"{_W}lvl")
    return next((each for each in _children(abstract, "lvl") if each.get(f"{_W}ilvl") == str(level)), None)


def _start(abstract: Element | None, own: Element, level: int) -> int:
    for each in _children(own, "lvlOverride"):
        if each.get(f"{_W}ilvl") == str(level) and (start := _value(each, "startOverride")):
            return _number(start, 1)
    return _number(_value(_level(abstract, own, level), "start"), 1)


def _shape(abstract: Element | None, own: Element, level: int) -> tuple[str, str]:
    found = _level(abstract, own, level)
    return _value(found, "lvlText") or f"%{level + 1}.", _value(found, "numFmt") or "decimal"


def write_count(count: int, form: str) -> str:
    """Write a number as a list shows it; `form` in the words of Office Open XML."""
    match form:
        case "upperLetter":
            return chr(ord("A") + (count - 1) % 26)
        case "lowerLetter":
            return chr(ord("a") + (count - 1) % 26)
        case "lowerRoman" | "upperRoman":
            roman = ""
            for value, sign in _ROMAN:
                roman += sign * (count // value)
                count %= value
            return roman.upper() if form == "upperRoman" else roman
        case _:
            return str(count)
