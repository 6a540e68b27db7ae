"""What is named as a file and is none, has no end, or is nested without end: one sentence, and no more memory."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.running import PROGRAM, surroundings

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="its devices, and bounds on the memory of a process")

BANK = "format: 1\nbank: b\ntitle: T\nitems:\n  - {id: q1, type: true-false, stem: Is it?, answer: true}\n"
MEMORY = 1024**3
READERS = {
    "a bank": ("check", "FILE"),
    "a bank to play": ("quiz", "--plain", "--bank", "FILE"),
    "questions": ("import", "FILE", "-o", "new.yaml"),
    "a bank to add to": ("import", "one.gift", "--into", "FILE"),
    "answers": ("item-analysis", "FILE", "--bank", "bank.yaml"),
    "a key": ("item-analysis", "answers.csv", "--bank", "bank.yaml", "--key", "FILE"),
    "item uses": ("item-uses", "show", "FILE", "--bank", "bank.yaml"),
    "a log": ("history", "import", "FILE"),
    "a collection": ("history", "import-anki", "FILE", "--bank", "bank.yaml"),
    "a blueprint": ("form", "--bank", "bank.yaml", "--blueprint", "FILE", "-o", "papers"),
    "a lock": ("export", "anki", "--bank", "bank.yaml", "-o", "new.apkg", "--lock", "FILE"),
    "an earlier deck": ("export", "anki", "--bank", "bank.yaml", "-o", "new.apkg", "--lock-from", "FILE"),
    "an earlier export": ("export", "moodle", "--bank", "bank.yaml", "-o", "new.xml", "--changed-since", "FILE"),
    "a bank for coverage": ("coverage", "--bank", "FILE"),
}
# These say which rows they left out, that an old export holds nothing of the bank, or write to the device named.
GOES_ON = {(0, each) for each in ("a log", "an earlier export", "item uses", "a lock")}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a bank and answers."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bank.yaml").write_text(BANK, encoding="utf-8")
    (tmp_path / "answers.csv").write_text("learner,q1\nc1,T\n", encoding="utf-8")
    (tmp_path / "one.gift").write_text("::One:: It is one. {TRUE}\n", encoding="utf-8")
    return tmp_path


def ask(
    command: tuple[str, ...], named: str, stdin: int | None = subprocess.DEVNULL
) -> subprocess.CompletedProcess[str]:
    """Run a command with bounds on its memory, for a file of that name."""
    words = [named if word == "FILE" else word for word in command]
    return subprocess.run(
        [*PROGRAM, *words],
        stdin=stdin,
        capture_output=True,
        text=True,
        check=False,
        env=surroundings(),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
    )


def hold(result: subprocess.CompletedProcess[str]) -> None:
    assert "Traceback" not in result.stderr
    assert "has a fault" not in result.stderr


@pytest.mark.parametrize("named", ["/dev/zero", "/dev/null", "/proc/self/mem", "/proc/self/environ", "folder"])
@pytest.mark.parametrize("reader", READERS)
def test_devices_files_of_the_system_and_folders_are_refused_within_bounds(
    reader: str, named: str, folder: Path
) -> None:
    (folder / "folder").mkdir()
    result = ask(READERS[reader], named)
    assert (result.returncode, reader) in GOES_ON or result.returncode in {1, 2}, result.stdout
    hold(result)


@pytest.mark.parametrize("reader", READERS)
def test_a_file_of_brackets_alone_is_refused(reader: str, folder: Path) -> None:
    for opening in ("[", '{"a":', "<a>", "{", "- "):
        (folder / "deep.txt").write_text(opening * 100_000, encoding="utf-8")
        result = ask(READERS[reader], "deep.txt")
        assert (result.returncode, reader) in GOES_ON or result.returncode in {1, 2}, result.stdout
        hold(result)


@pytest.mark.parametrize("reader", ["questions", "answers"])
def test_standard_input_without_an_end_is_read_to_a_bound(reader: str) -> None:
    with Path("/dev/zero").open("rb") as zeros:
        hold(ask(READERS[reader], "-", zeros.fileno()))


def test_a_line_of_json_without_an_end_is_no_answer() -> None:
    with Path("/dev/zero").open("rb") as zeros:
        result = ask(("quiz", "--bank", "bank.yaml", "--json"), "", zeros.fileno())
    assert result.returncode == 1
    assert "longer than" in result.stderr + result.stdout
