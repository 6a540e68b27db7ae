"""Files that depend on nothing but their content: the same bytes from every SQLite, Python and machine."""

import io
import zipfile
from collections.abc import Mapping
from typing import Final

PAGE_SIZE: Final = 4096
_LARGE: Final = 4 * 1024 * 1024  # bytes; from here on the hardest squeezing takes longer than all the rest
# The first byte of a b-tree page, and the bytes of its header (SQLite file format, section 1.6).
_HEADERS: Final = {2: 12, 5: 12, 10: 8, 13: 8}
_FILE_HEADER: Final = 100
_VERSION: Final = slice(96, 100)  # of the SQLite that wrote last


def settle_database(database: bytes) -> bytes:
    """Clear what a SQLite file says of its writer: the version number, and stale bytes between the cells of a page."""
    settled = bytearray(database)
    settled[_VERSION] = bytes(4)
    for page in range(0, len(settled), PAGE_SIZE):
        header = page + (_FILE_HEADER if page == 0 else 0)
        size = _HEADERS.get(settled[header])
        if size is None:
            continue
        cells = int.from_bytes(settled[header + 3 : header + 5], "big")
        content = int.from_bytes(settled[header + 5 : header + 7], "big")
        begin, end = header + size + 2 * cells, page + content
        settled[begin:end] = bytes(end - begin)
    return bytes(settled)


def zip_members(members: Mapping[str, bytes]) -> bytes:
    """Compress members in their order, with fixed dates and permissions."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            level = 1 if len(content) > _LARGE else 6
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, level)
    return buffer.getvalue()


def read_members(package: bytes) -> dict[str, bytes]:
    """Uncompress an archive; raises zipfile.BadZipFile when it is none."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
