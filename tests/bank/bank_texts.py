"""The shortest way from the text of banks to what loading says about them."""

from pathlib import Path
from textwrap import dedent
from typing import Final

from calcinosis_quiz.bank.items import AuthoredItem
from calcinosis_quiz.bank.load import load_library, open_library

QUIZZES: Final = Path(__file__).resolve().parents[2] / "quizzes"
HEADER: Final = "format: 1\nbank: bank\ntitle: A bank\nitems:\n"
SOUND: Final = "- {id: sound, type: true-false, stem: It is, answer: true}\n"

LEDGER: Final = """\
format: 1
namespace: sample
title: A ledger
source: {citation: A report, as_of: 2015-11-11, kind: a summary, disclaimer: Not advice.}
topics: [{id: surgery, title: Surgery}, {id: bank, title: The rest}]
objectives: [{id: LO1, text: Name it}, {id: LO2, text: Use it}]
facts:
- {id: first-fact, topic: surgery, statement: One., strength: established}
- {id: other-fact, topic: bank, statement: Two., strength: hypothesis}
"""


def bank(items: str) -> str:
    """Put a header of four lines before items, so that the first one stands on line 5."""
    return HEADER + dedent(items).lstrip("\n")


def complaints(folder: Path, files: str | bytes | dict[str, str | bytes]) -> list[str]:
    """Write one bank.yaml, or several files, and list what loading the folder finds, file names without the folder."""
    for name, content in (files if isinstance(files, dict) else {"bank.yaml": files}).items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return [str(problem).replace(f"{folder}/", "") for problem in load_library([folder])[1]]


def read_one(folder: Path, item: str) -> AuthoredItem:
    """Load a bank that holds one sound item."""
    (folder / "bank.yaml").write_bytes(bank(item).encode())
    (found,) = open_library([folder]).items.values()
    return found


def announced(text: str, file: str = "bank.yaml", above: str = "") -> list[str]:
    """List the problems that a text announces: each comment tells one of the next line that is no comment."""
    found, waiting = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("#"):
            waiting.append(line.lstrip(" #"))
        else:
            found += [f"{file}:{number}: {above}{said}" for said in waiting]
            waiting = []
    return found
