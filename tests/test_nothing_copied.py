"""Own words: no six words in a row of the report stand anywhere in the project.

The report is not here. `report_shingles.txt` holds a salted hash of each run of six words in it, from which no
text can be read back; every run of six words in the project is hashed likewise and looked up.
"""

import hashlib
import os
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
from tests.conftest import REPOSITORY

SALT = b"calcinosis-quiz six-word runs"
RUN = 6
HASHES = Path(__file__).with_name("report_shingles.txt")
# What tools make and what others wrote.
OUTSIDE = {
    ".git",
    ".venv",
    ".hypothesis",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    "__pycache__",
    "build",
    "dist",
}
OUTSIDE |= {"node_modules"}


def hashes_of(text: str) -> Iterator[tuple[str, str]]:
    """Give the hash of each run of six words, whatever their case and punctuation, with the run."""
    words = re.findall(r"[^\W_]+", re.sub("['\N{RIGHT SINGLE QUOTATION MARK}]", "", text.casefold()))
    for i in range(len(words) - RUN + 1):
        run = " ".join(words[i : i + RUN])
        yield hashlib.blake2b(run.encode(), key=SALT, digest_size=8).hexdigest(), run


def texts_in(path: Path, scratch: Path) -> Iterator[str]:
    """Read a file as text, also what is packed in an archive or a database; nothing for pictures and the like."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                inner = scratch / "member"
                try:
                    inner.write_bytes(archive.read(name))
                except (zlib.error, zipfile.BadZipFile):  # damaged on purpose, for the tests of damaged files
                    continue
                yield from texts_in(inner, scratch)
    elif path.read_bytes()[:15] == b"SQLite format 3":
        try:
            with closing(sqlite3.connect(path)) as database:
                yield " ".join(str(row) for row in database.iterdump())
        except (UnicodeDecodeError, sqlite3.DatabaseError):  # damaged on purpose, as above
            yield path.read_bytes().decode("latin-1")
    else:
        try:
            yield path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            return


@cache
def project_files() -> list[Path]:
    """List the files of the project, decks and documents included."""
    found = []
    for folder, folders, names in os.walk(REPOSITORY):
        folders[:] = [name for name in folders if name not in OUTSIDE]
        found += [path for name in names if not (path := Path(folder, name)).is_symlink()]
    return sorted(found)


def copied_runs(path: Path, known: frozenset[str], scratch: Path) -> list[str]:
    """List the runs of words in a file whose hashes are known."""
    return [run for text in texts_in(path, scratch) for digest, run in hashes_of(text) if digest in known]


def test_no_six_words_in_a_row_are_the_reports(tmp_path: Path) -> None:
    known = frozenset(HASHES.read_text(encoding="ascii").split())
    assert len(known) > 500
    found = {str(path): runs for path in project_files() if (runs := copied_runs(path, known, tmp_path))}
    assert found == {}


@pytest.mark.parametrize("name", ["quizzes/facts.yaml", "README.md", "docs/architecture.md", "decks/calcinosis.apkg"])
def test_banks_documents_and_decks_are_looked_through(name: str) -> None:
    assert REPOSITORY / name in project_files()


def test_a_copied_run_would_be_found_in_a_text_and_in_a_deck(tmp_path: Path) -> None:
    known = frozenset(digest for digest, _ in hashes_of("The quick brown fox jumps over a dog"))
    text = tmp_path / "text.md"
    text.write_text("It says: the Quick,\nbrown fox's jumps? No: fox jumps\nover - a DOG.", encoding="utf-8")
    assert copied_runs(text, known, tmp_path) == []
    text.write_text("It says: the Quick,\nbrown fox jumps **over** us.", encoding="utf-8")
    assert copied_runs(text, known, tmp_path) == ["the quick brown fox jumps over"]
    with closing(sqlite3.connect(tmp_path / "notes.db")) as database:
        database.execute("create table notes (flds text)")
        database.execute("insert into notes values ('quick brown fox jumps over a wall')")
        database.commit()
    with zipfile.ZipFile(tmp_path / "deck.apkg", "w") as archive:
        archive.write(tmp_path / "notes.db", "collection.anki2")
    assert copied_runs(tmp_path / "deck.apkg", known, tmp_path) == ["quick brown fox jumps over a"]
