"""Commands in documents: run as written, and shown with what they print."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.cli.running import run

TRANSCRIPT: Final = re.compile(r"(<!-- transcript -->\n)(.*?)(<!-- end of transcript -->)", re.DOTALL)
FILE: Final = re.compile(r"(<!-- file: (\S+), (\d+) lines -->\n```\w*\n)(.*?)(```\n<!-- end of file -->)", re.DOTALL)
_WRITTEN: Final = re.compile(r"```yaml\n# (\S+)\n(.*?)```", re.DOTALL)
_COMMANDS: Final = re.compile(r"^\$ calcinosis-quiz (.*)$", re.MULTILINE)
_STEP: Final = re.compile(
    rf"{TRANSCRIPT.pattern}|{FILE.pattern}|{_WRITTEN.pattern}|(```console\n.*?```)|<!-- then: ([\w ]+) -->", re.DOTALL
)


def run_commands(shown: str, width: int = 80) -> str:
    """Run the commands of a block, and give the block with what they print, so many columns wide."""
    lines = ["```console"]
    for command in _COMMANDS.findall(shown):
        result = run(*command.split(), COLUMNS=str(width))
        assert result.exit_code == 0, f"{command}\n{result.output}"
        lines += [f"$ calcinosis-quiz {command}", result.output.rstrip("\n")]
    return "\n".join([*lines, "```"]) + "\n"


def follow(text: str, meanwhile: dict[str, Callable[[], None]]) -> str:
    """Do what a document says, from top to bottom, in this folder, and give it with what there is to see today.

    Blocks of YAML that begin with the name of a file are written; transcripts and excerpts of files are made anew;
    other commands have to run. `<!-- then: ... -->` stands for what people do between commands.
    """

    def step(found: re.Match[str]) -> str:
        begin, transcript, end, head, name, count, _, tail, written, content, commands, event = found.groups()
        if transcript is not None:
            return f"{begin}{run_commands(transcript, 100)}{end}"
        if name is not None:
            lines = Path(name).read_text(encoding="utf-8").splitlines()[: int(count)]
            return head + "\n".join(lines) + "\n" + str(tail)
        if written is not None:
            Path(written).write_text(content, encoding="utf-8")
        elif commands is not None:
            run_commands(commands)
        else:
            meanwhile[event]()
        return found[0]

    return _STEP.sub(step, text)
