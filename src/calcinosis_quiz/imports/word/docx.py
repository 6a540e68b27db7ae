"""A .docx file to lines: numbers that Word counts, marks by run and by style, what was deleted left out."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from calcinosis_quiz.imports.archives import Archive
from calcinosis_quiz.imports.html_text import shift
from calcinosis_quiz.imports.reading import Document, Loss, Place, Reading, RefusedFileError
from calcinosis_quiz.imports.tree import Element, is_element, local_name, parse_xml
from calcinosis_quiz.imports.word.exam import read_exam
from calcinosis_quiz.imports.word.lines import Line, Mark, Piece, join_cells, split_line
from calcinosis_quiz.imports.word.numbering import Numbering

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_OFF: Final = frozenset(["0", "false", "none", "off"])
_BLACK: Final = frozenset(["auto", "000000", "windowText"])
_SYMBOLS: Final = {
    "F0A3": "\u2610",
    "F06F": "\u2610",
    "F0A8": "\u2610",
    "F0FE": "\u2612",
    "F052": "\u2611",
    "F0FC": "\u2713",
}
_SKIPPED: Final = frozenset(["del", "moveFrom", "Fallback", "instrText", "delText", "footnoteReference", "rPr", "pPr"])


def read_docx(document: Document) -> Reading:
    """Read the numbered questions of a Word file."""
    archive = Archive(document.content, document.name)
    if "word/document.xml" not in archive.names:
        raise RefusedFileError(f"{document.name}: not a Word file. Save it as .docx.")
    body = parse_xml(archive.read("word/document.xml"), document.name)
    reader = _Reader(archive, document.name)
    lines = list(reader.lines(body))
    targets = reader.targets

    def find(name: str) -> bytes | None:
        return archive.find(f"word/{targets.get(name, name)}") or archive.find(targets.get(name, name).lstrip("/"))

    losses: list[Loss] = []
    if reader.formulas:
        what = "a formula of Word's came in as its letters alone: look at it"
        losses += [
            Loss("changed", Place(document.name, record=f"paragraph {each}"), "", what) for each in reader.formulas
        ]
    return read_exam(document.name, lines, find, losses)


class _Reader:
    """Goes through a document and remembers what its styles and lists say."""

    def __init__(self, archive: Archive, name: str) -> None:
        self.formulas: list[int] = []
        self.number = 0
        self.targets = self._relations(archive, name)
        styles = archive.find("word/styles.xml")
        self.styles = _style_elements(parse_xml(styles, name)) if styles else {}
        numbering = archive.find("word/numbering.xml")
        self.numbering = Numbering(parse_xml(numbering, name) if numbering else None)

    @staticmethod
    def _relations(archive: Archive, name: str) -> dict[str, str]:
        content = archive.find("word/_rels/document.xml.rels")
        root = parse_xml(content, name) if content else ()
        return {each.get("Id") or "": each.get("Target") or "" for each in root if each.get("TargetMode") != "External"}

    def lines(self, node: Element) -> Iterator[Line]:
        """List the lines of all paragraphs; cells of a table row stand on one line, parted by tabs."""
        for child in node:
            if not is_element(child) or (name := local_name(child)) in _SKIPPED:
                continue
            if name == "p":
                yield from self._paragraph(child)
            elif name == "tr":
                yield from self._row(child)
            else:
                yield from self.lines(child)

    def _row(self, row: Element) -> Iterator[Line]:
        """Put the cells of a row on one line where each has one line of its own."""
        cells = [list(self.lines(cell)) for cell in row.iterchildren(f"{W}tc")]
        if any(len(cell) > 1 for cell in cells):
            yield from (line for cell in cells for line in cell)
            return
        filled = [cell[0] for cell in cells if cell and (cell[0].text.strip() or cell[0].label or cell[0].images)]
        if filled:
            yield join_cells(filled)

    def _paragraph(self, node: Element) -> Iterator[Line]:
        self.number += 1
        number = self.number
        properties = node.find(f"{W}pPr")
        style = _value(properties, "pStyle")
        chain = list(self._chain(style))
        label = self.numbering.label(properties, chain)
        marks = self._marks(chain)
        is_heading = any(re.match(r"(?i)heading|title|berschrift", _name(each)) for each in chain)
        pieces: list[Piece] = []
        images: list[str] = []
        self._runs(node, marks, pieces, images)
        yield from split_line(number, label, pieces, tuple(images), is_heading)
        for box in node.iter(f"{W}txbxContent"):
            if not any(local_name(each) == "Fallback" for each in box.iterancestors()):
                yield from self.lines(box)

    def _runs(self, node: Element, inherited: dict[Mark, bool], pieces: list[Piece], images: list[str]) -> None:
        for child in node:
            if not is_element(child) or (name := local_name(child)) in _SKIPPED or name == "txbxContent":
                continue
            if name == "r":
                self._run(child, inherited, pieces, images)
            elif name in {"oMath", "oMathPara"}:
                self.formulas.append(self.number)
                pieces.append(Piece("".join(each.text or "" for each in child.iter() if local_name(each) == "t")))
            elif name not in {"drawing", "pict"}:
                self._runs(child, inherited, pieces, images)

    def _run(self, run: Element, inherited: dict[Mark, bool], pieces: list[Piece], images: list[str]) -> None:
        properties = run.find(f"{W}rPr")
        style = _value(properties, "rStyle")
        marks = inherited | self._marks(list(self._chain(style))) if style else inherited
        if properties is not None:
            marks = marks | _marks_of(properties)
        bears = frozenset(mark for mark, on in marks.items() if on)
        raised = _value(properties, "vertAlign")
        for child in run:
            if not is_element(child):
                continue
            match local_name(child):
                case "t":
                    text = child.text or ""
                    shifted = shift(text, "sup" if raised == "superscript" else "sub") if raised in _RAISED else text
                    pieces.append(Piece(shifted, bears))
                case "tab":
                    pieces.append(Piece("\t", bears))
                case "br" | "cr":
                    pieces.append(Piece("\n", bears))
                case "noBreakHyphen":
                    pieces.append(Piece("-", bears))
                case "sym":
                    code = (child.get(f"{W}char") or "").upper()
                    pieces.append(Piece(_SYMBOLS.get(code, ""), bears))
                case "drawing" | "pict" | "object" | "AlternateContent":
                    images += _embedded(child)

    def _chain(self, style: str) -> Iterator[Element]:
        """List a style and those that it is based on; a circle ends where it began."""
        seen: set[str] = set()
        while style in self.styles and style not in seen:
            seen.add(style)
            yield self.styles[style]
            style = _value(self.styles[style], "basedOn")

    @staticmethod
    def _marks(chain: list[Element]) -> dict[Mark, bool]:
        marks: dict[Mark, bool] = {}
        for each in reversed(chain):
            properties = each.find(f"{W}rPr")
            if properties is not None:
                marks |= _marks_of(properties)
        return marks


_RAISED: Final = frozenset(["superscript", "subscript"])


def _value(properties: Element | None, name: str) -> str:
    found = properties.find(f"{W}{name}") if properties is not None else None
    return (found.get(f"{W}val") or "") if found is not None else ""


def _name(style: Element) -> str:
    return _value(style, "name")


def _style_elements(root: Element) -> Mapping[str, Element]:
    return {each.get(f"{W}styleId") or "": each for each in root.iterchildren(f"{W}style")}


def _marks_of(properties: Element) -> dict[Mark, bool]:
    """Read what a run or style says of marks; what it does not name stays as it is."""
    marks: dict[Mark, bool] = {}
    for child in properties:
        value = child.get(f"{W}val") or ""
        match local_name(child):
            case "b":
                marks["bold"] = value not in _OFF
            case "u":
                marks["underline"] = value not in _OFF
            case "highlight":
                marks["highlight"] = value not in _OFF
            case "shd":
                marks["highlight"] = (child.get(f"{W}fill") or "auto") not in {"auto", "FFFFFF", "ffffff"}
            case "color":
                marks["colour"] = value not in _BLACK
    return marks


def _embedded(node: Element) -> list[str]:
    """List the images in a drawing by the names of their relations, each once."""
    named = [
        each.get(f"{_R}embed") or each.get(f"{_R}id") or ""
        for each in node.iter()
        if is_element(each) and local_name(each) in {"blip", "imagedata"}
        if not any(local_name(above) == "Fallback" for above in each.iterancestors())
    ]
    return list(dict.fromkeys(filter(None, named)))
