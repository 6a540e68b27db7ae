"""Files that are no collection, or not whole: one clear sentence, and nothing is written."""

import io
import os
import shutil
import sqlite3
import sys
import zipfile
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from anki.collection import Collection
from backports import zstd
from tests.cli.running import flat, run
from tests.log.logs import answer_row, rows_of

from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.paths import log_file
from calcinosis_quiz.study.anki_import import collection_file
from calcinosis_quiz.study.anki_import.collection_file import AnkiFileError, copied_collection

META = {1: b"\x08\x01", 2: b"\x08\x02", 3: b"\x08\x03"}


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Give an empty collection as Anki makes it."""
    path = tmp_path_factory.mktemp("anki") / "collection.anki2"
    with closing(Collection(str(path))):
        pass
    return path.read_bytes()


def pack(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def encrypt(package: bytes) -> bytes:
    """Set the mark of encryption on every member."""
    content = bytearray(package)
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(signature)
        while start >= 0:
            content[start + place] |= 1
            start = content.find(signature, start + 4)
    return bytes(content)


def strange(sql: str, base: bytes | None = None) -> bytes:
    with closing(sqlite3.connect(":memory:")) as database:
        if base is not None:
            database.deserialize(base[:18] + b"\x01\x01" + base[20:])  # as if it had no write-ahead log
        database.executescript(sql)
        return database.serialize()


def with_version(number: int) -> Callable[[bytes], bytes]:
    return lambda collection: strange(f"UPDATE col SET ver = {number}", collection)  # noqa: S608 - a number of ours


DAMAGED = "is damaged or was cut short"
NO_FILE = "is no file of Anki's"
NO_COLLECTION = "no collection of Anki's"
BAD: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda _: b"", NO_FILE),
    "foreign": (lambda _: b"a letter to a friend", NO_FILE),
    "picture": (lambda _: b"\x89PNG\r\n\x1a\n" + bytes(99), NO_FILE),
    "zip of something else": (lambda _: pack({"[Content_Types].xml": b"<x/>"}), NO_COLLECTION),
    "zip cut short": (lambda c: pack({"collection.anki21": c})[:-900], DAMAGED),
    "zip without its middle": (lambda c: pack({"collection.anki21": c}).replace(b"\xff", b"\xfe"), DAMAGED),
    "only its signature": (lambda _: b"PK\x03\x04", DAMAGED),
    "encrypted": (lambda c: encrypt(pack({"collection.anki21": c})), "is encrypted"),
    "encrypted with its meta": (lambda c: encrypt(pack({"meta": META[3], "collection.anki21b": c})), "is encrypted"),
    "newer package": (lambda c: pack({"meta": b"\x08\x04", "collection.anki99": c}), "was written by a newer Anki"),
    "meta that is no message": (lambda c: pack({"meta": b"\xff" * 9, "collection.anki21b": c}), "a newer Anki"),
    "meta of another package": (lambda c: pack({"meta": META[3], "collection.anki2": c}), NO_COLLECTION),
    "no zstd": (lambda c: pack({"meta": META[3], "collection.anki21b": c}), DAMAGED),
    "zstd cut short": (lambda c: pack({"meta": META[3], "collection.anki21b": zstd.compress(c)[:-99]}), DAMAGED),
    "zstd of something else": (lambda _: zstd.compress(b"letter" * 999), NO_COLLECTION),
    "nothing in it": (lambda _: pack({"collection.anki21": b""}), "holds an empty collection"),
    "zeros without end": (lambda _: pack({"collection.anki21": bytes(10**7)}), NO_COLLECTION),
    "database cut short": (lambda c: c[: len(c) // 2], DAMAGED),
    "database of noise": (lambda c: c[:100] + b"\xff" * (len(c) - 100), DAMAGED),
    "another program's database": (lambda _: strange("CREATE TABLE places (url TEXT)"), NO_COLLECTION),
    "views for tables": (
        lambda _: strange(
            "CREATE VIEW revlog AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT id FROM n;"
            "CREATE TABLE col (ver); CREATE TABLE notes (id); CREATE TABLE cards (id)"
        ),
        NO_COLLECTION,
    ),
    "newer collection": (with_version(19), "was written by a newer Anki"),
    "ancient collection": (with_version(3), "older than 2.0"),
    "tables without columns": (
        lambda _: strange(
            "CREATE TABLE col (ver); INSERT INTO col VALUES (11);"
            "CREATE TABLE notes (id); CREATE TABLE cards (id); CREATE TABLE revlog (id)"
        ),
        DAMAGED,
    ),
    "no notes of ours": (lambda c: c, "none of its notes is ours"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_told_in_one_sentence_and_adds_nothing(what: str, collection: bytes, tmp_path: Path) -> None:
    make, sentence = BAD[what]
    with AnswerLog(log_file()) as log:
        log.append(answer_row("before"))
        before = rows_of(log)
    path = tmp_path / "theirs.apkg"
    path.write_bytes(make(collection))
    content = path.read_bytes()
    result = run("history", "import-anki", path)
    assert result.exit_code == 1
    assert str(path) in result.stderr
    assert sentence in flat(result.stderr)
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""
    assert path.read_bytes() == content
    with AnswerLog(log_file()) as log:
        assert rows_of(log) == before


@pytest.mark.parametrize("path", ["nowhere.apkg", "."])
def test_what_cannot_be_opened_is_told_with_its_path(path: str, tmp_path: Path) -> None:
    with pytest.raises(AnkiFileError, match=r"Could not read .*Check the path"), copied_collection(tmp_path / path):
        pass


@pytest.mark.parametrize(
    "package",
    [
        lambda c: c,
        zstd.compress,
        lambda c: pack({"collection.anki2": c}),
        lambda c: pack({"collection.anki2": b"update Anki, please", "collection.anki21": c}),
        lambda c: pack({"meta": META[1], "collection.anki2": c, "collection.anki21": b"no"}),
        lambda c: pack({"meta": META[2], "collection.anki2": b"no", "collection.anki21": c}),
        lambda c: pack({"meta": META[3], "collection.anki2": b"no", "collection.anki21b": zstd.compress(c)}),
        lambda c: pack({"../../escaped": b"no", "/etc/escaped": b"no", "collection.anki21": c}),
    ],
)
def test_the_collection_is_found_in_every_form_and_nothing_else_is_unpacked(
    package: Callable[[bytes], bytes], collection: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "mine.apkg"
    path.write_bytes(package(collection))
    with copied_collection(path) as copy:
        assert copy.read_bytes() == collection
        assert [each.name for each in copy.parent.iterdir()] == [copy.name]
    assert not copy.parent.exists()
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_what_anki_has_not_merged_yet_is_copied_along(tmp_path: Path) -> None:
    path = tmp_path / "collection.anki2"
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("CREATE TABLE revlog (id)")
        writer.commit()
        with copied_collection(path) as copy, closing(sqlite3.connect(copy)) as reader:
            assert reader.execute("SELECT name FROM sqlite_schema").fetchall() == [("revlog",)]


def test_a_collection_that_is_being_written_to_is_tried_again_and_then_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "collection.anki2"
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("CREATE TABLE revlog (id)")
    moments = iter(range(1, 99))
    copy_file = shutil.copyfile

    def copy_while_anki_writes(source: Path, target: Path) -> None:
        copy_file(source, target)
        os.utime(path, (0, next(moments)))

    monkeypatch.setattr(shutil, "copyfile", copy_while_anki_writes)
    with pytest.raises(AnkiFileError, match=r"Anki is writing to .*Close Anki"), copied_collection(path):
        pass


def test_a_package_that_unpacks_without_end_is_stopped(
    collection: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collection_file, "_LARGEST", 2**21)
    path = tmp_path / "bomb.colpkg"
    path.write_bytes(pack({"meta": META[3], "collection.anki21b": zstd.compress(collection + bytes(2**24))}))
    with pytest.raises(AnkiFileError, match=r"more than any collection has"), copied_collection(path):
        pass


def test_without_the_library_for_zstd_one_line_says_what_to_do(
    collection: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "new.apkg"
    path.write_bytes(pack({"meta": META[3], "collection.anki21b": zstd.compress(collection)}))
    name = "compression" if sys.version_info >= (3, 14) else "backports"
    monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, f"{name}.zstd", None)
    result = run("history", "import-anki", path)
    assert result.exit_code == 1
    assert "Install calcinosis-quiz[anki]" in result.stderr
    assert "`Support older Anki versions`" in result.stderr
