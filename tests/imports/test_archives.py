"""Archives that are made to do harm: one sentence each, and nothing of them is read."""

import io
import stat
import zipfile

import pytest

from calcinosis_quiz.imports.archives import Archive
from calcinosis_quiz.imports.reading import RefusedFileError


def pack(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def link(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return entry


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ([("../../etc/passwd", b"x")], "leads out"),
        ([("/etc/passwd", b"x")], "leads out"),
        ([("C:\\windows\\x", b"x")], "leads out"),
        ([("a\\..\\..\\x", b"x")], "leads out"),
        ([(link("quiz.xml"), b"/etc/passwd")], "link"),
        ([("quiz.xml", b"\0" * 50_000_000)], "would grow"),
    ],
)
def test_a_hostile_archive_is_refused(members: list[tuple[str | zipfile.ZipInfo, bytes]], said: str) -> None:
    with pytest.raises(RefusedFileError, match=said):
        Archive(pack(*members), "bad.zip")


def test_a_file_cut_short_is_refused() -> None:
    with pytest.raises(RefusedFileError, match="not a zip file"):
        Archive(pack(("quiz.xml", b"x" * 1000))[:60], "bad.zip")


def test_what_systems_leave_in_archives_is_passed_over() -> None:
    content = pack(("quiz/a.xml", b"a"), ("__MACOSX/quiz/._a.xml", b"m"), ("quiz/.DS_Store", b"d"), ("~$a.docx", b"l"))
    archive = Archive(content, "good.zip")
    assert archive.names == ("quiz/a.xml",)
    assert archive.find("./quiz/a.xml") == b"a"
    assert archive.find("other") is None
