"""`export moodle`, `gift` and `qti`: files, loss reports, and only what changed."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.cli.running import EVERY_TYPE, run

TARGETS = [["moodle"], ["gift"], ["qti"], ["qti", "--version", "2.1"], ["qti", "--version", "1.2"], ["csv"]]
NAMES = ["moodle", "gift", "qti-3.0", "qti-2.1", "qti-1.2", "csv"]
ONE = "- {id: one, type: true-false, stem: It is., answer: true}\n"
TWO = "- {id: two, type: true-false, stem: It is not., answer: false}\n"


@pytest.mark.parametrize("target", TARGETS, ids=NAMES)
def test_every_target_writes_a_file_names_the_bank_version_and_prints_the_report_it_writes(
    target: list[str], tmp_path: Path
) -> None:
    file, report = tmp_path / "out", tmp_path / "losses.txt"
    result = run("export", *target, "--bank", EVERY_TYPE, "-o", file, "--report", report)
    assert (result.exit_code, result.stderr) == (0, "")
    first, _, rest = result.stdout.partition("\n")
    assert first.startswith(f"{file}: ")
    assert "bank version" in first
    assert rest == report.read_text(encoding="utf-8")
    assert "Loss report: " in rest
    assert file.stat().st_size > 1000


def test_a_file_that_exists_is_kept_unless_forced(tmp_path: Path) -> None:
    file = tmp_path / "out.xml"
    file.write_text("mine", encoding="utf-8")
    result = run("export", "moodle", "--bank", EVERY_TYPE, "-o", file)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "--force" in result.stderr
    assert file.read_text(encoding="utf-8") == "mine"
    assert run("export", "moodle", "--bank", EVERY_TYPE, "-o", file, "--force").exit_code == 0
    assert ElementTree.parse(file).getroot().tag == "quiz"  # noqa: S314 - our own file


@pytest.mark.parametrize("option", ["-o", "--report"])
def test_nothing_is_written_when_either_file_cannot_be(option: str, tmp_path: Path) -> None:
    files = {"-o": tmp_path / "out.gift", "--report": tmp_path / "losses.txt"}
    files[option] = tmp_path / "missing" / "file"
    arguments = [part for pair in files.items() for part in pair]
    result = run("export", "gift", "--bank", EVERY_TYPE, *arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "there is no folder" in result.stderr
    assert not any(path.is_file() for path in tmp_path.iterdir())


def test_questions_and_report_cannot_share_a_file(tmp_path: Path) -> None:
    result = run("export", "gift", "--bank", EVERY_TYPE, "-o", tmp_path / "out", "--report", tmp_path / "out")
    assert result.exit_code == 1
    assert "cannot hold both" in result.stderr


def test_when_nothing_can_be_carried_no_file_is_written_and_the_report_is_the_message(
    make_bank: Callable[[str], Path], tmp_path: Path
) -> None:
    bank = make_bank("- {id: q, type: cloze, text: '{{a}} and {{b}}'}")
    result = run("export", "gift", "--bank", bank, "-o", tmp_path / "out.gift")
    assert result.exit_code == 1
    assert "GIFT has room for one gap" in result.stderr
    assert not (tmp_path / "out.gift").exists()


@pytest.mark.parametrize("target", TARGETS, ids=NAMES)
def test_only_what_is_new_or_changed_since_an_earlier_export_is_written(
    target: list[str], make_bank: Callable[[str], Path], tmp_path: Path
) -> None:
    earlier, later = tmp_path / "earlier", tmp_path / "later"
    kept = "- {id: kept, type: true-false, stem: It stays., answer: true}\n"
    gone = "- {id: gone, type: true-false, stem: It goes., answer: true}\n"
    bank = make_bank(ONE + kept + gone)
    assert run("export", *target, "--bank", bank, "-o", earlier).exit_code == 0
    make_bank(ONE.replace("It is.", "It was.") + kept + TWO)
    result = run("export", *target, "--bank", bank, "-o", later, "--changed-since", earlier)
    assert result.stdout.startswith(
        f"Since {earlier}: 1 new, 1 changed, 1 gone.\n"
        "Take the old state of these out of the platform by hand:\n    one\n"
        "These are in no bank any more:\n    gone\n"
    )
    held = later.read_bytes()
    if target[0] == "qti":
        with zipfile.ZipFile(later) as archive:
            held = b"".join(map(archive.read, archive.namelist()))
    assert b"item one " in held
    assert b"item two " in held
    assert b"item kept " not in held


def test_a_bank_version_that_was_exported_here_can_be_named(make_bank: Callable[[str], Path], tmp_path: Path) -> None:
    bank = make_bank(ONE)
    first = run("export", "gift", "--bank", bank, "-o", tmp_path / "1.gift").stdout.splitlines()[0]
    version = first.rpartition(" ")[2]
    make_bank(ONE + TWO)
    result = run("export", "gift", "--bank", bank, "-o", tmp_path / "2.gift", "--changed-since", version)
    assert f"Since {version}: 1 new, 0 changed, 0 gone." in result.stdout


def test_an_older_copy_of_the_bank_can_be_named(make_bank: Callable[[str], Path], tmp_path: Path) -> None:
    older = make_bank(ONE).rename(tmp_path / "older.yaml")
    result = run("export", "gift", "--bank", make_bank(ONE + TWO), "-o", tmp_path / "o", "--changed-since", older)
    assert f"Since {older}: 1 new, 0 changed, 0 gone." in result.stdout


def test_any_file_that_holds_the_stamps_of_an_export_can_be_named(
    make_bank: Callable[[str], Path], tmp_path: Path
) -> None:
    bank, first, form = make_bank(ONE), tmp_path / "1.gift", tmp_path / "form.json"
    run("export", "gift", "--bank", bank, "-o", first)
    stamps = [line[3:] for line in first.read_text(encoding="utf-8").splitlines() if line.startswith("// calcinosis")]
    form.write_text(json.dumps({"form": "A", "items": stamps}), encoding="utf-8")
    result = run("export", "gift", "--bank", bank, "-o", tmp_path / "2.gift", "--changed-since", form)
    assert result.stdout == f"Since {form}: 0 new, 0 changed, 0 gone.\nNo file written.\n"
    assert not (tmp_path / "2.gift").exists()


@pytest.mark.parametrize("content", [None, b"no stamps", b"PK\x03\x04 broken"])
def test_a_place_that_says_nothing_about_an_earlier_state_is_one_message(
    content: bytes | None, make_bank: Callable[[str], Path], tmp_path: Path
) -> None:
    earlier = tmp_path / "earlier.xml"
    if content is not None:
        earlier.write_bytes(content)
    result = run("export", "gift", "--bank", make_bank(ONE), "-o", tmp_path / "o", "--changed-since", earlier)
    assert (result.exit_code, result.stdout) == (1, "")
    assert str(earlier) in result.stderr
    assert not (tmp_path / "o").exists()
