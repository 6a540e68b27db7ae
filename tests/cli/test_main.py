"""The program as a whole: help that runs, errors without tracebacks, and pipes of every kind."""

import os
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from tests.cli.running import EVERY_TYPE, PROGRAM, read_events, run, run_program, surroundings

from calcinosis_quiz.cli import main

OWN_BANK = """\
format: 1
bank: mine
title: Mine
items:
  - id: mine-first
    type: true-false
    stem: The report gives a trial.
    answer: false
    why_true: No trial is cited.
    why_false: No trial is cited.
    explanation: It tells of one speaker's own practice.
"""


def all_commands(command: click.Command = main, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from all_commands(below, (*path, name))


def examples_of(path: tuple[str, ...]) -> list[str]:
    shown = run(*path, "--help").output.partition("\n  Example")[2]
    return re.findall(r"^ {4}(calcinosis-quiz.*)$", shown, re.MULTILINE)


def test_every_command_has_help_with_an_example() -> None:
    assert [path for path in all_commands() if not examples_of(path)] == []
    assert run("quiz", "--help").output == run("quiz", "-h").output


@pytest.mark.parametrize("command", ["", "quiz", "list", "show", "mark", "check", "export", "export anki", "schema"])
def test_every_example_of_the_help_runs(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("my-bank.yaml").write_text(OWN_BANK, encoding="utf-8")
    for example in examples_of(tuple(command.split())):
        written = re.findall(r"-o (\S+)", example)
        if "--lock-from" in example:  # the deck released last, and no lock file any more
            Path("my-bank.apkg").rename("my-bank-2025.apkg")
            Path("my-bank.anki-lock.json").unlink(missing_ok=True)
        typed = "null\n" * 10 if "--json" in example else "skip\n" * 10
        result = run(*shlex.split(example.partition(" > ")[0])[1:], typed=typed)
        assert (example, result.exit_code, result.stderr) == (example, 0, "")
        assert result.stdout
        assert all(Path(name).stat().st_size for name in written)


def test_the_version_is_told() -> None:
    assert re.fullmatch(r"calcinosis-quiz \d+\.\d+\.\d+\S*\n", run("--version").output)


@pytest.mark.parametrize(
    "arguments",
    [
        *(["nonsense"], ["--nonsense"], ["quiz", "--count", "0"], ["quiz", "--count", "many"], ["quiz", "--seed", "x"]),
        *(["quiz", "--type", "essay"], ["quiz", "--policy", "none"], ["show"], ["mark", "a-word"], ["list", "extra"]),
        *(["export", "nonsense"], ["show", "a-word", "extra"], ["schema", "nonsense"], ["check", "--nonsense"]),
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_2_and_points_to_the_help(arguments: list[str]) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Usage: calcinosis-quiz ")
    assert "' for help." in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["quiz", "--topic", "nonsense"],
        ["list", "--tag", "nonsense"],
        ["show", "nonsense"],
        ["mark", "nonsense", "A"],
        ["quiz", "--bank", "nonsense.yaml"],
        ["quiz", "--bank", "x" * 300],
        ["export", "anki", "--item", "nonsense", "-o", "never.apkg"],
    ],
    ids=lambda arguments: " ".join(arguments)[:40],
)
def test_what_a_user_must_mend_is_one_message_on_stderr_and_exit_code_1(arguments: list[str]) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: ")


def test_an_error_of_the_program_itself_shows_no_traceback() -> None:
    done = run_program("show", "nonsense", "--bank", EVERY_TYPE)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr == b"Error: There is no item 'nonsense'. `list` shows them all.\n"


def test_the_program_runs_from_its_module_and_answers_from_a_pipe() -> None:
    done = run_program("quiz", "--bank", EVERY_TYPE, "--item", "a-number", typed=b"7.5\n")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Score: 1 of 1 (100%)" in done.stdout


@pytest.mark.parametrize("arguments", [["quiz"], ["quiz", "--json"]], ids=" ".join)
def test_a_closed_input_counts_as_its_end(arguments: list[str]) -> None:
    command = shlex.join([*PROGRAM, *arguments, "--bank", EVERY_TYPE]) + " <&-"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, env=surroundings(), check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"No question was answered." in done.stdout or b'"answered":0' in done.stdout


@pytest.mark.parametrize("arguments", [[], ["--json"]], ids=["text", "json"])
@pytest.mark.parametrize("typed", [b"\xff\xfe\n7.5\n", b"\x80\n7.5\n", b"caf\xe9\n7.5\n", b"\x00\x1b[2J\n7.5\n"])
def test_bytes_that_are_no_text_are_asked_again(arguments: list[str], typed: bytes) -> None:
    command = ["quiz", "--bank", EVERY_TYPE, "--item", "a-number", *arguments]
    done = run_program(*command, typed=typed, PYTHONIOENCODING="utf-8:strict")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Score: 1 of 1" in done.stdout or read_events(done.stdout.decode())[-1]["points"] == 1


def test_signs_that_a_terminal_cannot_show_do_not_stop_the_program(make_bank: Callable[[str], Path]) -> None:
    bank = make_bank("- {id: snow, type: true-false, stem: Is it \N{SNOWMAN}?, answer: true}")
    done = run_program("list", "--bank", bank, PYTHONIOENCODING="latin-1")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Is it ??" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [["list"], ["list", "--json"], ["quiz", "--count", "200"], ["quiz", "--count", "200", "--json"]],
    ids=" ".join,
)
def test_a_reader_that_leaves_early_causes_no_traceback(arguments: list[str]) -> None:
    process = subprocess.Popen(
        [*PROGRAM, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=surroundings(),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"null\n" * 200)
    process.stdout.readline()
    process.stdout.close()
    _, said = process.communicate()
    assert said == b""
    assert process.returncode in {0, 1}


@pytest.mark.parametrize(
    "command", ["list", "quiz", "schema", "show surg-recurrence-basis", "--help", "quiz --help", "--version"]
)
def test_an_output_that_is_full_is_one_message(command: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*PROGRAM, *command.split()],
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE,
            env=surroundings(),
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.decode().strip() == f"Error: output: {os.strerror(28)}. Check the path and the room."
