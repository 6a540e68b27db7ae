"""What used to end in a traceback: one sentence, exit code 1 or 2, and nothing lost."""

import os
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.cli.running import PROGRAM, run, run_program, surroundings

FAULTS = Path(__file__).parents[1] / "faults"
FITS = (
    '{"format":1,"fits":[{"fitted_at":"2026-01-01T00:00:00Z","parameters":[%s],'
    '"learnt_from":600,"held_out":100,"before":0.5,"after":0.4}]}'
)
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="names of files are text there")


@pytest.fixture(autouse=True)
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work beside a copy of the bank of one question."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(FAULTS / "b.yaml", tmp_path / "b.yaml")
    (tmp_path / "data").mkdir()
    return tmp_path / "b.yaml"


def said(*arguments: str, codes: tuple[int, ...] = (1, 2), **environment: str) -> str:
    """Run the program and return what it says on standard error, which is short and no traceback."""
    result = run_program(*arguments, typed=b"", **environment)
    message = result.stderr.decode(errors="replace")
    assert result.returncode in codes, message
    assert "Traceback" not in message
    assert "has a fault" not in message
    return message


@pytest.mark.parametrize("value", ["0.0", "1e308", "-1", "1e-300", "NaN", "null", "1e999", "2"])
def test_learned_parameters_that_schedule_nothing_are_refused_or_work(value: str, tmp_path: Path) -> None:
    (tmp_path / "data" / "parameters.json").write_text(FITS % ",".join([value] * 21), encoding="utf-8")
    run("quiz", "--bank", "b.yaml", "--plain", typed="true\n")
    for command in (("stats",), ("study", "--plain"), ("history", "check")):
        message = said(*command, codes=(0, 1))
        assert not message or "parameters.json: these are no scheduler parameters" in message


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "1e999"])
@pytest.mark.parametrize("command", [("study", "--retention"), ("item-analysis", "x.csv", "--max")])
def test_numbers_that_nothing_can_be_counted_with_are_wrong_usage(command: tuple[str, ...], number: str) -> None:
    assert "Error: Invalid value for" in said(*command, number, codes=(2,))


@POSIX
@pytest.mark.parametrize("language", ["C", "C.UTF-8", ""])
def test_names_that_are_no_text_are_read_or_refused_in_one_sentence(language: str, bank: Path) -> None:
    odd = os.fsdecode(b"b\xff.yaml")
    bank.rename(odd)
    for command in (("quiz", "--plain", "--bank", odd), ("check", odd), ("list", "--bank", odd)):
        said(*command, codes=(0, 1), LC_ALL=language)
    said("export", "html", "--bank", odd, "-o", os.fsdecode(b"\xff.html"), codes=(0,), LC_ALL=language)
    title = os.fsdecode(b"a\xffb")
    assert "holds bytes that are no text" in said("export", "html", "--title", title, "-o", "x.html", LC_ALL=language)


@POSIX
@pytest.mark.parametrize("zone", ["AAA99999", "A-99:99:99", "garbage/../x", ":/etc/passwd", "", "\x01", "UTC0"])
def test_any_time_zone_works_or_is_named(zone: str) -> None:
    message = said("stats", codes=(0, 1), TZ=zone)
    assert not message or "is no time zone" in message


@POSIX
@pytest.mark.parametrize("closed", [">&-", "<&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_trouble_and_no_file_takes_their_place(closed: str, tmp_path: Path) -> None:
    for command in ("stats", "--help", "quiz --json --bank b.yaml", "history export -o log.jsonl --force"):
        line = f"{shlex.join(PROGRAM)} {command} {closed}"
        result = subprocess.run(["/bin/sh", "-c", line], capture_output=True, env=surroundings(), check=False)
        assert result.returncode in ({1} if ">&-" in closed.replace("2>&-", "") else {0})
        assert b"Traceback" not in result.stderr
    assert (
        not (tmp_path / "data" / "history.db").is_file()
        or b"Error" not in (tmp_path / "data" / "history.db").read_bytes()
    )


@POSIX
def test_a_tilde_in_the_name_of_the_folder_is_the_home(tmp_path: Path) -> None:
    said("stats", codes=(0,), CALCINOSIS_QUIZ_HOME="~/learning", HOME=str(tmp_path))
    assert (tmp_path / "learning" / "history.db").is_file()
    assert "nobody here has that name" in said("stats", CALCINOSIS_QUIZ_HOME="~no-such-person/x")


def damaged_packages(folder: Path) -> list[Path]:
    """Make packages that are damaged or made to do harm."""
    with zipfile.ZipFile(folder / "bomb.apkg", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("collection.anki2", bytes(300_000_000))
    (folder / "text.apkg").write_text("no archive", encoding="utf-8")
    (folder / "nothing.apkg").write_bytes(b"")
    good = (FAULTS / "e_crc.apkg").read_bytes()
    (folder / "short.apkg").write_bytes(good[: len(good) // 2])
    for name in ("e_crc", "e_empty", "e_notes_cte"):
        shutil.copy(FAULTS / f"{name}.apkg", folder)
    return sorted(folder.glob("*.apkg"))


def test_a_package_that_is_damaged_or_hostile_is_kept_unless_forced(tmp_path: Path) -> None:
    (tmp_path / "packages").mkdir()
    for package in damaged_packages(tmp_path / "packages"):
        before = package.read_bytes()
        command = ("export", "anki", "--bank", "b.yaml", "--lock", f"{package.stem}.json", "--first-publication", "-o")
        assert "exists and is kept" in said(*command, str(package), codes=(1,))
        assert package.read_bytes() == before
        said(*command, str(package), "--force", codes=(0,))
        assert package.read_bytes() != before


def test_a_bug_is_one_sentence_with_the_traceback_in_a_private_file(tmp_path: Path) -> None:
    broken = (
        "import calcinosis_quiz.cli.commands.stats as stats, calcinosis_quiz.__main__ as program, sys\n"
        "def fail(*_, **__): raise LookupError('nobody thought of this')\n"
        "stats.command.callback = fail\n"
        "sys.argv = ['calcinosis-quiz', 'stats']\n"
        "program.run()\n"
    )
    result = subprocess.run([sys.executable, "-c", broken], capture_output=True, env=surroundings(), check=False)
    assert (result.returncode, result.stdout) == (1, b"")
    [file] = (tmp_path / "data").glob("calcinosis-quiz-fault-*.txt")
    message = result.stderr.decode()
    assert message == (
        "Error: calcinosis-quiz has a fault here (LookupError). Every answer given before is saved. "
        f"What happened is in {file}. Please report it with that file.\n"
    )
    assert "nobody thought of this" in file.read_text(encoding="utf-8")
    assert sys.platform == "win32" or file.stat().st_mode & 0o077 == 0
