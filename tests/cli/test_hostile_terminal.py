"""Texts from outside on a terminal: whatever they hold, they are shown and do nothing."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.cli.running import PROGRAM, surroundings
from tests.log.logs import answer_row, event_row

from calcinosis_quiz.cli.visible import make_visible
from calcinosis_quiz.log.log import AnswerLog

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")

# A link, the clipboard, a title, a cleared screen, sequences that begin with one sign, and other directions of writing.
ATTACKS = (
    "\x1b]8;;http://x\x07L\x1b]8;;\x07\x1b]52;c;QQ==\x07\x1b]0;T\x07\x1b[2J\x9b31m\x9d52;c;QQ==\x9c\x1bc"
    "\u202eabc\u2066\u2069\u200f\x08\x0c\r\x7f"
)
# What the program itself may send: colours, moves of the cursor, clearing below, and modes of keys and cursor.
OWN = re.compile(
    r"\x1b\[[\d;]*m|\x1b\[\d*[ABCDGJK]|\x1b\[\?(?:25|2004|1049|7)[hl]|\x1b\[\d* q|\x1b\[>?\d*u|\r\n?|\n|\t"
)
UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
BANK = """format: 1
bank: b
title: T
items:
  - {id: q1, type: true-false, stem: Is it so?, answer: true}
  - {id: q2, type: short-answer, stem: What?, accept: [so]}
"""


def watch(*command: str, typed: str = "", home: Path) -> str:
    """Run the program on a pseudo-terminal, and return everything that it sent there."""
    leader, follower = os.openpty()
    environment = surroundings(CALCINOSIS_QUIZ_HOME=str(home))
    program = subprocess.Popen(
        [*PROGRAM, *command], stdin=follower, stdout=follower, stderr=follower, env=environment, close_fds=True
    )
    os.close(follower)
    os.write(leader, typed.encode())
    sent = b""
    while True:
        try:
            data = os.read(leader, 65536)
        except OSError:
            break
        if not data:
            break
        sent += data
    os.close(leader)
    program.wait()
    return sent.decode(errors="replace")


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Make files of strangers with attacks in every text that they hold."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bank.yaml").write_text(BANK, encoding="utf-8")
    escaped = "".join(f"\\u{ord(sign):04x}" for sign in ATTACKS)
    (tmp_path / "hostile.yaml").write_text(
        BANK.replace("title: T", f'title: "{escaped}"').replace("stem: What?", f'stem: "{escaped}"'), encoding="utf-8"
    )
    with AnswerLog(tmp_path / "home" / "history.db") as log:
        log.append(
            answer_row("a", bank="b", item=ATTACKS, origin=ATTACKS),
            event_row("f", "flag", bank=ATTACKS, item=ATTACKS, reason=ATTACKS),
            event_row("s", "suspend", bank=ATTACKS, item=ATTACKS),
        )
    cell = f'"{ATTACKS}"'.replace("\r", "")
    (tmp_path / "answers.csv").write_text(f"learner,{cell},q1\nr1,{cell},T\nr2,F,F\nr3,T,T\n", encoding="utf-8")
    (tmp_path / "key.csv").write_text(f"item,key\n{cell},{cell}\n", encoding="utf-8")
    (tmp_path / "log.jsonl").write_text(f'{{"row": "{escaped}"}}\n{ATTACKS}\n', encoding="utf-8")
    shutil.copy(Path(__file__).parents[1] / "faults" / "lesc.jsonl", tmp_path / "uses.jsonl")
    shutil.copy(Path(__file__).parents[1] / "faults" / "esc_stranger.anki2", tmp_path / "stranger.anki2")
    (tmp_path / "b.anki-lock.json").write_text(f'{{"format": 1, "namespace": "{escaped}"}}', encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "earlier.zip", "w") as archive:
        archive.writestr("a.xml", ATTACKS)
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute('CREATE TABLE "x\x1b[2J" (a)')
    yield tmp_path


COMMANDS = [
    ("stats", "--bank", "bank.yaml"),
    ("stats", "--bank", "bank.yaml", "--facts"),
    ("flag",),
    ("suspend",),
    ("undo",),
    ("undo", "--undo"),
    ("re-mark", "--bank", "bank.yaml"),
    ("history", "check"),
    ("history", "import", "log.jsonl"),
    ("history", "import", "other.db"),
    ("history", "import", ATTACKS.replace("\x00", "")),
    ("history", "import-anki", "stranger.anki2", "--bank", "bank.yaml"),
    ("item-analysis", "answers.csv", "--bank", "bank.yaml", "--skip-bad"),
    ("item-analysis", "answers.csv", "--bank", "bank.yaml", "--skip-bad", "--details"),
    ("item-analysis", "answers.csv", "--bank", "bank.yaml", "--csv", "--skip-bad"),
    ("item-analysis", "answers.csv", "--bank", "bank.yaml", "--key", "key.csv"),
    ("responses", "merge", "answers.csv", "--bank", "bank.yaml", "-o", "out.csv"),
    ("item-uses", "show", "uses.jsonl", "--bank", "bank.yaml"),
    ("item-uses", "add", "uses.jsonl", "answers.csv", "--bank", "bank.yaml", "--name", ATTACKS),
    ("check", "hostile.yaml"),
    ("list", "--bank", "hostile.yaml"),
    ("show", "q2", "--bank", "hostile.yaml"),
    ("quiz", "--bank", "hostile.yaml", "--plain"),
    ("quiz", "--bank", "hostile.yaml", "--item", "q2"),
    ("export", "anki", "--bank", "bank.yaml", "-o", "o.apkg"),
    ("export", "moodle", "--bank", "bank.yaml", "-o", "o.xml", "--changed-since", "earlier.zip"),
    ("export", "html", "--bank", "bank.yaml", "-o", f"{ATTACKS}.html"),
    ("show", ATTACKS, "--bank", "bank.yaml"),
    ("mark", "q1", ATTACKS, "--bank", "bank.yaml"),
    ("quiz", "--topic", ATTACKS, "--bank", "bank.yaml"),
    ("import", "log.jsonl", "-o", "new.yaml"),
    ("form", "--bank", "bank.yaml", "-o", ATTACKS.replace("/", "")),
    (ATTACKS,),
    ("quiz", f"--{ATTACKS}"),
    ("new", "bank", f"{ATTACKS}.yaml"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: make_visible(" ".join(command))[:40])
def test_no_text_from_outside_does_anything_on_a_terminal(command: tuple[str, ...], world: Path) -> None:
    sent = watch(*command, typed="quit\nq\n\x04\n", home=world / "home")
    assert "Traceback" not in sent
    assert "has a fault" not in sent
    left = OWN.sub("", sent.replace("^D\x08\x08", ""))  # the terminal itself echoes the end of the input
    assert UNSAFE.findall(left) == [], make_visible(left)


@pytest.mark.parametrize("sign", ATTACKS)
def test_every_sign_is_shown_as_its_number_and_plain_text_as_it_is(sign: str) -> None:
    expected = sign if sign.isprintable() else f"\\u{ord(sign):04x}"
    assert make_visible(f"a{sign}b") == f"a{expected}b"
    assert make_visible("Gruesse, \u00e9 \u03b1 \u2713\n\t\u65e5") == "Gruesse, \u00e9 \u03b1 \u2713\n\t\u65e5"
