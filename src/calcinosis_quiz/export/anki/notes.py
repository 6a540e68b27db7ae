"""Questions to notes: which note type, which fields, which tags."""

import csv
import io
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final, Literal, assert_never
from unicodedata import normalize

from msgspec import Struct

from calcinosis_quiz.bank.facts import STRENGTH_LABELS, Fact
from calcinosis_quiz.bank.images import read_image
from calcinosis_quiz.bank.items import (
    Cloze,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Ordering,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.bank.library import Library, LoadedBank
from calcinosis_quiz.bank.questions import CaseQuestion, Question, gap_answers
from calcinosis_quiz.export.anki.content import write_content
from calcinosis_quiz.export.anki.markup import picture, show

NoteType = Literal["choice", "typed", "cloze", "arrange", "open"]
NOTE_TYPE_NUMBERS: Final[dict[NoteType, int]] = {
    "choice": 1763848801001,
    "typed": 1763848801002,
    "cloze": 1763848801003,
    "arrange": 1763848801004,
    "open": 1763848801005,
}
"""The numbers that Anki tells note types apart by. Once released they stay for ever: another number is another note
type, and a learner's cards would not follow."""
FIELDS: Final = (
    "Question",
    "Options",
    "Answer",
    "Reasons",
    "Explanation",
    "Contrast",
    "Strength",
    "Since",
    "Facts",
    "Source",
    "Status",
    "ID",
    "Notes",
    "Spare 1",
    "Spare 2",
    "Spare 3",
)
"""The fields of every note type. Notes is the learner's own; the spare ones are there because a field that is
added later makes Anki fork the note type."""
FIELD_SEPARATOR: Final = "\x1f"
"""What stands between the fields of a note in Anki's tables."""
PUBLISHED_FIELDS: Final = FIELDS[: FIELDS.index("Notes")]


class Note(Struct, frozen=True, kw_only=True):
    """A note, ready for any writer of decks.

    `fields`: HTML, one for each of PUBLISHED_FIELDS. `former_tags`: what earlier versions of the program added to the
    tags; a note that was published with them has not changed.
    """

    note_type: NoteType
    namespace: str
    item: str
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    former_tags: tuple[str, ...] = ()
    cards: int = 1

    @property
    def guid(self) -> str:
        """Return the note's name in every collection; it follows from the item's id alone: an edit updates in place."""
        return f"{self.namespace}:{self.item}"


def namespace_of(loaded: LoadedBank) -> str:
    """Return what stands before the ids of a bank's items, so that no other bank's notes are overwritten.

    The bank's own id where neither ledger nor bank states a namespace: so it was before banks could state one.
    """
    return loaded.ledger.namespace if loaded.ledger else loaded.bank.namespace or loaded.bank.bank


def tag_root_of(loaded: LoadedBank) -> str:
    """Return the first part of a bank's tags: words that a learner would search for."""
    return loaded.ledger.namespace if loaded.ledger else loaded.bank.bank


def make_note(library: Library, question: Question, image_name: str | None = None) -> Note:
    """Turn a question into a note; `image_name` is the name that its picture has in the package."""
    loaded = library.bank_of(question.id)
    facts = library.facts_of(question)
    root = tag_root_of(loaded)
    content = write_content(question)
    later = question.later_evidence
    source = loaded.ledger.source if loaded.ledger else None
    asked = content.question
    if question.image and image_name:
        asked += picture(image_name, question.image.alt)
    fields = {
        "Question": asked,
        "Options": content.options,
        "Answer": content.answer,
        "Reasons": content.reasons,
        "Explanation": show(question.explanation or ""),
        "Contrast": show(_contrast(loaded, facts)),
        "Strength": show(", ".join(dict.fromkeys(STRENGTH_LABELS[fact.strength] for fact in facts))),
        "Since": f"<b>{later.heading}.</b> {show(f'{later.text} ({later.source})')}" if later else "",
        "Facts": show(", ".join(question.facts)),
        "Source": f"{show(source.citation)}<br>{show(source.disclaimer)}" if source else "",
        "ID": show(question.id),
    }
    return Note(
        note_type=_note_type(question),
        namespace=namespace_of(loaded),
        item=question.id,
        fields=tuple(fields.get(field, "") for field in PUBLISHED_FIELDS),
        tags=tuple(sorted(f"{root}::{tag}" for tag in set(_tags(question, facts)))),
        former_tags=tuple(f"{root}::tag::{tag}" for tag in question.tags if _is_internal(tag)),
        cards=len(gap_answers(question)) if isinstance(question, Cloze) else 1,
    )


def _note_type(question: Question) -> NoteType:
    match question:
        case Cloze():
            return "cloze"
        case ShortAnswer() | Numeric():
            return "typed"
        case Ordering() | Matching():
            return "arrange"
        case Open():
            return "open"
        case SingleBestAnswer() | MultipleResponse() | TrueFalse() | CaseQuestion():
            return "choice"
        case _:
            assert_never(question)


def _contrast(loaded: LoadedBank, facts: Sequence[Fact]) -> str:
    """Write the figure that a question rests on beside the others it is easily taken for."""
    if loaded.ledger is None or not any(fact.figure for fact in facts):
        return ""
    return "; ".join(fact.figure for fact in loaded.ledger.facts if fact.figure)


def _tags(question: Question, facts: Iterable[Fact]) -> Iterable[str]:
    yield f"type::{question.type}"
    yield f"topic::{question.topic}"
    for name, value in (("level", question.level), ("difficulty", question.difficulty)):
        if value:
            yield f"{name}::{value}"
    # What Anki would take out of a tag, or take for a level of its own, is left out here.
    if objective := "-".join(normalize("NFC", question.objective or "").replace(":", " ").replace('"', " ").split()):
        yield f"objective::{objective}"
    currencies = {fact.currency for fact in facts} & {"caution", "superseded"}
    if currencies:
        yield f"currency::{max(currencies)}"
    yield from (f"tag::{tag}" for tag in question.tags if not _is_internal(tag))


def _is_internal(tag: str) -> bool:
    """Return whether a tag only says which slot of the blueprint an item fills."""
    return tag.startswith("slot-")


def name_image(file: str, content: bytes) -> str:
    """Return a name for a picture that follows from its content; the ending stays, since Anki goes by it."""
    return f"calcinosis-quiz-{sha256(content).hexdigest()[:20]}.{file.rpartition('.')[2].lower()}"


def collect_images(library: Library, questions: Iterable[Question]) -> tuple[dict[str, str], dict[str, bytes]]:
    """Read the pictures of questions: their names in the package by item id, and their content by name."""
    names, contents = {}, {}
    for question in questions:
        if question.image is not None:
            content = read_image(library.bank_of(question.id).folder, question.image)
            names[question.id] = name_image(question.image.file, content)
            contents[names[question.id]] = content
    return names, contents


def write_text(notes: Iterable[Note], deck_name: str) -> bytes:
    """Write a tab-separated file whose header tells Anki what each column is.

    The learner's own fields and the tags are no columns of it, so importing it never touches them. The note types must
    be there already, under whatever name: they come with the package, and are told by their numbers.
    """
    buffer = io.StringIO(newline="")
    columns = ("GUID", "Note type", "Deck", *PUBLISHED_FIELDS)
    head = ("separator:tab", "html:true", "guid column:1", "notetype column:2", "deck column:3")
    buffer.writelines(f"#{line}\n" for line in (*head, "columns:" + "\t".join(columns)))
    writer = csv.writer(buffer, delimiter="\t", lineterminator="\n")
    for note in sorted(notes, key=lambda note: note.guid):
        writer.writerow([note.guid, NOTE_TYPE_NUMBERS[note.note_type], deck_name, *note.fields])
    return buffer.getvalue().encode()
