"""Banks kept from earlier runs are what reading them again would give, and never anything older."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from msgspec import structs

from calcinosis_quiz.bank import load
from calcinosis_quiz.bank.cache import open_library
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.problems import BankError
from calcinosis_quiz.paths import shipped_banks

BANK = """\
format: 1
bank: planets
title: Planets
items:
  - {id: hottest, type: short-answer, stem: Which planet is the hottest?, accept: [Venus]}
"""
PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1" + b"\0" * 64


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    path = tmp_path / "planets.yaml"
    path.write_text(BANK, encoding="utf-8")
    return path


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "kept"


def contents(library: Library) -> list[tuple[object, ...]]:
    """List everything but the text with its lines, which a kept bank does without."""
    return [(loaded.file, loaded.bank, loaded.ledger, loaded.folder) for loaded in library.banks]


def test_kept_banks_equal_those_that_are_read(kept: Path) -> None:
    read = load.open_library([shipped_banks()])
    for _ in range(2):
        library = open_library([shipped_banks()], kept)
        assert contents(library) == contents(read)
    assert [loaded.node for loaded in library.banks] == [None] * len(read.banks)


def test_banks_of_one_ledger_share_it(kept: Path) -> None:
    for _ in range(2):
        library = open_library([shipped_banks()], kept)
        assert len({id(loaded.ledger) for loaded in library.banks}) == 1


def test_a_changed_letter_is_seen_at_once(bank: Path, kept: Path) -> None:
    open_library([bank], kept)
    before = bank.stat()
    bank.write_text(BANK.replace("Venus", "Pluto"), encoding="utf-8")
    os.utime(bank, ns=(before.st_atime_ns, before.st_mtime_ns))  # same size, same time
    (item,) = open_library([bank], kept).banks[0].bank.items
    assert structs.asdict(item)["accept"] == ("Pluto",)


def test_a_bank_that_breaks_is_refused_though_it_was_sound(bank: Path, kept: Path) -> None:
    open_library([bank], kept)
    bank.write_text(BANK.replace("accept", "expect"), encoding="utf-8")
    with pytest.raises(BankError):
        open_library([bank], kept)


def test_a_ledger_that_appears_beside_a_bank_is_seen(kept: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    folder.mkdir()
    for file in shipped_banks().iterdir():
        if file.name in {"facts.yaml", "surgery.yaml"}:
            (folder / file.name).write_bytes(file.read_bytes())
    ledger = folder / "facts.yaml"
    away = ledger.rename(tmp_path / "facts.yaml")
    assert open_library([folder / "surgery.yaml"], kept).banks[0].ledger is None
    away.rename(ledger)
    assert open_library([folder / "surgery.yaml"], kept).banks[0].ledger is not None


def test_a_picture_that_has_gone_is_missed(bank: Path, kept: Path) -> None:
    with_picture = BANK.replace("accept:", "image: {file: venus.png, alt: A bright planet}, accept:")
    bank.write_text(with_picture, encoding="utf-8")
    bank.with_name("venus.png").write_bytes(PICTURE)
    open_library([bank], kept)
    bank.with_name("venus.png").unlink()
    with pytest.raises(BankError, match=r"venus\.png"):
        open_library([bank], kept)


@pytest.mark.parametrize("damage", [b"", b"\x93", b"\x93\x90\x90\x90", b"no msgpack at all", b"\x93\x90\x90\x91\x07"])
def test_a_damaged_file_is_read_anew_and_mended(bank: Path, kept: Path, damage: bytes) -> None:
    before = contents(open_library([bank], kept))
    (file,) = kept.iterdir()
    sound = file.read_bytes()
    file.write_bytes(damage)
    assert contents(open_library([bank], kept)) == before
    assert file.read_bytes() == sound


def test_a_folder_that_cannot_be_made_is_ignored(bank: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert open_library([bank], tmp_path / "file" / "kept").questions.keys() == {"hottest"}


def test_several_writers_leave_one_whole_file(bank: Path, kept: Path) -> None:
    with ThreadPoolExecutor(8) as writers:
        libraries = list(writers.map(lambda _: open_library([bank], kept), range(40)))
    assert all(contents(library) == contents(libraries[0]) for library in libraries)
    assert len(list(kept.iterdir())) == 1


def test_old_states_do_not_pile_up(bank: Path, kept: Path) -> None:
    for number in range(40):
        bank.write_text(BANK.replace("Venus", f"Venus {number}"), encoding="utf-8")
        open_library([bank], kept)
    assert len(list(kept.iterdir())) <= 16


def test_the_same_file_named_twice_counts_once(bank: Path, kept: Path) -> None:
    for _ in range(2):
        assert len(open_library([bank, bank.parent], kept).banks) == 1


def test_what_is_missing_is_said_as_when_it_is_read(kept: Path, tmp_path: Path) -> None:
    with pytest.raises(BankError, match="nothing by that name"):
        open_library([tmp_path / "nowhere"], kept)
