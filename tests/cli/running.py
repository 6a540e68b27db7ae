"""How the tests of the command line run it: in this process, and as the program that a learner starts."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from calcinosis_quiz.cli import main

EVERY_TYPE = str(Path(__file__).with_name("every_type.yaml"))
PROGRAM = [sys.executable, "-m", "calcinosis_quiz"]
NEUTRAL: dict[str, str | None] = {
    "COLUMNS": "80",
    "FORCE_COLOR": None,
    "PYTHONUNBUFFERED": None,
    "TERM": "xterm-256color",
}
Event = dict[str, Any]


def run(*arguments: str | Path, typed: str | bytes = "", **environment: str) -> Result:
    """Run a command in this process; a bug shows as its own traceback."""
    runner = CliRunner(env=NEUTRAL | environment, catch_exceptions=False)
    return runner.invoke(main, [str(each) for each in arguments], input=typed, prog_name="calcinosis-quiz")


def run_program(*arguments: str | Path, typed: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program as a learner does, with what is typed coming through a pipe."""
    command = [*PROGRAM, *map(str, arguments)]
    return subprocess.run(command, input=typed, capture_output=True, env=surroundings(**environment), check=False)


def surroundings(**environment: str) -> dict[str, str]:
    """Give the variables for a program of its own, whatever the terminal that the tests run in."""
    return {name: value for name, value in (os.environ | NEUTRAL | environment).items() if value is not None}


def heed_ctrl_c() -> None:
    """Undo what a shell does to programs in the background, the tests among them: for a process that begins."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def ask(item: str, *answers: str, options: tuple[str, ...] = ()) -> list[Event]:
    """Ask one item of the bank of every type as JSON Lines, and give the events."""
    typed = "".join(f"{answer}\n" for answer in answers)
    result = run("quiz", "--bank", EVERY_TYPE, "--item", item, "--seed", "1", "--json", *options, typed=typed)
    assert result.exit_code == 0, result.output
    return read_events(result.stdout)


def read_events(output: str) -> list[Event]:
    """Read JSON Lines, without the line that opens a session."""
    lines = [json.loads(line) for line in output.split("\n") if line]
    return [line for line in lines if line.get("event") != "session"]


def fill(answer: str, question: Event) -> str:
    """Put the letters shown into an answer that names options, as in `<Calcite> <Gypsum>`."""
    letters = {option["text"]: option["key"] for option in question["item"].get("options", ())}
    return re.sub("<(.+?)>", lambda named: letters[named.group(1)], answer)


def flat(text: str) -> str:
    """Drop the layout of a text: every run of blanks and line ends becomes one blank."""
    return " ".join(text.split())
