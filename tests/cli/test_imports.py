"""What each command may import before it says its first word: most of a start is imports."""

import os
import subprocess
import sys
from typing import Final

import pytest

# Writes down what has been imported when the first word is said, and goes on.
SPY: Final = """
import sys
class Spy:
    def __init__(self, stream): self.stream, self.seen = stream, False
    def write(self, text):
        if not self.seen:
            self.seen = True
            print(*sorted(sys.modules), file=sys.stderr)
        return self.stream.write(text)
    def __getattr__(self, name): return getattr(self.stream, name)
sys.stdout = Spy(sys.stdout)
sys.argv[0] = "calcinosis-quiz"
from calcinosis_quiz.cli import main
main()
"""
PLACES: Final = {"CALCINOSIS_QUIZ_HOME", "CALCINOSIS_QUIZ_BANKS", "XDG_DATA_HOME", "XDG_CACHE_HOME"}
READ: Final = {"click", "msgspec"} | ({"platformdirs"} if sys.platform != "linux" else set())
ASK: Final = READ | {"sqlite3"}
ROOMS_TO_READ: Final = {"bank", "cli", "errors", "files", "paths", "quiz", "study"}  # study: the hour a day begins
ROOMS_TO_ASK: Final = ROOMS_TO_READ | {"log"}
# Command -> other packages, and rooms of this one.
MAY_IMPORT: Final = {
    "--version": ({"click"}, {"cli", "errors"}),
    "list": (READ, ROOMS_TO_READ),
    "list --json": (READ, ROOMS_TO_READ),
    "show labs-deposit-mineral": (READ, ROOMS_TO_READ),
    "quiz --item labs-deposit-mineral": (ASK, ROOMS_TO_ASK),
    "quiz --item labs-deposit-mineral --json": (ASK, ROOMS_TO_ASK),
    "study": (ASK | {"fsrs_rs_python"}, ROOMS_TO_ASK),
    "stats": (ASK | {"fsrs_rs_python"}, ROOMS_TO_ASK),
    "flag labs-deposit-mineral": (ASK, ROOMS_TO_ASK),
    "history check": (ASK | {"fsrs_rs_python"}, ROOMS_TO_ASK),
}
# Slow to import, and hardly ever needed for a first word.
SLOW: Final = {
    "asyncio", "bz2", "concurrent.futures", "dataclasses", "difflib", "email", "http", "importlib.metadata",
    "importlib.resources", "lzma", "multiprocessing", "shutil", "statistics", "subprocess", "tempfile", "unittest",
    "xml", "zipfile",
}  # fmt: skip


def imported_by(command: str, home: str) -> set[str]:
    """Run a command a second time, when what it keeps is there; give what it had imported at its first word."""
    environment = {key: value for key, value in os.environ.items() if key not in PLACES}
    environment |= {"HOME": home, "PYTHONPATH": ""}
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", SPY, *command.split()],
            input="quit\n",
            capture_output=True,
            text=True,
            check=False,
            env=environment,
        )
    return set(done.stderr.splitlines()[0].split())


@pytest.mark.parametrize("command", MAY_IMPORT)
def test_a_command_imports_little_before_its_first_word(command: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    names = imported_by(command, str(tmp_path_factory.mktemp("home")))
    packages, rooms = MAY_IMPORT[command]
    ours = {name.split(".")[1] for name in names if name.startswith("calcinosis_quiz.")}
    others = {name.partition(".")[0] for name in names}
    installed = {name for name in others if not name.startswith("_")} - set(sys.stdlib_module_names)
    assert ours - rooms == set()
    assert installed - packages - {"calcinosis_quiz", "typing_extensions", "sitecustomize"} == set()
    assert "sqlite3" not in others or "sqlite3" in packages
    assert names & SLOW == set()
