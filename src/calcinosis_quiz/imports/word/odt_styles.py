"""What the styles of an OpenDocument text say: marks, raised and lowered signs, headings, and how lists count."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from calcinosis_quiz.imports.tree import Element, is_element, local_name
from calcinosis_quiz.imports.word.lines import Mark
from calcinosis_quiz.imports.word.numbering import write_count

_HEADING: Final = re.compile(r"(?i)heading|title|berschrift|titel")
_PLAIN_COLOURS: Final = frozenset(["#000000", "#ffffff", "transparent", "auto", ""])
_FORMS: Final = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "1": "decimal"}
_MOST_DIGITS: Final = 6


def attribute(node: Element, name: str) -> str:
    """Return an attribute by its name without its namespace; empty where it is not there."""
    return next((str(value) for key, value in node.attrib.items() if key.rpartition("}")[2] == name), "")


class Styles:
    """The styles by name, each with those that it is based on."""

    def __init__(self, shared: Sequence[Element], content: Element) -> None:
        """Take the shared styles and the file whose own ones go before them."""
        self._styles: dict[str, Element] = {}
        self.lists: dict[str, Element] = {}
        for root in (*shared, content):
            for node in root.iter():
                if is_element(node) and local_name(node) == "style":
                    self._styles[attribute(node, "name")] = node
                elif is_element(node) and local_name(node) == "list-style":
                    self.lists[attribute(node, "name")] = node

    def _chain(self, name: str) -> Iterator[Element]:
        """List a style and those that it is based on; a circle ends where it began."""
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            yield self._styles[name]
            name = attribute(self._styles[name], "parent-style-name")

    def _properties(self, name: str) -> dict[str, str]:
        """Join what a style and those below it say of text; what is nearer wins."""
        found: dict[str, str] = {}
        for style in reversed(list(self._chain(name))):
            for child in style:
                if is_element(child) and local_name(child) == "text-properties":
                    found |= {key.rpartition("}")[2]: str(value) for key, value in child.attrib.items()}
        return found

    def marks(self, name: str, inherited: frozenset[Mark] = frozenset()) -> frozenset[Mark]:
        """Return the marks of a text in this style; what it does not name stays as it is."""
        said = self._properties(name)
        marks: dict[Mark, bool] = {}
        if weight := said.get("font-weight"):
            marks["bold"] = weight == "bold" or (weight.isdecimal() and int(weight) > 500)
        if line := said.get("text-underline-style"):
            marks["underline"] = line != "none"
        if ground := said.get("background-color"):
            marks["highlight"] = ground.lower() not in _PLAIN_COLOURS
        if colour := said.get("color"):
            marks["colour"] = colour.lower() not in _PLAIN_COLOURS
        return (inherited - marks.keys()) | {mark for mark, on in marks.items() if on}

    def position(self, name: str) -> str:
        """Return `sup` or `sub` for a style that raises or lowers its text."""
        said = self._properties(name).get("text-position", "").split(" ")[0]
        if said == "super" or (said.endswith("%") and not said.startswith("-") and said.strip("0%")):
            return "sup"
        return "sub" if said == "sub" or said.startswith("-") else ""

    def is_heading(self, name: str) -> bool:
        """Return whether a paragraph of this style is a heading."""
        return any(_HEADING.match(attribute(style, "name")) for style in self._chain(name))


class Counters:
    """Counts the entries of lists: a list begins anew unless it says that it goes on."""

    def __init__(self, styles: Styles) -> None:
        """Take the styles, which say how lists count."""
        self._styles = styles
        self._counts: dict[tuple[str, int], int] = {}

    def begin(self, node: Element, style: str, level: int) -> None:
        """Begin a list, or go on with the one before it."""
        goes_on = attribute(node, "continue-numbering") == "true" or attribute(node, "continue-list")
        if not goes_on or level > 1:
            self._counts.pop((style, level), None)

    def next(self, item: Element, style: str, level: int) -> str:
        """Return what stands before the next entry; empty in a list of bullets."""
        shape = self._shape(style, level)
        if shape is None or local_name(shape) != "list-level-style-number":
            return ""
        begin = attribute(item, "start-value")
        if begin.isdecimal() and len(begin) < _MOST_DIGITS:
            self._counts[style, level] = int(begin)
        else:
            start = attribute(shape, "start-value")
            first = int(start) if start.isdecimal() and len(start) < _MOST_DIGITS else 1
            self._counts[style, level] = self._counts.get((style, level), first - 1) + 1
        form = attribute(shape, "num-format")
        if not form:
            return ""
        written = write_count(self._counts[style, level], _FORMS.get(form, "decimal"))
        return f"{attribute(shape, 'num-prefix')}{written}{attribute(shape, 'num-suffix') or '.'}".strip()

    def _shape(self, style: str, level: int) -> Element | None:
        shapes = self._styles.lists.get(style)
        found = () if shapes is None else (each for each in shapes if is_element(each))
        return next((each for each in found if attribute(each, "level") == str(level)), None)
