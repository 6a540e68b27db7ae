"""`export anki` and `export tsv` as their users call them."""

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from calcinosis_quiz.cli import main
from calcinosis_quiz.export.anki.package import read_media, read_notes

REPOSITORY = Path(__file__).resolve().parents[2]
TWO = """format: 1
bank: mine
title: Mine
items:
  - {id: q1, type: true-false, stem: One., answer: true}
  - {id: q2, type: true-false, stem: Two., answer: true, image: {file: hand.png, alt: A hand}}
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["export", *arguments], prog_name="calcinosis-quiz")


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    (tmp_path / "hand.png").write_bytes(b"a hand")
    path = tmp_path / "banks" / "mine.yaml"
    path.parent.mkdir()
    (path.parent / "hand.png").write_bytes(b"a hand")
    path.write_text(TWO, encoding="utf-8")
    return path


def test_a_bank_of_one_s_own_keeps_its_lock_beside_it_and_tells_what_anki_will_say(bank: Path) -> None:
    command = ("anki", "--bank", str(bank), "-o", "mine.apkg")
    first = run(*command)
    assert first.exit_code == 0
    assert "2 notes (2 new, 0 updated, 0 unchanged, 0 retired since the last export)" in first.output
    assert (bank.parent / "mine.anki-lock.json").is_file()
    assert "banks/mine.anki-lock.json" in first.output
    before = Path("mine.apkg").read_bytes()
    again = run(*command)
    assert "(0 new, 0 updated, 2 unchanged, 0 retired" in again.output
    assert "anki-lock" not in again.output
    assert Path("mine.apkg").read_bytes() == before
    assert read_notes(before).keys() == {"mine:q1", "mine:q2"}


def test_an_item_that_leaves_the_bank_stays_in_the_deck_with_its_picture(bank: Path) -> None:
    command = ("anki", "--bank", str(bank), "-o", "mine.apkg")
    run(*command)
    bank.write_text(re.sub(r".*q2.*\n", "", TWO), encoding="utf-8")
    (bank.parent / "hand.png").unlink()
    for said in ("(0 new, 0 updated, 1 unchanged, 1 retired", "(0 new, 0 updated, 1 unchanged, 0 retired"):
        assert said in run(*command).output
        package = Path("mine.apkg").read_bytes()
        notes = read_notes(package)
        assert "mine::retired" in notes["mine:q2"].tags
        assert notes["mine:q2"].fields[0].startswith("Two.")
        assert list(read_media(package).values()) == [b"a hand"]


def test_check_writes_nothing_and_says_what_is_not_fresh(bank: Path) -> None:
    command = ("anki", "--bank", str(bank), "-o", "mine.apkg")
    stale = run(*command, "--check")
    assert stale.exit_code == 1
    assert "mine.apkg" in stale.output
    assert not Path("mine.apkg").exists()
    run(*command)
    assert run(*command, "--check").exit_code == 0
    before = sorted((path.name, path.read_bytes()) for path in bank.parent.iterdir())
    bank.write_text(TWO.replace("Two.", "Two!"), encoding="utf-8")
    stale = run(*command, "--check")
    assert stale.exit_code == 1
    assert "1 updated" in stale.output
    after = sorted((path.name, path.read_bytes()) for path in bank.parent.iterdir() if path.suffix != ".yaml")
    assert after == [each for each in before if not each[0].endswith(".yaml")]
    bank.write_text(TWO, encoding="utf-8")
    Path("mine.apkg").write_bytes(b"something else")
    assert run(*command, "--check").exit_code == 1


def test_another_compressor_makes_no_deck_stale(bank: Path) -> None:
    command = ("anki", "--bank", str(bank), "-o", "mine.apkg")
    run(*command)
    with zipfile.ZipFile("mine.apkg") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile("mine.apkg", "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    assert run(*command, "--check").exit_code == 0


def test_filters_and_deck_name_change_what_is_written_and_not_what_was_published(bank: Path) -> None:
    run("anki", "--bank", str(bank), "-o", "mine.apkg")
    lock = (bank.parent / "mine.anki-lock.json").read_bytes()
    done = run("anki", "--bank", str(bank), "--item", "q1", "--deck", "A::B", "-o", "part.apkg")
    assert done.exit_code == 0
    assert read_notes(Path("part.apkg").read_bytes()).keys() == {"mine:q1"}
    assert read_media(Path("part.apkg").read_bytes()) == {}
    assert (bank.parent / "mine.anki-lock.json").read_bytes() == lock


@pytest.mark.parametrize("name", ["", " A", "A::", "::A", "A:: B", "A\tB", 'A "B"'])
def test_a_deck_name_that_anki_would_change_is_refused(bank: Path, name: str) -> None:
    done = run("anki", "--bank", str(bank), "--deck", name, "-o", "mine.apkg")
    assert done.exit_code == 1
    assert "Anki would change" in done.output


def test_a_lock_file_may_be_kept_elsewhere(bank: Path) -> None:
    done = run("anki", "--bank", str(bank), "--lock", "kept.json", "-o", "mine.apkg")
    assert done.exit_code == 0
    assert json.loads(Path("kept.json").read_text(encoding="utf-8"))["namespace"] == "mine"
    assert not (bank.parent / "mine.anki-lock.json").exists()
    text = TWO.replace("mine", "other").replace("q1", "r1").replace("q2", "r2")
    other = bank.with_name("other.yaml")
    other.write_text(text, encoding="utf-8")
    assert "belongs to mine" in run("anki", "--bank", str(other), "--lock", "kept.json", "-o", "o.apkg").output
    both = run("anki", "--bank", str(bank.parent), "--lock", "kept.json", "-o", "both.apkg")
    assert both.exit_code == 1
    assert "2 namespaces" in both.output
    assert run("anki", "--bank", str(bank.parent), "-o", "both.apkg").exit_code == 0
    assert len(read_notes(Path("both.apkg").read_bytes())) == 4


def test_a_broken_lock_is_one_message_and_nothing_is_written(bank: Path) -> None:
    (bank.parent / "mine.anki-lock.json").write_text("{", encoding="utf-8")
    done = run("anki", "--bank", str(bank), "-o", "mine.apkg")
    assert done.exit_code == 1
    assert "is not a lock file" in done.output
    assert not Path("mine.apkg").exists()


@pytest.mark.parametrize("stated", ["0", "-1", "soon", "1" * 20, "\u0661"])
def test_a_build_time_that_is_no_time_is_refused(bank: Path, monkeypatch: pytest.MonkeyPatch, stated: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", stated)
    done = run("anki", "--bank", str(bank), "-o", "mine.apkg")
    assert done.exit_code == 1
    assert "SOURCE_DATE_EPOCH" in done.output


def test_without_a_file_name_a_bank_s_deck_is_named_after_it(bank: Path) -> None:
    assert run("anki", "--bank", str(bank)).exit_code == 0
    assert Path("mine.apkg").is_file()


def test_text_says_which_column_is_which_and_leaves_out_the_learner_s_own_fields(bank: Path) -> None:
    assert run("tsv", "--bank", str(bank), "-o", "mine.tsv").exit_code == 0
    head, *_ = Path("mine.tsv").read_text(encoding="utf-8").partition("mine:q1")
    for line in ("#separator:tab", "#html:true", "#guid column:1", "#notetype column:2", "#deck column:3"):
        assert line in head.splitlines()
    assert "Notes" not in head
    assert "Spare" not in head
    assert not (bank.parent / "mine.anki-lock.json").exists()


def test_the_shipped_deck_is_exported_with_the_times_of_the_released_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lock = (REPOSITORY / "decks" / "calcinosis.anki-lock.json").read_bytes()
    assert run("anki", "-o", "deck.apkg").exit_code == 0
    assert (REPOSITORY / "decks" / "calcinosis.anki-lock.json").read_bytes() == lock
    assert [path.name for path in tmp_path.glob("*.json")] == []


def test_the_released_deck_is_fresh(monkeypatch: pytest.MonkeyPatch, make_bank: Callable[[str], Path]) -> None:
    monkeypatch.chdir(make_bank("- {id: a, type: true-false, stem: s, answer: true}").parent)
    done = run("anki", "--check")
    assert done.exit_code == 0, f"{done.output}\nThe banks have changed: run `calcinosis-quiz export anki` and commit."


def test_pictures_that_cannot_be_used_are_problems_with_their_line(bank: Path) -> None:
    (bank.parent / "hand.png").unlink()
    done = run("anki", "--bank", str(bank), "-o", "mine.apkg")
    assert done.exit_code == 1
    assert "mine.yaml:6: items[1].image.file: expected a picture file" in done.output
    assert 'got nothing at "hand.png"' in done.output
