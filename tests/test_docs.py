"""The documents: every command shown runs, every transcript is what the program prints."""

import os
import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from calcinosis_quiz.cli import main

REPOSITORY = Path(__file__).resolve().parents[1]
README = REPOSITORY / "README.md"
# What a learner types in the README's first quiz; the transcript is made from it.
TRANSCRIPT_COMMAND = "calcinosis-quiz quiz --item labs-deposit-mineral --seed 3"
TRANSCRIPT_ANSWERS = "C\n"


CLASS = "learner,surg-two-worries,labs-serum-pattern\n" + "".join(f"r{i},{i % 2},{i % 3 // 2}\n" for i in range(12))


def run(command: str, typed: str = "") -> str:
    arguments = shlex.split(command)[1:]
    result = CliRunner().invoke(main, arguments, input=typed, prog_name="calcinosis-quiz")
    assert result.exit_code == 0, f"{command}\n{result.output}"
    return result.output


def make_transcript() -> str:
    return f"```console\n$ {TRANSCRIPT_COMMAND}\n{run(TRANSCRIPT_COMMAND, TRANSCRIPT_ANSWERS).strip()}\n```\n"


def test_the_transcript_in_the_readme_is_what_the_program_prints() -> None:
    text = README.read_text(encoding="utf-8")
    begin, end = "<!-- transcript: quiz -->\n", "<!-- end of transcript -->"
    head, shown, tail = re.split(f"{begin}(.*?){end}", text, maxsplit=1, flags=re.DOTALL)
    if os.environ.get("UPDATE_DOCS"):
        README.write_text(f"{head}{begin}{make_transcript()}{end}{tail}", encoding="utf-8")
        return
    assert shown == make_transcript(), "run the tests once with UPDATE_DOCS=1 and read the difference"


def commands_in(text: str) -> list[str]:
    blocks = "\n".join(re.findall(r"```console\n(.*?)```", text, re.DOTALL))
    lines = [line.removeprefix("$ ") for line in blocks.splitlines()]
    cells = re.findall(r"\| `(calcinosis-quiz [^`]*)` \|", text)
    return [line for line in lines if line.startswith("calcinosis-quiz ")] + cells


@pytest.mark.parametrize("command", commands_in(README.read_text(encoding="utf-8")))
def test_every_command_of_the_readme_runs_as_printed(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    bank = "format: 1\nbank: mine\ntitle: Mine\nitems:\n  - {id: q1, type: true-false, stem: It is., answer: true}\n"
    Path("my-bank.yaml").write_text(bank, encoding="utf-8")
    Path("answers.csv").write_text(CLASS, encoding="utf-8")
    if "import-anki" in command:
        run("calcinosis-quiz export anki -o collection.colpkg")
    run(command.partition(" > ")[0], typed="null\n" * 10 if "--json" in command else "skip\n" * 10)


def test_every_file_that_a_document_links_to_exists() -> None:
    for document in [*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/*.md"), *REPOSITORY.glob("quizzes/*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_the_readme_installs_with_two_commands_that_need_python_and_pip_alone() -> None:
    text = README.read_text(encoding="utf-8")
    install = "python3 -m venv --without-pip .venv && python3 -m pip --python .venv install"
    assert f"{install} . && .venv/bin/calcinosis-quiz\n" in text
    assert f"{install} -c constraints.txt -e '.[test]' && .venv/bin/python -m pytest\n" in text


COMMANDS_HEAD = """\
# Commands

What `--help` says of each command. Made from the program; the tests keep it fresh.

Your shell completes commands, options, topics, facts and item ids once it is told to, in its own start-up file:

| shell | line | in |
|---|---|---|
| Bash 4.4 or newer | `eval "$(_CALCINOSIS_QUIZ_COMPLETE=bash_source calcinosis-quiz)"` | `~/.bashrc` |
| Zsh | `eval "$(_CALCINOSIS_QUIZ_COMPLETE=zsh_source calcinosis-quiz)"` | `~/.zshrc` |
| Fish | `_CALCINOSIS_QUIZ_COMPLETE=fish_source calcinosis-quiz \\| source` | `~/.config/fish/config.fish` |
"""
COMMANDS_PAGE = REPOSITORY / "docs" / "commands.md"


def commands_of(group: click.Group, path: str) -> list[tuple[str, click.Command]]:
    """List a group's commands with all below them, as they are typed."""
    context = click.Context(group)
    found: list[tuple[str, click.Command]] = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found.append((f"{path} {name}", command))
        if isinstance(command, click.Group):
            found += commands_of(command, f"{path} {name}")
    return found


ALL_COMMANDS = [("calcinosis-quiz", main), *commands_of(main, "calcinosis-quiz")]


def help_of(path: str) -> str:
    result = CliRunner().invoke(main, [*path.split()[1:], "--help"], prog_name="calcinosis-quiz", terminal_width=88)
    assert result.exit_code == 0
    return result.output


def make_commands_page() -> str:
    head = COMMANDS_HEAD
    links = "\n".join(f"- [{path}](#{path.replace(' ', '-')})" for path, _ in ALL_COMMANDS)
    pages = "\n".join(f"## {path}\n\n```text\n{help_of(path).rstrip()}\n```\n" for path, _ in ALL_COMMANDS)
    return f"{head}\n{links}\n\n{pages}"


def test_the_page_of_commands_says_what_help_says() -> None:
    if os.environ.get("UPDATE_DOCS"):
        COMMANDS_PAGE.write_text(make_commands_page(), encoding="utf-8")
    page = COMMANDS_PAGE.read_text(encoding="utf-8")
    assert page == make_commands_page(), "run the tests once with UPDATE_DOCS=1 and read the difference"


@pytest.mark.parametrize("path", [path for path, _ in ALL_COMMANDS])
def test_the_help_of_every_command_has_an_example_of_it(path: str) -> None:
    examples = re.findall(r"Examples?:\n((?:  .*\n)+)", help_of(path) + "\n")
    assert any(line.strip().startswith(path) for block in examples for line in block.splitlines())


@pytest.mark.parametrize("path", [path for path, command in ALL_COMMANDS if isinstance(command, click.Group)])
def test_a_list_of_commands_says_on_one_line_each_what_it_is_for(path: str) -> None:
    result = CliRunner().invoke(main, [*path.split()[1:], "--help"], terminal_width=80)
    commands = result.output.partition("\nCommands:\n")[2].splitlines()
    assert commands
    assert [line for line in commands if line.endswith("...") or not re.match(r"  \S", line)] == []


def test_the_readme_is_short_enough_to_find_a_way_in() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) < 200


def test_every_module_that_the_architecture_names_is_there() -> None:
    text = (REPOSITORY / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(?:[\w/]+/)?(\w+\.(?:py|js|typ|sql))`", text))
    there = {path.name for room in ("src", "tests", "benchmarks") for path in (REPOSITORY / room).rglob("*")}
    assert len(named) > 50
    assert named - there == set()


def test_each_promise_of_the_security_page_names_a_test_that_is_there() -> None:
    text = (REPOSITORY / "SECURITY.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py|benchmarks/\w+\.py)`", text)
    assert len(named) > 10
    assert [each for each in named if not (REPOSITORY / each).is_file()] == []
