"""Sound banks kept from earlier runs: reading and checking YAML takes most of a start, and banks rarely change.

A kept bank is found by a digest of everything that its reading depends on, so it is never stale.
The folder is safe to delete, safe with several writers, and ignored where it cannot be written.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import DecodeError, Struct, msgpack

from calcinosis_quiz.bank.facts import Ledger
from calcinosis_quiz.bank.folders import LEDGER_NAME, find_files, read_source
from calcinosis_quiz.bank.images import check_images
from calcinosis_quiz.bank.items import Bank
from calcinosis_quiz.bank.library import Library, LoadedBank
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.files import make_private_folder, write_file

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    Files = Sequence[tuple[Traversable, Traversable | None]]

_MOST_KEPT: Final = 16


class _Kept(Struct, frozen=True, array_like=True):
    """The banks of one library in the order of their files; `ledger_of` numbers the ledger of each, -1 for none."""

    banks: tuple[Bank, ...]
    ledgers: tuple[Ledger, ...]
    ledger_of: tuple[int, ...]


def open_library(places: Sequence["Traversable"], folder: Path) -> Library:
    """Load banks that must be sound, from `folder` where they are kept there; raises BankError as reading them does."""
    try:
        files = list({str(file[0]): file for place in places for file in find_files(place)}.values())
        name = _digest(files)
    except OSError:
        return _read(places)  # which says what is wrong, in a user's words
    banks = [file for file in files if file[0].name != LEDGER_NAME]
    library = _find(folder / name, banks)
    if library is None:
        library = _read(places)
        if len(library.banks) == len(banks) and _digest(files) == name:  # nobody saved a file in between
            _keep(library, folder / name)
    return library


def _read(places: Sequence["Traversable"]) -> Library:
    from calcinosis_quiz.bank import load  # noqa: PLC0415 - the YAML reader takes 30 ms, and a kept bank needs none

    return load.open_library(places)


def _digest(files: "Files") -> str:
    """Name the content of all files, of their ledgers, and of the program that reads them."""
    digest = blake2b("".join(_program()).encode(), digest_size=16)
    ledgers = {str(ledger): ledger for _, ledger in files if ledger is not None}
    numbers = {name: number for number, name in enumerate(ledgers)}
    for file, ledger in (*files, *((ledger, None) for ledger in ledgers.values())):
        content = read_source(file)
        digest.update(f"\n{file.name} {len(content)} {numbers.get(str(ledger))}\n".encode(errors="surrogateescape"))
        digest.update(content)
    return digest.hexdigest()


def _program() -> Iterator[str]:
    """Name the state of the reader: its modules, or the archive that they are in."""
    try:
        for module in sorted(Path(__file__).parent.iterdir()):
            if module.suffix == ".py":
                yield f"{module.name} {module.stat().st_mtime_ns} {module.stat().st_size}\n"
    except OSError:
        archive = next(folder for folder in Path(__file__).parents if folder.is_file())
        yield f"{archive} {archive.stat().st_mtime_ns} {archive.stat().st_size}\n"


def _find(path: Path, files: "Files") -> Library | None:
    try:
        kept = msgpack.decode(path.read_bytes(), type=_Kept)
        banks = tuple(
            LoadedBank(str(file), bank, kept.ledgers[which] if which >= 0 else None, getattr(file, "parent", None))
            for (file, _), bank, which in zip(files, kept.banks, kept.ledger_of, strict=True)
        )
    except (
        OSError,
        DecodeError,
        ValueError,
        IndexError,
        RecursionError,
    ):  # none, or damaged: reading mends it
        return None
    missing = (
        finding for loaded in banks for item in loaded.bank.items for finding in check_images(item, loaded.folder)
    )
    return Library(banks) if next(missing, None) is None else None


def _keep(library: Library, path: Path) -> None:
    ledgers = {id(loaded.ledger): loaded.ledger for loaded in library.banks if loaded.ledger is not None}
    numbers = {each: number for number, each in enumerate(ledgers)}
    kept = _Kept(
        banks=tuple(loaded.bank for loaded in library.banks),
        ledgers=tuple(ledgers.values()),
        ledger_of=tuple(numbers.get(id(loaded.ledger), -1) for loaded in library.banks),
    )
    with suppress(OSError, QuizError):
        make_private_folder(path.parent)
        write_file(path, msgpack.encode(kept), replace=True)
        _tidy(path.parent)


def _tidy(folder: Path) -> None:
    """Take away all but the newest."""
    by_age = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in by_age[_MOST_KEPT:]:
        path.unlink(missing_ok=True)
