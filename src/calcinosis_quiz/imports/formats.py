"""The formats that can be read: their names, what they are called, where they come from, and their readers."""

from importlib import import_module
from typing import Final, cast

from msgspec import Struct

from calcinosis_quiz.imports.reading import Reader


class Format(Struct, frozen=True):
    """A foreign format: `reader` is `module:function` below this room, imported when it is needed."""

    name: str
    title: str
    source: str
    reader: str

    def load_reader(self) -> Reader:
        """Import the reader, with the libraries that it needs."""
        module, _, function = self.reader.partition(":")
        return cast("Reader", getattr(import_module(f"{__package__}.{module}"), function))


_ALL: Final = (
    Format("moodle-xml", "Moodle XML", "Moodle: Question bank > Export > Moodle XML", "moodle.xml:read_moodle_xml"),
    Format("gift", "GIFT", "Moodle: Question bank > Export > GIFT; many other programs", "moodle.gift:read_gift"),
    Format("aiken", "Aiken", "a text file: question, options A. B. C., ANSWER: B", "moodle.aiken:read_aiken"),
    Format("qti", "QTI", "Canvas, Blackboard, TAO and others: versions 1.2 to 3.0", "qti.package:read_qti"),
    Format("table", "a table", "CSV, TSV, xlsx, ods with headings; Kahoot, Quizizz", "tables.table:read_table"),
    Format(
        "blackboard-tab",
        "Blackboard tab text",
        "Blackboard: files for its upload of questions",
        "tables.blackboard:read_tab",
    ),
    Format("wooclap", "a Wooclap table", "Wooclap: export of questions as xlsx or csv", "tables.wooclap:read_wooclap"),
    Format(
        "quizlet", "Quizlet cards", "Quizlet: Export, a term and its definition a line", "tables.quizlet:read_quizlet"
    ),
    Format("anki", "Anki", "Anki: File > Export, .apkg or .colpkg; a collection", "anki.package:read_anki"),
    Format("anki-text", "Anki text", "Anki: File > Export, Notes in Plain Text", "anki.text:read_anki_text"),
    Format("docx", "a Word file", "exams in .docx: numbered questions, lettered options", "word.docx:read_docx"),
    Format("odt", "an OpenDocument text", "exams in .odt, as LibreOffice writes them", "word.odt:read_odt"),
    Format("own-json", "our own JSON", "calcinosis-quiz list --json", "own_files:read_json"),
    Format("own-page", "our own page", "calcinosis-quiz export html, with keys", "own_files:read_page"),
    Format(
        "text2qti", "text2qti", "the text of text2qti, with its images beside it", "markdown.text2qti:read_text2qti"
    ),
    Format("hashcards", "hashcards", "cards in Markdown, Q: A: C:", "markdown.cards:read_hashcards"),
    Format(
        "obsidian", "Obsidian cards", "notes with #flashcards, for Spaced Repetition", "markdown.cards:read_obsidian"
    ),
    Format("logseq", "Logseq cards", "pages of Logseq with blocks #card", "markdown.logseq:read_logseq"),
    Format(
        "mdanki",
        "headings as cards",
        "Markdown of mdanki and markdown-anki-decks, ## front; only with --from",
        "markdown.headed:read_headed",
    ),
    Format("org", "Org cards", "Org files of org-drill, org-fc, anki-editor, org-anki", "org.cards:read_org"),
    Format("rexams", "R/exams", "exercises in .Rmd and .Rnw that need no code", "rexams.questions:read_rexams"),
)
FORMATS: Final = {each.name: each for each in _ALL}
