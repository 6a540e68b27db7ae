"""A private copy of the collection in a file that Anki wrote, whatever its format; the file itself is only read."""

import shutil
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Final, Protocol

from calcinosis_quiz.errors import QuizError

_SQLITE: Final = b"SQLite format 3\0"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_ZIP: Final = b"PK"
_LARGEST: Final = 2 * 1024**3  # bytes: more than any collection has, and little enough for a disk
_CHUNK: Final = 1024**2
_ATTEMPTS: Final = 3  # at copying a collection that Anki may be writing to
# What the first field of `meta` says, and where the collection is then. Without a `meta` the package is an old one.
_META: Final = "meta"
_MEMBERS: Final = {1: "collection.anki2", 2: "collection.anki21", 3: "collection.anki21b"}
_LATEST: Final = max(_MEMBERS)

_EXPORT_AGAIN: Final = "Export it again in Anki."
_NO_ZSTD: Final = (
    "is packed with Zstandard. Install calcinosis-quiz[anki] to read it, "
    "or export it again with `Support older Anki versions` ticked."
)


class SupportsRead(Protocol):
    """Something that bytes can be read from."""

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes, none at the end."""


class AnkiFileError(QuizError):
    """A file that cannot be read as one of Anki's; the message names it and the next step."""


@contextmanager
def copied_collection(path: Path) -> Iterator[Path]:
    """Copy the collection in an .apkg, a .colpkg or a bare collection.anki2 to a folder that lasts for the block.

    Raises AnkiFileError when the file cannot be read, is none of Anki's, is cut short, encrypted or too new.
    """
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "collection.db"
        try:
            _copy(path, copy)
        except OSError as error:
            raise AnkiFileError(f"Could not read {path}: {error.strerror or error}. Check the path.") from error
        yield copy


def _copy(path: Path, copy: Path) -> None:
    with path.open("rb") as stream:
        start = stream.read(len(_SQLITE))
        stream.seek(0)
        if start == _SQLITE:
            _copy_database(path, copy)
        elif start.startswith(_ZSTD):
            _unpack(stream, copy, path, is_zstd=True)
        elif start.startswith(_ZIP):
            _copy_from_package(stream, copy, path)
        else:
            raise AnkiFileError(
                f"{path} is no file of Anki's. Name an .apkg or .colpkg that Anki exported, or a collection.anki2."
            )


def _copy_database(path: Path, copy: Path) -> None:
    """Copy a collection with what Anki has not merged into it yet; one that Anki is writing to is tried again."""
    companions = ("", "-wal", "-journal")
    for _ in range(_ATTEMPTS):
        before = [_state(path.with_name(path.name + suffix)) for suffix in companions]
        for suffix in companions:
            source, target = path.with_name(path.name + suffix), copy.with_name(copy.name + suffix)
            target.unlink(missing_ok=True)
            if source.is_file():
                shutil.copyfile(source, target)
        if before == [_state(path.with_name(path.name + suffix)) for suffix in companions]:
            return
    raise AnkiFileError(f"Anki is writing to {path}. Close Anki and try again.")


def _state(path: Path) -> tuple[int, int] | None:
    return (path.stat().st_size, path.stat().st_mtime_ns) if path.is_file() else None


def _copy_from_package(stream: IO[bytes], copy: Path, path: Path) -> None:
    """Unpack the collection of a package; members are looked up by name, and nothing is unpacked to a name in it."""
    try:
        with zipfile.ZipFile(stream) as package:
            names = set(package.namelist())
            member = _name_member(package, names, path)
            if package.getinfo(member).flag_bits & 1:
                raise AnkiFileError(f"{path} is encrypted. Unpack it with its password, and pack it without one.")
            with package.open(member) as packed:
                _unpack(packed, copy, path, is_zstd=member == _MEMBERS[_LATEST])
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise AnkiFileError(_damaged(path, error)) from error


def _name_member(package: zipfile.ZipFile, names: set[str], path: Path) -> str:
    """Return where in a package the collection is; newer packages also hold one that says so to older Ankis."""
    if _META in names and not package.getinfo(_META).flag_bits & 1:
        with package.open(_META) as stream:
            version = _read_version(stream.read(_CHUNK))
        if version not in _MEMBERS:
            raise AnkiFileError(f"{path} was written by a newer Anki. Update calcinosis-quiz to read it.")
    else:
        version = max((number for number, name in _MEMBERS.items() if name in names), default=1)
    if _MEMBERS[version] not in names:
        raise AnkiFileError(f"{path} holds no collection of Anki's. Name an .apkg or .colpkg that Anki exported.")
    return _MEMBERS[version]


def _read_version(meta: bytes) -> int:
    """Read the first field of a message of Protocol Buffers, a small number; 0 when it is none."""
    return meta[1] if len(meta) > 1 and meta[0] == 0x08 and meta[1] < 0x80 else 0


def _unpack(packed: IO[bytes], copy: Path, path: Path, *, is_zstd: bool) -> None:
    """Write a packed collection to a file, as far as it looks like one and no further than a collection can be."""
    written = 0
    with copy.open("wb") as target:
        for chunk in _decompress(packed, path) if is_zstd else _chunks(packed):
            if not written and not chunk.startswith(_SQLITE):
                raise AnkiFileError(f"{path} holds no collection of Anki's. Name a file that Anki exported.")
            written += len(chunk)
            if written > _LARGEST:
                raise AnkiFileError(f"{path} unpacks to more than any collection has. Nothing was read of it.")
            target.write(chunk)
    if not written:
        raise AnkiFileError(f"{path} holds an empty collection. {_EXPORT_AGAIN}")


def _chunks(stream: SupportsRead) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def _decompress(packed: IO[bytes], path: Path) -> Iterator[bytes]:
    try:
        if sys.version_info >= (3, 14):
            from compression import zstd  # noqa: PLC0415 - only packages of newer Ankis need it
        else:
            from backports import zstd  # noqa: PLC0415 - only packages of newer Ankis need it
    except ImportError as error:
        raise AnkiFileError(f"{path} {_NO_ZSTD}") from error
    try:
        with zstd.open(packed) as stream:
            yield from _chunks(stream)
    except (zstd.ZstdError, EOFError) as error:
        raise AnkiFileError(_damaged(path, error)) from error


def _damaged(path: Path, error: Exception) -> str:
    return f"{path} is damaged or was cut short ({error}). {_EXPORT_AGAIN}"
