"""The note types: their frozen numbers, and their templates from files."""

from functools import cache
from importlib.resources import files
from typing import Any, Final, get_args

import genanki
from msgspec import Struct

from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.export.anki.notes import FIELDS, NOTE_TYPE_NUMBERS, NoteType
from calcinosis_quiz.export.marking_scripts import read_marking_scripts

TEMPLATES_CHANGED: Final = 1795805106
"""When templates or styles changed last, in seconds since 1970. Anki takes new ones over only when this has grown."""
TEMPLATES_DIGEST: Final = "62e2e9ef20b2be98"
"""The digest of the templates of that day; a test says what to write here after a change."""

_PARTS: Final = 7063848801000  # fields count from here, in steps of 100 a note type; the template is number 99
_SCRIPTS: Final[dict[NoteType, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "choice": (("keys", "shuffle", "memory", "buttons", "choice"), ("keys", "shuffle", "memory", "choice")),
    "typed": ((), ("keys", "shuffle", "typed")),
    "cloze": ((), ("keys", "open")),
    "arrange": (("keys", "shuffle", "memory", "buttons", "arrange"), ("keys", "shuffle", "memory", "arrange")),
    "open": ((), ("keys", "open")),
}


class Shape(Struct, frozen=True):
    """What makes Anki take two note types for the same: the numbers of type, fields and templates, in order."""

    id: int
    fields: tuple[int, ...]
    templates: tuple[int, ...]


def shapes() -> dict[NoteType, Shape]:
    """Return the shape of every note type."""
    return {name: _shape(name) for name in get_args(NoteType)}


def check_shapes(released: dict[NoteType, Shape]) -> None:
    """Refuse note types that Anki would not take for those released; raises QuizError, which says what to do."""
    now = shapes()
    for name, shape in released.items():
        if shape != now.get(name):
            raise QuizError(
                f"The note type {name} has other fields, templates or numbers than the released deck. Anki would make "
                "a second note type and update nothing. Use a spare field, or rename one; never add, remove or reorder."
            )


def note_type_json(name: NoteType, deck_number: int) -> dict[str, Any]:
    """Describe a note type as the collection keeps it."""
    described: dict[str, Any] = _model(name).to_json(TEMPLATES_CHANGED, deck_number)
    # genanki's own rule for which cards exist is not Anki's; the numbered fields here make every card exist.
    return described | {"req": [[0, "any", [FIELDS.index("Question"), FIELDS.index("ID")]]]}


def _shape(name: NoteType) -> Shape:
    first = _PARTS + NOTE_TYPE_NUMBERS[name] % 100 * 100
    return Shape(NOTE_TYPE_NUMBERS[name], tuple(first + i for i in range(len(FIELDS))), (first + 99,))


@cache
def _model(name: NoteType) -> Any:  # noqa: ANN401 - genanki has no types
    shape = _shape(name)
    front, back = _SCRIPTS[name]
    return genanki.Model(
        shape.id,
        f"Calcinosis Quiz: {name}",
        fields=[{"name": field, "id": number} for field, number in zip(FIELDS, shape.fields, strict=True)],
        templates=[
            {
                "name": "Card",
                "id": shape.templates[0],
                "qfmt": _read(f"{name}.front.html") + _script(front),
                "afmt": _read(f"{name}.back.html") + _read("foot.html") + _script(back),
                # What the columns of Anki's browser show.
                "bqfmt": "{{cloze:Question}}" if name == "cloze" else "{{Question}}",
                "bafmt": "{{Answer}}",
            }
        ],
        css=_read("style.css"),
        model_type=genanki.Model.CLOZE if name == "cloze" else genanki.Model.FRONT_BACK,
    )


def _script(names: tuple[str, ...]) -> str:
    scripts = [_read(f"{name}.js") for name in names]
    if "typed" in names:
        # A page outlives its cards, and a second `const` would be an error: within a function there is none.
        scripts = ["(function () {", read_marking_scripts(), *scripts, "})();\n"]
    joined = "\n".join(scripts)
    return f"<script>\n{joined}</script>\n" if names else ""


def _read(name: str) -> str:
    return files("calcinosis_quiz").joinpath("export", "anki", "templates", name).read_text(encoding="utf-8")
