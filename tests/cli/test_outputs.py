"""What commands write: nothing of a user's is replaced unasked, and what is private stays so."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from tests.cli.running import EVERY_TYPE, PROGRAM, run, run_program, surroundings
from tests.log.logs import answer_row

from calcinosis_quiz.cli import main
from calcinosis_quiz.cli.options import OutputFile
from calcinosis_quiz.log.log import AnswerLog

BANK = ("--bank", "bank.yaml")
# A command with a place for its output, by the option that names the output; OUT is what is named.
WRITERS: dict[tuple[str, str], tuple[str, ...]] = {
    ("stats", "html"): ("stats", *BANK, "--html", "OUT"),
    ("export anki", "output"): ("export", "anki", *BANK, "-o", "OUT"),
    ("export tsv", "output"): ("export", "tsv", *BANK, "-o", "OUT"),
    ("export moodle", "output"): ("export", "moodle", *BANK, "-o", "OUT"),
    ("export moodle", "report"): ("export", "moodle", *BANK, "-o", "new.xml", "--report", "OUT"),
    ("export csv", "output"): ("export", "csv", *BANK, "-o", "OUT"),
    ("export csv", "report"): ("export", "csv", *BANK, "-o", "new.csv", "--report", "OUT"),
    ("export gift", "output"): ("export", "gift", *BANK, "-o", "OUT"),
    ("export gift", "report"): ("export", "gift", *BANK, "-o", "new.gift", "--report", "OUT"),
    ("export qti", "output"): ("export", "qti", *BANK, "-o", "OUT"),
    ("export qti", "report"): ("export", "qti", *BANK, "-o", "new.zip", "--report", "OUT"),
    ("export html", "output"): ("export", "html", *BANK, "-o", "OUT"),
    ("export pdf", "output"): ("export", "pdf", *BANK, "-o", "OUT"),
    ("export markdown", "output"): ("export", "markdown", *BANK, "-o", "OUT"),
    ("import", "output"): ("import", "questions.gift", "-o", "FOLDER"),
    ("import", "report"): ("import", "questions.gift", "-o", "new.yaml", "--report", "OUT"),
    ("import", "into"): ("import", "questions.gift", "--into", "bank.yaml"),  # a bank that is brought up to date
    ("history export", "output"): ("history", "export", "-o", "OUT"),
    ("item-analysis", "html"): ("item-analysis", *BANK, "answers.csv", "--html", "OUT"),
    ("item-analysis", "scores"): ("item-analysis", *BANK, "answers.csv", "--scores", "OUT"),
    ("item-analysis", "feedback"): ("item-analysis", *BANK, "answers.csv", "--feedback", "FOLDER"),
    ("responses merge", "output"): ("responses", "merge", *BANK, "answers.csv", "-o", "OUT"),
    ("item-uses add", "uses_file"): ("item-uses", "add", *BANK, "OUT", "answers.csv", "--name", "a"),
    ("form", "folder"): ("form", *BANK, "--items", "3", "--forms", "1", "--format", "markdown", "-o", "FOLDER"),
}
PRIVATE = ("stats", "history export", "item-analysis", "responses merge", "item-uses add")
FILES = [each for each, words in WRITERS.items() if "OUT" in words]
FORCED = [each for each in FILES if each[0] != "item-uses add"]
MINE = b"years of work\n"


def writers(group: click.Group, path: str = "") -> Iterator[tuple[str, str]]:
    """List every command that has a place for an output."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        full = f"{path} {name}".strip()
        if isinstance(command, click.Group):
            yield from writers(command, full)
        yield from ((full, each.name or "") for each in command.params if isinstance(each.type, OutputFile))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a bank, answers of a class and a log."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    items = "".join(
        f"  - {{id: q{n}, type: true-false, stem: 'It is {n}.', answer: true, topic: numbers}}\n" for n in range(1, 7)
    )
    (work / "bank.yaml").write_text(f"format: 1\nbank: bank\ntitle: Bank\nitems:\n{items}", encoding="utf-8")
    (work / "answers.csv").write_text("learner,q1,q2\n" + "".join(f"c{n},T,F\n" for n in range(9)), encoding="utf-8")
    (work / "questions.gift").write_text("::One:: It is one. {TRUE}\n", encoding="utf-8")
    with AnswerLog(tmp_path / "data" / "history.db") as log:
        log.append(answer_row("a", bank="bank", item="q1"))
    return work


def arguments(writer: tuple[str, str], out: str) -> list[str]:
    if writer[0] == "export tsv":  # what it writes are the notes of a deck that was exported before
        run("export", "anki", *BANK, "-o", "published.apkg", "--first-publication")
    return [out if each == "OUT" else each for each in WRITERS[writer]]


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_every_command_that_writes_is_in_the_table() -> None:
    assert set(writers(main)) == WRITERS.keys()


@pytest.mark.parametrize("writer", FORCED, ids=" ".join)
def test_a_file_of_somebody_else_is_kept_unless_forced(writer: tuple[str, str], folder: Path) -> None:
    (folder / "mine").write_bytes(MINE)
    refused = run(*arguments(writer, "mine"))
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("Error: mine exists and is kept.")
    assert (folder / "mine").read_bytes() == MINE
    assert list(folder.glob("new.*")) == []
    assert run(*arguments(writer, "mine"), "--force").exit_code == 0
    assert (folder / "mine").read_bytes() != MINE


def test_a_file_that_holds_no_item_uses_is_no_place_for_more(folder: Path) -> None:
    (folder / "mine").write_bytes(MINE)
    assert run(*arguments(("item-uses add", "uses_file"), "mine")).exit_code == 1
    assert (folder / "mine").read_bytes() == MINE


def test_a_deck_of_ours_is_brought_up_to_date_without_being_forced(folder: Path) -> None:
    assert run("export", "anki", *BANK, "-o", "deck.apkg").exit_code == 0
    assert run("export", "anki", *BANK, "-o", "deck.apkg").exit_code == 0
    assert sorted(path.name for path in folder.glob("deck*")) == ["deck.apkg"]


@pytest.mark.parametrize("writer", FORCED, ids=" ".join)
@pytest.mark.parametrize("link", [False, True], ids=["itself", "a link to it"])
def test_what_is_read_is_never_replaced_whatever_is_forced(link: bool, writer: tuple[str, str], folder: Path) -> None:
    files = [each for each in ("bank.yaml", "answers.csv") if each in WRITERS[writer]]
    arguments(writer, "")
    before = {each: (folder / each).read_bytes() for each in files}
    for each in files:
        (folder / f"link-{each}").symlink_to(each)
        result = run(*arguments(writer, f"link-{each}" if link else each), "--force")
        assert (result.exit_code, result.stdout) == (1, "")
        assert "is one of the files that are read here" in result.stderr
    assert before == {each: (folder / each).read_bytes() for each in files}


@pytest.mark.parametrize("writer", FILES, ids=" ".join)
@pytest.mark.parametrize(
    "own", ["history.db", "history.db-wal", "history.db.damaged-1", "parameters.json", "versions/x"]
)
def test_what_the_program_keeps_for_itself_is_never_an_output(
    own: str, writer: tuple[str, str], tmp_path: Path
) -> None:
    (tmp_path / "data" / "versions").mkdir()
    log = (tmp_path / "data" / "history.db").read_bytes()
    force = ["--force"] if writer in FORCED else []
    result = run(*arguments(writer, f"../data/{own}"), *force)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "is a file that calcinosis-quiz keeps for itself. Choose another name." in result.stderr
    assert (tmp_path / "data" / "history.db").read_bytes() == log


@pytest.mark.skipif(sys.platform == "win32", reason="other rights there")
@pytest.mark.parametrize("writer", FILES, ids=" ".join)
def test_what_tells_of_learners_can_be_read_by_its_owner_alone(writer: tuple[str, str], folder: Path) -> None:
    before = os.umask(0o022)
    try:
        assert run(*arguments(writer, "out")).exit_code == 0
    finally:
        os.umask(before)
    assert mode_of(folder / "out") == (0o600 if writer[0] in PRIVATE else 0o644)


@pytest.mark.skipif(sys.platform == "win32", reason="other rights there")
def test_a_deck_with_a_learners_progress_is_private(folder: Path) -> None:
    assert run("export", "anki", *BANK, "--with-progress", "-o", "mine.apkg").exit_code == 0
    assert mode_of(folder / "mine.apkg") == 0o600


@pytest.mark.skipif(sys.platform == "win32", reason="other rights there")
def test_all_that_is_kept_of_a_learner_is_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = os.umask(0o022)
    try:
        monkeypatch.setenv("CALCINOSIS_QUIZ_HOME", str(tmp_path / "new"))
        assert run("quiz", "--bank", EVERY_TYPE, "--json", typed="a\nb\n").exit_code == 0
        assert run("stats", "--bank", EVERY_TYPE).exit_code == 0
        assert run("export", "moodle", "--bank", EVERY_TYPE, "-o", "out.xml").exit_code == 0
    finally:
        os.umask(before)
    home = tmp_path / "new"
    assert (home / "history.db").is_file()
    assert {mode_of(path) for path in (home, *home.rglob("*")) if path.is_dir()} == {0o700}
    assert {mode_of(path) for path in home.glob("*") if path.is_file()} == {0o600}


@pytest.mark.skipif(sys.platform == "win32", reason="other rights there")
def test_a_log_that_others_could_read_is_closed_to_them_and_said_so_once(tmp_path: Path) -> None:
    log = tmp_path / "data" / "history.db"
    backup = log.with_name("history.db.version-1-20250101-000000")
    backup.write_bytes(b"an older copy")
    for path in (log, backup):
        path.chmod(0o644)
    said = [run("quiz", "--bank", EVERY_TYPE, "--json", typed="").stderr for _ in range(2)]
    assert said == [f"{log} could be read by other users of this machine. Now only you can read it.\n", ""]
    assert {mode_of(log), mode_of(backup)} == {0o600}


@pytest.mark.parametrize("target", ["there", "not-there"])
def test_a_link_is_followed_and_stays_a_link(target: str, folder: Path) -> None:
    (folder / "there").write_bytes(MINE)
    (folder / "out").symlink_to(target)
    assert run("history", "export", "-o", "out", "--force").exit_code == 0
    assert (folder / "out").is_symlink()
    assert (folder / target).read_bytes().startswith(b'{"row"')


def test_of_two_exports_to_one_new_name_one_wins_and_the_other_says_so(folder: Path) -> None:
    command = [*PROGRAM, "export", "html", "--bank", EVERY_TYPE, "-o", "page.html"]
    both = [subprocess.Popen(command, env=surroundings(), stdout=-1, stderr=-1, cwd=folder) for _ in range(4)]
    said = [program.communicate() for program in both]
    assert sorted(program.returncode for program in both) == [0, 1, 1, 1]
    assert all(
        b"page.html exists and is kept." in err for (_, err), each in zip(said, both, strict=True) if each.returncode
    )
    assert [path.name for path in folder.glob("*page*")] == ["page.html"]


def test_eight_classes_added_at_once_are_all_in_the_file_of_uses(folder: Path) -> None:
    def command(number: int) -> list[str]:
        answers = folder / f"class-{number}.csv"
        answers.write_text(f"learner,q1,q2,q3\nclass{number}a,T,F,T\nclass{number}b,F,T,T\n", encoding="utf-8")
        return [*PROGRAM, "item-uses", "add", "uses.jsonl", answers.name, *BANK, "--name", f"class {number}"]

    at_once = [subprocess.Popen(command(number), env=surroundings(), stdout=-1, cwd=folder) for number in range(8)]
    for program in at_once:
        program.communicate()
    assert len((folder / "uses.jsonl").read_text(encoding="utf-8").splitlines()) == 8 * 3
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith(".")) == []


KILLED = """
import os, sys
from pathlib import Path
from calcinosis_quiz import files
os.fsync = lambda handle: (print("writing", flush=True), sys.stdin.read())
files.write_file(Path(sys.argv[1]), b"new", replace=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a file that is open cannot be removed there")
def test_what_a_kill_leaves_is_swept_by_the_next_run_and_a_running_one_is_left_alone(folder: Path) -> None:
    def start() -> "subprocess.Popen[bytes]":
        program = subprocess.Popen([sys.executable, "-c", KILLED, "page.html"], stdin=-1, stdout=-1, cwd=folder)
        assert program.stdout is not None
        assert program.stdout.readline() == b"writing\n"
        return program

    (folder / "page.html").write_bytes(MINE)
    killed = start()
    killed.kill()
    killed.communicate()
    running = start()
    assert len(list(folder.glob(".page.html.*"))) == 1  # the next run has swept
    assert (folder / "page.html").read_bytes() == MINE
    result = run_program("history", "export", "-o", "page.html", "--force")
    assert result.returncode == 0
    assert len(list(folder.glob(".page.html.*"))) == 1
    running.communicate(b"")
    assert running.returncode == 0
    assert list(folder.glob(".page.html.*")) == []
    assert (folder / "page.html").read_bytes() == b"new"


def test_a_name_as_long_as_the_disk_allows_can_be_written(folder: Path) -> None:
    name = "x" * 250 + ".html"
    assert run("export", "html", "--bank", EVERY_TYPE, "-o", name).exit_code == 0
    assert (folder / name).is_file()


def test_links_in_a_circle_are_refused_in_a_sentence(folder: Path) -> None:
    (folder / "circle").symlink_to("circle")
    result = run("history", "export", "-o", "circle")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "circle" in result.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="other folders there")
def test_a_data_folder_that_others_could_enter_is_closed_to_them_and_said_so_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CALCINOSIS_QUIZ_HOME")
    for kind in ("DATA", "CACHE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind))
    own = tmp_path / "DATA" / "calcinosis-quiz"
    own.mkdir(parents=True)
    own.chmod(0o755)
    (tmp_path / "DATA").chmod(0o755)
    said = [run("quiz", "--bank", EVERY_TYPE, "--json", typed="").stderr for _ in range(2)]
    assert said == [f"{own} could be entered by other users of this machine. Now only you can enter it.\n", ""]
    assert mode_of(own) == 0o700
    assert mode_of(tmp_path / "DATA") == 0o755


@pytest.mark.skipif(sys.platform == "win32", reason="other rights there")
def test_a_folder_that_the_learner_named_keeps_its_permissions(tmp_path: Path) -> None:
    (tmp_path / "data").chmod(0o755)
    assert run("quiz", "--bank", EVERY_TYPE, "--json", typed="").stderr == ""
    assert mode_of(tmp_path / "data") == 0o755


@pytest.mark.parametrize("writer", FORCED, ids=" ".join)
def test_a_write_protected_file_is_kept_even_with_force(writer: tuple[str, str], folder: Path) -> None:
    protected = folder / "mine"
    protected.write_bytes(MINE)
    protected.chmod(0o444)
    refused = run(*arguments(writer, "mine"), "--force")
    assert refused.exit_code == 1
    assert "Could not write mine: it is write-protected. Choose another place." in refused.stderr
    assert protected.read_bytes() == MINE
