"""`export anki` and `export tsv` as their users call them."""

import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from calcinosis_quiz.cli import main
from calcinosis_quiz.export.anki.package import read_members
from calcinosis_quiz.export.anki.read_back import read_notes

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
    (tmp_path / "hand.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1 a hand")
    path = tmp_path / "banks" / "mine.yaml"
    path.parent.mkdir()
    (path.parent / "hand.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1 a hand")
    path.write_text(TWO, encoding="utf-8")
    return path


def namespace_in(bank: Path) -> str:
    (line,) = re.findall(r"^namespace: (\S+)", bank.read_text(encoding="utf-8"), re.MULTILINE)
    return str(line)


def lock_of(bank: Path) -> Path:
    return bank.with_name(f"{namespace_in(bank)}.anki-lock.json")


def state(folder: Path) -> dict[str, bytes]:
    """Read every file below a folder, but for the banks kept ready in the user's own."""
    return {
        str(path): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "data" not in path.parts
    }


def test_a_first_export_gives_the_bank_a_namespace_of_its_own_and_tells_what_anki_will_say(bank: Path) -> None:
    bank.write_text("# A comment\n" + TWO.replace("bank: mine", "bank: mine  # the id"), encoding="utf-8")
    command = ("anki", "--bank", str(bank), "-o", "mine.apkg")
    first = run(*command)
    assert first.exit_code == 0
    namespace = namespace_in(bank)
    assert re.fullmatch(r"mine-[0-9a-f]{8}", namespace)
    assert bank.read_text(encoding="utf-8").splitlines()[:4] == [
        "# A comment",
        "format: 1",
        "bank: mine  # the id",
        f"namespace: {namespace}  # of its notes in Anki; never change it",
    ]
    assert "2 notes. A learner who has the last export will see: 2 new, 0 changed, 0 unchanged, 0 left" in first.output
    assert f"{namespace}.anki-lock.json" in first.output
    before = Path("mine.apkg").read_bytes()
    again = run(*command)
    assert "0 new, 0 changed, 2 unchanged, 0 left" in again.output
    assert "anki-lock" not in again.output
    assert Path("mine.apkg").read_bytes() == before
    notes = read_notes(before)
    assert notes.keys() == {f"{namespace}:q1", f"{namespace}:q2"}
    assert "mine::type::true-false" in notes[f"{namespace}:q1"].note.tags


@pytest.mark.parametrize("ending", ["\r\n", "\n"])
def test_the_line_keeps_the_line_ends_of_the_bank(bank: Path, ending: str) -> None:
    bank.write_bytes(TWO.replace("\n", ending).encode())
    assert run("anki", "--bank", str(bank), "-o", "mine.apkg").exit_code == 0
    assert bank.read_bytes().count(ending.encode()) == bank.read_bytes().count(b"\n") == TWO.count("\n") + 1


@pytest.mark.parametrize(
    "text",
    [
        "{format: 1, bank: mine, title: Mine, items: [{id: q1, type: true-false, stem: One., answer: true}]}",
        TWO.replace("bank: mine", "bank: >-\n  mine"),
    ],
)
def test_a_bank_that_cannot_take_the_line_is_refused_with_the_line_to_add(bank: Path, text: str) -> None:
    bank.write_text(text, encoding="utf-8")
    before = state(bank.parent.parent)
    done = run("anki", "--bank", str(bank), "-o", "mine.apkg")
    assert done.exit_code == 1
    assert re.search(r"needs the line `namespace: mine-[0-9a-f]{8}`", done.output)
    assert state(bank.parent.parent) == before


def test_two_banks_of_the_same_name_never_share_a_note(bank: Path) -> None:
    other = bank.parent.parent / "elsewhere" / "mine.yaml"
    other.parent.mkdir()
    (other.parent / "hand.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1 a hand")
    other.write_text(TWO, encoding="utf-8")
    for place, name in ((bank, "one.apkg"), (other, "two.apkg")):
        assert run("anki", "--bank", str(place), "-o", name).exit_code == 0
    assert not read_notes(Path("one.apkg").read_bytes()).keys() & read_notes(Path("two.apkg").read_bytes()).keys()


def test_a_bank_exported_by_an_earlier_version_keeps_its_namespace(bank: Path) -> None:
    run("anki", "--bank", str(bank), "-o", "mine.apkg")
    text = lock_of(bank).read_text(encoding="utf-8").replace(namespace_in(bank), "mine")
    lock_of(bank).unlink()
    text = re.sub(r'"digest": "\w+",\n', "", text).replace('"format": 2', '"format": 1')
    (bank.parent / "mine.anki-lock.json").write_text(re.sub(r',"text":"\w+"', "", text), encoding="utf-8")
    bank.write_text(TWO, encoding="utf-8")
    done = run("anki", "--bank", str(bank), "-o", "later.apkg")
    assert "0 new, 0 changed, 2 unchanged" in done.output
    assert read_notes(Path("later.apkg").read_bytes()).keys() == {"mine:q1", "mine:q2"}
    assert namespace_in(bank) == "mine"


def test_a_lost_lock_is_asked_about_and_rebuilt_from_the_last_deck(bank: Path) -> None:
    command = ("anki", "--bank", str(bank), "-o", "mine.apkg")
    run(*command)
    lock = lock_of(bank).read_bytes()
    lock_of(bank).unlink()
    before = state(bank.parent.parent)
    lost = run(*command)
    assert lost.exit_code == 1
    for said in ("is missing", "--lock-from OLD.apkg", "--first-publication", "--lock"):
        assert said in lost.output
    assert state(bank.parent.parent) == before
    bank.write_text(bank.read_text(encoding="utf-8").replace("Two.", "Two!"), encoding="utf-8")
    rebuilt = run(*command, "--lock-from", "mine.apkg")
    assert "0 new, 1 changed, 1 unchanged" in rebuilt.output
    bank.write_text(bank.read_text(encoding="utf-8").replace("Two!", "Two."), encoding="utf-8")
    assert '"q1"' in lock.decode()
    assert [line for line in lock_of(bank).read_bytes().splitlines() if b'"q1"' in line] == [
        line for line in lock.splitlines() if b'"q1"' in line
    ]


def test_a_deck_that_is_none_of_the_bank_rebuilds_no_lock(bank: Path) -> None:
    run("anki", "--bank", str(bank), "-o", "mine.apkg")
    lock_of(bank).unlink()
    Path("other.apkg").write_bytes(b"no deck")
    done = run("anki", "--bank", str(bank), "--lock-from", "other.apkg", "-o", "mine.apkg")
    assert done.exit_code == 1
    assert "holds no notes of this program" in done.output
    done = run("anki", "--bank", str(bank), "--lock-from", str(REPOSITORY / "decks/calcinosis.apkg"), "-o", "mine.apkg")
    assert "holds notes of calcinosis, and none of mine-" in done.output


def test_a_first_publication_that_is_declared_makes_a_new_lock(bank: Path) -> None:
    run("anki", "--bank", str(bank), "-o", "mine.apkg")
    lock_of(bank).unlink()
    Path("mine.apkg").unlink()
    done = run("anki", "--bank", str(bank), "--first-publication", "-o", "mine.apkg")
    assert "2 new" in done.output
    assert lock_of(bank).is_file()


def test_a_copy_of_a_bank_with_a_ledger_is_asked_about(bank: Path) -> None:
    copy = bank.parent.parent / "copy"
    shutil.copytree(REPOSITORY / "quizzes", copy)
    before = state(bank.parent.parent)
    done = run("anki", "--bank", str(copy), "-o", "copy.apkg")
    assert done.exit_code == 1
    assert "give it another `namespace:` in copy/facts.yaml" in done.output
    assert state(bank.parent.parent) == before


def test_a_lock_older_than_the_deck_beside_it_is_refused(bank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = ("anki", "--bank", str(bank), "-o", "mine.apkg")
    run(*command)
    old = lock_of(bank).read_bytes()
    bank.write_text(bank.read_text(encoding="utf-8").replace("Two.", "Two!"), encoding="utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000500")
    run(*command)
    lock_of(bank).write_bytes(old)
    done = run(*command)
    assert done.exit_code == 1
    assert "older than mine.apkg, which holds a later state of q2" in done.output
    assert "0 changed, 2 unchanged" in run(*command, "--lock-from", "mine.apkg").output


def test_a_bank_whose_id_was_changed_is_refused(bank: Path) -> None:
    run("anki", "--bank", str(bank), "-o", "mine.apkg")
    text = bank.read_text(encoding="utf-8")
    for changed, said in (
        (text.replace("bank: mine", "bank: ours"), "was published as mine"),
        (TWO.replace("bank: mine", "bank: ours"), "Has the id of the bank ours changed?"),
    ):
        bank.write_text(changed, encoding="utf-8")
        before = state(bank.parent.parent)
        done = run("anki", "--bank", str(bank), "-o", "other.apkg")
        assert done.exit_code == 1
        assert said in done.output
        assert state(bank.parent.parent) == before


def test_an_item_that_leaves_the_bank_leaves_the_deck_whatever_the_deck_is_called(bank: Path) -> None:
    run("anki", "--bank", str(bank), "-o", "mine.apkg")
    bank.write_text(re.sub(r".*q2.*\n", "", bank.read_text(encoding="utf-8")), encoding="utf-8")
    (bank.parent / "hand.png").unlink()
    done = run("anki", "--bank", str(bank), "-o", "another-name.apkg")
    assert "0 new, 0 changed, 1 unchanged, 1 left" in done.output
    assert 'learners find them by: "ID:q2"' in done.output
    assert "Retired since" not in run("anki", "--bank", str(bank), "-o", "another-name.apkg").output
    package = Path("another-name.apkg").read_bytes()
    assert [each.note.item for each in read_notes(package).values()] == ["q1"]
    assert read_members(package)["media"] == b"{}"
    assert '"q2":' in lock_of(bank).read_text(encoding="utf-8")


def test_a_dry_run_says_what_learners_will_see_and_writes_nothing(bank: Path) -> None:
    before = state(bank.parent.parent)
    done = run("anki", "--bank", str(bank), "--dry-run", "-o", "mine.apkg")
    assert done.exit_code == 0
    assert "mine.apkg: would hold 2 notes. A learner who has the last export will see: 2 new" in done.output
    assert state(bank.parent.parent) == before


def test_check_writes_nothing_and_says_what_is_not_fresh(bank: Path) -> None:
    command = ("anki", "--bank", str(bank), "-o", "mine.apkg")
    stale = run(*command, "--check")
    assert stale.exit_code == 1
    assert "mine.apkg" in stale.output
    assert not Path("mine.apkg").exists()
    run(*command)
    assert run(*command, "--check").exit_code == 0
    before = sorted((path.name, path.read_bytes()) for path in bank.parent.iterdir())
    text = bank.read_text(encoding="utf-8")
    bank.write_text(text.replace("Two.", "Two!"), encoding="utf-8")
    stale = run(*command, "--check")
    assert stale.exit_code == 1
    assert "1 changed" in stale.output
    after = sorted((path.name, path.read_bytes()) for path in bank.parent.iterdir() if path.suffix != ".yaml")
    assert after == [each for each in before if not each[0].endswith(".yaml")]
    bank.write_text(text, encoding="utf-8")
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
    lock = lock_of(bank).read_bytes()
    done = run("anki", "--bank", str(bank), "--item", "q1", "--deck", "A::B", "-o", "part.apkg")
    assert done.exit_code == 0
    assert read_notes(Path("part.apkg").read_bytes()).keys() == {f"{namespace_in(bank)}:q1"}
    assert read_members(Path("part.apkg").read_bytes())["media"] == b"{}"
    assert lock_of(bank).read_bytes() == lock


@pytest.mark.parametrize("name", ["", " A", "A::", "::A", "A:: B", "A\tB", 'A "B"'])
def test_a_deck_name_that_anki_would_change_is_refused(bank: Path, name: str) -> None:
    done = run("anki", "--bank", str(bank), "--deck", name, "-o", "mine.apkg")
    assert done.exit_code == 1
    assert "Anki would change" in done.output


def test_a_lock_file_may_be_kept_elsewhere(bank: Path) -> None:
    done = run("anki", "--bank", str(bank), "--lock", "kept.json", "-o", "mine.apkg")
    assert done.exit_code == 0
    assert json.loads(Path("kept.json").read_text(encoding="utf-8"))["namespace"] == namespace_in(bank)
    assert not lock_of(bank).exists()
    text = TWO.replace("mine", "other").replace("q1", "r1").replace("q2", "r2")
    other = bank.with_name("other.yaml")
    other.write_text(text, encoding="utf-8")
    assert "belongs to mine-" in run("anki", "--bank", str(other), "--lock", "kept.json", "-o", "o.apkg").output
    both = run("anki", "--bank", str(bank.parent), "--lock", "kept.json", "-o", "both.apkg")
    assert both.exit_code == 1
    assert "2 namespaces" in both.output
    assert "is missing" in run("anki", "--bank", str(bank.parent), "-o", "both.apkg").output
    shutil.copy("kept.json", lock_of(bank))
    assert run("anki", "--bank", str(bank.parent), "-o", "both.apkg").exit_code == 0
    assert len(read_notes(Path("both.apkg").read_bytes())) == 4


def test_a_broken_lock_is_one_message_and_nothing_is_written(bank: Path) -> None:
    run("anki", "--bank", str(bank), "-o", "mine.apkg")
    lock_of(bank).write_text("{", encoding="utf-8")
    Path("mine.apkg").unlink()
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
    never = run("tsv", "--bank", str(bank), "-o", "mine.tsv")
    assert never.exit_code == 1
    assert "never exported to Anki" in never.output
    run("anki", "--bank", str(bank), "-o", "mine.apkg")
    lock = lock_of(bank).read_bytes()
    assert run("tsv", "--bank", str(bank), "-o", "mine.tsv").exit_code == 0
    head, *_ = Path("mine.tsv").read_text(encoding="utf-8").partition(f"{namespace_in(bank)}:q1")
    for line in ("#separator:tab", "#html:true", "#guid column:1", "#notetype column:2", "#deck column:3"):
        assert line in head.splitlines()
    assert "Notes" not in head
    assert "Spare" not in head
    assert "ags" not in head
    assert lock_of(bank).read_bytes() == lock


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
