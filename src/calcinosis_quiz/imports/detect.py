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
_XML_ROOTS: Final = {"quiz": "moodle-xml"}
_NOT_QUESTIONS: Final = {
    "moodle_backup": "is a backup of a Moodle course. Export the questions instead: Question bank, Export, Moodle XML.",
}


_TEXT_SIGNS: Final = {
    "aiken": re.compile(r"(?im)^\s*ANSWERS?\s*:\s*[A-Z]\b"),
    "gift": re.compile(
        r"(?m)^\s*\$CATEGORY:|^\s*::[^:\n]+::|(?<!\\)\{(?:\s*(?:[=~#]|TRUE\b|FALSE\b|T\s*[}#]|F\s*[}#])|\s*\}\s*$)"
    ),
}


def detect(document: Document) -> str:
    """Name the format of a file; empty when nothing is recognised.

    Raises RefusedFileError for a file that is known and holds no questions that could be read.
    """
    content = document.content
    if content.startswith(_ZIP):
        return _detect_zip(Archive(content, document.name))
    start = content[:_HEAD].decode("utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8", "replace")
    start = start.lstrip("\ufeff")
    if start.lstrip().startswith("<"):
        return _detect_markup(document, start)
    return _detect_text(document)


def _detect_zip(_archive: Archive) -> str:
    return "zip"


def _detect_markup(document: Document, start: str) -> str:
    prologue = _PROLOGUE.match(start)
    root = _ROOT.match(start, prologue.end() if prologue else 0)
    name = root.group(1) if root else ""
    if name in _NOT_QUESTIONS:
        raise RefusedFileError(f"{document.name} {_NOT_QUESTIONS[name]}")
    return _XML_ROOTS.get(name, "")


def _detect_text(document: Document) -> str:
    """Count, over the whole file, the lines that only one format has; the most of them win."""
    try:
        text, _ = decode(document)
    except RefusedFileError:
        return ""
    counts = {form: len(sign.findall(text)) for form, sign in _TEXT_SIGNS.items()}
    best = max(counts, key=lambda form: counts[form])
    return best if counts[best] else ""
