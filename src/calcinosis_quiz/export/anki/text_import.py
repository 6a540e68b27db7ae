"""Notes to a text file that Anki imports: the deck's twin, which can be read and compared line by line."""

import csv
import io
from collections.abc import Iterable

from calcinosis_quiz.export.anki.notes import PUBLISHED_FIELDS, Note


def write_text(notes: Iterable[Note], deck_name: str) -> bytes:
    """Write a tab-separated file whose header tells Anki what each column is.

    The learner's own fields are no columns of it, so importing it never touches them. The note types must be there
    already: they come with the package.
    """
    buffer = io.StringIO(newline="")
    columns = ("GUID", "Note type", "Deck", "Tags", *PUBLISHED_FIELDS)
    head = ("separator:tab", "html:true", "guid column:1", "notetype column:2", "deck column:3", "tags column:4")
    buffer.writelines(f"#{line}\n" for line in (*head, "columns:" + "\t".join(columns)))
    writer = csv.writer(buffer, delimiter="\t", lineterminator="\n")
    for note in sorted(notes, key=lambda note: note.guid):
        tags = " ".join(note.tags)
        writer.writerow([note.guid, f"Calcinosis Quiz: {note.note_type}", deck_name, tags, *note.fields])
    return buffer.getvalue().encode()
