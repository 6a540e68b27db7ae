"""A tree of HTML to plain text: blocks begin on lines of their own, small figures become signs, the rest is named."""

import re
from typing import Final
from urllib.parse import unquote

from msgspec import Struct

from calcinosis_quiz.imports.tree import Element, is_element, local_name

_DROPPED: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u2060\ufeff\ud800-\udfff\xad]"
)
_LINE_ENDS: Final = re.compile("\r\n?|[\x85\u2028\u2029]")
_MANY_LINES: Final = re.compile(r"\n{3,}")
_BULLET: Final = re.compile(r"- |\d+\. ")
_SPACE: Final = re.compile(r"[ \t\n\r\f]+")

_SUPER: Final = dict(zip("0123456789+-\u2212=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ", strict=True))
_SUB: Final = dict(zip("0123456789+-\u2212=()aeoxhklmnpst", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜ", strict=True))

_BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "main",
        "nav",
        "ol",
        "p",
        "section",
        "summary",
        "table",
        "ul",
    ]
)
EMPHASIS_LOST: Final = "emphasis (bold, italics, underlining)"
_EMPHASIS: Final = frozenset(["b", "strong", "i", "em", "u", "mark", "s", "strike", "del", "ins", "big", "small"])
_SILENT: Final = frozenset(["script", "style", "head", "title", "meta", "link", "template", "noscript"])
_EMBEDDED: Final = {
    "video": "a video",
    "audio": "a sound",
    "iframe": "an embedded page",
    "embed": "an embedded object",
    "object": "an embedded object",
    "svg": "a drawing (svg)",
    "canvas": "a drawing",
    "applet": "an embedded object",
}


class ImageReference(Struct, frozen=True, gc=False):
    """An image as a text names it."""

    source: str
    alt: str


class PlainText(Struct, frozen=True, gc=False):
    """A text without formatting, the images that stood in it, and what could not be kept."""

    text: str
    images: tuple[ImageReference, ...] = ()
    lost: tuple[str, ...] = ()


def clean(text: str) -> str:
    """Keep what a bank can hold: no control signs, plain blanks, no blank at the end of a line."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    text = _DROPPED.sub("", _LINE_ENDS.sub("\n", text)).replace("\t", "    ").replace("\xa0", " ")
    return _MANY_LINES.sub("\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip()


def one_line(text: str) -> str:
    """Put a text on one line."""
    return " ".join(clean(text).split())


def shift(text: str, kind: str) -> str:
    """Write what is raised (`sup`) or lowered (`sub`) as small signs, or behind ^ or _ where there are none."""
    signs = _SUPER if kind == "sup" else _SUB
    if all(sign in signs for sign in text):
        return "".join(signs[sign] for sign in text)
    return f"{'^' if kind == 'sup' else '_'}{text if len(text) == 1 else f'({text})'}"


def read_tree(root: Element) -> PlainText:
    """Write the text below an element as a person would see it."""
    walker = _Walker()
    try:
        walker.walk(root)
    except RecursionError:
        return PlainText("".join(root.itertext()), (), ("the layout of a text that is nested too deep",))
    return PlainText("".join(walker.parts), tuple(walker.images), tuple(dict.fromkeys(walker.lost)))


class _Walker:
    """Goes through a tree and writes its text; blocks begin on a line of their own."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.images: list[ImageReference] = []
        self.lost: list[str] = []
        self.lists = 0  # how many lists one stands in

    def walk(self, node: Element) -> None:
        if not is_element(node):
            return
        name = local_name(node).lower()
        if name in _SILENT:
            self.lost += ["a script"] if name == "script" else []
        elif name in _EMBEDDED:
            self.lost.append(_EMBEDDED[name])
        elif name in _BLOCKS:
            lines = 1 if self.lists or name in {"div", "dt", "dd"} else 2
            self._break(lines)
            self._inside(node)
            self._break(lines)
        else:
            self._inline(node, name)

    def _inline(self, node: Element, name: str) -> None:
        match name:
            case "br":
                self.parts.append("\n")
            case "img":
                self._image(node)
            case "sub" | "sup":
                self._shift(node, name)
            case "math":
                self._formula(node)
            case "pre":
                self._block("".join(node.itertext()))
            case "li":
                self._list_entry(node)
            case "tr":
                self._row(node)
            case "a":
                self._link(node)
            case "input" | "button" | "select" | "textarea":
                self.lost.append("a form field")
            case _:
                if name in _EMPHASIS:
                    self.lost.append(EMPHASIS_LOST)
                self._inside(node)

    def _block(self, text: str) -> None:
        self._break(2)
        self.parts.append(text)
        self._break(2)

    def _list_entry(self, node: Element) -> None:
        self._break(1)
        self.parts.append(_bullet(node))
        self.lists += 1
        self._inside(node)
        self.lists -= 1
        self._break(1)

    def _inside(self, node: Element) -> None:
        self._say(node.text)
        for child in node:
            self.walk(child)
            self._say(child.tail)

    def _say(self, text: str | None) -> None:
        if not text:
            return
        flat = _SPACE.sub(" ", text)
        if self._at_line_start():
            flat = flat.lstrip(" ")
        if flat:
            self.parts.append(flat)

    def _at_line_start(self) -> bool:
        return not self.parts or self.parts[-1].endswith(("\n", " "))

    def _break(self, lines: int) -> None:
        """End the line, and leave one empty where a paragraph ends; never more than that."""
        if not self.parts or _BULLET.fullmatch(self.parts[-1]):
            return
        self.parts[-1] = self.parts[-1].rstrip(" ") if not self.parts[-1].isspace() or "\n" in self.parts[-1] else ""
        tail = "".join(self.parts[-3:])
        there = len(tail) - len(tail.rstrip("\n"))
        self.parts.append("\n" * max(0, lines - there))
        if not self.parts[-1]:
            self.parts.pop()

    def _image(self, node: Element) -> None:
        source, alt = (node.get("src") or "").strip(), one_line(node.get("alt") or "")
        if "equation_image" in (node.get("class") or "") or "equation_images/" in source:
            tex = node.get("data-equation-content") or alt.removeprefix("LaTeX: ")
            tex = tex or unquote(unquote(source.rpartition("equation_images/")[2].partition("?")[0]))
            self.parts.append(rf"\({tex}\)")
        elif source:
            self.images.append(ImageReference(source, alt))

    def _shift(self, node: Element, name: str) -> None:
        if text := one_line("".join(node.itertext())):
            self.parts.append(shift(text, name))

    def _formula(self, node: Element) -> None:
        source = next((each for each in node.iter() if is_element(each) and local_name(each) == "annotation"), None)
        tex = (source.text if source is not None else None) or node.get("alttext")
        if tex:
            self.parts.append(rf"\({tex.strip()}\)")
        else:
            self.parts.append(one_line("".join(node.itertext())))
            self.lost.append("the layout of a formula (MathML)")

    def _row(self, node: Element) -> None:
        self._break(1)
        for i, cell in enumerate(each for each in node if is_element(each)):
            if i:
                self.parts.append(" | ")
            self._inside(cell)
        self._break(1)
        self.lost.append("the layout of a table")

    def _link(self, node: Element) -> None:
        before = len(self.parts)
        self._inside(node)
        address = (node.get("href") or "").strip()
        shown = "".join(self.parts[before:]).strip()
        if address.startswith(("http://", "https://")) and address.rstrip("/") != shown.rstrip("/"):
            self.parts.append(f" ({address})")


def _bullet(node: Element) -> str:
    parent = node.getparent()
    if parent is None or local_name(parent).lower() != "ol":
        return "- "
    return f"{sum(1 for each in node.itersiblings('li', preceding=True)) + 1}. "
