"""The documents: every command shown runs, every transcript is what the program prints."""

import os
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from calcinosis_quiz.cli import main

REPOSITORY = Path(__file__).resolve().parents[1]
README = REPOSITORY / "README.md"
# What a learner types in the README's first quiz; the transcript is made from it.
TRANSCRIPT_COMMAND = "calcinosis-quiz quiz --item labs-deposit-mineral --item surg-recurrence-scope --seed 3"
TRANSCRIPT_ANSWERS = "F\nC\n"


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
    run(command.partition(" > ")[0], typed="null\n" * 10 if "--json" in command else "skip\n" * 10)


def test_every_file_that_a_document_links_to_exists() -> None:
    for document in [*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/*.md"), *REPOSITORY.glob("quizzes/*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_the_readme_installs_with_two_commands_that_need_python_and_pip_alone() -> None:
    text = README.read_text(encoding="utf-8")
    install = "python3 -m venv --without-pip .venv && python3 -m pip --python .venv install"
    assert f"{install} . && .venv/bin/calcinosis-quiz\n" in text
    assert f"{install} -e '.[test]' && .venv/bin/python -m pytest\n" in text
