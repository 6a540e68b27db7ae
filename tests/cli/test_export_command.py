"""`export`: files for other programs."""

import re
import shutil
import zipfile
from pathlib import Path
from typing import NoReturn

import pytest
from tests.cli.running import EVERY_TYPE, run


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """Copy a bank to where files may be written beside it."""
    (tmp_path / "banks").mkdir()
    return Path(shutil.copy(EVERY_TYPE, tmp_path / "banks" / "mine.yaml"))


def test_a_deck_is_written_and_its_notes_are_counted(bank: Path, tmp_path: Path) -> None:
    deck = tmp_path / "out.apkg"
    result = run("export", "anki", "--bank", bank, "-o", deck)
    assert (result.exit_code, result.stderr) == (0, "")
    assert str(deck) in result.stdout
    assert re.search(r"\b\d+ notes\b", result.stdout)
    assert zipfile.is_zipfile(deck)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["out.apkg"]


def test_filters_choose_what_is_exported(bank: Path, tmp_path: Path) -> None:
    few = run("export", "anki", "--bank", bank, "--topic", "minerals", "-o", tmp_path / "few.apkg")
    assert re.search(r"\b2 notes\b", few.stdout)
    none = run("export", "anki", "--bank", bank, "--topic", "no-such-topic", "-o", tmp_path / "none.apkg")
    assert none.exit_code == 1
    assert not (tmp_path / "none.apkg").exists()


def test_an_existing_deck_survives_an_export_that_fails(
    bank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> NoReturn:
        raise OSError(28, "No space left on device")

    deck = tmp_path / "out.apkg"
    run("export", "anki", "--bank", bank, "-o", deck)
    before = deck.read_bytes()
    monkeypatch.setattr("os.fsync", full)
    result = run("export", "anki", "--bank", bank, "--topic", "minerals", "-o", deck)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "No space left on device" in result.stderr
    assert deck.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["out.apkg"]


@pytest.mark.parametrize("target", ["missing/deck.apkg", "file/deck.apkg"])
def test_a_place_that_cannot_be_written_is_one_message_with_the_next_step(
    target: str, bank: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    result = run("export", "anki", "--bank", bank, "-o", tmp_path / target)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: Could not write {tmp_path / target}: ")
    assert result.stderr.endswith((". Choose another place.\n", ". Make it first.\n"))


@pytest.mark.parametrize("arguments", [["-o", "."], ["-o", "a.apkg", "more"]])
def test_a_missing_or_impossible_file_name_is_wrong_usage(arguments: list[str]) -> None:
    result = run("export", "anki", *arguments)
    assert result.exit_code == 2
    assert "Usage: calcinosis-quiz export anki" in result.stderr


@pytest.mark.parametrize("stated", ["soon", "-1", "0", "1.5", "9" * 30])
def test_a_build_time_that_is_no_time_is_refused(stated: str, bank: Path, tmp_path: Path) -> None:
    deck = tmp_path / "deck.apkg"
    result = run("export", "anki", "--bank", bank, "-o", deck, SOURCE_DATE_EPOCH=stated)
    assert result.exit_code == 1
    assert f"SOURCE_DATE_EPOCH is {stated!r}" in result.stderr
    assert not deck.exists()
