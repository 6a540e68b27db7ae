"""Exports of a log with values exchanged, and the commands that must work on whatever of them is imported."""

import random
import re
from pathlib import Path
from typing import Final

from tests.cli.running import EVERY_TYPE, run

from calcinosis_quiz.log.log import AnswerLog

AFTERWARDS: Final = (
    ("stats",),
    ("stats", "--json"),
    ("study", "--plain"),
    ("quiz", "--resume", "--plain"),
    ("quiz", "--resume", "--exam", "--plain"),
    ("history", "check"),
    ("history", "export"),
    ("re-mark",),
    ("flag",),
    ("suspend",),
    ("undo",),
    ("undo", "--undo"),
)
VALUES: Final = (
    *("0", "-1", "1e999", "99999999999999999999", "1.5", "null", "true", '""', "[]", "{}", '"study"', "[-1]"),
    *("[99999999]", '"\\u001b[2J"', '"\\ud800"', '"\\u0000"', '"0001-01-01T00:00:00Z"', '"9999-12-31T23:59:59+14:00"'),
    *('"1970-01-01T00:00:00Z"', '"2026-02-30T00:00:00Z"', "1e-320", "9223372036854775807", "-9223372036854775808"),
    *('{"type": "quantity", "number": "1e99999"}', '{"type": "chosen", "options": [99]}', "[" * 2000, '"Q"' * 2),
    *('{"type": "pairing", "choices": []}', '{"type": "truth", "value": true}', '"' + "x" * 70_000 + '"'),
)
_VALUE: Final = re.compile(r'(?<=[:\[,])(?:"(?:[^"\\]|\\.)*"(?!:)|[\w.+-]+|\[[^\[\]{}]*\]|\{[^{}]*\})')
_UID: Final = re.compile(r'("(?:session_|answer_)?uid":")')


def export_log(home: Path) -> str:
    """Export a log with answers of every type, an exam, flags, an undo and a re-mark."""
    home_of = {"CALCINOSIS_QUIZ_HOME": str(home)}
    typed = '["a", "b", "c", "d"]\n"a"\ntrue\n12\n"sure"\n["x", "y"]\n{"Talc": "a"}\n"words"\n[1]\nnull\n' * 40
    run("quiz", "--bank", EVERY_TYPE, "--json", "--seed", "1", "-n", "30", "--confidence", typed=typed, **home_of)
    run("quiz", "--bank", EVERY_TYPE, "--exam", "--json", "--seed", "2", typed='"a"\ntrue\n"b"\n12\n', **home_of)
    run("flag", "--bank", EVERY_TYPE, "sba", "--reason", "two keys?", **home_of)
    run("undo", **home_of)
    return run("history", "export", **home_of).stdout


def mutate(text: str, rng: random.Random, name: str) -> str:
    """Exchange one to six values of an export, now and then lines or bytes; `name` keeps its rows apart from others."""
    lines = [_UID.sub(rf"\g<1>{name}-", line) for line in text.splitlines()]
    for _ in range(rng.randint(1, 6)):
        place = rng.randrange(len(lines))
        row = lines[place]
        match rng.randrange(10):
            case 0:
                lines[place] = lines[rng.randrange(len(lines))]
            case 1:
                cut = rng.randrange(len(row) + 1)
                lines[place] = row[:cut] + rng.choice(VALUES) + row[cut + rng.randrange(9) :]
            case _:
                if values := list(_VALUE.finditer(row)):
                    found = rng.choice(values)
                    lines[place] = row[: found.start()] + rng.choice(VALUES) + row[found.end() :]
    return "\n".join(lines)


def find_failures(exports: list[str], home: Path) -> list[str]:
    """Import exports into a new log at `home`, run every command on it, and list what did not end well."""
    surroundings = {"CALCINOSIS_QUIZ_HOME": str(home), "CALCINOSIS_QUIZ_BANKS": EVERY_TYPE}
    files = []
    for number, text in enumerate(exports):
        file = home / f"{number}.jsonl"
        file.write_text(text, encoding="utf-8", errors="surrogatepass")
        files.append(file)
    failures = []
    for command in (("history", "import", *map(str, files)), *AFTERWARDS):
        try:
            result = run(*command, typed="quit\n", **surroundings)
        except Exception as error:
            failures.append(f"{' '.join(command[:2])}: {type(error).__name__}: {error}")
            continue
        if result.exit_code:
            failures.append(f"{' '.join(command[:2])}: {result.output[-300:]}")
    with AnswerLog(home / "history.db") as log:
        if log.query("PRAGMA integrity_check") != [("ok",)]:
            failures.append("integrity_check")
    return failures
