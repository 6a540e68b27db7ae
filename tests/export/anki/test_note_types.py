"""What is frozen for ever once a deck is out."""

import json
from hashlib import sha256
from typing import get_args

from calcinosis_quiz.export.anki.note_types import TEMPLATES_DIGEST, note_type_json, shapes
from calcinosis_quiz.export.anki.notes import FIELDS, NoteType
from calcinosis_quiz.export.anki.package import number_deck


def test_numbers_of_note_types_fields_templates_and_deck_never_change() -> None:
    assert (
        *("Question", "Options", "Answer", "Reasons", "Explanation", "Contrast", "Strength", "Since", "Facts"),
        *("Source", "Status", "ID", "Notes", "Spare 1", "Spare 2", "Spare 3"),
    ) == FIELDS
    first = {
        "choice": (1763848801001, 7063848801100, 7063848801199),
        "typed": (1763848801002, 7063848801200, 7063848801299),
        "cloze": (1763848801003, 7063848801300, 7063848801399),
        "arrange": (1763848801004, 7063848801400, 7063848801499),
        "open": (1763848801005, 7063848801500, 7063848801599),
    }
    assert {name: (shape.id, shape.fields[0], shape.templates[0]) for name, shape in shapes().items()} == first
    for shape in shapes().values():
        assert shape.fields == tuple(range(shape.fields[0], shape.fields[0] + 16))
        assert len(shape.templates) == 1
    assert number_deck("Calcinosis Quiz") == 1242101182181


def test_the_numbers_reach_the_collection() -> None:
    for name in get_args(NoteType):
        described = note_type_json(name, 1)
        shape = shapes()[name]
        assert int(described["id"]) == shape.id
        assert tuple(field["id"] for field in described["flds"]) == shape.fields
        assert tuple(template["id"] for template in described["tmpls"]) == shape.templates
        assert described["name"] == f"Calcinosis Quiz: {name}"


def test_changed_templates_carry_a_new_time() -> None:
    described = [note_type_json(name, 1) for name in get_args(NoteType)]
    for each in described:
        del each["mod"]
    now = sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()[:16]
    assert now == TEMPLATES_DIGEST, (
        f"the templates have changed: in note_types.py set TEMPLATES_DIGEST to {now!r} and TEMPLATES_CHANGED to the "
        "seconds since 1970 of today, or Anki will not take them over"
    )
