"""Anki packages and collections: every note, in order."""

from msgspec import structs

from calcinosis_quiz.imports.anki.collection import open_package
from calcinosis_quiz.imports.anki.notes import read_note
from calcinosis_quiz.imports.html_text import one_line
from calcinosis_quiz.imports.plain_text import from_html
from calcinosis_quiz.imports.reading import Document, Draft, Loss, Place, Reading, Record

_TITLE = 60


def read_anki(document: Document) -> Reading:
    """Read all notes of an .apkg, a .colpkg or a bare collection."""
    package = open_package(document)
    losses: list[Loss] = []
    drafts: list[Draft] = []
    for note in document.watched(package.notes, 0):
        record = Record(losses, Place(document.name, record=f"note {note.id}"))
        before = len(losses)
        drafts += read_note(record, note, package.find_media)
        if len(losses) > before and not losses[before].title:  # left out before a word of it was read
            title = one_line(from_html(note.fields[0]).text)[:_TITLE]
            losses[before:] = [structs.replace(each, title=title) for each in losses[before:]]
    decks = {draft.category for draft in drafts}
    return Reading(tuple(drafts), tuple(losses), next(iter(decks))[-1] if len(decks) == 1 and () not in decks else "")
