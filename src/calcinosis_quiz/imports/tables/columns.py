"""Which column of a table holds what: told by its heading, or by the user."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct, structs

from calcinosis_quiz.imports.reading import RefusedFileError
from calcinosis_quiz.imports.tables.grid import Row

Role = Literal["question", "type", "option", "reason", "correct", "explanation", "tags", "topic", "title", "image"]

_SEARCHED: Final = 20  # rows in which headings are looked for
_NAMES: Final[Mapping[Role, str]] = {
    "question": r"question( text)?|questions|stem|frage(ntext)?|prompt|pregunta|vraag|domanda|enunciado|aufgabe|item",
    "type": r"(question )?type|fragetyp|typ|kind|format",
    "option": r"(answer|option|choice|antwort|distractor|respuesta|opci[oó]n|r[eé]ponse)s? ?\(?([1-9]\d?|[a-j])\)?",
    "reason": r"(why|reason|feedback|explanation|rationale)( for)?( option| answer)? ?\(?([1-9]\d?|[a-j])\)?",
    "correct": (
        r"correct( answer| option| choice)?(\(s\)|s)?|answer key|key|right answer|solution|answer|antwort|l[oö]sung"
        r"|richtige antwort|correcta|respuesta correcta"
    ),
    "explanation": r"(answer )?explanation|feedback|general feedback|rationale|why|erkl[aä]rung|begr[uü]ndung",
    "tags": r"tags?|keywords?|labels?|schlagw[oö]rter",
    "topic": r"topic|category|chapter|thema|kategorie",
    "title": r"title|name|id|identifier|titel",
    "image": r"image( link| url)?|picture|bild",
}
_HEADINGS: Final = {role: re.compile(pattern, re.IGNORECASE) for role, pattern in _NAMES.items()}
# What programs write after a heading: how long a text may be, and what is meant.
_AFTER: Final = re.compile(r"\s*(?:[-\u2013\u2014:*(].*)?$", re.DOTALL)
_SHORTENED: Final = re.compile(r"^(.*?)\s+(?:-|\u2013|\u2014)\s*max.*$", re.IGNORECASE | re.DOTALL)


class Columns(Struct, frozen=True):
    """Where a table holds what, by the number of the column from 0; `first` is the first row below the headings."""

    question: int
    options: tuple[int, ...] = ()
    correct: int | None = None
    type: int | None = None
    explanation: int | None = None
    tags: int | None = None
    topic: int | None = None
    title: int | None = None
    image: int | None = None
    reasons: tuple[int, ...] = ()
    first: int = 0

    def describe(self, headings: Sequence[str]) -> str:
        """Write which column was taken for what."""
        named = [f"question = {_name(self.question, headings)}"]
        if self.options:
            named.append("options = " + ", ".join(_name(each, headings) for each in self.options))
        if self.reasons:
            named.append("reasons = " + ", ".join(_name(each, headings) for each in self.reasons))
        for role in ("correct", "type", "explanation", "tags", "topic", "title"):
            place = getattr(self, role)
            if place is not None:
                named.append(f"{role} = {_name(place, headings)}")
        return "Columns: " + "; ".join(named) + "."


def _name(place: int, headings: Sequence[str]) -> str:
    heading = headings[place].partition("\n")[0][:30] if place < len(headings) else ""
    return letter_of(place) + (f' "{heading}"' if heading else "")


def letter_of(place: int) -> str:
    """Name a column as spreadsheets do."""
    letters, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def find_columns(rows: Sequence[Row]) -> Columns | None:
    """Find the row of headings and what they say; None where no row has a question and something to answer."""
    for i, row in enumerate(rows[:_SEARCHED]):
        roles = [role_of(cell) for cell in row.cells]
        if "question" not in roles or not {"option", "correct"} & set(roles):
            continue
        return _assign(roles, i + 1)
    return None


def role_of(heading: str) -> Role | None:
    """Return what a heading names, without what stands after a dash or in brackets."""
    text = " ".join(heading.split())
    if found := _SHORTENED.match(text):
        text = found.group(1)
    for role, pattern in _HEADINGS.items():
        found = pattern.match(text)
        if found and _AFTER.match(text[found.end() :]):
            return role
    return None


def _assign(roles: Sequence[Role | None], first: int) -> Columns:
    def place(role: Role) -> int | None:
        return next((i for i, each in enumerate(roles) if each == role), None)

    return Columns(
        question=place("question") or 0,
        options=tuple(i for i, role in enumerate(roles) if role == "option"),
        reasons=tuple(i for i, role in enumerate(roles) if role == "reason"),
        correct=place("correct"),
        type=place("type"),
        explanation=place("explanation"),
        tags=place("tags"),
        topic=place("topic"),
        title=place("title"),
        image=place("image"),
        first=first,
    )


def read_columns(said: str, has_headings: bool) -> Columns:
    """Read `question=B,options=C-F,correct=G`; raises RefusedFileError for what names no column."""
    places: dict[str, tuple[int, ...]] = {}
    for part in said.split(","):
        name, _, where = (each.strip() for each in part.partition("="))
        name = {"option": "options", "reason": "reasons"}.get(name, name)
        found = re.fullmatch(r"([A-Za-z]{1,2})(?:-([A-Za-z]{1,2}))?", where)
        if not found or name not in Columns.__struct_fields__ or name == "first":
            raise RefusedFileError(
                f"--columns: expected parts such as question=B,options=C-F,correct=G, got {part.strip()!r}."
            )
        begin = _place_of(found.group(1))
        places[name] = (*places.get(name, ()), *range(begin, _place_of(found.group(2) or found.group(1)) + 1))
    if "question" not in places:
        raise RefusedFileError("--columns: say which column holds the question, such as question=B.")
    single = {name: where[0] for name, where in places.items() if name not in {"options", "reasons", "question"}}
    options, reasons = places.get("options", ()), places.get("reasons", ())
    return structs.replace(Columns(places["question"][0], options, reasons=reasons, first=int(has_headings)), **single)


def _place_of(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
