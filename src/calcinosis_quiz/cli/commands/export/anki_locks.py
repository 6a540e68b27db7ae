"""The lock files of banks: where they are, what to do where one is missing, and the namespace of a new bank."""

import re
import secrets
from collections.abc import Mapping as Map
from collections.abc import Sequence
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from msgspec import Struct, structs

from calcinosis_quiz.bank.library import Library, LoadedBank
from calcinosis_quiz.bank.questions import questions_of
from calcinosis_quiz.bank.source import Mapping, RefusedError, Scalar, decode, parse
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.export.anki.lock import LOCK_SUFFIX, Lock, read_lock
from calcinosis_quiz.export.anki.read_back import rebuild_lock
from calcinosis_quiz.export.anki.release import StampedNote
from calcinosis_quiz.paths import shipped_banks, shipped_decks

_BANK_LINE: Final = re.compile(rb"^bank:[^\r\n]*(\r\n|\n|\r|\Z)", re.MULTILINE)
_LONGEST_NAME: Final = 60  # of the part of a namespace that comes from the bank's id


class LockFile(Struct, frozen=True):
    """A lock and the file that it is kept in; the lock of the released deck is written by a release alone."""

    file: Traversable
    lock: Lock
    is_released: bool

    @property
    def exists(self) -> bool:
        """Return whether the file is there yet."""
        return self.file.is_file()


class Publication(Struct, frozen=True, kw_only=True):
    """What the user says about earlier exports.

    `lock_file`: where the lock is kept, instead of beside the bank. `published`: the notes of the deck released last,
    by GUID, to rebuild a lost lock from. `is_first`: nothing of the bank was ever published.
    """

    lock_file: Path | None = None
    published: Map[str, StampedNote] | None = None
    is_first: bool = False


def settle_namespaces(library: Library, publication: Publication) -> tuple[Library, dict[Path, bytes]]:
    """Return a namespace to every bank that states none; returns the library and the bank files to write.

    A bank that an earlier version of the program exported keeps its id as its namespace; any other gets a random one.
    Raises QuizError where the file cannot take the line, and where the bank's items were published under another name.
    """
    banks, edits = [], {}
    for loaded in library.banks:
        settled = loaded
        if loaded.ledger is None and loaded.bank.namespace is None:
            namespace = _find_namespace(loaded, publication)
            settled = structs.replace(loaded, bank=structs.replace(loaded.bank, namespace=namespace))
            edits[Path(loaded.file)] = _add_line(Path(loaded.file), namespace)
        banks.append(settled)
    return Library(tuple(banks)), edits


def find_lock(namespace: str, banks: Sequence[LoadedBank], publication: Publication, *, is_new: bool) -> LockFile:
    """Find the lock of a namespace: named, or beside the bank; raises QuizError where it is missing and needed.

    `is_new`: the namespace was made just now, so that nobody can have a note of it.
    """
    loaded = banks[0]
    file, is_released = _place(namespace, loaded, publication.lock_file)
    lock = Lock(namespace=namespace)
    is_there = file.is_file()
    if is_there:
        try:
            lock = read_lock(file.read_bytes(), str(file))
        except QuizError:
            if publication.published is None:
                raise
        if lock.namespace != namespace:
            raise QuizError(f"{file} belongs to {lock.namespace}, not to {namespace}. Name another file with --lock.")
    if publication.published is not None:
        lock = rebuild_lock(publication.published, lock, _banks_of_items(banks, publication.published))
    elif not (is_there or is_new or publication.is_first):
        raise QuizError(_ask_for_lock(namespace, loaded, file))
    return LockFile(file, lock, is_released)


def _find_namespace(loaded: LoadedBank, publication: Publication) -> str:
    bank, items = loaded.bank.bank, _items_of(loaded)
    file, _ = _place(bank, loaded, publication.lock_file)
    if file.is_file() and publication.published is None:
        named = read_lock(file.read_bytes(), str(file)).namespace
        if named == bank:
            return bank
        raise QuizError(
            f"{file} belongs to {named}. If it is the lock of {loaded.file}, add the line `namespace: {named}` "
            "below its `bank:`; if not, name another file with --lock."
        )
    for guid in publication.published or ():
        namespace, _, item = guid.partition(":")
        if item in items:
            return namespace
    for other in sorted(Path(loaded.file).parent.glob(f"*{LOCK_SUFFIX}")) if not publication.is_first else ():
        lock = read_lock(other.read_bytes(), str(other))
        if shared := sorted(items & lock.notes.keys()):
            raise QuizError(
                f"{other} says that {shared[0]} was published in the namespace {lock.namespace}. Has the id of the "
                f"bank {bank} changed? Add the line `namespace: {lock.namespace}` to {loaded.file}; if the two banks "
                "have nothing to do with each other, add --first-publication."
            )
    return f"{bank[:_LONGEST_NAME].rstrip('-')}-{secrets.token_hex(4)}"


def _place(namespace: str, loaded: LoadedBank, named: Path | None) -> tuple[Traversable, bool]:
    if named is not None:
        return named, False
    if _is_shipped(loaded):
        return shipped_decks().joinpath(f"{namespace}{LOCK_SUFFIX}"), True
    return Path(loaded.file).parent / f"{namespace}{LOCK_SUFFIX}", False


def _is_shipped(loaded: LoadedBank) -> bool:
    shipped = shipped_banks()
    if isinstance(shipped, Path) and isinstance(loaded.folder, Path):
        return shipped.resolve() == loaded.folder.resolve()
    return str(shipped) == str(loaded.folder)


def _ask_for_lock(namespace: str, loaded: LoadedBank, file: Traversable) -> str:
    stated = loaded.file if loaded.ledger is None else str(Path(loaded.file).with_name("facts.yaml"))
    return (
        f"The lock file {file} is missing, so it is unknown what was published of {namespace}. Without it every note "
        "would count as changed, and learners' own edits be overwritten. What is it? A bank whose lock is elsewhere: "
        "put it there, or name it with --lock. A bank whose lock is lost: add --lock-from OLD.apkg, the last deck that "
        f"you released. A copy that becomes a bank of its own: give it another `namespace:` in {stated} and add "
        "--first-publication. A bank that nobody has in Anki yet: add --first-publication."
    )


def _items_of(loaded: LoadedBank) -> set[str]:
    return {question.id for item in loaded.bank.items for question in questions_of(item)}


def _banks_of_items(banks: Sequence[LoadedBank], published: Map[str, StampedNote]) -> dict[str, str]:
    """Return the bank of each item; where there is one bank alone, it is also that of published items now gone."""
    names = {loaded.bank.bank for loaded in banks}
    sole = names.pop() if len(names) == 1 and banks[0].ledger is None else ""
    gone = {each.note.item: sole for each in published.values()}
    return gone | {item: loaded.bank.bank for loaded in banks for item in _items_of(loaded)}


def _add_line(file: Path, namespace: str) -> bytes:
    """Return the bank's text with its namespace on a line below `bank:`; everything else stays as it is."""
    content = file.read_bytes()
    found = _BANK_LINE.search(content)
    line = f"namespace: {namespace}"
    if found is not None:
        end = found[1] or b"\n"
        before = content[: found.end()] + (b"" if found[1] else end)
        edited = before + f"{line}  # of its notes in Anki; never change it".encode() + end + content[found.end() :]
        if _states(edited, namespace) and _count_keys(edited) == _count_keys(content) + 1:
            return edited
    raise QuizError(f"{file} needs the line `{line}`, and it is unclear where. Add it beside `bank:` and export again.")


def _states(content: bytes, namespace: str) -> bool:
    node = _parse(content)
    return node is not None and any(
        key.text == "namespace" and isinstance(value, Scalar) and value.text == namespace for key, value in node.entries
    )


def _count_keys(content: bytes) -> int:
    node = _parse(content)
    return len(node.entries) if node is not None else 0


def _parse(content: bytes) -> Mapping | None:
    try:
        node = parse(decode(content))
    except RefusedError:
        return None
    return node if isinstance(node, Mapping) else None
