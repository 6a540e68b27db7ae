"""Which format a file has, told by what stands in it; names and endings are not trusted."""

import re
from typing import Final

from calcinosis_quiz.imports.archives import Archive
from calcinosis_quiz.imports.reading import Document, RefusedFileError
from calcinosis_quiz.imports.text_files import decode

_ZIP: Final = b"PK\x03\x04"
_ROOT: Final = re.compile(r"<(?:\w+:)?([A-Za-z_][\w.-]*)[\s>/]")
_PROLOGUE: Final = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?\s*>|\s)*", re.DOTALL)
_HEAD: Final = 4000
_XML_ROOTS: Final = {
    "quiz": "moodle-xml",
    "questestinterop": "qti",
    "assessmentItem": "qti",
    "qti-assessment-item": "qti",
}
_NOT_QUESTIONS: Final = {
    "moodle_backup": "is a backup of a Moodle course. Export the questions instead: Question bank, Export, Moodle XML.",
}


_OWN_LINE: Final = re.compile(r'\{"bank": ?"[a-z0-9-]+", ?"type": ?"[a-z-]+", ?"id": ?"')
_OWN_TABLE: Final = re.compile(r"Id([,;\t])Type\1Question\1Option 1\1")
_ANKI_HEADER: Final = re.compile(r"\A#(?:separator|html|tags column|notetype|deck|columns|guid column)[a-z ]*:")
_FEWEST_GIFT: Final = 3  # one record in so many must have answers
_RECORD: Final = re.compile(r"(?m)^(?![ \t]*//|[ \t]*$).+(?:\n(?![ \t]*$).+)*")
_HASHCARDS: Final = re.compile(r"(?m)^(?:Q:[ \t]*\S.*(?:\n(?![QC]:).*)*?\nA:|C:.*\[[^\]]+\])")
_OBSIDIAN: Final = re.compile(r"(?m)(?<!\S)#flashcards\b")
_LOGSEQ: Final = re.compile(r"(?m)^[ \t]*[-*][ \t]+(?:.*\s)?(?:#card\b|#?\[\[card\]\])")
_ORG: Final = re.compile(
    r"(?m)^\*+[ \t].*:(?:drill|fc):[\w@#%:]*[ \t]*$|^[ \t]*:(?:ANKI_NOTE_TYPE|FC_TYPE|DRILL_CARD_TYPE):"
)
_REXAMS: Final = re.compile(r"(?m)^[ \t]*extype:|^[ \t%]*\\extype\{")
_SURE_SIGNS: Final = {  # one of them decides
    "anki-text": _ANKI_HEADER,
    "rexams": _REXAMS,
    "org": _ORG,
    "obsidian": _OBSIDIAN,
    "logseq": _LOGSEQ,
    "hashcards": _HASHCARDS,
}
_TEXT_SIGNS: Final = {
    "text2qti": re.compile(r"(?m)^(?:\*[a-z]\)[ \t]|\[[* ]?\][ \t]+\S|=[ \t]+\S|Quiz title:|_{4,}$|\^{4,}$)"),
    "blackboard-tab": re.compile(
        r"(?m)^(?:MC|MA|TF|ESS|ORD|MAT|FIB|FIB_PLUS|FIL|NUM|SR|OP|JUMBLED_SENTENCE|QUIZ_BOWL)\t\S.*$"
    ),
    "aiken": re.compile(r"(?im)^[ \t]*ANSWERS?[ \t]*:[ \t]*[A-Z]\b"),
    "gift": re.compile(
        r"(?m)^[ \t]*\$CATEGORY:|^[ \t]*::[^:\n]+::|(?<!\\)\{\s*(?:[=~#]|TRUE\b|FALSE\b|T\s*[}#]|F\s*[}#]|\}\s*$)"
    ),
}


def detect(document: Document) -> str:
    """Name the format of a file; empty when nothing is recognised.

    Raises RefusedFileError for a file that is known and holds no questions that could be read.
    """
    content = document.content
    if content.startswith(b"SQLite format 3\0"):
        return "anki"
    if content.startswith(_ZIP):
        return _detect_zip(Archive(content, document.name), document)
    start = content[:_HEAD].decode("utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8", "replace")
    start = start.lstrip("\ufeff")
    if start.lstrip().startswith("<"):
        return _detect_markup(document, start)
    return _detect_text(document)


def _detect_zip(archive: Archive, document: Document) -> str:
    """Return the format of a zip file, told by its members; one of no known kind may hold files that are."""
    names = set(archive.names)
    if any(name.startswith("collection.anki") for name in names):
        return "anki"
    if "word/document.xml" in names:
        return "docx"
    kind = _kind_of_document(archive)
    if kind == "application/vnd.oasis.opendocument.text":
        return "odt"
    if "xl/workbook.xml" in names or kind == "application/vnd.oasis.opendocument.spreadsheet":
        return _detect_table(document)
    if any(name.rpartition("/")[2] == "imsmanifest.xml" for name in names):
        return "qti"
    return "zip"


def _kind_of_document(archive: Archive) -> str:
    return (archive.find("mimetype") or b"").decode("ascii", "replace").strip()


def _detect_table(document: Document) -> str:
    """Return the format of a spreadsheet, told by its headings."""
    from calcinosis_quiz.imports.tables.grid import read_sheets  # noqa: PLC0415 - only tables need it

    sheets, _ = read_sheets(document)
    headings = [cell.casefold() for sheet in sheets for row in sheet.rows[:1] for cell in row.cells[:4]]
    return "wooclap" if headings[:4] == ["type", "title", "correct", "choice"] else "table"


def _detect_markup(document: Document, start: str) -> str:
    prologue = _PROLOGUE.match(start)
    root = _ROOT.match(start, prologue.end() if prologue else 0)
    name = root.group(1) if root else ""
    if name == "quiz" and "canvas.instructure.com" in start:  # what Canvas says about a quiz, without its questions
        return ""
    if name == "html" and b'<script type="application/json" id="data">' in document.content:
        return "own-page"
    if name in _NOT_QUESTIONS:
        raise RefusedFileError(f"{document.name} {_NOT_QUESTIONS[name]}")
    return _XML_ROOTS.get(name, "")


def _detect_text(document: Document) -> str:
    """Count, over the whole file, the lines that only one format has; the most of them win."""
    try:
        text, _ = decode(document)
    except RefusedFileError:
        return ""
    if _OWN_LINE.match(text):
        return "own-json"
    if _OWN_TABLE.match(text):
        return "table"
    for form, sign in _SURE_SIGNS.items():
        if sign.search(text):
            return form
    counts = {form: len(sign.findall(text)) for form, sign in _TEXT_SIGNS.items()}
    if counts["gift"] * _FEWEST_GIFT < len(_RECORD.findall(text)):  # braces stand in programs and letters too
        counts["gift"] = 0
    best = max(counts, key=lambda form: counts[form])
    return best if counts[best] else _detect_delimited(text)


def _is_term(line: str) -> bool:
    """Tell a term, a tab and its definition."""
    parts = line.split("\t")
    return len(parts) == 2 and all(part.strip() for part in parts)


def _detect_delimited(text: str) -> str:
    """Return the format of delimited text, told by its headings."""
    from calcinosis_quiz.imports.tables.columns import find_columns  # noqa: PLC0415 - only tables need it
    from calcinosis_quiz.imports.tables.grid import read_rows  # noqa: PLC0415

    try:
        rows = read_rows(text)
    except RefusedFileError:
        return ""
    if rows and [cell.casefold() for cell in rows[0].cells[:4]] == ["type", "title", "correct", "choice"]:
        return "wooclap"
    if find_columns(rows):
        return "table"
    lines = [line for line in text.split("\n") if line.strip()]
    return "quizlet" if len(lines) > 1 and all(map(_is_term, lines)) else ""
