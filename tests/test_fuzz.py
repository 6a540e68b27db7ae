"""Every reader holds against damaged and hostile files; benchmarks/fuzz.py tries more, for as long as wished."""

import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.mark.skipif(sys.platform != "linux", reason="bounds on the memory of a process are needed")
def test_no_reader_fails_takes_too_long_or_too_much_on_damaged_files(tmp_path: Path) -> None:
    command = [sys.executable, str(REPOSITORY / "benchmarks" / "fuzz.py"), "--seconds", "0", "--keep", str(tmp_path)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=REPOSITORY)
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.count(" 100 |") >= 12
