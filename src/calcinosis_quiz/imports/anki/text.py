"""Anki's text files: headers such as `#separator:tab`, then a note in each row."""

import csv
import io
import re
from typing import Final

from calcinosis_quiz.imports.anki.collection import Note, NoteType, Template
from calcinosis_quiz.imports.anki.notes import read_note
from calcinosis_quiz.imports.html_text import one_line
from calcinosis_quiz.imports.reading import Document, Draft, Loss, Place, Reading, Record, RefusedFileError
from calcinosis_quiz.imports.text_files import decode

_HEADER: Final = re.compile(r"#([a-z ]+):(.*)")
_SEPARATOR: Final = "#separator:"
_OLD_TAGS: Final = re.compile(r"tags:(.*)")
_SEPARATORS: Final = {"tab": "\t", "comma": ",", "semicolon": ";", "space": " ", "pipe": "|", "colon": ":"}
_BASIC: Final = (Template("Card 1", "{{1}}", "{{2}}"),)


def read_anki_text(document: Document) -> Reading:
    """Read notes exported as plain text, or written for Anki's import."""
    text, noted = decode(document)
    losses: list[Loss] = list(noted)
    headers, body, skipped = _headers(text)
    separator = _SEPARATORS.get(headers.get("separator", "tab").casefold(), headers.get("separator", "\t")[:1] or "\t")
    has_html = headers.get("html", "false").casefold() == "true"
    special = {name: int(number) - 1 for name in _COLUMNS if (number := headers.get(f"{name} column", "")).isdecimal()}
    drafts: list[Draft] = []
    reader = csv.reader(io.StringIO(body), delimiter=separator)
    begin = skipped + 1
    try:
        for cells in reader:
            place, begin = Place(document.name, begin), reader.line_num + skipped + 1
            if any(cells) and not (len(cells) == 1 and cells[0].startswith("#")):
                record = Record(losses, place, one_line(cells[0])[:60])
                drafts += read_note(record, _note(cells, special, headers, has_html), document.find_file)
    except csv.Error as error:
        raise RefusedFileError(f"{document.name}:{begin}: not a table that can be read: {error}.") from None
    return Reading(tuple(drafts), tuple(losses))


_COLUMNS: Final = ("tags", "notetype", "deck", "guid")


def _headers(text: str) -> tuple[dict[str, str], str, int]:
    """Part the headers from the notes; stray separators may end a header, old files have one for tags alone."""
    headers: dict[str, str] = {}
    skipped = 0
    lines = text.split("\n")
    for line in lines:
        bare = line.strip().rstrip(",;\t")
        if line.startswith(_SEPARATOR):
            headers["separator"] = line.removeprefix(_SEPARATOR).strip(" ") or "tab"
        elif found := _HEADER.fullmatch(bare):
            headers[found.group(1).strip()] = found.group(2).strip()
        elif (old := _OLD_TAGS.fullmatch(bare)) and not headers:
            headers["tags"] = old.group(1).strip()
        else:
            break
        skipped += 1
    return headers, "\n".join(lines[skipped:]), skipped


def _note(cells: list[str], special: dict[str, int], headers: dict[str, str], has_html: bool) -> Note:
    def cell(name: str) -> str:
        place = special.get(name, -1)
        return cells[place].strip() if 0 <= place < len(cells) else ""

    fields = [each for i, each in enumerate(cells) if i not in special.values()]
    if not has_html:
        fields = [each.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>") for each in fields]
    names = tuple(str(i) for i in range(1, len(fields) + 1))
    is_cloze = any("{{c1::" in each for each in fields)
    kind = NoteType(cell("notetype") or headers.get("notetype", ""), is_cloze, names, _BASIC)
    tags = tuple((cell("tags") or headers.get("tags", "")).split())
    deck = cell("deck") or headers.get("deck", "")
    return Note(0, cell("guid"), kind, tags, tuple(fields), {0: deck} if deck else {})
