"""The program on Windows, as far as it can be tried elsewhere: nothing needs the modules of other systems."""

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import importlib, pkgutil, sys, types
for other in ("click", "wcwidth", "yaml", "genanki", "platformdirs", "msgspec", "tempfile", "typst",
              "fsrs_rs_python", "ctypes", "subprocess", "random", "statistics", "concurrent.futures"):
    try:
        importlib.import_module(other)  # other people's modules are loaded as what they are here
    except ModuleNotFoundError:
        pass
locked = []
for name in ("fcntl", "termios", "tty", "pty", "pwd", "grp", "resource", "curses", "readline"):
    sys.modules[name] = None
sys.modules["msvcrt"] = types.SimpleNamespace(
    LK_NBLCK=2, LK_UNLCK=0, locking=lambda _handle, mode, count: locked.append((mode, count))
)
sys.platform = "win32"

import calcinosis_quiz
for module in pkgutil.walk_packages(calcinosis_quiz.__path__, "calcinosis_quiz."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)

from pathlib import Path
from calcinosis_quiz.log.lock import Locks
with Locks(Path(sys.argv[1])) as locks, locks.gate():
    assert locks.take(1)
assert locked == [(2, 1), (2, 1), (0, 1)], locked
"""


def test_every_module_can_be_imported_and_sessions_are_locked(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SCRIPT, str(tmp_path / "log.db")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
