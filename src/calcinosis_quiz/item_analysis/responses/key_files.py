"""Keys: which responses earn the mark, from a file of the teacher's."""

from string import ascii_uppercase
from typing import Final

from msgspec import Struct, structs

from calcinosis_quiz.bank.problems import Problem, quote
from calcinosis_quiz.bank.spreadsheets import unguard_cell
from calcinosis_quiz.item_analysis.responses.csv_text import (
    Rows,
    decode_text,
    find_double_columns,
    read_number,
    read_rows,
)
from calcinosis_quiz.item_analysis.responses.workbooks import is_workbook, read_workbook

EVERYBODY: Final = "*"
NOBODY: Final = "drop"
_COLUMNS: Final = ("item", "key", "max", "number", "order", "fingerprint", "options")


class Key(Struct, frozen=True):
    """What earns the mark of one item: any one of the responses.

    `*` alone gives everybody the mark; `drop` alone leaves the item out. `maximum` is the points that the item is
    worth, None where the file does not say. On a form `number` is the item's number, and `order` lists the bank's
    numbers of its options, from 0, in the order of the paper. `options` is how many options it has, 0 where the file
    does not say.
    """

    item: str
    responses: tuple[str, ...]
    file: str
    line: int
    maximum: float | None = None
    number: str = ""
    order: tuple[int, ...] = ()
    options: int = 0

    @property
    def is_dropped(self) -> bool:
        """Return whether the item is to be left out."""
        return self.responses == (NOBODY,)


class KeyFile(Struct, frozen=True):
    """All keys of one file, and the fingerprint of the form that they belong to, if it says so."""

    keys: tuple[Key, ...] = ()
    fingerprint: str = ""


def read_key_file(file: str, raw: bytes) -> tuple[KeyFile, list[Problem]]:
    """Read the bytes of a key file, CSV or a spreadsheet."""
    if is_workbook(raw):
        rows, problems, _ = read_workbook(file, raw)
        return _read_rows(rows, problems)
    decoded = decode_text(file, raw)
    if isinstance(decoded, Problem):
        return KeyFile(), [decoded]
    return read_keys(file, decoded[0])


def read_keys(file: str, text: str) -> tuple[KeyFile, list[Problem]]:
    """Read keys: columns `item,key[,max][,options][,number][,order][,fingerprint]`, or items above a row of keys."""
    return _read_rows(*read_rows(file, text))


def _read_rows(rows: Rows | None, problems: list[Problem]) -> tuple[KeyFile, list[Problem]]:
    if rows is None:
        return KeyFile(), problems
    lowered = [name.casefold() for name in rows.header]
    if "item" in lowered and "key" in lowered:
        keys, fingerprint = _read_tall(rows, lowered, problems)
    else:
        keys, fingerprint = _read_wide(rows, problems), ""
    problems.extend(_find_contradictions(keys))
    once = {key.item: key for key in reversed(keys)}
    return KeyFile(tuple(reversed(once.values())), fingerprint), problems


def _read_tall(rows: Rows, lowered: list[str], problems: list[Problem]) -> tuple[list[Key], str]:
    place = {name: lowered.index(name) for name in _COLUMNS if name in lowered}
    keys: list[Key] = []
    fingerprints: dict[str, int] = {}
    for line, cells in rows.rows:
        item = cells[place["item"]].strip()
        maximum = None
        if "max" in place and cells[place["max"]].strip():
            maximum = read_number(cells[place["max"]])
            if maximum is None or maximum <= 0:
                message = f"expected points above 0, got {quote(cells[place['max']])}."
                problems.append(Problem(rows.file, line, "max", "bad-max", "error", message))
                maximum = None
        if "fingerprint" in place and cells[place["fingerprint"]].strip():
            fingerprints.setdefault(cells[place["fingerprint"]].strip(), line)
        key = _make_key((rows.file, line), item, unguard_cell(cells[place["key"]]), maximum, problems)
        if key is not None:
            number = cells[place["number"]].strip() if "number" in place else ""
            order = _read_order(cells[place["order"]]) if "order" in place else ()
            if order is None:
                got = quote(cells[place["order"]])
                message = f"expected the letters of the bank in the order shown, such as C A B, got {got}."
                problems.append(Problem(rows.file, line, "order", "bad-order", "error", message))
            options = _read_options(cells[place["options"]]) if "options" in place else 0
            if options is None:
                message = f"expected a number of options from 2 to 26, got {quote(cells[place['options']])}."
                problems.append(Problem(rows.file, line, "options", "bad-options", "error", message))
            keys.append(structs.replace(key, number=number, order=order or (), options=options or 0))
    for fingerprint, line in list(fingerprints.items())[1:]:
        message = (
            f"expected one form in a key file, got the fingerprint {quote(fingerprint)} as well. Use one file a form."
        )
        problems.append(Problem(rows.file, line, "fingerprint", "mixed-keys", "error", message))
    return keys, next(iter(fingerprints), "")


def _read_order(cell: str) -> tuple[int, ...] | None:
    """Read letters such as `C A B` as numbers from 0; None where they are no order of the first letters."""
    order = tuple(ascii_uppercase.find(letter) for letter in cell.upper().split())
    return order if sorted(order) == list(range(len(order))) else None


def _read_options(cell: str) -> int | None:
    if not cell.strip():
        return 0
    number = read_number(cell)
    return int(number) if number is not None and number in range(2, len(ascii_uppercase) + 1) else None


def _read_wide(rows: Rows, problems: list[Problem]) -> list[Key]:
    problems.extend(find_double_columns(rows))
    if len(rows.rows) != 1:
        message = (
            f"expected the columns item and key, or one row of keys under the items, got {len(rows.rows)} rows. "
            "Write a first line `item,key`."
        )
        problems.append(Problem(rows.file, rows.header_line, "", "bad-key-file", "error", message))
        return []
    line, cells = rows.rows[0]
    titled = cells[0].strip().casefold() in {"", "key", "keys"} or rows.header[0].casefold() in {
        "",
        "learner",
        "key",
        "id",
    }
    pairs = list(zip(rows.header, cells, strict=True))[1 if titled else 0 :]
    made = (_make_key((rows.file, line), item, cell, None, problems) for item, cell in pairs)
    return [key for key in made if key is not None]


def _make_key(
    place: tuple[str, int], item: str, cell: str, maximum: float | None, problems: list[Problem]
) -> Key | None:
    responses = tuple(part.strip() for part in cell.split("|") if part.strip())
    if not item or not (responses or maximum):
        message = (
            f"expected an item and its key, got {quote(item)} and {quote(cell)}. "
            "Write * for a mark to everybody, drop to leave the item out."
        )
        problems.append(Problem(*place, "", "bad-key", "error", message))
        return None
    return Key(item, responses, *place, maximum)


def _find_contradictions(keys: list[Key]) -> list[Problem]:
    problems = []
    first: dict[str, Key] = {}
    for key in keys:
        earlier = first.setdefault(key.item, key)
        if earlier is not key:
            same = set(earlier.responses) == set(key.responses)
            stated = "the same key again" if same else f"{quote(' | '.join(key.responses))} as well"
            message = (
                f"expected one key for {key.item}, got {quote(' | '.join(earlier.responses))} in line {earlier.line} "
                f"and {stated}. Keep one; write B|C where either is right."
            )
            problems.append(Problem(key.file, key.line, "", "mixed-keys", "error", message))
    return problems
