"""Who a row is about: the columns of names, addresses and numbers that teachers and platforms write."""

from collections.abc import Sequence
from typing import Final

from calcinosis_quiz.item_analysis.responses.csv_text import Rows

_EMAIL: Final = frozenset({"email", "e-mail", "email address", "e-mail address", "e-mail-adresse", "username", "mail"})
_EMAILS_MORE: Final = frozenset({"adresse de courriel", "courriel", "correo", "indirizzo email", "e-mailadres"})
_NUMBER: Final = frozenset({"id number", "student id", "studentid", "student number", "external id", "zipgrade id"})
_FIRST: Final = frozenset({"first name", "firstname", "given name", "vorname", "prénom", "nombre", "nome", "voornaam"})
_LAST: Final = frozenset({"last name", "lastname", "surname", "family name", "nachname", "nom", "apellido", "cognome"})


def find_learner_columns(rows: Rows) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the columns that name a learner, best first, and all columns about the person.

    An address or number alone is best, else the first and the last name together; nothing where a header names none
    of them. One column that is called name or learner is no business of this function.
    """
    lowered = [name.casefold() for name in rows.header]
    emails = [i for i, name in enumerate(lowered) if name in _EMAIL | _EMAILS_MORE]
    numbers = [i for i, name in enumerate(lowered) if name in _NUMBER]
    first = [i for i, name in enumerate(lowered) if name in _FIRST or name == "studentfirstname"]
    last = [i for i, name in enumerate(lowered) if name in _LAST or name == "studentlastname"]
    about = tuple(sorted({*emails, *numbers, *first, *last}))
    for place in (*numbers, *emails):
        if rows.rows and all(cells[place].strip() for _, cells in rows.rows):
            return (place,), about
    if first and last:
        return (first[0], last[0]), about
    return tuple(emails or numbers)[:1], about


def write_learner(cells: Sequence[str], places: Sequence[int]) -> str:
    """Write who it is: the columns joined by a blank."""
    return " ".join(cells[place].strip() for place in places).strip()


def join_name_columns(rows: Rows) -> tuple[Rows, list[str]]:
    """Put one column for the learner in the place of two or more about the person; return what was left out."""
    places, about = find_learner_columns(rows)
    if len(about) < 2 or not places:
        return rows, []
    kept = [place for place in range(len(rows.header)) if place not in about]
    table = tuple((line, [write_learner(cells, places), *(cells[i] for i in kept)]) for line, cells in rows.rows)
    header = ("learner", *(rows.header[i] for i in kept))
    used = " ".join(rows.header[place] for place in places)
    left_out = [rows.header[place] for place in about if place not in places]
    note = f"learner = {used}" + (f"; left out: {', '.join(left_out)}" if left_out else "")
    return Rows(rows.file, header, rows.header_line, table, rows.titles), [note]
