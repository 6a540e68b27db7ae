"""Fixtures: banks written in a test's docstring, the shipped library, and a home that is not the user's."""

import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
import tests.quiz.conftest  # noqa: F401 - how questions are generated must be known before any test asks for one

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.load import load_library, open_library
from calcinosis_quiz.bank.problems import Problem

REPOSITORY = Path(__file__).resolve().parents[1]
QUIZZES = REPOSITORY / "quizzes"
# Windows has no pseudo-terminals that a test could sit at.
collect_ignore = (
    [f"cli/terminal/test_{name}.py" for name in ("real_terminal", "study_terminal", "terminal_runs")]
    if sys.platform == "win32"
    else []
)


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test away from the user's settings and banks."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CALCINOSIS_QUIZ_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("CALCINOSIS_QUIZ_BANKS", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture(scope="session")
def shipped() -> Library:
    """Load the shipped banks."""
    return open_library([QUIZZES])


@pytest.fixture
def make_bank(tmp_path: Path) -> Callable[[str], Path]:
    """Write items, as YAML, into a bank file and give its path."""

    def write(items: str, name: str = "sample") -> Path:
        path = tmp_path / f"{name}.yaml"
        body = dedent(items).strip("\n").replace("\n", "\n  ")
        path.write_text(f"format: 1\nbank: {name}\ntitle: Sample\nitems:\n  {body}\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def make_library(make_bank: Callable[[str], Path]) -> Callable[[str], Library]:
    """Load items, as YAML, that must be sound."""
    return lambda items: open_library([make_bank(items)])


@pytest.fixture
def problems_of(tmp_path: Path) -> Callable[[str | bytes], tuple[Problem, ...]]:
    """Write a whole file and give the problems that loading it finds."""

    def load(content: str | bytes) -> tuple[Problem, ...]:
        path = tmp_path / "bank.yaml"
        path.write_bytes(content if isinstance(content, bytes) else dedent(content).encode("utf-8", "surrogatepass"))
        return load_library([path])[1]

    return load
