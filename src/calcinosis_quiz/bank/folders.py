"""Which files of a folder are banks, and which ledger belongs to each."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable  # takes 6 ms, and stands in annotations alone

LEDGER_NAME: Final = "facts.yaml"
MAX_BYTES: Final = 32 * 1024**2
"""The most that a file of a bank may have."""
_SUFFIXES: Final = (".yaml", ".yml")


def find_files(place: "Traversable") -> list[tuple["Traversable", "Traversable | None"]]:
    """List a bank file, or the files of a folder by name, each with the ledger beside it; none in an empty folder.

    Raises FileNotFoundError where there is neither, OSError where it cannot be looked at.
    """
    if place.is_dir():
        named = (each for each in place.iterdir() if each.name.endswith(_SUFFIXES))
        files = sorted(named, key=lambda file: file.name)
        ledger = next((file for file in files if file.name == LEDGER_NAME), None)
        return [(file, ledger) for file in files]
    if place.is_file():
        return [(place, _ledger_beside(place))]
    raise FileNotFoundError(str(place))


def read_source(file: "Traversable") -> bytes:
    """Read a file of a bank, one byte more than a bank may have at most: a device has no end. Raises OSError."""
    with file.open("rb") as stream:
        return stream.read(MAX_BYTES + 1)


def _ledger_beside(file: "Traversable") -> "Traversable | None":
    if file.name == LEDGER_NAME:
        return file
    parent = getattr(file, "parent", None)  # a file in a zip archive may know its parent, a bare Traversable may not
    ledger = parent.joinpath(LEDGER_NAME) if parent is not None else None
    return ledger if ledger is not None and ledger.is_file() else None
