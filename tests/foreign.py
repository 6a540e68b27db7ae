"""Programs of others that read what we write. Where CI is set, a missing one fails a test; elsewhere it skips it.

With OWN_TESTS_ONLY set, every test that needs one is skipped: continuous integration asks for that where it tries
other versions of our own dependencies.
"""

import os
import shutil
from pathlib import Path
from typing import Final

import pytest

MODULES: Final = Path(__file__).parent / "clients" / "node_modules"
CHROMIUM_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
_BY_NPM: Final = "`npm install --prefix tests/clients --no-package-lock` and a browser bring it"


def need(path: Path | str | None, name: str, how: str = _BY_NPM) -> Path:
    """Return the path of a program or file of others; skip or fail the test where it is missing.

    `name` is what is looked for, `how` says what brings it.
    """
    if os.environ.get("OWN_TESTS_ONLY"):
        pytest.skip(f"needs {name}")
    if path is None or not Path(path).exists():
        message = f"{name} is missing; {how}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return Path(path)


def need_program(*names: str) -> str:
    """Return the path of the first program that is found under these names."""
    return str(need(next(filter(None, map(shutil.which, names)), None), names[0]))


def need_chromium() -> str:
    """Return the path of Chromium."""
    return need_program(*CHROMIUM_NAMES)


def need_module(name: str) -> Path:
    """Return the folder of an npm module."""
    return need(MODULES / name, name)
