"""Completion in the shell: commands, options, and what the banks hold."""

import os
import shlex
import subprocess
import sys

import pytest
from tests.cli.running import EVERY_TYPE

PROGRAM = "import sys; sys.argv[0] = 'calcinosis-quiz'; from calcinosis_quiz.__main__ import run; run()"


def complete(*words: str) -> set[str]:
    """Give what Bash would be offered for the last word."""
    asked = {
        "_CALCINOSIS_QUIZ_COMPLETE": "bash_complete",
        "COMP_WORDS": shlex.join(["calcinosis-quiz", *words]),
        "COMP_CWORD": str(len(words)),
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=os.environ | asked, capture_output=True, text=True, check=True
    )
    return {line.partition(",")[2] for line in done.stdout.split()}


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("re-",), {"re-mark"}),
        (("export", "mo"), {"moodle"}),
        (("quiz", "--topic", "sur"), {"surgery"}),
        (("list", "--item", "surg-two-w"), {"surg-two-worries"}),
        (("show", "surg-two-w"), {"surg-two-worries"}),
        (("flag", "--bank", EVERY_TYPE, "case-g"), {"case-grey"}),
        (("list", "--bank", EVERY_TYPE, "--item", "case-g"), {"case-grey"}),
        (("list", "--bank", "nowhere.yaml", "--item", "case-g"), set()),
    ],
)
def test_the_last_word_is_completed(words: tuple[str, ...], offered: set[str]) -> None:
    assert complete(*words) == offered


def test_an_item_is_offered_with_its_question() -> None:
    asked = {
        "_CALCINOSIS_QUIZ_COMPLETE": "zsh_complete",
        "COMP_WORDS": "calcinosis-quiz show surg-two-w",
        "COMP_CWORD": "2",
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=os.environ | asked, capture_output=True, text=True, check=True
    )
    kind, item, question = done.stdout.splitlines()
    assert (kind, item) == ("plain", "surg-two-worries")
    assert len(question) > 20


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script(shell: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=os.environ | {"_CALCINOSIS_QUIZ_COMPLETE": f"{shell}_source"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "_CALCINOSIS_QUIZ_COMPLETE" in done.stdout
