"""An .odt file to lines: numbers that the program counts, marks by span and by style, what was deleted left out."""

from collections.abc import Iterator
from typing import Final

from calcinosis_quiz.imports.archives import Archive
from calcinosis_quiz.imports.html_text import shift
from calcinosis_quiz.imports.reading import Document, Loss, Place, Reading, RefusedFileError
from calcinosis_quiz.imports.tree import Element, is_element, local_name, parse_xml
from calcinosis_quiz.imports.word.exam import read_exam
from calcinosis_quiz.imports.word.lines import Line, Mark, Piece, join_cells, split_line
from calcinosis_quiz.imports.word.odt_styles import Counters, Styles, attribute

_SKIPPED: Final = frozenset(["tracked-changes", "note", "annotation", "sequence-decls", "forms"])


def read_odt(document: Document) -> Reading:
    """Read the numbered questions of an OpenDocument text."""
    archive = Archive(document.content, document.name)
    content = archive.find("content.xml")
    if content is None:
        raise RefusedFileError(f"{document.name}: not an OpenDocument text. Save it as .odt.")
    root = parse_xml(content, document.name)
    shared = archive.find("styles.xml")
    reader = _Reader(Styles([parse_xml(shared, document.name)] if shared else [], root))
    body = next((each for each in root if is_element(each) and local_name(each) == "body"), root)
    lines = list(reader.lines(body))
    what = "a formula did not come in: write it again"
    losses = [Loss("changed", Place(document.name, record=f"paragraph {each}"), "", what) for each in reader.formulas]
    return read_exam(document.name, lines, archive.find, losses)


class _Reader:
    """Goes through a text and counts its paragraphs and lists."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.counters = Counters(styles)
        self.number = 0
        self.formulas: list[int] = []

    def lines(self, node: Element, label: str = "", style: str = "", level: int = 0) -> Iterator[Line]:
        """List the lines below a node; `label` is for its first paragraph, `style` and `level` belong to its list."""
        for child in node:
            if not is_element(child) or (name := local_name(child)) in _SKIPPED:
                continue
            match name:
                case "p" | "h":
                    yield from self._paragraph(child, label, is_heading=name == "h")
                    label = ""
                case "list":
                    own = attribute(child, "style-name") or style
                    self.counters.begin(child, own, level + 1)
                    yield from self.lines(child, "", own, level + 1)
                case "list-item":
                    yield from self.lines(child, self.counters.next(child, style, level), style, level)
                case "table-row":
                    yield from self._row(child)
                case _:
                    yield from self.lines(child, label, style, level)

    def _row(self, row: Element) -> Iterator[Line]:
        """Put the cells of a row on one line where each has one line of its own."""
        cells = [list(self.lines(cell)) for cell in row if is_element(cell) and local_name(cell) == "table-cell"]
        if any(len(cell) > 1 for cell in cells):
            yield from (line for cell in cells for line in cell)
            return
        filled = [cell[0] for cell in cells if cell and (cell[0].text.strip() or cell[0].label or cell[0].images)]
        if filled:
            yield join_cells(filled)

    def _paragraph(self, node: Element, label: str, *, is_heading: bool) -> Iterator[Line]:
        self.number += 1
        number = self.number
        pieces: list[Piece] = []
        images: list[str] = []
        style = attribute(node, "style-name")
        self._spans(node, self.styles.marks(style), self.styles.position(style), pieces, images)
        yield from split_line(number, label, pieces, tuple(images), is_heading or self.styles.is_heading(style))

    def _spans(
        self, node: Element, marks: frozenset[Mark], position: str, pieces: list[Piece], images: list[str]
    ) -> None:
        self._say(node.text, marks, position, pieces)
        for child in node:
            if is_element(child) and (name := local_name(child)) not in _SKIPPED:
                match name:
                    case "span":
                        style = attribute(child, "style-name")
                        own = self.styles.marks(style, marks)
                        self._spans(child, own, self.styles.position(style) or position, pieces, images)
                    case "tab":
                        pieces.append(Piece("\t", marks))
                    case "line-break":
                        pieces.append(Piece("\n", marks))
                    case "s":
                        count = attribute(child, "c")
                        pieces.append(Piece(" " * min(int(count) if count.isdecimal() else 1, 100), marks))
                    case "image":
                        images.append(attribute(child, "href").removeprefix("./"))
                    case "object":
                        self.formulas.append(self.number)
                    case _:
                        self._spans(child, marks, position, pieces, images)
            self._say(child.tail, marks, position, pieces)

    @staticmethod
    def _say(text: str | None, marks: frozenset[Mark], position: str, pieces: list[Piece]) -> None:
        if text and (flat := " ".join(text.split("\n"))):
            pieces.append(Piece(shift(flat, position) if position else flat, marks))
