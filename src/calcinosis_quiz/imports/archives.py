"""Zip files from anywhere: looked at as a whole before one byte of them is unpacked, and never unpacked to a name."""

import io
import stat
import zipfile
import zlib
from typing import Final

from calcinosis_quiz.imports.reading import RefusedFileError

MOST_MEMBERS: Final = 100_000
MOST_BYTES: Final = 4 * 1024**3
MOST_RATIO: Final = 200  # text packs 10 to 30 to one; what packs far better is made to
_SMALL: Final = 1024**2  # below it no ratio is looked at
_NOISE: Final = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


class Archive:
    """The members of a zip file by name, noise left out, read when asked for."""

    def __init__(self, content: bytes, name: str) -> None:
        """Look at all members; raises RefusedFileError for an archive that is damaged or made to do harm."""
        self.name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except _DAMAGE as error:
            raise RefusedFileError(f"{name}: not a zip file that can be read ({error}). Download it again.") from None
        members = self._zip.infolist()
        if len(members) > MOST_MEMBERS:
            raise RefusedFileError(
                f"{name}: holds {len(members):,} files, more than any export does. Nothing was read."
            )
        total = sum(member.file_size for member in members)
        if total > MOST_BYTES:
            raise RefusedFileError(f"{name}: would unpack to {total / 1024**3:.0f} GiB. Nothing was read.")
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in members:
            self._look_at(member)

    def _look_at(self, member: zipfile.ZipInfo) -> None:
        inside = member.filename.replace("\\", "/")
        if member.file_size > _SMALL and member.file_size > MOST_RATIO * max(member.compress_size, 1):
            ratio = member.file_size // max(member.compress_size, 1)
            raise RefusedFileError(f"{self.name}: {inside} would grow {ratio} times when unpacked. Nothing was read.")
        if inside.startswith("/") or ":" in inside.partition("/")[0] or ".." in inside.split("/"):
            raise RefusedFileError(f"{self.name}: holds {inside!r}, which leads out of it. Nothing was read.")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise RefusedFileError(f"{self.name}: holds the link {inside!r} in place of a file. Nothing was read.")
        if not member.is_dir() and not any(noise in inside for noise in _NOISE) and not _is_lock(inside):
            self._members[inside] = member

    @property
    def names(self) -> tuple[str, ...]:
        """List the members in the order in which they stand."""
        return tuple(self._members)

    def read(self, name: str) -> bytes:
        """Read a member; raises RefusedFileError when it is damaged or encrypted, KeyError when it is not there."""
        member = self._members[name]
        if member.flag_bits & 1:
            raise RefusedFileError(f"{self.name}: {name} is encrypted. Pack it again without a password.")
        try:
            return self._zip.read(member)
        except _DAMAGE as error:
            raise RefusedFileError(f"{self.name}: {name} is damaged ({error}). Download the file again.") from None

    def find(self, name: str) -> bytes | None:
        """Read a member if it is there; looks beside `./` and, last, for the bare file name."""
        wanted = name.replace("\\", "/").removeprefix("./").lstrip("/")
        if wanted in self._members:
            return self.read(wanted)
        return None


def _is_lock(name: str) -> bool:
    return name.rpartition("/")[2].startswith("~$")
